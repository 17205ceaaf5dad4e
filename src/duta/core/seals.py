"""Seal the audit trail: give every written entry its place in the hash chain.

Entries are written unsealed, inside the transaction of their change, and sealed afterwards by the worker in one short
transaction: see docs/decisions/0009-entries-are-sealed-after-they-are-written.md.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from duta.core.chain import Content, Head, Seal, seal_after
from duta.core.models import AuditEntry, TrailHead

BATCH = 500  # entries of one transaction: SQLite lets nobody else write meanwhile
ONLY = 1  # the key of a table's one row


class NotSealed(RuntimeError):  # noqa: N818
    """An entry that was about to be sealed is sealed already: the chain's head was not locked."""


def seal_entries(*, now: datetime) -> int:
    """Seal every entry that is committed, in the order of sealing; return how many. A duty of the worker.

    An entry whose transaction commits later than one with a higher id is sealed after that one.
    """
    if not unsealed_entries().exists():  # without it, SQLite would take its write lock every second for nothing
        return 0
    TrailHead.objects.get_or_create(pk=ONLY)  # committed by itself: nobody waits for whoever makes it first
    total = 0
    while sealed := _seal_batch():
        total += sealed
    return total


def unsealed_entries() -> "QuerySet[AuditEntry]":
    """The entries that wait for their seal, the oldest first."""
    return AuditEntry.objects.filter(hash="").order_by("pk")


def head_now() -> Head:
    """Return where the chain ends."""
    kept = TrailHead.objects.filter(pk=ONLY).first()
    return Head(kept.number, kept.hash) if kept else Head()


@transaction.atomic
def _seal_batch() -> int:
    """Seal the oldest; 0 when nothing waits, or when somebody else is sealing just now."""
    kept = TrailHead.objects.select_for_update(skip_locked=True).filter(pk=ONLY).first()
    if kept is None:
        return 0
    # Read only now, under the lock: what the last holder sealed must not be seen as unsealed.
    rows = [Content(*row) for row in unsealed_entries().values_list(*Content._fields)[:BATCH]]
    head = Head(kept.number, kept.hash)
    for content in rows:
        head = _fill(content.id, seal_after(head, content))
    if rows:
        TrailHead.objects.filter(pk=ONLY).update(number=head.number, hash=head.hash)
    return len(rows)


def _fill(pk: int, seal: Seal) -> Head:
    if not AuditEntry.objects.filter(pk=pk, hash="").update(**seal._asdict()):
        raise NotSealed(pk)
    return Head(seal.sealed_number, seal.hash)
