#!/usr/bin/env bash
# Run once by the image of PostgreSQL, on an empty warehouse server: docs/runbooks/prepare-a-warehouse-server.md.
set -euo pipefail
export SECRETS=${SECRETS:-/run/secrets}
psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
SET log_min_error_statement = panic;
\set provisioner `cat "$SECRETS/warehouse_provisioner.password"`
CREATE ROLE warehouse_provisioner LOGIN CREATEDB CREATEROLE PASSWORD :'provisioner';
GRANT pg_read_all_data TO warehouse_provisioner WITH ADMIN OPTION;
GRANT CONNECT ON DATABASE postgres TO warehouse_provisioner;
SELECT format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', datname) FROM pg_database WHERE datallowconn \gexec
SQL
