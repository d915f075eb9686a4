"""The application may ask for new statistics of the tables that a billing run fills; it owns none of them."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION billing_analyse() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public AS $$
BEGIN
    ANALYZE billing_bill, billing_entry, billing_posting;
END
$$;
REVOKE ALL ON FUNCTION billing_analyse() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing_analyse() TO servicedesk_app;
"""
BACKWARD = "DROP FUNCTION billing_analyse()"


class Migration(migrations.Migration):
    dependencies = [("billing", "0024_arrears")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
