#!/bin/bash
# Dumps every database into a new folder of BACKUPS, with checksums; the folder gets its name only when it is complete.
# The dumps show all databases at one moment: no event is committed anywhere from before the first snapshot until after
# the last one, a fraction of a second, so that no service is ahead of another whose events it handles.
set -euo pipefail
shopt -s nullglob
: "${BACKUPS:=/backups}" "${DATABASES:=/databases}"
name=$(date -u +%Y%m%dT%H%M%SZ)
new="${BACKUPS}/.${name}"
mkdir "${new}"
trap 'rm -rf "${new}"' EXIT

# Bash warns of a second coprocess; everybody else writes to this copy.
exec {messages}>&2

# Runs SQL in a session of its own and reads the last word that it answers. The session lasts until `input` is closed:
# the next coprocess takes this one's name, but a copy of its input stays open.
open_session() {
    coproc SESSION {
        exec psql --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 --dbname="$(cat "$1")" 2>&"${messages}"
    }
    echo "$2" >&"${SESSION[1]}"
    read -r answer <&"${SESSION[0]}" || { echo "$(basename "$1"): no answer" >&"${messages}"; return 1; }
    exec {input}>&"${SESSION[1]}"
}

# Waits briefly and often, because whoever wants to commit an event waits behind it.
hold_events="SET lock_timeout = '1s'; BEGIN;
DO \$\$ BEGIN
    IF to_regclass('outbox') IS NULL THEN RETURN; END IF;
    FOR attempt IN 1..30 LOOP
        BEGIN LOCK TABLE outbox IN SHARE MODE; RETURN; EXCEPTION WHEN lock_not_available THEN PERFORM pg_sleep(1); END;
    END LOOP;
    RAISE 'the outbox stays locked';
END \$\$; SELECT 'held';"
take_snapshot="BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_export_snapshot();"
holding=()
declare -A snapshots
{
    for file in "${DATABASES}"/*; do
        open_session "${file}" "${hold_events}"
        holding+=("${input}")
    done
    for file in "${DATABASES}"/*; do
        open_session "${file}" "${take_snapshot}"
        snapshots[$(basename "${file}")]=${answer}
    done
} 2>/dev/null
for input in "${holding[@]}"; do exec {input}>&-; done
for database in "${!snapshots[@]}"; do
    pg_dump --format=custom --no-owner --no-privileges --snapshot="${snapshots[${database}]}" \
        --file="${new}/${database}.dump" --dbname="$(cat "${DATABASES}/${database}")"
    echo "dumped ${database}: $(stat --format=%s "${new}/${database}.dump") bytes"
done
(cd "${new}" && sha256sum ./*.dump >SHA256SUMS && sync ./*)
mv "${new}" "${BACKUPS}/${name}"
trap - EXIT
echo "made ${name}"
old=("${BACKUPS}"/2*)
for ((at = 0; at < ${#old[@]} - KEEP; at++)); do
    rm -rf "${old[at]}"
    echo "removed $(basename "${old[at]}")"
done
