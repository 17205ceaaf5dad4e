"""Verify the audit trail: walk its chain from the first entry to the head, with constant memory."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from duta.core.chain import Break, Content, Flaw, Head, Seal, break_from_json, find_break, hash_of
from duta.core.models import AuditEntry, TrailCheck
from duta.core.seals import ONLY, head_now, unsealed_entries

START = Head()
PAGE = 1000  # rows in memory
STEP = 20_000  # entries that the worker verifies at a time
AGAIN = timedelta(days=1)  # from one round of the worker to the next
AGAIN_WHEN_BROKEN = timedelta(minutes=10)  # so that a mended trail is soon known to be whole
UNSEALED_LATE = timedelta(minutes=1)


@dataclass(frozen=True)
class Walk:
    """What a walk along the chain found. ``noted``: the number of the entry whose hash was asked for, 0: not met."""

    head: Head = START
    count: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    broken: Break | None = None
    noted: int = 0


def walk_chain(start: Head = START, *, most: int | None = None, noted: str = "") -> Walk:
    """Follow the chain from ``start``, at most so many entries, until its end or its first break.

    ``noted`` is a hash that somebody wrote down earlier. Memory does not grow with the trail.
    """
    kept = head_now()  # before the walk: sealing goes on meanwhile, and only ever adds
    walk = Walk(head=start)
    for content, seal, following in _rows(start.number):
        if most is not None and walk.count >= most:
            return walk
        if broken := _break_at(walk.head, content, seal, following, kept):
            return replace(walk, broken=broken)
        walk = _stepped(walk, content, seal, noted)
    return replace(walk, broken=_flaw_at_the_end(walk.head, kept))


def _break_at(head: Head, content: Content, seal: Seal, following: Seal | None, kept: Head) -> Break | None:
    broken = find_break(head, content, seal)
    if broken is None and seal.sealed_number == kept.number and seal.hash != kept.hash:
        return Break(Flaw.CHANGED, kept.number, content.id)  # written anew as a whole, but not the head
    if broken is None or broken.flaw is not Flaw.CHANGED or broken.column or following is None:
        return broken
    # Where the next entry names the hash that this one should have, the hash itself was changed.
    right = hash_of(content, number=seal.sealed_number, previous=head.hash, spelling=seal.spelling)
    return replace(broken, column="hash") if following.previous_hash == right else broken


def _stepped(walk: Walk, content: Content, seal: Seal, noted: str) -> Walk:
    return Walk(
        head=Head(seal.sealed_number, seal.hash),
        count=walk.count + 1,
        first_at=min(walk.first_at or content.at, content.at),
        last_at=max(walk.last_at or content.at, content.at),
        noted=seal.sealed_number if seal.hash == noted else walk.noted,
    )


def _flaw_at_the_end(head: Head, kept: Head) -> Break | None:
    if head.number < kept.number:
        return Break(Flaw.CUT, head.number + 1)
    # An entry and the head that counts it are committed together: what stands beyond was never sealed.
    if head.number > kept.number and head.number > (newest := head_now()).number:
        return Break(Flaw.ADDED, newest.number + 1)
    return None


def _rows(after: int) -> Iterator[tuple[Content, Seal, Seal | None]]:
    """Yield the sealed entries in the chain's order, each with the seal of the one that follows."""
    rows = _paged(after)
    first = next(rows, None)
    if first is None:
        return
    for (content, seal), following in pairwise(_with_end(first, rows)):
        yield content, seal, following[1]


def _with_end(first: Any, rows: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rows
    yield None, None


def _paged(after: int) -> Iterator[tuple[Content, Seal]]:
    width = len(Content._fields)
    while True:
        page = AuditEntry.objects.filter(sealed_number__gt=after).order_by("sealed_number")
        rows = list(page.values_list(*Content._fields, *Seal._fields)[:PAGE])
        for row in rows:
            yield Content(*row[:width]), Seal(*row[width:])
        if len(rows) < PAGE:
            return
        after = rows[-1][width]


def late_unsealed(*, now: datetime) -> tuple[int, datetime | None]:
    """Return how many entries have waited for their seal longer than a minute, and since when the oldest has."""
    late = unsealed_entries().filter(at__lt=now - UNSEALED_LATE)
    oldest = late.order_by("at").values_list("at", flat=True).first()
    return (late.count(), oldest) if oldest else (0, None)


# The worker's rounds


@dataclass(frozen=True)
class Verified:
    """What the worker's last round found; ``at`` is None before the first one ends."""

    at: datetime | None
    head: Head
    broken: Break | None


def last_verified() -> Verified:
    """Return what the last round found."""
    check = TrailCheck.objects.filter(pk=ONLY).first()
    if check is None or check.finished_at is None:
        return Verified(None, Head(), None)
    broken = break_from_json(check.broken) if check.broken else None
    return Verified(check.finished_at, Head(check.verified_number, check.verified_hash), broken)


def verify_step(*, now: datetime) -> int:
    """Verify the next part of the trail; return how many entries. A duty of the worker.

    A round begins at the first entry once a day, goes on where the last step ended, and keeps what it found.
    """
    check, _ = TrailCheck.objects.get_or_create(pk=ONLY)
    if not _is_due(check, now):
        return 0
    walk = walk_chain(Head(check.reached_number, check.reached_hash), most=STEP)
    if walk.broken is None and walk.count == STEP:
        _keep(check, reached_number=walk.head.number, reached_hash=walk.head.hash)
    else:
        _keep(
            check, reached_number=0, reached_hash="", finished_at=now, verified_number=walk.head.number,
            verified_hash=walk.head.hash, broken=walk.broken.as_json() if walk.broken else None,
        )  # fmt: skip
    return walk.count


def _is_due(check: TrailCheck, now: datetime) -> bool:
    if check.reached_number or check.finished_at is None:
        return True
    return now - check.finished_at >= (AGAIN_WHEN_BROKEN if check.broken else AGAIN)


def _keep(check: TrailCheck, **found: Any) -> None:
    """Write it down, unless another worker has come further meanwhile."""
    before = {"reached_number": check.reached_number, "finished_at": check.finished_at}
    TrailCheck.objects.filter(pk=ONLY, **before).update(**found)
