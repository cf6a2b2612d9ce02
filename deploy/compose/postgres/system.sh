#!/usr/bin/env bash
# Run once by the image of PostgreSQL, in an empty system database: the three logins and the rights of docs/runbooks/upgrade-the-schema.md.
# What a migration makes later belongs to warehouse_owner; the default privileges give the other two their part of it.
set -euo pipefail
export SECRETS=${SECRETS:-/run/secrets}
psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
SET log_min_error_statement = panic;
\set owner `cat "$SECRETS/system_owner.password"`
\set silo `cat "$SECRETS/system_silo.password"`
\set gateway `cat "$SECRETS/system_gateway.password"`
CREATE ROLE warehouse_owner LOGIN PASSWORD :'owner';
CREATE ROLE warehouse_silo LOGIN PASSWORD :'silo';
CREATE ROLE warehouse_gateway LOGIN PASSWORD :'gateway';
CREATE DATABASE warehouse_system OWNER warehouse_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE warehouse_system FROM PUBLIC;
GRANT CONNECT ON DATABASE warehouse_system TO warehouse_silo, warehouse_gateway;
\connect warehouse_system
ALTER DEFAULT PRIVILEGES FOR ROLE warehouse_owner GRANT USAGE ON SCHEMAS TO warehouse_silo;
ALTER DEFAULT PRIVILEGES FOR ROLE warehouse_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO warehouse_silo;
CREATE SCHEMA cluster AUTHORIZATION warehouse_owner;
GRANT USAGE ON SCHEMA cluster TO warehouse_silo, warehouse_gateway;
ALTER DEFAULT PRIVILEGES FOR ROLE warehouse_owner IN SCHEMA cluster GRANT SELECT ON TABLES TO warehouse_gateway;
SQL
