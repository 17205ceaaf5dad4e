"""Order deliveries, take them back, send them again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from duta.accounts.models import User
from duta.channels.models import Channel
from duta.channels.rules import CHANNEL_PROBLEMS
from duta.connectors.protocol import Link, Payload
from duta.connectors.registry import UnknownConnector
from duta.core.problems import Problem
from duta.core.subjects import Subject
from duta.delivery import bell
from duta.delivery.models import Delivery, Receipt
from duta.delivery.operations.moving import OtherState, let_follow, move, place_of, record
from duta.delivery.queries import corrections_of, withdrawal_of
from duta.delivery.rules import LETS_FOLLOW, SETTLED, UNSENT, DeliveryAction, DeliveryState, Lane, Timing, line_of

S = DeliveryState


class OtherPayload(Exception):  # noqa: N818
    """Another payload was already scheduled for this channel and subject: what is frozen is never replaced."""


@transaction.atomic
def schedule_delivery(
    *,
    channel: Channel,
    subject: Subject,
    payload: Payload,
    due_at: datetime,
    by: User | None,
    now: datetime,
    title: str = "",
    lane: Lane = Lane.STORY,
    after: Delivery | None = None,
    changes: Receipt | None = None,
) -> Delivery:
    """Order that a payload be published on a channel, once, not before ``due_at``; the pumps hear of it on commit.

    One channel gets one delivery for one subject: the same order again returns the first one.
    ``after``: not before that delivery is delivered or given up. ``changes``: the receipt that this corrects.
    Raises OtherPayload.
    """
    order = Delivery(
        channel=channel, account=channel.account, subject=str(subject), title=title, lane=lane, due_at=due_at,
        after=after, changes=changes, payload_data=payload.as_json(), payload_digest=payload.digest(),
    )  # fmt: skip
    delivery = _place(order, by, now)
    if delivery.payload_digest != order.payload_digest:
        raise OtherPayload(f"{subject} on {channel} was scheduled with another payload")
    return delivery


@transaction.atomic
def schedule_withdrawal(*, receipt: Receipt, by: User | None, now: datetime) -> Delivery:
    """Order that what a receipt proves be taken back from its channel, before everything else there.

    Idempotent; one that was refused is sent again.
    """
    return _order_withdrawal(receipt.delivery, by, now, receipt=receipt)


@transaction.atomic
def schedule_correction(
    *, delivery: Delivery, subject: Subject, payload: Payload, by: User | None, now: datetime, title: str = ""
) -> Delivery | None:
    """Order that what a delivery put out, or will put out, say ``payload`` from now on; None when it says so already.

    Corrections of one entry that were not begun are given up: the newest one is what it will say, and none is tried
    again once a newer one was ordered. While the entry itself is not settled the correction waits for it, and is given
    up when that is; None, too, where the entry is given up or withdrawn. Raises OtherPayload.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("channel").get(pk=delivery.pk)
    receipt = Receipt.objects.filter(delivery=delivery).first()
    taken_back = receipt is not None and receipt.withdrawn_at is not None
    if taken_back or delivery.state == S.CANCELLED or withdrawal_of(delivery) is not None:
        return None
    known = Delivery.objects.filter(channel=delivery.channel_id, subject=str(subject), action=DeliveryAction.EDIT)
    if (same := known.first()) is not None:
        if same.payload_digest != payload.digest():
            raise OtherPayload(f"{subject} on {delivery.channel} was ordered with another payload")
        return same
    rest = _rest_after_doubt(delivery)
    under_way = _give_up_corrections(delivery, by, now)
    if under_way is None and _says_so_already(delivery, payload):
        return None
    order = Delivery(
        channel=delivery.channel, account=delivery.account, subject=str(subject), title=title,
        action=DeliveryAction.EDIT, lane=delivery.lane, due_at=now + rest, after=under_way or (None if receipt else delivery),
        changes=receipt, payload_data=payload.as_json(), payload_digest=payload.digest(),
    )  # fmt: skip
    return _place(order, by, now)


def _give_up_corrections(delivery: Delivery, by: User | None, now: datetime) -> Delivery | None:
    """Give up the open corrections of an entry; return the one that is being made right now, if any."""
    under_way = None
    rows = corrections_of(delivery).exclude(state__in=SETTLED - {S.REFUSED}).select_for_update(of=("self",))
    for row in reversed(list(rows)):  # a follower before what it follows
        if row.state in UNSENT | {S.HANDED}:
            move(row, S.CANCELLED, sources=UNSENT | {S.HANDED}, now=now)
            let_follow([row.pk], now=now)
            record("delivery.cancelled", row, by, now)
        else:
            Delivery.objects.filter(pk=row.pk).update(wanted=False)
            under_way = row
    return under_way


def _rest_after_doubt(delivery: Delivery) -> timedelta:
    """How long a newer correction rests: the request of the one before it may still arrive, and must not come last."""
    doubtful = corrections_of(delivery).exclude(state__in=[S.SCHEDULED, S.DELIVERED, S.CANCELLED]).exists()
    if not doubtful:
        return timedelta(0)
    try:
        return Timing().quarantine(delivery.channel.connector.lookup_delay)
    except UnknownConnector:
        return Timing().quarantine(0.0)


def _says_so_already(delivery: Delivery, payload: Payload) -> bool:
    """Compare what an entry itself says; its time is the entry's own, and a link's card follows the portal's page.

    Where the title is no card but a headline of its own, it is compared too.
    """
    tried = corrections_of(delivery).filter(attempt_count__gt=0).last()
    if tried is not None and tried.state != S.DELIVERED:
        return False  # perhaps it was made all the same
    latest = (tried or delivery).payload
    titled = _shows_title(delivery.channel)
    return replace(_bare(latest, titled), created_at=payload.created_at) == _bare(payload, titled)


