#!/usr/bin/env bash
# Installs what the tests need and runs them all. Ends with the line `N passed, N failed, N skipped`.
# Arguments go to both test runners: `./test.sh -class '*Registry*'`.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. ./Silo/Local/prerequisites.sh

require_dotnet
require_postgres
require_s3_server
require_npm
# All of it: what no test runs must go on being buildable.
build Warehouse.sln

output=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$output"' EXIT
run() {
  local suite=$1
  shift
  exec dotnet "tests/$suite.Tests/bin/Release/net10.0/Warehouse.$suite.Tests.dll" -noColor "$@" 2>&1
}

# The unit tests beside the others, which mostly wait.
run Unit "$@" >"$output/Unit" &
unit=$!
run EndToEnd "$@" | tee "$output/EndToEnd"
ended=$?
wait $unit
unit_ended=$?
cat "$output/Unit"

passed=0 failed=0 skipped=0
count() {
  local status=$1 summary total errors=0 bad=0 skip=0 idle=0
  summary=$(grep 'Total: ' "$2")
  if [[ $summary =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+),\ Not\ Run:\ ([0-9]+) ]]; then
    read -r total errors bad skip idle <<<"${BASH_REMATCH[*]:1}"
    passed=$((passed + total - bad - skip - idle))
    failed=$((failed + bad + errors))
    skipped=$((skipped + skip))
  elif [[ $summary =~ Total:\ 0$ ]]; then
    # A filter that means only the other suite.
    return
  fi
  # A runner that died, or says nothing of a failure, is one.
  [ "$status" = 0 ] || [ $((bad + errors)) -gt 0 ] || failed=$((failed + 1))
}
count $unit_ended "$output/Unit"
count $ended "$output/EndToEnd"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $passed -gt 0 ]
