"""Take over what a delivery says, and write a letter to each recipient: all of it or nothing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from duta.channels.models import Channel
from duta.connectors.protocol import payload_from_json
from duta.connectors.spool import SpoolRefused
from duta.core.problems import Problem
from duta.mailing import composing, queries
from duta.mailing.models import Letter, Mailing, Subscription
from duta.mailing.operations import trail
from duta.mailing.operations.naming import message_id
from duta.mailing.rules import STOPPABLE, LetterState
from duta.mailing.rules import WENT_OUT as MAY_HAVE_IT

AT_ONCE = 1000  # rows in one statement


@transaction.atomic
def spool_mailing(*, channel_id: int, key: UUID, payload: Mapping[str, Any], now: datetime) -> Mailing:
    """Keep a payload under a delivery's key and write its letters; what lies there already stays, and is returned."""
    known = Mailing.objects.filter(pk=key).first()
    if known is not None:
        return known
    mailing = _keep(key, key, channel_id, payload, now=now)
    written = _write_letters(mailing, queries.recipients_of(channel_id, mailing.language), now)
    trail.of_mailing("mailing.made", mailing, now=now, letters=written)
    return mailing


@transaction.atomic
def correct_mailing(*, channel_id: int, handle: str, key: UUID, payload: Mapping[str, Any], now: datetime) -> Mailing:
    """Say something else in a mailing's place; who got a letter, or was about to, gets this one.

    Raises SpoolRefused ("gone") when the mailing was withdrawn or is not there.
    """
    root = _root(channel_id, handle)
    if root is None or root.withdrawn_at is not None:
        raise SpoolRefused(Problem("gone"))
    own = uuid5(root.pk, str(key))
    known = Mailing.objects.filter(pk=own).first() or _says_it_already(root, payload)
    if known is not None:
        return known
    told = _who_knows(root)
    stopped = _stop(root, now)
    mailing = _keep(own, key, channel_id, payload, now=now, corrects=root)
    readers = queries.recipients_of(channel_id, mailing.language)
    written = _write_letters(mailing, [row for row in readers if row.contact_id in told], now)
    trail.of_mailing("mailing.corrected", mailing, now=now, letters=written, stopped=stopped)
    return mailing


@transaction.atomic
def withdraw_mailing(*, channel_id: int, handle: str, now: datetime) -> bool:
    """Say on the archive page that it was withdrawn, and stop its letters; False when it was already, or is not there."""
    root = _root(channel_id, handle)
    if root is None or not Mailing.objects.filter(pk=root.pk, withdrawn_at=None).update(withdrawn_at=now):
        return False
    queries.thread_of(root).update(withdrawn_at=now)
    trail.of_mailing("mailing.withdrawn", root, now=now, stopped=_stop(root, now))
    return True


def _root(channel_id: int, handle: str) -> Mailing | None:
    try:
        key = UUID(handle)
    except ValueError:
        return None
    rows = Mailing.objects.select_for_update(of=("self",)).select_related("channel")
    return rows.filter(pk=key, channel=channel_id, corrects=None).first()


def _keep(
    key: UUID, delivery: UUID, channel_id: int, data: Mapping[str, Any], *, now: datetime, corrects: Mailing | None = None
) -> Mailing:  # fmt: skip
    payload = payload_from_json(data)
    return Mailing.objects.create(
        pk=key, channel=Channel.objects.get(pk=channel_id), delivery_id=delivery, corrects=corrects,
        title=composing.title_of(payload)[:300], language=payload.language, payload_data=dict(data),
        payload_digest=payload.digest(), made_at=now,
    )  # fmt: skip


def _says_it_already(root: Mailing, data: Mapping[str, Any]) -> Mailing | None:
    current = queries.current_of(root)
    return current if current.payload_digest == payload_from_json(data).digest() else None


def _who_knows(root: Mailing) -> set[int]:
    """Contacts who have a letter of this thread, or were to get one: the others never read what is corrected."""
    states = [*MAY_HAVE_IT - {LetterState.BOUNCED}, *STOPPABLE]
    rows = Letter.objects.filter(mailing__in=queries.thread_of(root), state__in=states, contact__isnull=False)
    return {key for key in rows.values_list("contact", flat=True) if key is not None}


def _stop(root: Mailing, now: datetime) -> int:
    """Stop what is not out; what is being sent at this moment settles by itself and is not tried again."""
    rows = Letter.objects.filter(mailing__in=queries.thread_of(root), state__in=STOPPABLE)
    problem = Problem("letter_unwanted").as_json()
    return rows.update(state=LetterState.CANCELLED, state_since=now, wake_at=None, problem_data=problem)


def _write_letters(mailing: Mailing, recipients: Iterable[Subscription], now: datetime) -> int:
    letters = [
        Letter(
            mailing=mailing, subscription=row, contact=row.contact, address=row.contact.address,
            message_id=message_id(f"{mailing.pk.hex}.{row.contact_id}"), state_since=now, wake_at=now, created_at=now,
        )
        for row in recipients
    ]  # fmt: skip
    return len(Letter.objects.bulk_create(letters, batch_size=AT_ONCE))
