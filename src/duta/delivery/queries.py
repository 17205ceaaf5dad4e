"""Read the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from duta.accounts.queries import line_of, organisations_where, where
from duta.accounts.rules import Action
from duta.channels.models import Channel
from duta.delivery import statements
from duta.delivery.keys import thing_of
from duta.delivery.models import Attempt, Delivery, Hold, Pump, Receipt, Reminder, Tally
from duta.delivery.rules import (
    LETS_FOLLOW,
    REMIND_AFTER,
    REMIND_UNTIL,
    SETTLED,
    DeliveryAction,
    DeliveryState,
    ReminderKind,
)


@dataclass(frozen=True, slots=True)
class Head:
    """The first of a line: its time has come, and nobody is busy with it."""

    delivery_id: UUID
    channel_id: int
    lane: int
    held: bool


def due_heads(*, now: datetime) -> list[Head]:
    """The first delivery of each line whose time has come, the longest waiting first.

    One query, and two more while anything is on hold.
    """
    rows = statements.fetch_at(statements.DUE, now)
    held = held_channels() if rows and rows[0][-1] else frozenset()
    return [
        Head(statements.key_from(key), channel_id, lane, channel_id in held and _can_be_held(action, state))
        for key, channel_id, lane, action, state, _ in rows
    ]


def next_wake(*, now: datetime) -> datetime | None:
    """When the next delivery that waits for its time can be looked at; None when none waits."""
    return statements.time_from(statements.fetch_at(statements.NEXT, now)[0][0])


def _can_be_held(action: str, state: str) -> bool:
    """A hold stops what would go out: not a withdrawal, and not a look at the channel."""
    return action != DeliveryAction.WITHDRAW and state != DeliveryState.UNKNOWN


def holds_in_force() -> "QuerySet[Hold]":
    """Holds that nobody lifted."""
    return Hold.objects.filter(lifted_at=None).select_related("channel", "organisation")


def holds_seen_by(user: Any) -> "QuerySet[Hold]":
    """The holds that keep the person's channels back or once did: on own, below and above, and those on everything."""
    visible = organisations_where(user, Action.VIEW)
    above = {step for path in visible.values_list("path", flat=True) for step in line_of(path)[:-1]}
    everywhere = Q(channel=None, organisation=None)
    own = where(user, Action.VIEW, field="channel__organisation") | where(user, Action.VIEW)
    seen = Hold.objects.filter(Q(own) | Q(channel=None, organisation__path__in=above) | everywhere)
    return seen.select_related("channel__organisation", "organisation", "placed_by", "lifted_by")


def held_channels() -> frozenset[int]:
    """The keys of the channels on which nothing goes out. One query when there is no hold, else two."""
    scopes = list(holds_in_force().values_list("channel_id", "organisation__path"))
    if not scopes:
        return frozenset()
    condition = Q(pk__in=())
    for channel_id, path in scopes:
        condition |= Q(pk=channel_id) if channel_id else Q(organisation__path__startswith=path or "")
    return frozenset(Channel.objects.filter(condition).values_list("pk", flat=True))


def hold_on(channel: Channel) -> Hold | None:
    """Return the hold that keeps a channel back, the earliest of several, or None."""
    path = channel.organisation.path
    for hold in holds_in_force().order_by("placed_at"):
        if hold.channel_id == channel.pk:
            return hold
        if hold.channel_id is None and path.startswith(hold.organisation.path if hold.organisation else ""):
            return hold
    return None


def deliveries_for(subjects: Iterable[str]) -> "QuerySet[Delivery]":
    """The deliveries of some subjects, with channel and receipt."""
    return Delivery.objects.filter(subject__in=list(subjects)).select_related("channel", "receipt")


def deliveries_needing_somebody() -> "QuerySet[Delivery]":
    """Deliveries that stand still until a person acts: refused, to be done by hand, or unknown and not looked up."""
    stuck = Q(state__in=[DeliveryState.REFUSED, DeliveryState.HANDED]) | Q(
        state=DeliveryState.UNKNOWN, wake_at=None, owner=None
    )
    rows = Delivery.objects.filter(stuck, problem_data__isnull=False)
    return rows.select_related("channel__organisation").order_by("state_since", "pk")


def deliveries_out_within(*, hours: int, now: datetime) -> "QuerySet[Delivery]":
    """Deliveries that go out by themselves within some hours, the next one first."""
    waiting = Delivery.objects.filter(state__in=[DeliveryState.SCHEDULED, DeliveryState.DEFERRED])
    soon = waiting.filter(wake_at__lte=now + timedelta(hours=hours))
    return soon.select_related("channel__organisation").order_by("wake_at", "pk")


def handed_and_late(*, now: datetime) -> list[Delivery]:
    """What a person has had to do for a while and nobody was reminded of yet, the longest waiting first. Two queries."""
    since = {"state_since__lte": now - REMIND_AFTER, "state_since__gt": now - REMIND_UNTIL}
    rows = Delivery.objects.filter(state=DeliveryState.HANDED, problem_data__isnull=False, **since)
    late = list(rows.select_related("channel__organisation").order_by("state_since", "pk"))
    names = [str(thing_of(row.pk)) for row in late]
    reminded = Reminder.objects.filter(kind=ReminderKind.LATE, subject__in=names).values_list("subject", flat=True)
    known = set(reminded) if names else set()
    return [row for row, name in zip(late, names, strict=True) if name not in known]


