"""Read a draft's file against our receipts: what would be taken in, and what speaks against it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast
from uuid import UUID

from django.core.files.storage import storages

from duta.channels.models import Channel
from duta.connectors.by_hand import ByHand
from duta.connectors.registry import UnknownConnector
from duta.core.problems import Problem
from duta.delivery.export_files import CHUNK, Export, Unreadable, look_into, rows_of
from duta.delivery.export_rows import Columns, Judge, Judged, OurRow, columns_from_json
from duta.delivery.keys import thing_of
from duta.delivery.models import Receipt, Tally
from duta.metrics.models import Observation
from duta.metrics.queries import latest_of
from duta.metrics.rules import current_ref


@dataclass(frozen=True)
class Lower:
    """A total that is lower in the file than what is known."""

    row: int
    delivery: UUID
    metric: str
    known: int
    now: int


@dataclass(frozen=True)
class Outlook:
    """What taking a file in would do. ``stale``: how many figures are older than what is known, and change nothing."""

    export: Export
    columns: Columns
    judged: Judged
    lower: tuple[Lower, ...] = ()
    stale: int = 0
    problem: Problem | None = None

    @property
    def figures(self) -> int:
        """How many figures would be taken."""
        return sum(len(row.counts) for row in self.judged.ours)

    @property
    def may_be_taken(self) -> bool:
        """Whether nothing stands in the way but what a person may say yes to."""
        return self.problem is None and not self.judged.wrong_count and self.figures > 0


def outlook_of(tally: Tally) -> Outlook:
    """Read the whole file. Raises Unreadable."""
    connector = by_hand_connector(tally.channel)
    if connector is None:
        raise Unreadable(Problem("channel_without_export"))
    with file_of(tally) as file:
        export = look_into(file)
        columns = columns_from_json(tally.columns).fitting(export.heading)
        if problem := _missing(columns):
            return Outlook(export, columns, Judged(), problem=problem)
        judge = Judge(
            connector, tally.channel.settings, entries_of(tally.channel, connector), export, columns, tally.counted_at
        )
        judged = judge.judge(rows_of(file, export))
    lower, stale = _against_what_is_known(judged, tally)
    return Outlook(export, columns, judged, lower, stale, problem=None if judged.rows else Problem("file_is_empty"))


def _missing(columns: Columns) -> Problem | None:
    if not columns.entry:
        return Problem("column_of_entry_missing", field="entry")
    return None if columns.metrics else Problem("column_of_figures_missing")


def by_hand_connector(channel: Channel) -> ByHand | None:
    """Return the connector of a channel that a person serves; None for any other."""
    try:
        connector = channel.connector
    except UnknownConnector:
        return None
    return connector if isinstance(connector, ByHand) else None


def entries_of(channel: Channel, connector: ByHand) -> dict[str, UUID]:
    """Our entries that are out on a channel, by their addresses and by what names them there."""
    rows = Receipt.objects.filter(delivery__channel=channel, withdrawn_at=None)
    found: dict[str, UUID] = {}
    for key, handle, address in rows.values_list("delivery_id", "handle", "address").iterator():
        names = (handle, address, connector.entry_of(address) if address else "")
        found.update({name: key for name in names if name})
    return found


def _against_what_is_known(judged: Judged, tally: Tally) -> tuple[tuple[Lower, ...], int]:
    pairs = {
        (str(thing_of(row.delivery)), current_ref(metric)): (row, metric)
        for row in judged.ours
        for metric in row.counts
    }
    known = latest_of(pairs)
    lower = [_lower(*pairs[pair], known[pair]) for pair in pairs if pair in known]
    stale = sum(known[pair].seen_until > tally.counted_at for pair in pairs if pair in known)
    found = sorted((one for one in lower if one), key=lambda one: one.row)
    return tuple(found), stale


def _lower(row: OurRow, metric: str, known: Observation) -> Lower | None:
    now, before = row.counts[metric], int(known.value)
    return Lower(row.row, row.delivery, metric, before, now) if now < before else None


# The files themselves


def name_of_file(tally: Tally) -> str:
    """Under which name a tally's file is kept."""
    return f"{tally.pk}-{tally.file_digest[:16]}.csv"


@contextmanager
def file_of(tally: Tally) -> Iterator[BinaryIO]:
    """Open a tally's file. Raises Unreadable when it is not there any more."""
    try:
        file = storages["exports"].open(name_of_file(tally))
    except FileNotFoundError as error:
        raise Unreadable(Problem("file_is_gone")) from error
    with file:
        yield cast("BinaryIO", file)


def digest_of_file(file: BinaryIO) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
