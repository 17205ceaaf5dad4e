"""One step of a delivery by compare-and-swap, and what follows from it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from duta.accounts.models import User
from duta.core import audit
from duta.delivery import bell, statements
from duta.delivery.models import Delivery, Receipt
from duta.delivery.rules import CHANGES_ENTRY, LETS_FOLLOW, LIFECYCLE, SETTLED, DeliveryState, line_of


class OtherState(Exception):  # noqa: N818
    """The delivery is not in a state that allows this, or somebody else was quicker: ``state`` says where it is."""

    def __init__(self, state: DeliveryState) -> None:
        super().__init__(f"the delivery is {state.value}")
        self.state = state


def move(
    delivery: Delivery, new: DeliveryState, *, sources: Collection[DeliveryState], now: datetime, **changes: Any
) -> Delivery:
    """Bring a delivery from one of ``sources`` to ``new``, whoever owned it before; its fence moves on.

    A caller that settles it also calls ``let_follow``. Raises OtherState when it is in none of them; then
    nothing is changed.
    """
    for old in sources:
        LIFECYCLE.check(old, new)
    if new in SETTLED:
        changes = {"wake_at": None, "line": None, **changes}
    changes = {"state": new, "state_since": now, "owner": None, "fence": F("fence") + 1, **changes}
    moved = Delivery.objects.filter(pk=delivery.pk, state__in=sources).update(**changes)
    delivery.refresh_from_db()
    if not moved:
        raise OtherState(DeliveryState(delivery.state))
    return delivery


def place_of(delivery: Delivery) -> int:
    """The line that a delivery stands in when it waits to go out."""
    return line_of(delivery.channel_id, delivery.lane, delivery.action)


def let_follow(settled: Iterable[UUID], *, now: datetime) -> None:
    """Wake what waited for some settled deliveries, in the transaction that settled them.

    A withdrawal or correction of what never went out has nothing to do and is cancelled. What follows a refused delivery
    waits on: somebody will send that again or give it up.
    """
    settled = list(settled)
    if not statements.fetch(statements.FOLLOWED, settled, column="after_id"):
        return
    waiting = Delivery.objects.filter(after__in=settled, after__state__in=LETS_FOLLOW, wake_at=None)
    waiting = waiting.filter(state=DeliveryState.SCHEDULED)
    for follower in waiting.values_list("pk", "channel_id", "lane", "action", "after__state", "changes"):
        if follower[3] in CHANGES_ENTRY and follower[4] == DeliveryState.CANCELLED and follower[5] is None:
            _cancel_moot(follower[0], now)
        else:
            _wake(*follower[:4], now=now)


def _wake(key: UUID, channel_id: int, lane: int, action: str, *, now: datetime) -> None:
    needs_receipt = action in CHANGES_ENTRY
    Delivery.objects.filter(pk=key, wake_at=None).update(
        wake_at=Greatest(F("due_at"), Value(now)),
        line=line_of(channel_id, lane, action),
        changes=Coalesce(F("changes"), _receipt_of_predecessor()) if needs_receipt else F("changes"),
    )
    bell.ring()


def _cancel_moot(key: UUID, now: datetime) -> None:
    Delivery.objects.filter(pk=key).update(state=DeliveryState.CANCELLED, state_since=now)
    let_follow([key], now=now)


def _receipt_of_predecessor() -> Subquery:
    return Subquery(Receipt.objects.filter(delivery=OuterRef("after")).values("pk")[:1])


def record(event: str, delivery: Delivery, by: User | None, now: datetime, **detail: Any) -> None:
    """Append to the audit trail."""
    organisation = delivery.channel.organisation_id
    audit.record(action=event, target=delivery, by=by, at=now, organisation_id=organisation, detail=detail)
