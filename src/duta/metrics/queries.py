"""Read observations."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from django.db import connection
from django.db.models import Max, QuerySet

from duta.metrics.models import Observation
from duta.metrics.rules import DICTIONARY

CHUNK = 2000  # pairs in one query: two parameters each, far below what SQLite and PostgreSQL allow

Pair = tuple[str, str]  # thing, metric ref


class Pick(StrEnum):
    """Which one of a thing's observations is wanted."""

    NEWEST = "one.observed_at DESC, one.id DESC"
    LARGEST = "one.value DESC, one.observed_at, one.id"


# One index descent for each pair: a join against a grouped subquery reads every sample of every thing.
_SQL = """
WITH wanted(thing, metric_ref) AS (VALUES {pairs})
SELECT found.* FROM wanted JOIN {table} AS found ON found.id = (
    SELECT one.id FROM {table} AS one
    WHERE one.thing = wanted.thing AND one.metric_ref = wanted.metric_ref AND one.withdrawn_at IS NULL {span}
    ORDER BY {pick} LIMIT 1
) {lock}
"""


def latest_of(
    pairs: Iterable[Pair],
    *,
    since: datetime | None = None,
    before: datetime | None = None,
    locked: bool = False,
) -> dict[Pair, Observation]:
    """Return the newest observation of each (thing, metric ref), not before ``since``, earlier than ``before``.

    Pairs without one are left out. One query for each ``CHUNK`` pairs. ``locked`` keeps the rows for this
    transaction, where the database can.
    """
    return _pick(pairs, Pick.NEWEST, since, before, locked=locked)


def largest_of(
    pairs: Iterable[Pair], *, since: datetime | None = None, before: datetime | None = None
) -> dict[Pair, Observation]:
    """Return the largest observation of each (thing, metric ref) in a span, the first of equals."""
    return _pick(pairs, Pick.LARGEST, since, before)


def observations_about(things: Iterable[str]) -> dict[Pair, Observation]:
    """Return the newest observation of each metric in the dictionary for each thing."""
    refs = [metric.ref for metric in DICTIONARY]
    return latest_of((thing, ref) for thing in things for ref in refs)


def series_of(thing: str, metric_ref: str) -> "QuerySet[Observation]":
    """The samples of one thing, the oldest first; those that were taken back are left out."""
    rows = Observation.objects.filter(thing=thing, metric_ref=metric_ref, withdrawn_at=None)
    return rows.order_by("observed_at", "pk")


def observations_in(batches: Iterable[str]) -> "QuerySet[Observation]":
    """Everything that came in with some batches, taken back or not, in the order in which it came."""
    return Observation.objects.filter(batch__in=list(batches)).order_by("pk")


def last_taken_back_at() -> datetime | None:
    """When figures of any batch were last taken back; None: never."""
    rows = Observation.objects.filter(batch__isnull=False, withdrawn_at__isnull=False)
    found: datetime | None = rows.aggregate(last=Max("withdrawn_at"))["last"]
    return found


def taken_back_among(pks: Iterable[int]) -> set[int]:
    """Return which of some observations were taken back with their batch; one query for each ``CHUNK``."""
    wanted = sorted(pks)
    rows = Observation.objects.filter(batch__isnull=False, withdrawn_at__isnull=False)
    chunks = (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))
    return {pk for chunk in chunks for pk in rows.filter(pk__in=chunk).values_list("pk", flat=True)}


def observations_by_pk(pks: Iterable[int]) -> dict[int, Observation]:
    """Return some observations by their numbers; those that are not there are left out."""
    return Observation.objects.in_bulk(list(pks))


def _pick(
    pairs: Iterable[Pair],
    pick: Pick,
    since: datetime | None,
    before: datetime | None,
    *,
    locked: bool = False,
) -> dict[Pair, Observation]:
    wanted = sorted(set(pairs))
    found: dict[Pair, Observation] = {}
    for start in range(0, len(wanted), CHUNK):
        for row in _rows(wanted[start : start + CHUNK], pick, since, before, locked=locked):
            found[row.thing, row.metric_ref] = row
    return found


def _rows(
    pairs: Sequence[Pair], pick: Pick, since: datetime | None, before: datetime | None, *, locked: bool
) -> Iterable[Observation]:
    adapt = connection.ops.adapt_datetimefield_value
    bounds = [(" AND one.observed_at >= %s", since), (" AND one.observed_at < %s", before)]
    used = [(text, value) for text, value in bounds if value is not None]
    sql = _SQL.format(
        pairs=", ".join(["(%s, %s)"] * len(pairs)),
        table=connection.ops.quote_name(Observation._meta.db_table),
        span="".join(text for text, _ in used),
        pick=pick.value,
        lock="FOR UPDATE OF found" if locked and connection.features.has_select_for_update else "",
    )
    parameters = [part for pair in pairs for part in pair] + [adapt(value) for _, value in used]
    return Observation.objects.raw(sql, parameters)
