"""Write observations: the only way in."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from duta.core.bulk import insert_rows
from duta.core.subjects import Subject
from duta.metrics.models import Observation
from duta.metrics.queries import Pair, latest_of
from duta.metrics.rules import LARGEST, Fate, Origin, Shape, fate_of, metric_for, stored_value

log = logging.getLogger(__name__)
BATCH = 500
FIRST = ("metric_ref", "thing", "value", "observed_at", "seen_until", "origin", "origin_ref", "evidence")


class EvidenceMissing(ValueError):  # noqa: N818
    """A person's figure came without its evidence, or without the person."""


@dataclass(frozen=True)
class Sample:
    """One value to record; ``metric`` is "key@version".

    ``batch`` names what it came in with ("delivery.tally:7"), so that all of that can be taken back together.
    ``origin_ref`` of an import is its file and row, as ``rules.row_of_file`` spells it.
    """

    metric: str
    thing: Subject
    value: Decimal | int
    at: datetime
    origin: Origin
    origin_ref: str = ""
    evidence: str = ""
    entered_by_id: int | None = None
    batch: str | None = None


@transaction.atomic
def record_observations(samples: Iterable[Sample]) -> int:
    """Record samples, in the order of their times, and return how many rows were new.

    A running total that did not change only moves its ``seen_until``. One that is older than the newest known
    is dropped, so that answers out of order never make a count go back; a newer, smaller one is kept, because
    platforms do take likes away. Two queries for each batch, whatever its size up to the queries' chunk.
    Raises UnknownMetric, EvidenceMissing; then nothing is recorded.
    """
    batch = sorted(_plausible(samples), key=lambda sample: sample.at)
    shapes = {sample.metric: metric_for(sample.metric).shape for sample in batch}
    _require_evidence(batch)
    totals = [_pair(sample) for sample in batch if shapes[sample.metric] is Shape.TOTAL]
    latest = latest_of(totals, locked=True)
    new: list[Observation] = []
    moved: dict[int, Observation] = {}
    for sample in batch:
        _take(sample, shapes[sample.metric], latest, new, moved)
    Observation.objects.bulk_create(new, batch_size=BATCH)
    Observation.objects.bulk_update(moved.values(), ["seen_until"], batch_size=BATCH)
    return len(new)


def record_firsts(
    metric: str, entries: Sequence[tuple[Subject, str]], *, value: int, at: datetime, origin: Origin
) -> None:
    """Record one value for many things that nobody measured yet, each with where it came from: one statement.

    What is measured again goes through ``record_observations``: here nothing is compared with what is known.
    Raises UnknownMetric.
    """
    metric_for(metric)
    moment, stored = connection.ops.adapt_datetimefield_value(at), str(stored_value(value))
    rows = [(metric, str(thing), stored, moment, moment, origin, where, "") for thing, where in entries]
    insert_rows(Observation, FIRST, rows)


def _plausible(samples: Iterable[Sample]) -> Iterator[Sample]:
    """Leave out what no database keeps exactly: a platform that counts like that is out of order."""
    for sample in samples:
        if abs(Decimal(sample.value)) > LARGEST:
            log.error("%s for %s: %s cannot be meant", sample.metric, sample.thing, sample.value)
        else:
            yield sample


def _require_evidence(batch: list[Sample]) -> None:
    for sample in batch:
        if sample.origin is Origin.PERSON and not (sample.evidence.strip() and sample.entered_by_id):
            raise EvidenceMissing(f"{sample.metric} for {sample.thing}: who entered it, on what evidence?")


def _pair(sample: Sample) -> Pair:
    return str(sample.thing), sample.metric


def _take(
    sample: Sample,
    shape: Shape,
    latest: dict[Pair, Observation],
    new: list[Observation],
    moved: dict[int, Observation],
) -> None:
    """Put one sample where it belongs: a new row, the newest row's ``seen_until``, or nowhere."""
    last = latest.get(_pair(sample)) if shape is Shape.TOTAL else None
    known = (last.value, last.seen_until) if last else None
    same = last is not None and last.batch == sample.batch
    fate = fate_of(shape, known, value=sample.value, at=sample.at, same_batch=same)
    if fate is Fate.APPEND:
        row = _row(sample)
        new.append(row)
        latest[_pair(sample)] = row
    elif fate is Fate.EXTEND and last is not None:
        last.seen_until = sample.at
        if last.pk:
            moved[last.pk] = last


def _row(sample: Sample) -> Observation:
    return Observation(
        metric_ref=sample.metric,
        thing=str(sample.thing),
        value=stored_value(sample.value),
        observed_at=sample.at,
        seen_until=sample.at,
        origin=sample.origin,
        origin_ref=sample.origin_ref,
        evidence=sample.evidence,
        entered_by_id=sample.entered_by_id,
        batch=sample.batch,
    )


@transaction.atomic
def withdraw_observations(*, batch: str, now: datetime) -> int:
    """Take back everything that came in with a batch; return how many. What was known before it counts again.

    The rows stay: a reading that was made of them can still be explained.
    """
    return Observation.objects.filter(batch=batch, withdrawn_at=None).update(withdrawn_at=now)
