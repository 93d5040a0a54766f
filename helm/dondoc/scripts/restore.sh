#!/bin/bash
# Puts the backup FROM in the place of every database, after its checksums are verified and everybody has left.
set -euo pipefail
cd "/backups/${FROM}"
sha256sum --check --strict SHA256SUMS
for file in /databases/*; do
    test -f "$(basename "${file}").dump" || { echo "${FROM} has no $(basename "${file}")" >&2; exit 1; }
done
ask() { psql --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 --dbname="$(cat "$1")" --command="$2"; }
for file in /databases/*; do
    until [ "$(ask "${file}" "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")" = 0 ]; do
        echo "waiting: $(basename "${file}") is in use"
        sleep 2
    done
done
for file in /databases/*; do
    database=$(basename "${file}")
    # One transaction: a restoring that is cut off leaves the database as it was.
    ask "${file}" "SELECT 1" >/dev/null
    {
        echo "BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
        pg_restore --no-owner --no-privileges --file=- "${database}.dump" | grep -v -E '^(CREATE SCHEMA public|\\(un)?restrict )'
        # A hearer's state may be older than the event that it had heard, and queues are not in a backup: all events are
        # told again. Who has heard one already knows it by its id.
        echo "DO \$\$ BEGIN IF to_regclass('public.outbox') IS NOT NULL THEN UPDATE public.outbox SET publish_time = NULL; END IF; END \$\$;"
        echo "COMMIT;"
    } | psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname="$(cat "${file}")" >/dev/null
    echo "restored ${database}"
done
