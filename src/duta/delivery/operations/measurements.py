"""Take a due measurement on, and write it down."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from duta.connectors.protocol import Measurement
from duta.delivery import rules
from duta.delivery.models import Receipt
from duta.delivery.operations.observing import observe_counts


def begin_measurement(*, receipt: Receipt, now: datetime) -> bool:
    """Take a due measurement on and set the next one; False when another worker did, or it was withdrawn."""
    mine = Receipt.objects.filter(pk=receipt.pk, measure_at=receipt.measure_at, withdrawn_at=None)
    return bool(mine.update(measure_at=rules.next_measurement(receipt.accepted_at, now=now)))


@transaction.atomic
def finish_measurement(*, receipt: Receipt, counts: Sequence[Measurement], now: datetime) -> int:
    """Record what the platform counted; return how many counts changed. Raises UnknownMetric."""
    Receipt.objects.filter(pk=receipt.pk).update(measured_at=now)
    return observe_counts(receipt, counts, channel_id=receipt.delivery.channel_id)
