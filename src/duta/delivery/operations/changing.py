"""What a correction or a withdrawal leaves on the receipts of what it changed."""

from collections.abc import Collection
from datetime import datetime

from duta.delivery.models import Receipt
from duta.delivery.operations.observing import observe_withdrawn
from duta.delivery.rules import DeliveryAction


def note_change(action: DeliveryAction, receipt_ids: Collection[int], *, now: datetime) -> None:
    """Note that entries are out no longer, or say something else now; in the transaction that settles it."""
    if action is DeliveryAction.EDIT and receipt_ids:
        Receipt.objects.filter(pk__in=receipt_ids).update(corrected_at=now)
    if action is DeliveryAction.WITHDRAW and receipt_ids:
        receipts = list(Receipt.objects.filter(pk__in=receipt_ids, withdrawn_at=None).select_for_update())
        Receipt.objects.filter(pk__in=receipt_ids, withdrawn_at=None).update(
            withdrawn_at=now, measure_at=None, look_at=None
        )
        observe_withdrawn([(receipt.delivery_id, receipt.address or receipt.handle) for receipt in receipts], now=now)
