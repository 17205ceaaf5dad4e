"""What the rows of an export file say of our entries: which are ours, which are not, which are wrong. Pure.

Memory holds what matched, at most one row for each entry of ours, and the first few of everything else.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from duta.connectors.by_hand import ByHand, ExportFormat
from duta.core.problems import Problem
from duta.delivery.export_files import Export
from duta.delivery.export_values import (
    DayOrder,
    NumberStyle,
    WrongValue,
    count_from,
    is_day_first,
    moment_from,
    thousands_of,
)

SHOWN = 50  # wrong rows, and rows that are not ours, that are kept to be shown
LIFETIME = frozenset({"lifetime", "sepanjang waktu", "seumur hidup", ""})
CUT = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Columns:
    """Which column says what, by its name in the heading; "" for none. ``metrics`` by a name of the dictionary."""

    entry: str = ""
    metrics: Mapping[str, str] = field(default_factory=dict)
    published: str = ""
    period: str = ""
    numbers: str = NumberStyle.AUTO
    days: str = DayOrder.AUTO
    zone: str = ""

    def as_json(self) -> dict[str, object]:
        """Return what a tally's row keeps."""
        return {**self.__dict__, "metrics": dict(self.metrics), "numbers": str(self.numbers), "days": str(self.days)}

    def fitting(self, heading: Sequence[str]) -> "Columns":
        """Leave out columns that a file does not have."""
        there = set(heading) | {""}
        metrics = {metric: name for metric, name in self.metrics.items() if name and name in there}
        kept = {
            name: getattr(self, name) if getattr(self, name) in there else ""
            for name in ("entry", "published", "period")
        }
        return Columns(**kept, metrics=metrics, numbers=self.numbers, days=self.days, zone=self.zone)


def columns_from_json(data: Mapping[str, object]) -> Columns:
    """Read back what ``Columns.as_json`` wrote."""
    return Columns(**{name: data[name] for name in Columns.__dataclass_fields__ if name in data})  # type: ignore[arg-type]


def guess_columns(heading: Sequence[str], format_: ExportFormat, *, zone: str) -> Columns:
    """Find the columns that the platform is known to write."""
    return Columns(
        entry=_first(heading, format_.entry),
        metrics={metric: name for metric, names in format_.metrics.items() if (name := _first(heading, names))},
        published=_first(heading, format_.published),
        period=_first(heading, format_.period),
        zone=zone,
    )


def _first(heading: Sequence[str], names: Sequence[str]) -> str:
    known = {name.casefold(): name for name in reversed(heading)}
    return next((known[name] for name in names if name in known), "")


@dataclass(frozen=True)
class OurRow:
    """A row of one of our entries. ``counts`` by a name of the metric dictionary."""

    row: int
    delivery: UUID
    counts: Mapping[str, int]


@dataclass(frozen=True)
class OtherRow:
    """A row that is not taken: ``said`` is what it calls its entry; ``problem`` is None for an entry that Duta does not know."""

    row: int
    said: str
    problem: Problem | None = None


@dataclass
class Judged:
    """What a file says."""

    rows: int = 0
    ours: list[OurRow] = field(default_factory=list)
    unknown: list[OtherRow] = field(default_factory=list)
    wrong: list[OtherRow] = field(default_factory=list)
    unknown_count: int = 0
    wrong_count: int = 0

    def add_unknown(self, row: OtherRow) -> None:
        """Count a row of an entry that Duta does not know."""
        self.unknown_count += 1
        if self.unknown_count <= SHOWN:
            self.unknown.append(row)

    def add_wrong(self, row: OtherRow) -> None:
        """Count a row that cannot be taken."""
        self.wrong_count += 1
        if self.wrong_count <= SHOWN:
            self.wrong.append(row)


@dataclass(frozen=True)
class Judge:
    """Reads rows of one channel's file. ``entries``: our entries by what names them in their addresses."""

    connector: ByHand
    settings: Mapping[str, str]
    entries: Mapping[str, UUID]
    export: Export
    columns: Columns
    counted_at: datetime

    def judge(self, rows: Iterable[tuple[int, Sequence[str]]]) -> Judged:
        """Say of every row what it is. Passes on Unreadable from the rows."""
        found, seen = Judged(), dict[UUID, int]()
        sums = self.connector.export.rows_to_skip if self.connector.export else ()
        entry = self.export.heading.index(self.columns.entry)
        for number, cells in rows:
            found.rows += 1
            said = cells[entry].strip() if entry < len(cells) else ""
            if said.casefold() in sums:
                continue
            try:
                if entry >= len(cells):
                    raise self._cut_short(cells)
                delivery = self._ours(said)
                if delivery is None:
                    found.add_unknown(OtherRow(number, said[:200]))
                    continue
                if (earlier := seen.setdefault(delivery, number)) != number:
                    raise WrongValue(Problem("row_repeated", {"earlier": earlier}))
                found.ours.append(self._read(number, delivery, cells))
            except WrongValue as wrong:
                found.add_wrong(OtherRow(number, said[:200], wrong.problem))
        return found

    def _ours(self, said: str) -> UUID | None:
        """Return the delivery that a cell names, by address or by number; None for one that Duta does not know."""
        if said in self.entries:
            return self.entries[said]
        if CUT.fullmatch(said):
            raise WrongValue(Problem("entry_number_cut", {"value": said[:40]}))
        if "/" not in said:
            return None
        if name := self.connector.entry_of(said):
            known = self.entries.get(name)
            if known is not None:
                return known
        for problem in self.connector.problems_of_address(said, self.settings):
            if problem.code != "address_no_entry":
                raise WrongValue(problem)
        return None

    def _read(self, number: int, delivery: UUID, cells: Sequence[str]) -> OurRow:
        if len(cells) != len(self.export.heading):
            raise self._cut_short(cells)
        self._check_times(cells)
        thousands = thousands_of(self.columns.numbers, self.export.language)
        counts = {}
        for metric, name in self.columns.metrics.items():
            value = count_from(self._cell(cells, name), thousands=thousands)
            if value is not None:
                counts[metric] = value
        return OurRow(number, delivery, counts)

    def _cut_short(self, cells: Sequence[str]) -> WrongValue:
        known = {"count": len(cells), "wanted": len(self.export.heading)}
        return WrongValue(Problem("row_has_other_columns", known))

    def _check_times(self, cells: Sequence[str]) -> None:
        """The figures must be of the entry's whole life, and cannot be older than the entry."""
        if self.columns.period and (period := self._cell(cells, self.columns.period)).casefold() not in LIFETIME:
            raise WrongValue(Problem("row_of_one_day", {"value": period[:40]}))
        if not self.columns.published or not (published := self._cell(cells, self.columns.published)):
            return
        day_first = is_day_first(self.columns.days, self.export.language)
        moment = moment_from(published, day_first=day_first, zone=self.columns.zone or "UTC")
        if moment > self.counted_at + timedelta(days=1):
            raise WrongValue(Problem("row_from_the_future", {"value": published[:40]}))

    def _cell(self, cells: Sequence[str], name: str) -> str:
        return cells[self.export.heading.index(name)].strip()
