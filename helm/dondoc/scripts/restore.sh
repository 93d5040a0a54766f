#!/bin/bash
# Replaces every database with the backup FROM, once its checksums are verified and no client is connected any more.
set -euo pipefail
: "${BACKUPS:=/backups}" "${DATABASES:=/databases}"
cd "${BACKUPS}/${FROM}"
sha256sum --check --strict SHA256SUMS
for file in "${DATABASES}"/*; do
    test -f "$(basename "${file}").dump" || { echo "${FROM} has no $(basename "${file}")" >&2; exit 1; }
done
query() { psql --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 --dbname="$(cat "$1")" --command="$2"; }
for file in "${DATABASES}"/*; do
    until [ "$(query "${file}" "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")" = 0 ]; do
        echo "waiting: $(basename "${file}") is in use"
        sleep 2
    done
done
epoch=$(date +%s)
for file in "${DATABASES}"/*; do
    database=$(basename "${file}")
    # One transaction: an interrupted restore leaves the database as it was.
    query "${file}" "SELECT 1" >/dev/null
    {
        echo "BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
        pg_restore --no-owner --no-privileges --file=- "${database}.dump" | grep -v -E '^(CREATE SCHEMA public|\\(un)?restrict )'
        # A subscriber may not have handled the last events, and they are in no queue: all are published again, in a new
        # epoch. A subscriber passes over what it has handled, and over what queues still hold of an earlier epoch.
        echo "DO \$\$ BEGIN
            IF to_regclass('public.epochs') IS NOT NULL THEN INSERT INTO public.epochs VALUES (${epoch}, now()); END IF;
            IF to_regclass('public.outbox') IS NOT NULL THEN UPDATE public.outbox SET publish_time = NULL; END IF;
        END \$\$;"
        echo "COMMIT;"
    } | psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname="$(cat "${file}")" >/dev/null
    echo "restored ${database}"
done
