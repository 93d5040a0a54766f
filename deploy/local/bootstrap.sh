#!/bin/sh
# Makes build/venv with every package dondoc needs, the generated API and the portal; quick when nothing has changed.
# This is a shell script because a fresh machine may have no Python yet.
set -eu
cd "$(dirname "$0")/../.."

fail() {
    echo "dondoc: $*" >&2
    exit 1
}

# Prints the first Python that is new enough and can make a virtual environment.
find_python() {
    for candidate in python3.11 python3 python3.12 python3.13; do
        if "$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

install_python() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        fail "Python 3.11 with venv is missing: run \`apt-get install python3 python3-venv\` as root, then again."
    fi
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3 python3-venv >/dev/null
}

digest() {
    cat "$@" 2>/dev/null | sha256sum
}

mkdir -p build
wanted=$(digest pyproject.toml requirements/dev.lock)
if [ "$wanted" != "$(cat build/.installed 2>/dev/null)" ]; then
    [ -n "$(find_python)" ] || install_python
    echo "Installing the Python packages"
    [ -x build/venv/bin/python ] || "$(find_python)" -m venv build/venv
    build/venv/bin/python -m uv --version >/dev/null 2>&1 || build/venv/bin/python -m pip install -q uv
    VIRTUAL_ENV=build/venv build/venv/bin/python -m uv pip install -q -r requirements/dev.lock
    packages=$(build/venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n%s\n' "$PWD" "$PWD/build/gen" >"$packages/dondoc.pth"
    echo "$wanted" >build/.installed
fi

wanted=$(find protos -type f -name '*.p*' | sort | xargs sha256sum | sha256sum)
if [ "$wanted" != "$(cat build/.generated 2>/dev/null)" ]; then
    echo "Generating the API from protos/"
    build/venv/bin/python protos/generate.py
    echo "$wanted" >build/.generated
fi

wanted=$(find gateway/portal -name node_modules -prune -o -type f ! -name schema.d.ts -print | sort | xargs sha256sum build/.generated | sha256sum)
if [ "$wanted" != "$(cat build/.portal 2>/dev/null)" ]; then
    echo "Building the portal"
    PATH="$PWD/build/venv/bin:$PATH" sh gateway/portal/build.sh
    echo "$wanted" >build/.portal
fi