def attempts_of(delivery: Delivery) -> "QuerySet[Attempt]":
    """Everything that was tried, the first try first."""
    return Attempt.objects.filter(delivery=delivery).order_by("number")


def withdrawal_of(delivery: Delivery) -> Delivery | None:
    """Return the delivery that takes this one back, if there is one."""
    same = Delivery.objects.filter(channel_id=delivery.channel_id, subject=delivery.subject)
    return same.filter(action=DeliveryAction.WITHDRAW).first()


def corrections_of(delivery: Delivery) -> "QuerySet[Delivery]":
    """The deliveries that correct what this one put out, or will put out, the oldest first."""
    of_it = Q(changes__delivery=delivery) | Q(after=delivery)
    rows = Delivery.objects.filter(of_it, action=DeliveryAction.EDIT, channel_id=delivery.channel_id)
    return rows.select_related("channel").order_by("created_at", "pk")


def text_to_come(delivery: Delivery) -> Delivery | None:
    """Return the correction that waits for an entry which is not out yet: what the entry is to say. None: nothing newer."""
    waiting = corrections_of(delivery).filter(state=DeliveryState.SCHEDULED, after=delivery)
    return waiting.last()


def measurements_due(*, now: datetime) -> "QuerySet[Receipt]":
    """Receipts whose entry's counts are to be read, the longest waiting first."""
    rows = Receipt.objects.filter(measure_at__lte=now).order_by("measure_at", "pk")
    return rows.select_related("delivery")


def looks_due(*, now: datetime) -> "QuerySet[Receipt]":
    """Receipts whose pasted address is to be looked at, the longest waiting first."""
    rows = Receipt.objects.filter(look_at__lte=now).order_by("look_at", "pk")
    return rows.select_related("delivery__channel")


def expired_pumps(*, now: datetime, timing_skew: float) -> "QuerySet[Pump]":
    """Pumps that stopped or whose lease ran out, and that still own a delivery or were never signed off."""
    over = Q(stopped_at=None, lease_until__lt=now - timedelta(seconds=timing_skew))
    owns = Exists(Delivery.objects.filter(owner=OuterRef("pk")))
    return Pump.objects.filter(over | (Q(stopped_at__isnull=False) & owns))


def stranded_deliveries(*, now: datetime) -> "QuerySet[Delivery]":
    """Unfinished deliveries that nothing would ever move again: always empty, or we have a fault.

    Each unfinished delivery has a time to wake, a pump that answers for it, a predecessor that is not done,
    or a person who was asked.
    """
    free = Delivery.objects.exclude(state__in=SETTLED).filter(wake_at=None, owner=None)
    asked = Q(state=DeliveryState.UNKNOWN, line=None) | Q(state=DeliveryState.HANDED)
    follows = Q(state=DeliveryState.SCHEDULED, after__isnull=False) & ~Q(after__state__in=LETS_FOLLOW)
    ownerless = free.exclude(asked).exclude(follows)
    orphaned = Delivery.objects.filter(owner__isnull=False, owner__lease_until__lt=now - timedelta(minutes=2))
    return ownerless | orphaned


def newest_beat() -> datetime | None:
    """When a pump last showed that it lives; None before the first."""
    return Pump.objects.filter(stopped_at=None).order_by("-beat_at").values_list("beat_at", flat=True).first()


def oldest_due(*, now: datetime) -> datetime | None:
    """The time since when the longest waiting delivery is due; None when nothing waits.

    What waits on purpose does not count: held deliveries, those that wait for their turn or to try again.
    """
    keys = [head.delivery_id for head in due_heads(now=now) if not head.held]
    rows = Delivery.objects.filter(pk__in=keys).order_by("wake_at")
    return rows.values_list("wake_at", flat=True).first()


def tallies_of(delivery: Delivery) -> "QuerySet[Tally]":
    """What people entered for one entry by hand, the newest first."""
    return Tally.objects.filter(delivery=delivery).select_related("entered_by", "withdrawn_by")


def imports_of(channel: Channel) -> "QuerySet[Tally]":
    """The export files of a channel, drafts included, the newest first."""
    return Tally.objects.filter(channel=channel, delivery=None).select_related("entered_by", "withdrawn_by")


def taken_file(channel: Channel, digest: str) -> Tally | None:
    """Return the tally by which this very file counts, or None."""
    same = Tally.objects.filter(channel=channel, file_digest=digest, taken_at__isnull=False, withdrawn_at=None)
    return same.select_related("entered_by").first()


def newest_columns(channel: Channel) -> dict[str, object] | None:
    """Return which column said what in the file that was taken in last on a channel, or None."""
    taken = Tally.objects.filter(channel=channel, delivery=None, taken_at__isnull=False)
    return taken.order_by("-taken_at").values_list("columns", flat=True).first()
