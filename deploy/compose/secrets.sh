#!/usr/bin/env bash
# Makes the secrets that compose.yaml mounts, once, in secrets/ beside this file. What is there already is kept.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
mkdir -p secrets
chmod 700 secrets
cd secrets

# secret <file>: reads its content from standard input. The containers run as other users, so the files are readable and the folder is not.
secret() { [ -s "$1" ] || (umask 022 && cat >"$1"); }
word() { openssl rand -hex 24; }

for login in system_superuser system_owner system_silo system_gateway warehouse_superuser warehouse_provisioner; do
  word | secret "$login.password"
done
word | secret s3.secret
word | secret operations.credential
openssl rand -base64 32 | secret master.key

system() { printf 'Host=system-db;Database=warehouse_system;Username=%s;Password=%s' "$1" "$(cat "$2.password")"; }
system warehouse_owner system_owner | secret owner.connection
system warehouse_silo system_silo | secret silo.connection
system warehouse_gateway system_gateway | secret gateway.connection
printf 'Host=warehouse-db;Database=postgres;Username=warehouse_provisioner;Password=%s' "$(cat warehouse_provisioner.password)" | secret provisioner.connection
printf '{"identities":[{"name":"warehouse","credentials":[{"accessKey":"warehouse","secretKey":"%s"}],"actions":["Admin","Read","Write","List","Tagging"]}]}' \
  "$(cat s3.secret)" | secret s3.json
