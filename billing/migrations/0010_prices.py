"""The price list in versions (R33): each line that was becomes an item of the version of its days; what is published
is frozen, and no two published versions of one scope share a day.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import billing.models.prices
import servicedesk.tenancy.fields
from servicedesk.people.pinyin import spell

# Each day on which a line began or ended begins a version; a line goes on in the later versions as a copy of itself,
# unless a newer line of its code has taken its place. The line itself stays where it began: charges point at it.
MOVE = """
ALTER TABLE billing_priceitem NO FORCE ROW LEVEL SECURITY;
CREATE TEMP TABLE spans ON COMMIT DROP AS
SELECT tenant_id, estate_id, day AS begins,
    lead(day) OVER (PARTITION BY tenant_id, estate_id ORDER BY day) - 1 AS ends
FROM (SELECT tenant_id, estate_id, valid_from AS day FROM billing_priceitem
    UNION SELECT tenant_id, estate_id, valid_to + 1 FROM billing_priceitem
        WHERE valid_to IS NOT NULL AND valid_to >= valid_from) days;
CREATE TEMP TABLE chosen ON COMMIT DROP AS
SELECT DISTINCT ON (s.tenant_id, s.estate_id, s.begins, i.code)
    s.tenant_id, s.estate_id, s.begins, s.ends, i.id AS item_id, i.valid_from = s.begins AS own
FROM spans s JOIN billing_priceitem i ON i.tenant_id = s.tenant_id AND i.estate_id IS NOT DISTINCT FROM s.estate_id
    AND i.valid_from <= s.begins
    AND (i.valid_from = s.begins OR i.valid_to IS NULL OR i.valid_to >= s.begins)
ORDER BY s.tenant_id, s.estate_id, s.begins, i.code, i.valid_from DESC;
INSERT INTO billing_priceversion (tenant_id, estate_id, number, state, valid_from, valid_to, made_at, made_by,
    published_at, published_by)
SELECT tenant_id, estate_id, row_number() OVER (PARTITION BY tenant_id, estate_id ORDER BY begins), 'published', begins,
    min(ends), now(), '', now(), ''
FROM chosen GROUP BY tenant_id, estate_id, begins;
UPDATE billing_priceitem i SET version_id = v.id FROM billing_priceversion v
WHERE v.tenant_id = i.tenant_id AND v.estate_id IS NOT DISTINCT FROM i.estate_id AND v.valid_from = i.valid_from;
INSERT INTO billing_priceitem (tenant_id, estate_id, version_id, code, name, pinyin, unit, labour, parts, included,
    warranty_days, note, photo, valid_from, valid_to)
SELECT i.tenant_id, i.estate_id, v.id, i.code, i.name, '', i.unit, i.labour, i.parts, '', 0, '', '', c.begins, NULL
FROM chosen c JOIN billing_priceitem i ON i.id = c.item_id
JOIN billing_priceversion v ON v.tenant_id = c.tenant_id AND v.estate_id IS NOT DISTINCT FROM c.estate_id
    AND v.valid_from = c.begins
WHERE NOT c.own;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE billing_priceitem FORCE ROW LEVEL SECURITY;
"""

# The lock makes two publications wait for each other; each statement then sees what the other has committed.
GUARDS = """
CREATE FUNCTION price_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'published' AND (TG_OP = 'DELETE'
        OR (to_jsonb(NEW) - 'valid_to') <> (to_jsonb(OLD) - 'valid_to') OR OLD.valid_to IS NOT NULL) THEN
        RAISE EXCEPTION 'a published price list is frozen (R33)' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.state = 'published' THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(NEW.tenant_id::text || coalesce(NEW.estate_id::text, ''), 33));
        PERFORM 1 FROM billing_priceversion v
        WHERE v.tenant_id = NEW.tenant_id AND v.estate_id IS NOT DISTINCT FROM NEW.estate_id AND v.id <> NEW.id
            AND v.state = 'published'
            AND daterange(v.valid_from, v.valid_to, '[]') && daterange(NEW.valid_from, NEW.valid_to, '[]');
        IF FOUND THEN
            RAISE EXCEPTION 'two published price lists share a day (R33)' USING ERRCODE = 'exclusion_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER price_version_guard BEFORE INSERT OR UPDATE OR DELETE ON billing_priceversion
    FOR EACH ROW EXECUTE FUNCTION price_version_guard();
