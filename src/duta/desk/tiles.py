"""Indicators as tiles: the value, the target, and in words what that says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from duta.desk.rules import share_of
from duta.evaluation.chain import Explanation
from duta.evaluation.queries import Stand
from duta.evaluation.rules import Standing
from duta.metrics.figures import figure, measured, unit_for_reader
from duta.metrics.rules import Shape
from duta.strategy.models import Indicator
from duta.strategy.rules import said

TONES = {Standing.REACHED: "ok", Standing.ON_TRACK: "ok", Standing.BEHIND: "no", Standing.UNREAD: "off"}


@dataclass(frozen=True)
class Tile:
    """One indicator. ``done`` and ``expected`` are shares of the way and of the time, from 0 to 100."""

    indicator: Indicator
    value: str
    unit: str
    verdict: str
    short: str
    tone: str
    standing: str
    done: int
    expected: int
    read_at: datetime | None
    overdue: bool
    since: str
    explanation: Explanation | None


def tile_of(stand: Stand, explanation: Explanation | None) -> Tile:
    """Say where an indicator stands."""
    indicator, reading = stand.indicator, stand.reading
    return Tile(
        indicator=indicator,
        value=figure(reading.value if reading else None),
        unit=unit_for_reader(indicator.unit, of=reading.value) if reading else "",
        verdict=verdict_of(indicator, reading.value if reading else None, stand.judgement.standing),
        short=short_of(indicator, reading.value if reading else None, stand.judgement.standing),
        tone=TONES[stand.judgement.standing],
        standing=str(stand.judgement.standing.label),
        done=share_of(stand.judgement.done),
        expected=share_of(stand.judgement.expected),
        read_at=reading.read_at if reading else None,
        overdue=stand.overdue,
        since=said(indicator.starts_on) if indicator.metric.shape is Shape.TOTAL else "",
        explanation=explanation,
    )


def verdict_of(indicator: Indicator, value: Decimal | None, standing: Standing) -> str:
    """Say the target, and whether it is reached or by how much it is missed."""
    target = {"target": measured(indicator.target, indicator.unit)}
    if value is None:
        return _("target %(target)s, not read yet") % target
    if standing is Standing.REACHED:
        return _("target %(target)s, reached") % target
    return _("target %(target)s, %(gap)s to go") % {**target, "gap": gap_of(indicator, value)}


def short_of(indicator: Indicator, value: Decimal | None, standing: Standing) -> str:
    """Say only whether it is reached, or by how much it is missed."""
    if value is None or standing is Standing.REACHED:
        return str(standing.label)
    return _("%(gap)s to go") % {"gap": gap_of(indicator, value)}


def gap_of(indicator: Indicator, value: Decimal) -> str:
    """Return what is missing; between per cents it is points."""
    gap = abs(indicator.target - value)
    if indicator.unit.strip() == "%":
        return _("%(n)s points") % {"n": figure(gap)}
    return measured(gap, indicator.unit)


def in_order(tiles: Iterable[Tile]) -> list[Tile]:
    """Those that tell most stand first: read ones before unread ones, else as they were."""
    return sorted(tiles, key=lambda tile: tile.read_at is None)
