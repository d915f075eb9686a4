"""The database's clock, and the engine's claim across tenants: the one door through row-level security, owned by a role
that sees clocks and nothing else.
"""

from django.db import migrations

APP_NOW = """
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$
    SELECT coalesce(
        (SELECT coalesce(frozen_at, clock_timestamp() + shift) FROM timers_clockshift WHERE id = 1),
        clock_timestamp())
$$;
INSERT INTO timers_clockshift (id, frozen_at, shift) VALUES (1, NULL, interval '0');
GRANT SELECT ON timers_clockshift TO servicedesk_engine;
"""

# Candidates are ranked fairly between tenants, earliest first with an id tie-break; four times the batch is looked at,
# so that two workers do not wait for the same rows. The CTE is a fence: never more than the batch is locked.
CLAIM = """
CREATE FUNCTION claim_clocks(batch integer) RETURNS TABLE (tenant_id uuid, clock_id uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS $$
    WITH candidate AS MATERIALIZED (
        SELECT c.id, c.next_due_at, row_number() OVER (PARTITION BY c.tenant_id ORDER BY c.next_due_at, c.id) AS turn
        FROM tenancy_tenant t CROSS JOIN LATERAL (
            SELECT k.id, k.tenant_id, k.next_due_at FROM timers_clock k
            WHERE k.tenant_id = t.id AND k.next_due_at <= app_now()
            ORDER BY k.next_due_at, k.id LIMIT 4 * batch) c
    ), picked AS MATERIALIZED (
        SELECT id, turn FROM candidate ORDER BY turn, next_due_at, id LIMIT 4 * batch
    )
    SELECT c.tenant_id, c.id FROM timers_clock c JOIN picked p ON p.id = c.id
    WHERE c.next_due_at <= app_now()
    ORDER BY p.turn, c.next_due_at, c.id LIMIT batch
    FOR NO KEY UPDATE OF c SKIP LOCKED
$$;
ALTER FUNCTION claim_clocks(integer) OWNER TO servicedesk_engine;
REVOKE ALL ON FUNCTION claim_clocks(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_clocks(integer) TO servicedesk_app;
"""

FIGURES = """
CREATE FUNCTION clock_figures() RETURNS TABLE (oldest_due_seconds double precision, due bigint, failing bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT coalesce(extract(epoch FROM app_now() - min(next_due_at)), 0)::double precision, count(*),
           count(*) FILTER (WHERE failures > 0)
    FROM timers_clock WHERE next_due_at <= app_now()
$$;
ALTER FUNCTION clock_figures() OWNER TO servicedesk_engine;
REVOKE ALL ON FUNCTION clock_figures() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clock_figures() TO servicedesk_app;
"""

BACKWARD = "DROP FUNCTION clock_figures(); DROP FUNCTION claim_clocks(integer); DROP FUNCTION app_now();"


class Migration(migrations.Migration):
    dependencies = [("timers", "0001_initial"), ("tenancy", "0001_initial")]
    operations = [migrations.RunSQL(APP_NOW + CLAIM + FIGURES, BACKWARD)]
