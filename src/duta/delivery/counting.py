"""What figures that people took over look like: of one entry, of one file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.channels.models import Channel
from duta.core.problem_words import sentence_of
from duta.delivery.export_reading import Outlook, by_hand_connector
from duta.delivery.export_rows import OtherRow
from duta.delivery.keys import thing_of
from duta.delivery.models import Delivery, Tally
from duta.delivery.queries import tallies_of
from duta.metrics.figures import figure, where_from
from duta.metrics.models import Observation
from duta.metrics.queries import latest_of, observations_in
from duta.metrics.rules import current_ref, metric_for

SHOWN = 100  # rows of our entries in a preview
PAST = 10  # earlier entries of figures on a delivery's page


def may_count(user: Any, channel: Channel) -> bool:
    """Whether the person may enter and take back figures: who measures there, or decides on deliveries there."""
    return any(may(user, action, channel.organisation) for action in (Action.MEASURE, Action.DELIVER))


@dataclass(frozen=True)
class ShownFigure:
    """One figure in words, and where it came from."""

    name: str
    value: str
    counted_at: datetime
    origin: str


@dataclass(frozen=True)
class ShownTally:
    """What was entered at once: by whom, when, on what evidence, and where it stands."""

    tally: Tally
    state: str
    tone: str
    figures: str = ""


@dataclass(frozen=True)
class ShownCounts:
    """All figures of one entry: the newest of each, then what was entered when."""

    newest: list[ShownFigure]
    tallies: list[ShownTally]


def counts_of(delivery: Delivery) -> ShownCounts | None:
    """Return the figures of an entry on a channel that a person serves; None elsewhere, and where nothing is out."""
    connector = by_hand_connector(delivery.channel)
    if connector is None or delivery.action != "publish" or getattr(delivery, "receipt", None) is None:
        return None
    thing = str(thing_of(delivery.pk))
    known = latest_of((thing, current_ref(metric)) for metric in connector.counts)
    rows = list(tallies_of(delivery)[:PAST])
    brought = _by_batch(observations_in(row.batch for row in rows))
    return ShownCounts(
        newest=[_figure(row) for metric in connector.counts if (row := known.get((thing, current_ref(metric))))],
        tallies=[shown_tally(row, brought.get(row.batch, ())) for row in rows],
    )


def _by_batch(rows: Iterable[Observation]) -> Mapping[str, list[Observation]]:
    found: dict[str, list[Observation]] = {}
    for row in rows:
        found.setdefault(row.batch or "", []).append(row)
    return found


def _figure(row: Observation) -> ShownFigure:
    origin = where_from(row.origin, row.origin_ref)
    return ShownFigure(str(row.metric.name), figure(row.value), row.seen_until, origin)


def shown_tally(tally: Tally, brought: Iterable[Observation] = ()) -> ShownTally:
    """Say where a tally stands."""
    figures = ", ".join(f"{row.metric.name} {figure(row.value)}" for row in brought)
    if tally.taken_at is None:
        return ShownTally(tally, _("Not taken in yet"), "wait")
    if tally.withdrawn_at is not None:
        return ShownTally(tally, _("Taken back"), "off", figures)
    return ShownTally(tally, _("In force"), "ok", figures)


@dataclass(frozen=True)
class ShownRow:
    """One row of a file. ``what`` is wrong and how to mend it (``fix``), or what it would bring."""

    row: int
    said: str
    what: str = ""
    fix: str = ""
    delivery: UUID | None = None


@dataclass(frozen=True)
class ShownOutlook:
    """What taking a file in would do, in words."""

    outlook: Outlook
    problem: Any
    ours: list[ShownRow]
    wrong: list[ShownRow]
    unknown: list[ShownRow]
    lower: list[ShownRow]

    @property
    def more_ours(self) -> int:
        """How many of our rows are not listed."""
        return len(self.outlook.judged.ours) - len(self.ours)

    @property
    def more_wrong(self) -> int:
        """How many wrong rows are not listed."""
        return self.outlook.judged.wrong_count - len(self.wrong)

    @property
    def more_unknown(self) -> int:
        """How many rows of other entries are not listed."""
        return self.outlook.judged.unknown_count - len(self.unknown)


def shown_outlook(outlook: Outlook) -> ShownOutlook:
    """Put a file's outlook into words. One query for the entries' titles."""
    ours = outlook.judged.ours[:SHOWN]
    keys = {row.delivery for row in ours} | {one.delivery for one in outlook.lower[:SHOWN]}
    titles = dict(Delivery.objects.filter(pk__in=keys).values_list("pk", "title"))
    lower = [
        ShownRow(
            one.row, titles.get(one.delivery, ""), _lower_words(one.metric, one.known, one.now), delivery=one.delivery
        )
        for one in outlook.lower[:SHOWN]
    ]
    return ShownOutlook(
        outlook=outlook,
        problem=sentence_of(outlook.problem) if outlook.problem else None,
        ours=[
            ShownRow(row.row, titles.get(row.delivery, ""), _figures(row.counts), delivery=row.delivery) for row in ours
        ],
        wrong=[_wrong(row) for row in outlook.judged.wrong],
        unknown=[ShownRow(row.row, row.said) for row in outlook.judged.unknown],
        lower=lower,
    )


def _figures(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{_name(metric)} {figure(value)}" for metric, value in counts.items()) or _("no figure")


def _name(metric: str) -> str:
    return str(metric_for(current_ref(metric)).name)


def _lower_words(metric: str, known: int, now: int) -> str:
    said = {"metric": _name(metric), "known": figure(known), "now": figure(now)}
    return _("%(metric)s: %(now)s now, %(known)s before") % said


def _wrong(row: OtherRow) -> ShownRow:
    words = sentence_of(row.problem) if row.problem else None
    return ShownRow(row.row, row.said, words.what if words else "", words.fix if words else "")
