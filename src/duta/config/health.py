"""``/healthz``: database, migrations, the worker's heartbeat, the oldest due delivery, the audit trail."""

from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from duta.core.guards import missing_guards
from duta.core.verifying import last_verified, late_unsealed
from duta.delivery.queries import newest_beat, oldest_due

BEAT_LATE = timedelta(seconds=30)
DUE_LATE = timedelta(minutes=5)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when everything works, 503 when something does not; ``ok`` and one entry for each part."""
    try:
        parts = _parts(timezone.now())
    except DatabaseError as error:
        parts = {"database": {"ok": False, "error": type(error).__name__}}
    good = all(part["ok"] for part in parts.values())
    answer = JsonResponse({"ok": good, **parts}, status=200 if good else 503)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # a 503 here is an answer, not an error of ours
    return answer


def _parts(now: datetime) -> dict[str, dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    beat, due = newest_beat(), oldest_due(now=now)
    return {
        "database": {"ok": True, "engine": connection.vendor},
        "migrations": {"ok": waiting == 0, "waiting": waiting},
        "worker": {"ok": bool(beat and now - beat < BEAT_LATE), "beat": beat.isoformat() if beat else None},
        "oldest_due_delivery": {"ok": not due or now - due < DUE_LATE, "due_at": due.isoformat() if due else None},
        "audit_trail": _trail(now),
    }


def _trail(now: datetime) -> dict[str, Any]:
    """Well when the last round found no break, the triggers are there, and nothing waits long for its seal."""
    verified, unguarded, (unsealed, _oldest) = last_verified(), missing_guards(), late_unsealed(now=now)
    return {
        "ok": not (verified.broken or unguarded or unsealed),
        "verified_at": verified.at.isoformat() if verified.at else None,
        "broken": verified.broken.as_json() if verified.broken else None,
        "missing_triggers": unguarded,
        "unsealed": unsealed,
    }
