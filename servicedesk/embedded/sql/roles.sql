-- The three roles, once per cluster, by a superuser; harmless when repeated. Used by embedded/ and by docker/.
-- owner: owns the database, runs migrations, may create test databases.
-- app: web and workers; row-level security binds it.
-- engine: owns the few SECURITY DEFINER functions that claim timers and messages across tenants; nobody signs in as it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'servicedesk_owner') THEN
        CREATE ROLE servicedesk_owner;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'servicedesk_app') THEN
        CREATE ROLE servicedesk_app;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'servicedesk_engine') THEN
        CREATE ROLE servicedesk_engine;
    END IF;
END
$$;
ALTER ROLE servicedesk_owner LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOBYPASSRLS;
ALTER ROLE servicedesk_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
ALTER ROLE servicedesk_engine NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
-- A frozen process must not hold its row locks for ever (a killed one lets go at once).
ALTER ROLE servicedesk_app SET idle_in_transaction_session_timeout = '60s';
-- The owner hands functions over to the engine: that takes membership.
GRANT servicedesk_engine TO servicedesk_owner;
