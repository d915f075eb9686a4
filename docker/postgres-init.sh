#!/bin/sh
# Run once by the postgres image, as superuser, on an empty data folder: the roles, their passwords, the database.
set -eu
sql() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" "$@"; }

sql --dbname postgres --file "${SQL_DIR:-/servicedesk-sql}/roles.sql"
sql --dbname postgres --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" <<'SQL'
ALTER ROLE servicedesk_owner PASSWORD :'owner';
ALTER ROLE servicedesk_app PASSWORD :'app';
CREATE DATABASE servicedesk OWNER servicedesk_owner;
SQL
for database in template1 servicedesk; do
    sql --dbname "$database" --file "${SQL_DIR:-/servicedesk-sql}/schema.sql"
done
