"""A person looked at the channel and says what is there."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction

from duta.accounts.models import User
from duta.channels.models import Channel
from duta.connectors.by_hand import ByHand
from duta.connectors.registry import UnknownConnector
from duta.core.problems import Problem
from duta.delivery import bell
from duta.delivery.models import HANDLE_MAX, Delivery, Receipt
from duta.delivery.operations.changing import note_change
from duta.delivery.operations.moving import OtherState, let_follow, move, place_of, record
from duta.delivery.operations.observing import observe_published
from duta.delivery.rules import DeliveryAction, DeliveryState, Timing

S = DeliveryState


class WrongAddress(ValueError):  # noqa: N818
    """What was entered is not the address of a web page, or, as ``problem`` says, of no entry of this channel."""

    def __init__(self, address: str, problem: Problem | None = None) -> None:
        super().__init__(address[:200])
        self.problem = problem


@transaction.atomic
def settle_as_published(*, delivery: Delivery, address: str, by: User, now: datetime) -> Receipt:
    """Close a delivery with the address under which a person saw it on the channel.

    For what they had to post, an unknown outcome, or a refusal because it is already there. Raises WrongAddress,
    OtherState.
    """
    address = _checked(address)
    _refuse_foreign(address, delivery.channel)
    if delivery.action != DeliveryAction.PUBLISH:
        raise OtherState(S(delivery.state))
    move(delivery, S.DELIVERED, sources={S.UNKNOWN, S.REFUSED, S.HANDED}, now=now, problem_data=None)
    receipt = Receipt.objects.create(
        delivery=delivery,
        handle=address[:HANDLE_MAX],
        address=address,
        accepted_at=now,
        detail={"by_hand": by.pk},
        look_at=now,
    )
    let_follow([delivery.pk], now=now)
    observe_published([(delivery.pk, address)], now=now)
    record("delivery.settled_by_hand", delivery, by, now, address=address)
    return receipt


@transaction.atomic
def settle_as_done(*, delivery: Delivery, by: User, now: datetime) -> Delivery:
    """Close a correction or a withdrawal that a person made on the platform. Raises OtherState."""
    if delivery.action == DeliveryAction.PUBLISH:
        raise OtherState(S(delivery.state))
    move(delivery, S.DELIVERED, sources={S.HANDED}, now=now, problem_data=None)
    if delivery.changes_id is not None:
        note_change(DeliveryAction(delivery.action), [delivery.changes_id], now=now)
    let_follow([delivery.pk], now=now)
    record("delivery.done_by_hand", delivery, by, now, action=delivery.action)
    return delivery


@transaction.atomic
def settle_as_not_done(*, delivery: Delivery, reason: str, by: User, now: datetime) -> Delivery:
    """Say that what a person had to do was not done, and why; what was withdrawn meanwhile is cancelled.

    Raises OtherState.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("channel").get(pk=delivery.pk)
    if delivery.wanted:
        problem = Problem("not_done", said=reason.strip())
        move(delivery, S.REFUSED, sources={S.HANDED}, now=now, problem_data=problem.as_json())
    else:
        move(delivery, S.CANCELLED, sources={S.HANDED}, now=now)
    let_follow([delivery.pk], now=now)
    record("delivery.not_done", delivery, by, now, reason=reason.strip())
    return delivery


@transaction.atomic
def settle_as_absent(*, delivery: Delivery, by: User, now: datetime) -> Delivery:
    """Have an unknown delivery sent again, because a person saw that it is not there. Raises OtherState.

    It rests out its quarantine first: a late request may still arrive. One that was withdrawn meanwhile is
    cancelled instead.
    """
    if not delivery.wanted:
        move(delivery, S.CANCELLED, sources={S.UNKNOWN}, now=now)
        let_follow([delivery.pk], now=now)
    else:
        wake_at = max(now, delivery.state_since + _quarantine(delivery))
        fresh = {"send_count": 0, "lookup_count": 0, "wake_at": wake_at, "line": place_of(delivery)}
        move(delivery, S.DEFERRED, sources={S.UNKNOWN}, now=now, **fresh)
        bell.ring()
    record("delivery.not_there", delivery, by, now)
    return delivery


def _quarantine(delivery: Delivery) -> timedelta:
    try:
        delay = delivery.channel.connector.lookup_delay
    except UnknownConnector:
        delay = 0.0
    return Timing().quarantine(delay)


def _refuse_foreign(address: str, channel: Channel) -> None:
    """Where a person posts, the address is all that proves it: it must be an entry of the channel's account."""
    try:
        connector = channel.connector
    except UnknownConnector:
        return
    if isinstance(connector, ByHand):
        for problem in connector.problems_of_address(address, channel.settings):
            raise WrongAddress(address, problem)


def _checked(address: str) -> str:
    address = address.strip()
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc or len(address) > 1000:
        raise WrongAddress(address)
    return address
