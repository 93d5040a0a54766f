#!/bin/sh
# Builds the portal into build/portal: its client from the API's description, the bundle, and compressed copies of it.
# `python`, `node` and `npm` are those of the PATH.
set -eu
cd "$(dirname "$0")"

PYTHONPATH=../..:../../build/gen python -m gateway.openapi >../../build/openapi.json
locked=$(sha256sum package-lock.json)
if [ "$locked" != "$(cat node_modules/.locked 2>/dev/null)" ]; then
    npm ci --silent --no-progress
    echo "$locked" >node_modules/.locked
fi
npm run --silent api >/dev/null
npm run --silent build -- --logLevel warn
python -m servestatic.compress --quiet ../../build/portal/assets
