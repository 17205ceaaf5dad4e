"""What deliveries say to the metrics."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from duta.connectors.protocol import Measurement
from duta.delivery.keys import thing_of
from duta.delivery.models import Receipt
from duta.metrics.operations import Sample, record_firsts, record_observations
from duta.metrics.rules import Origin, current_ref

PUBLISHED = "delivery.published"


Entry = tuple[UUID, str]  # a delivery, and where its entry is: the address, or the platform's name for it


def observe_published(entries: Sequence[Entry], *, now: datetime) -> None:
    """Record that these are out."""
    record_firsts(
        current_ref(PUBLISHED),
        [(thing_of(key), where[:300]) for key, where in entries],
        value=1,
        at=now,
        origin=Origin.RECEIPT,
    )


def observe_withdrawn(entries: Sequence[Entry], *, now: datetime) -> None:
    """Record that these are out no longer."""
    _observe(entries, value=0, now=now)


def observe_counts(receipt: Receipt, counts: Sequence[Measurement], *, channel_id: int) -> int:
    """Record what the platform counted for one entry; return how many counts changed."""
    return record_observations(
        Sample(
            metric=current_ref(count.metric),
            thing=thing_of(receipt.delivery_id),
            value=count.value,
            at=count.at,
            origin=Origin.CHANNEL,
            origin_ref=f"channels.channel:{channel_id}",
        )
        for count in counts
    )


def _observe(entries: Sequence[Entry], *, value: int, now: datetime) -> None:
    metric = current_ref(PUBLISHED)
    record_observations(
        Sample(metric=metric, thing=thing_of(key), value=value, at=now, origin=Origin.RECEIPT, origin_ref=where[:300])
        for key, where in entries
    )
