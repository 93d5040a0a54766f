#!/bin/bash
# Dumps every database into a new folder of /backups, with checksums; the folder gets its name only when it is complete.
# The dumps show all databases at one moment: each reads a snapshot, and all snapshots are taken before the first dump.
set -euo pipefail
shopt -s nullglob
name=$(date -u +%Y%m%dT%H%M%SZ)
new="/backups/.${name}"
mkdir "${new}"
trap 'rm -rf "${new}"' EXIT
declare -A holding
for file in /databases/*; do
    database=$(basename "${file}")
    coproc HOLD { exec psql --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 --dbname="$(cat "${file}")"; }
    echo "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_export_snapshot();" >&"${HOLD[1]}"
    read -r snapshot <&"${HOLD[0]}"
    holding[${database}]=${snapshot}
    # The next coprocess takes this one's name; a copy of its input stays open, which keeps the snapshot.
    exec {kept}>&"${HOLD[1]}"
done 2>/dev/null
for database in "${!holding[@]}"; do
    pg_dump --format=custom --no-owner --no-privileges --snapshot="${holding[${database}]}" \
        --file="${new}/${database}.dump" --dbname="$(cat "/databases/${database}")"
    echo "dumped ${database}: $(stat --format=%s "${new}/${database}.dump") bytes"
done
(cd "${new}" && sha256sum ./*.dump >SHA256SUMS && sync ./*)
mv "${new}" "/backups/${name}"
trap - EXIT
echo "made ${name}"
old=(/backups/2*)
for ((at = 0; at < ${#old[@]} - KEEP; at++)); do
    rm -rf "${old[at]}"
    echo "removed $(basename "${old[at]}")"
done
