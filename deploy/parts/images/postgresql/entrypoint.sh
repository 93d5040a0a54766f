#!/bin/sh
# Makes the cluster at the first start and runs the scripts of /docker-entrypoint-initdb.d; then runs the server.
set -eu
if [ ! -s "${PGDATA}/PG_VERSION" ]; then
    new="${PGDATA}.new"
    rm -rf "${new}"
    initdb --pgdata="${new}" --username=postgres --encoding=UTF8 --no-locale --auth=scram-sha-256 \
        --pwfile="${POSTGRES_PASSWORD_FILE}"
    echo "host all all all scram-sha-256" >>"${new}/pg_hba.conf"
    pg_ctl --pgdata="${new}" --wait --options="-c listen_addresses= -c unix_socket_directories=/tmp" start
    for script in /docker-entrypoint-initdb.d/*.sql; do
        PGPASSWORD=$(cat "${POSTGRES_PASSWORD_FILE}") psql --host=/tmp --username=postgres --no-psqlrc --quiet \
            --set=ON_ERROR_STOP=1 --file="${script}"
    done
    pg_ctl --pgdata="${new}" --wait stop
    mv "${new}" "${PGDATA}"
fi
exec "$@"
