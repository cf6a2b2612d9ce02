#!/usr/bin/env bash
# Packs the client package from what is built, and builds the services of this folder against it and against a frozen one.
# The end-to-end tests' project runs it after its own build, with its configuration; output goes to out/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# What MSBuild hands down to a program it runs would steer the builds in here.
unset MSBUILD_EXE_PATH MSBuildSDKsPath MSBuildExtensionsPath MSBuildLoadMicrosoftTargetsReadOnly
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WarehouseRestoredPackages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')
export WarehouseRestoredPackages

rm -rf feed packages/warehouse.grains.abstractions
mkdir -p feed
dotnet pack ../../Grains.Abstractions --no-build -c "${1:-Release}" -v quiet -o feed -p:PackageVersion=0.0.0-built
dotnet build Services.slnx -v quiet
