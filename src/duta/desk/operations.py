"""What the desk itself writes: that somebody took the audit trail away as a file."""

from datetime import datetime
from typing import Any

from django.db import transaction

from duta.accounts.models import Organisation
from duta.core import audit
from duta.core.models import AuditEntry


@transaction.atomic
def note_export(
    *, place: Organisation | None, by: Any, form: str, entries: int, filters: dict[str, str], now: datetime
) -> AuditEntry:
    """Enter into the trail that a part of it is about to be exported; before the first line goes out.

    ``place`` is the organisation whose administrators will read it; None where there is no organisation at all.
    """
    return audit.record(
        action="trail.exported",
        target=place or by,
        by=by,
        at=now,
        organisation_id=place.pk if place else None,
        detail={"format": form, "entries": entries, "filters": filters},
    )
