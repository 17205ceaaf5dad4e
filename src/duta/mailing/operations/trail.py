"""What this room tells the audit trail. Never an address: contacts can be erased, the trail cannot."""

from datetime import datetime
from typing import Any

from duta.accounts.models import User
from duta.core import audit
from duta.mailing.models import Contact, Mailing, Subscription


def of_subscription(action: str, row: Subscription, *, by: User | None, now: datetime, **detail: Any) -> None:
    """Tell of a subscription, named by its list."""
    _record(action, row.channel, row.channel.organisation_id, by, now, {"contact": row.contact_id, **detail})


def of_mailing(action: str, mailing: Mailing, *, now: datetime, **detail: Any) -> None:
    """Tell of a mailing."""
    detail = {"list": mailing.channel_id, "language": mailing.language, **detail}
    _record(action, mailing, mailing.channel.organisation_id, None, now, detail)


def of_contacts(action: str, where: Any, *, by: User | None, now: datetime, **detail: Any) -> None:
    """Tell of contacts of an organisation, by number."""
    organisation = where.organisation if isinstance(where, Contact) else where
    _record(action, organisation, organisation.pk, by, now, detail)


def _record(
    action: str, target: Any, organisation: int, by: User | None, now: datetime, detail: dict[str, Any]
) -> None:
    audit.record(action=action, target=target, by=by, at=now, organisation_id=organisation, detail=detail)