def _shows_title(channel: Channel) -> bool:
    try:
        return channel.connector.capabilities.shows_title
    except UnknownConnector:
        return False


def _bare(payload: Payload, titled: bool) -> Payload:
    link = payload.link
    return replace(payload, link=Link(link.url, link.title if titled else "") if link else None)


@transaction.atomic
def withdraw_delivery(*, delivery: Delivery, by: User | None, now: datetime) -> Delivery | None:
    """Have nothing of a delivery out, whatever its state; return the withdrawal, or None where none is needed.

    What was not sent is cancelled. What is being sent, or may be out, is not sent again and is withdrawn as
    soon as it is known to be out.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("channel").get(pk=delivery.pk)
    under_way = _give_up_corrections(delivery, by, now)
    if delivery.state == S.CANCELLED:
        return None
    if delivery.state in UNSENT:
        cancel_delivery(delivery=delivery, by=by, now=now)
        return None
    if delivery.state != S.DELIVERED:
        Delivery.objects.filter(pk=delivery.pk).update(wanted=False)
        if delivery.state == S.HANDED:
            told = Problem("not_to_post").as_json()
            Delivery.objects.filter(pk=delivery.pk).update(problem_data=told)
        return _order_withdrawal(delivery, by, now, receipt=None)
    if delivery.receipt.withdrawn_at:
        return None
    return _order_withdrawal(delivery, by, now, receipt=delivery.receipt, after=under_way)


@transaction.atomic
def cancel_delivery(*, delivery: Delivery, by: User | None, now: datetime) -> Delivery:
    """Give a delivery up that was certainly not sent. Raises OtherState when it is being sent, or was."""
    move(delivery, S.CANCELLED, sources=UNSENT, now=now)
    let_follow([delivery.pk], now=now)
    record("delivery.cancelled", delivery, by, now)
    return delivery


@transaction.atomic
def cancel_deliveries(*, deliveries: Iterable[Delivery], by: User | None, now: datetime) -> list[Delivery]:
    """Give deliveries up that were certainly not sent; return the others, which are being sent or were."""
    late = []
    for delivery in deliveries:
        try:
            cancel_delivery(delivery=delivery, by=by, now=now)
        except OtherState:
            late.append(delivery)
    return late


@transaction.atomic
def retry_refused(*, delivery: Delivery, by: User, now: datetime) -> Delivery:
    """Send a refused delivery again, after what stood in its way was mended. Raises OtherState."""
    _send_again(delivery, now)
    record("delivery.sent_again", delivery, by, now)
    return delivery


@transaction.atomic
def retry_refused_of_channel(*, channel: Channel, by: User, now: datetime) -> int:
    """Send everything again that was refused because of the channel itself; return how many, in their old order."""
    rows = Delivery.objects.filter(channel=channel, state=S.REFUSED, wanted=True)
    rows = rows.filter(problem_data__code__in=sorted(CHANNEL_PROBLEMS))
    refused = list(rows.select_related("channel").order_by("place_at", "pk"))
    for delivery in refused:
        _send_again(delivery, now, place_at=delivery.place_at)
        record("delivery.sent_again", delivery, by, now)
    return len(refused)


def _send_again(delivery: Delivery, now: datetime, *, place_at: datetime | None = None) -> None:
    if not delivery.wanted:
        raise OtherState(S(delivery.state))  # its story was withdrawn meanwhile
    fresh = {"send_count": 0, "lookup_count": 0, "problem_data": None}
    place = {"wake_at": now, "line": place_of(delivery), "place_at": place_at or now}
    move(delivery, S.SCHEDULED, sources={S.REFUSED}, now=now, **fresh, **place)
    bell.ring()


def _order_withdrawal(
    delivery: Delivery, by: User | None, now: datetime, *, receipt: Receipt | None, after: Delivery | None = None
) -> Delivery:
    known = withdrawal_of(delivery)
    if known is not None:
        if known.state == S.REFUSED:
            _send_again(known, now)
        return known
    order = Delivery(
        channel=delivery.channel, account=delivery.account, subject=delivery.subject, title=delivery.title, action=DeliveryAction.WITHDRAW,
        lane=Lane.ALERT, due_at=now, after=after or (None if receipt else delivery), changes=receipt,
    )  # fmt: skip
    return _place(order, by, now)


def _place(order: Delivery, by: User | None, now: datetime) -> Delivery:
    """Write an order into the outbox, or return the one that is there for its channel, subject and action."""
    waits = order.after is not None and _is_open(order.after)
    order.wake_at = None if waits else max(order.due_at, now)
    order.line = None if waits else line_of(order.channel.pk, order.lane, order.action)
    order.place_at, order.state_since, order.created_at, order.created_by = order.due_at, now, now, by
    same = {"channel": order.channel, "subject": order.subject, "action": order.action}
    values = {field.name: getattr(order, field.name) for field in Delivery._meta.concrete_fields}
    delivery, made = Delivery.objects.get_or_create(**same, defaults={k: v for k, v in values.items() if k not in same})
    if made:
        record("delivery.scheduled", delivery, by, now, action=order.action, due_at=order.due_at.isoformat())
        bell.ring()
    return delivery


def _is_open(predecessor: Delivery) -> bool:
    """Whether it still has to be waited for. Locked: whoever settles it meanwhile sees its follower, or we see that."""
    state = Delivery.objects.select_for_update().values_list("state", flat=True).get(pk=predecessor.pk)
    return state not in LETS_FOLLOW
