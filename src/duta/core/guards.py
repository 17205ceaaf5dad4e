"""The triggers that keep the audit trail append-only: which there must be. Migration 0003 of this room makes them."""

from django.db import connection

from duta.core.models import AuditEntry

SQLITE = frozenset({"audit_no_change", "audit_no_removal", "audit_no_replacing"})
POSTGRESQL = frozenset({"audit_no_change", "audit_no_removal", "audit_no_truncating"})
ASK = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgenabled IN ('O', 'A')",
}


def missing_guards() -> list[str]:
    """Return the names of the triggers that should guard the trail and do not; sorted, [] when all is well."""
    wanted = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    with connection.cursor() as cursor:
        cursor.execute(ASK[connection.vendor], [AuditEntry._meta.db_table])
        there = {name for (name,) in cursor.fetchall()}
    return sorted(wanted - there)
