"""Hold everything back, and let it go."""

from datetime import datetime

from django.db import transaction

from duta.accounts.models import Organisation, User
from duta.channels.models import Channel
from duta.core import audit
from duta.delivery import bell
from duta.delivery.models import Hold


@transaction.atomic
def hold_deliveries(
    *,
    reason: str,
    by: User | None,
    now: datetime,
    channel: Channel | None = None,
    organisation: Organisation | None = None,
) -> Hold:
    """Let nothing out on a channel, on an organisation's channels and all below it, or (neither given) anywhere.

    Withdrawals go on, and what is already being sent is not called back. Raises ValueError without a reason,
    or with two scopes.
    """
    if not reason.strip():
        raise ValueError("a hold needs a reason")
    if channel is not None and organisation is not None:
        raise ValueError("a hold is on a channel or on an organisation, not on both")
    hold = Hold.objects.create(
        channel=channel, organisation=organisation, reason=reason.strip(), placed_by=by, placed_at=now
    )
    _record("delivery.held", hold, by, now)
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, by: User | None, now: datetime) -> bool:
    """Let out what waited; False when somebody lifted it before."""
    if not Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=now, lifted_by=by):
        return False
    hold.refresh_from_db()
    _record("delivery.hold_lifted", hold, by, now)
    bell.ring()
    return True


def _record(action: str, hold: Hold, by: User | None, now: datetime) -> None:
    place = hold.organisation or (hold.channel.organisation if hold.channel else None)
    audit.record(
        action=action, target=hold, by=by, at=now, organisation_id=place.pk if place else None,
        detail={"reason": hold.reason, "channel": hold.channel_id, "organisation": hold.organisation_id},
    )  # fmt: skip
