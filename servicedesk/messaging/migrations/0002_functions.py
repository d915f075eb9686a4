"""The deliverer's lease across tenants, owned by the engine's role."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION claim_messages(batch integer, token uuid, lease interval)
RETURNS TABLE (tenant_id uuid, message_id uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS $$
    WITH picked AS MATERIALIZED (
        SELECT id FROM messaging_message WHERE state = 'pending' AND due_at <= app_now()
        ORDER BY due_at, id LIMIT batch FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE messaging_message m SET lease_token = token, due_at = app_now() + lease
    FROM picked WHERE m.id = picked.id RETURNING m.tenant_id, m.id
$$;
ALTER FUNCTION claim_messages(integer, uuid, interval) OWNER TO servicedesk_engine;
REVOKE ALL ON FUNCTION claim_messages(integer, uuid, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_messages(integer, uuid, interval) TO servicedesk_app;
CREATE FUNCTION message_figures() RETURNS TABLE (waiting bigint, dead bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT (SELECT count(*) FROM messaging_message WHERE state = 'pending' AND due_at <= app_now()),
           (SELECT count(*) FROM messaging_message WHERE state = 'dead')
$$;
ALTER FUNCTION message_figures() OWNER TO servicedesk_engine;
REVOKE ALL ON FUNCTION message_figures() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION message_figures() TO servicedesk_app;
"""
BACKWARD = "DROP FUNCTION message_figures(); DROP FUNCTION claim_messages(integer, uuid, interval);"


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial"), ("timers", "0002_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
