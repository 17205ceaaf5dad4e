"""The audit trail is append-only, held by the database itself.

An entry may be changed once: from unsealed to sealed, everything else staying as it was. It is never removed.
SQLite drops a table's triggers when Django remakes the table: a later migration that alters AuditEntry repeats
``guard`` behind it (a test finds it missing otherwise).
"""

from django.db import migrations

SAYS = "The audit trail is append-only: entries are neither changed nor removed."
COLUMNS = ("id", "at", "actor_id", "actor_name", "action", "target", "target_name", "organisation_id", "detail")

# A row goes from unsealed to sealed. "is" stands for each engine's comparison that takes NULL as a value.
UNSEALED = "OLD.hash = '' AND OLD.previous_hash = '' AND OLD.sealed_number IS NULL AND OLD.spelling IS NULL"
SEALED = "length(NEW.hash) = 64 AND NEW.sealed_number IS NOT NULL AND NEW.spelling IS NOT NULL"

SQLITE = (
    f"""
    CREATE TRIGGER audit_no_change BEFORE UPDATE ON core_auditentry
    WHEN NOT ({UNSEALED} AND {SEALED} AND {" AND ".join(f"NEW.{name} IS OLD.{name}" for name in COLUMNS)})
      OR EXISTS (SELECT 1 FROM core_auditentry WHERE sealed_number = NEW.sealed_number)
    BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
    """,
    f"""
    CREATE TRIGGER audit_no_removal BEFORE DELETE ON core_auditentry
    BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
    """,
    # INSERT OR REPLACE removes a row without asking the trigger above.
    f"""
    CREATE TRIGGER audit_no_replacing BEFORE INSERT ON core_auditentry
    WHEN EXISTS (SELECT 1 FROM core_auditentry WHERE id = NEW.id OR sealed_number = NEW.sealed_number)
    BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
    """,
)
# detail as text: jsonb takes 1 and 1.0 for the same.
SAME = " AND ".join(
    f"NEW.{name}::text IS NOT DISTINCT FROM OLD.{name}::text" if name == "detail"
    else f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}"
    for name in COLUMNS
)  # fmt: skip
POSTGRESQL = (
    f"""
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'restrict_violation'; END $$
    """,
    f"""
    CREATE TRIGGER audit_no_change BEFORE UPDATE ON core_auditentry FOR EACH ROW
    WHEN (NOT ({UNSEALED} AND {SEALED} AND {SAME})) EXECUTE FUNCTION audit_refuse()
    """,
    "CREATE TRIGGER audit_no_removal BEFORE DELETE ON core_auditentry FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    """
    CREATE TRIGGER audit_no_truncating BEFORE TRUNCATE ON core_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
)
BACK = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {name}" for name in ("audit_no_change", "audit_no_removal", "audit_no_replacing")),
    "postgresql": ("DROP FUNCTION IF EXISTS audit_refuse() CASCADE",),
}


def guard(apps, schema_editor):
    """Make the triggers anew."""
    unguard(apps, schema_editor)
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    """Take the triggers away."""
    for statement in BACK[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0002_trail_chain"),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
