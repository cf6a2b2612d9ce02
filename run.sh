#!/usr/bin/env bash
# Runs a whole Warehouse on this machine until Ctrl-C: PostgreSQL, a silo and the gateway, under .local/. Leaves ./warehouse, the
# operator's verbs. Ports: WAREHOUSE_PORT (8080), WAREHOUSE_DASHBOARD_PORT (8081), WAREHOUSE_PG_PORT (15432). --fresh starts over,
# --silos 2 starts two silos.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. ./Silo/Local/prerequisites.sh

require_dotnet
require_postgres
build Silo/Host Gateway/Api Silo/Local
publish_verbs
exec dotnet Silo/Local/bin/Release/net10.0/Warehouse.Local.dll "$@"
