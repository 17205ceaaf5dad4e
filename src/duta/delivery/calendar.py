"""What the outbox says to calendars: deliveries, and holds for as long as they last."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from duta.accounts.queries import where
from duta.accounts.rules import Action
from duta.core.entries import Entry, Span, Standing
from duta.delivery.models import Delivery, Hold
from duta.delivery.queries import holds_seen_by
from duta.delivery.rules import DeliveryState as S

STANDINGS = {
    S.DELIVERED: Standing.DONE,
    S.REFUSED: Standing.TROUBLE,
    S.UNKNOWN: Standing.TROUBLE,
    S.HANDED: Standing.TROUBLE,
    S.CANCELLED: Standing.OVER,
}
PLACE = "channel__organisation"


def delivery_entries(user: Any, span: Span, *, now: datetime) -> list[Entry]:
    """Deliveries due or accepted in a span: what arrived stands where it arrived, the others where they are due. One query."""
    arrived = Q(span.within("receipt__accepted_at"), state=S.DELIVERED)
    without_receipt = Q(state=S.DELIVERED, receipt=None)  # a withdrawal has none
    due = Q(span.within("due_at")) & (~Q(state=S.DELIVERED) | without_receipt)
    rows = Delivery.objects.filter(arrived | due, where(user, Action.VIEW, field=PLACE, now=now), span.place(PLACE))
    columns = (
        "pk", "title", "state", "state_since", "due_at", "receipt__accepted_at", "subject", "channel__name", PLACE,
        "payload_data__language",
    )  # fmt: skip
    return [_delivery(row) for row in rows.order_by("due_at", "pk").values(*columns)[: span.most]]


def _delivery(row: dict[str, Any]) -> Entry:
    state = S(row["state"])
    arrived = row["receipt__accepted_at"] if state is S.DELIVERED else None
    return Entry(
        kind="delivery", key=f"delivery-{row['pk']}", title=row["title"] or row["channel__name"],
        organisation_id=row[PLACE], standing=STANDINGS.get(state, Standing.PLANNED), state=str(state.label),
        at=arrived or row["due_at"], page=str(row["pk"]), language=row["payload_data__language"] or "",
        place=row["channel__name"], subject=row["subject"], changed_at=row["state_since"],
    )  # fmt: skip


def hold_entries(user: Any, span: Span, *, now: datetime) -> list[Entry]:
    """Holds that last into a span, those from above and on everything too; one in force has no end. One query or two."""
    lasts = Q(lifted_at=None) | Q(lifted_at__gte=span.start)
    below = Q(span.place("organisation")) | Q(span.place("channel__organisation")) if span.below else Q()
    rows = holds_seen_by(user).filter(lasts, below, placed_at__lt=span.end)
    return [_hold(row) for row in rows.order_by("placed_at", "pk")[: span.most]]


def _hold(row: Hold) -> Entry:
    held = row.channel.organisation_id if row.channel else row.organisation_id
    over = row.lifted_at is not None
    return Entry(
        kind="hold", key=f"hold-{row.pk}", title=row.reason, organisation_id=held,
        standing=Standing.OVER if over else Standing.TROUBLE, state=_("Lifted") if over else _("In force"),
        at=row.placed_at, until=row.lifted_at, endless=not over, place=str(row.channel) if row.channel else "",
        changed_at=row.lifted_at or row.placed_at,
    )  # fmt: skip
