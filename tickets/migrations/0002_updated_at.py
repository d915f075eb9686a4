"""When a ticket last changed, for systems that ask what is new: written by the database, so nobody can forget it."""

from django.db import migrations, models

TOUCH = """
CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := app_now();
    RETURN NEW;
END $$;
CREATE TRIGGER ticket_touched BEFORE UPDATE ON tickets_ticket FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
"""
UNTOUCH = "DROP TRIGGER ticket_touched ON tickets_ticket; DROP FUNCTION touch_updated_at();"


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial"), ("timers", "0002_functions")]
    operations = [
        migrations.AddField(
            "ticket",
            "updated_at",
            models.DateTimeField(
                db_default=models.Func(function="app_now", output_field=models.DateTimeField()), editable=False
            ),
        ),
        migrations.AddIndex("ticket", models.Index(fields=["tenant", "registered_at", "id"], name="ticket_registered")),
        migrations.AddIndex("ticket", models.Index(fields=["tenant", "updated_at", "id"], name="ticket_updated")),
        migrations.RunSQL(TOUCH, UNTOUCH),
    ]
