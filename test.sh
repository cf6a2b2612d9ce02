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
# The benchmarks are not run, and must go on being buildable.
build tests/Unit.Tests tests/EndToEnd.Tests tests/Benchmarks

passed=0 failed=0 skipped=0
summary=$(mktemp)
trap 'rm -f "$summary"' EXIT
for suite in Unit EndToEnd; do
  dotnet "tests/$suite.Tests/bin/Release/net10.0/Warehouse.$suite.Tests.dll" -noColor "$@" | tee "$summary"
  status=$?
  if [[ $(grep 'Total: ' "$summary") =~ Total:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Failed:\ ([0-9]+),\ Skipped:\ ([0-9]+),\ Not\ Run:\ ([0-9]+) ]]; then
    read -r total errors bad skip idle <<<"${BASH_REMATCH[*]:1}"
    passed=$((passed + total - bad - skip - idle))
    failed=$((failed + bad + errors))
    skipped=$((skipped + skip))
    [ $status = 0 ] || [ $((bad + errors)) -gt 0 ] || failed=$((failed + 1))
  else
    # A runner that died without a summary is a failure.
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
