"""Write the audit trail: called inside the transaction of the change it tells of."""

from datetime import datetime
from typing import Any, Protocol

from django.db import models
from django.utils import timezone

from duta.core.models import AuditEntry


class Person(Protocol):
    """What the trail needs of a user."""

    pk: Any

    def get_full_name(self) -> str:
        """Return the name to show."""


def record(
    *,
    action: str,
    target: models.Model,
    by: Person | None,
    at: datetime | None = None,
    organisation_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry; ``by=None`` means the system itself. ``detail`` must never hold a secret."""
    return AuditEntry.objects.create(
        at=at or timezone.now(),
        actor_id=by.pk if by else None,
        actor_name=(by.get_full_name() or str(by))[:200] if by else "",
        action=action,
        target=f"{target._meta.label_lower}:{target.pk}",
        target_name=str(target)[:300],
        organisation_id=organisation_id,
        detail=detail or {},
    )