CREATE FUNCTION price_item_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
    -- The lock lets no publication pass between this look and the write.
    FOR found IN SELECT v.state FROM billing_priceversion v
        WHERE TG_OP <> 'INSERT' AND v.tenant_id = OLD.tenant_id AND v.id = OLD.version_id
            OR TG_OP <> 'DELETE' AND v.tenant_id = NEW.tenant_id AND v.id = NEW.version_id
        FOR SHARE
    LOOP
        IF found = 'published' THEN
            RAISE EXCEPTION 'the items of a published price list are frozen (R33)' USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER price_item_guard BEFORE INSERT OR UPDATE OR DELETE ON billing_priceitem
    FOR EACH ROW EXECUTE FUNCTION price_item_guard();
"""
UNGUARD = """
DROP TRIGGER price_item_guard ON billing_priceitem;
DROP TRIGGER price_version_guard ON billing_priceversion;
DROP FUNCTION price_item_guard();
DROP FUNCTION price_version_guard();
"""


def spell_names(apps: Any, schema_editor: Any) -> None:
    """So that a line that was there before is found by pinyin too."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE billing_priceitem NO FORCE ROW LEVEL SECURITY")
        cursor.execute("SELECT DISTINCT name FROM billing_priceitem")
        for (name,) in cursor.fetchall():
            cursor.execute("UPDATE billing_priceitem SET pinyin = %s WHERE name = %s", [spell(name), name])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE billing_priceitem FORCE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0007_payment_codes"),
        ("estates", "0001_initial"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PriceVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=servicedesk.tenancy.fields.UuidV7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published")], default="draft", max_length=10
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=60)),
                ("published_at", models.DateTimeField(null=True)),
                ("published_by", models.CharField(blank=True, max_length=60)),
                (
                    "estate",
                    servicedesk.tenancy.fields.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="estates.estate",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={"abstract": False, "base_manager_name": "objects"},
        ),
        migrations.AddConstraint(
            model_name="priceversion",
            constraint=models.UniqueConstraint(
                fields=("tenant", "estate", "number"), name="price_version_number", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="priceversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("tenant", "estate"),
                name="price_version_one_draft",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="priceversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "draft"), ("valid_from__isnull", False), _connector="OR"),
                name="price_version_from",
            ),
        ),
        migrations.AddConstraint(
            model_name="priceversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="price_version_days",
            ),
        ),
        migrations.RemoveConstraint(model_name="priceitem", name="price_version"),
        migrations.AddField(
            model_name="priceitem",
            name="version",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="billing.priceversion",
            ),
        ),
        migrations.AddField(
            model_name="priceitem",
            name="pinyin",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="priceitem",
            name="included",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="priceitem",
            name="warranty_days",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="priceitem",
            name="note",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="priceitem",
            name="photo",
            field=models.FileField(blank=True, default="", max_length=200, upload_to=billing.models.prices.stored_at),
            preserve_default=False,
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RunPython(spell_names, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="priceitem",
            name="version",
            field=servicedesk.tenancy.fields.TenantForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="billing.priceversion",
            ),
        ),
        migrations.RemoveField(model_name="priceitem", name="estate"),
        migrations.RemoveField(model_name="priceitem", name="valid_from"),
        migrations.RemoveField(model_name="priceitem", name="valid_to"),
        migrations.AddConstraint(
            model_name="priceitem",
            constraint=models.UniqueConstraint(fields=("tenant", "version", "code"), name="price_item_code"),
        ),
        migrations.RunSQL(GUARDS, UNGUARD),
    ]
