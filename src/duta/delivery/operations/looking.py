"""Take a due look at a pasted address on, and write down what stood there."""

from datetime import datetime

from duta.delivery import rules
from duta.delivery.models import Receipt
from duta.delivery.rules import Found


def begin_look(*, receipt: Receipt, now: datetime) -> bool:
    """Take a due look on and set the next one; False when another worker did, or it was withdrawn."""
    mine = Receipt.objects.filter(pk=receipt.pk, look_at=receipt.look_at, withdrawn_at=None)
    return bool(mine.update(look_at=rules.next_look(receipt.accepted_at, now=now)))


def finish_look(*, receipt: Receipt, found: Found, now: datetime) -> None:
    """Write down what stood there; what is reachable is not looked at again, and stays so when a later look is told nothing.

    An address that was changed meanwhile keeps nothing of it.
    """
    same = Receipt.objects.filter(pk=receipt.pk, address=receipt.address).exclude(found=Found.REACHABLE)
    changes = {"look_at": None} if found is Found.REACHABLE else {}
    same.update(found=found, looked_at=now, **changes)
