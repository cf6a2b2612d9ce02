#!/usr/bin/env bash
# Fetches the npm package vega-datasets (BSD-3-Clause; public data of many sources) once, and prints the folder its data is in.
set -euo pipefail
version=2.11.0
folder=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/warehouse-tests/vega-datasets-$version
if [ ! -d "$folder" ]; then
  mkdir -p "$(dirname "$folder")"
  scratch=$(mktemp -d "$folder.XXXXXX")
  trap 'rm -rf "$scratch"' EXIT
  (cd "$scratch" && npm pack --silent "vega-datasets@$version" >/dev/null && tar xzf ./*.tgz)
  # Whoever is first is fine for all.
  mv -T "$scratch/package" "$folder" 2>/dev/null || [ -d "$folder" ]
fi
echo "$folder/data"
