#!/bin/bash
# Replaces every database with the backup FROM, once its checksums are verified and no client is connected any more.
set -euo pipefail
cd "/backups/${FROM}"
sha256sum --check --strict SHA256SUMS
for file in /databases/*; do
    test -f "$(basename "${file}").dump" || { echo "${FROM} has no $(basename "${file}")" >&2; exit 1; }
done
query() { psql --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 --dbname="$(cat "$1")" --command="$2"; }
for file in /databases/*; do
    until [ "$(query "${file}" "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")" = 0 ]; do
        echo "waiting: $(basename "${file}") is in use"
        sleep 2
    done
done
for file in /databases/*; do
    database=$(basename "${file}")
    # One transaction: an interrupted restore leaves the database as it was.
    query "${file}" "SELECT 1" >/dev/null
    {
        echo "BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
        pg_restore --no-owner --no-privileges --file=- "${database}.dump" | grep -v -E '^(CREATE SCHEMA public|\\(un)?restrict )'
        # A subscriber's database may be older than the last event it handled, and a backup has no queues: all events are
        # published again. A subscriber recognizes by its id an event that it has handled.
        echo "DO \$\$ BEGIN IF to_regclass('public.outbox') IS NOT NULL THEN UPDATE public.outbox SET publish_time = NULL; END IF; END \$\$;"
        echo "COMMIT;"
    } | psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname="$(cat "${file}")" >/dev/null
    echo "restored ${database}"
done
