#!/bin/sh
# Compiles the lock files: what developers have, what an image runs, what an image is built with. Add `-U` to upgrade.
set -eu
cd "$(dirname "$0")/.."
compile() {
    name=$1
    shift
    VIRTUAL_ENV=build/venv build/venv/bin/python -m uv pip compile -q pyproject.toml --generate-hashes --no-annotate \
        --custom-compile-command requirements/compile.sh --output-file "requirements/$name.lock" "$@" >/dev/null
}
compile dev --group dev "$@"
compile run --constraint requirements/dev.lock
compile build --group api --group portal --constraint requirements/dev.lock
