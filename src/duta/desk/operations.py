"""What the desk itself writes: that somebody took the audit trail away as a file; secret addresses of calendars."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from duta.accounts.models import Organisation, User
from duta.core import audit
from duta.core.models import AuditEntry
from duta.desk.models import CalendarFeed
from duta.desk.rules import digest_of_secret

READ_EVERY = timedelta(hours=1)


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


@transaction.atomic
def make_feed(*, kinds: Collection[str], by: User, now: datetime) -> str:
    """Give a person a new secret address for the calendar and return its secret; the address before it ends.

    The secret is 256 random bits and is kept nowhere: only its hash is.
    """
    secret = secrets.token_urlsafe(32)
    changes = {"digest": digest_of_secret(secret), "kinds": sorted(kinds), "made_at": now, "read_at": None}
    feed, is_new = CalendarFeed.objects.update_or_create(person=by, defaults=changes)
    audit.record(action="calendar_feed.made" if is_new else "calendar_feed.renewed", target=feed, by=by, at=now)
    return secret


@transaction.atomic
def change_feed(*, kinds: Collection[str], by: User, now: datetime) -> bool:
    """Change what a person's calendar holds; its address stays. False where there is none."""
    feed = CalendarFeed.objects.select_for_update().filter(person=by).first()
    if feed is None:
        return False
    if feed.kinds != sorted(kinds):
        detail = {"changed": {"kinds": {"from": feed.kinds, "to": sorted(kinds)}}}
        feed.kinds = sorted(kinds)
        feed.save(update_fields=["kinds"])
        audit.record(action="calendar_feed.changed", target=feed, by=by, at=now, detail=detail)
    return True


@transaction.atomic
def revoke_feed(*, by: User, now: datetime) -> bool:
    """End a person's secret address at once. False where there is none."""
    feed = CalendarFeed.objects.select_for_update().filter(person=by).first()
    if feed is None:
        return False
    audit.record(action="calendar_feed.revoked", target=feed, by=by, at=now)
    feed.delete()
    return True


def note_reading(*, feed: CalendarFeed, now: datetime) -> None:
    """Keep when a calendar was read, to the hour: programmes ask every few minutes, and a person looks for strangers."""
    old = Q(read_at=None) | Q(read_at__lt=now - READ_EVERY)
    CalendarFeed.objects.filter(old, pk=feed.pk).update(read_at=now)
