"""A person looked at the channel and says what is there."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction

from duta.accounts.models import User
from duta.connectors.registry import UnknownConnector
from duta.delivery import bell
from duta.delivery.models import Delivery, Receipt
from duta.delivery.operations.moving import OtherState, let_follow, move, place_of, record
from duta.delivery.operations.observing import observe_published
from duta.delivery.rules import DeliveryAction, DeliveryState, Timing

S = DeliveryState


class WrongAddress(ValueError):  # noqa: N818
    """What was entered is not the address of a web page."""


@transaction.atomic
def settle_as_published(*, delivery: Delivery, address: str, by: User, now: datetime) -> Receipt:
    """Close a delivery with the address under which a person saw it on the channel.

    For an unknown outcome, or a refusal because it is already there. Raises WrongAddress, OtherState.
    """
    address = _checked(address)
    if delivery.action != DeliveryAction.PUBLISH:
        raise OtherState(S(delivery.state))
    move(delivery, S.DELIVERED, sources={S.UNKNOWN, S.REFUSED}, now=now, problem_data=None)
    receipt = Receipt.objects.create(
        delivery=delivery, handle=address[:500], address=address, accepted_at=now, detail={"by_hand": by.pk}
    )
    let_follow([delivery.pk], now=now)
    observe_published([(delivery.pk, address)], now=now)
    record("delivery.settled_by_hand", delivery, by, now, address=address)
    return receipt


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


def _checked(address: str) -> str:
    address = address.strip()
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc or len(address) > 1000:
        raise WrongAddress(address[:200])
    return address
