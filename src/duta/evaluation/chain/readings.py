"""The nodes of indicators and readings, and how a reading came to be."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from duta.evaluation import rules
from duta.evaluation.chain.facts import Facts
from duta.evaluation.chain.shape import Column, Explanation, Node, Term, Tone
from duta.evaluation.models import Reading
from duta.evaluation.queries import stand_of, stand_of_objective, window_of, zone_of
from duta.evaluation.rules import Observed, Part, Standing
from duta.metrics.figures import figure, measured, where_from
from duta.metrics.models import Observation
from duta.metrics.rules import Stage
from duta.strategy.models import Indicator, Objective
from duta.strategy.rules import Aggregation, Scope, said

SHOWN_TERMS = 8  # of a formula; the others are counted

STANDING_TONES: dict[Standing, Tone] = {
    Standing.REACHED: Tone.GOOD,
    Standing.ON_TRACK: Tone.GOOD,
    Standing.BEHIND: Tone.BAD,
    Standing.UNREAD: Tone.QUIET,
}


def standing_of_objective(objective: Objective, facts: Facts, *, now: datetime) -> tuple[str, Tone]:
    """Say where the objective stands, by the leading one of its indicators; empty when not all of them are known."""
    if facts.asked.indicator:
        return "", Tone.QUIET
    stands = [stand_of(one, facts.readings.get(one.pk), now=now) for one in facts.indicators]
    today = now.astimezone(zone_of(objective.organisation)).date()
    standing = stand_of_objective(objective, stands, today=today).judgement.standing
    return str(standing.label), STANDING_TONES[standing]


def reading_nodes(facts: Facts, places: "Places") -> list[Node]:
    """Return a node for each indicator and its newest reading, hung on the observations it was made of."""
    made: list[Node] = []
    for indicator in facts.indicators:
        reading = facts.readings.get(indicator.pk)
        if reading is None:
            made.append(_indicator_node(indicator, None, _scope_key(indicator)))
            continue
        explanation = explain(reading, indicator, facts.used, places)
        parents = tuple(dict.fromkeys(term.node for term in explanation.terms if term.node))
        made.append(_reading_node(reading, indicator, explanation, parents or (_scope_key(indicator),)))
        made.append(_indicator_node(indicator, reading, f"reading:{reading.pk}"))
    return made


def _scope_key(indicator: Indicator) -> str:
    if indicator.scope == Scope.ACTIVITY:
        return f"activity:{indicator.activity_id}"
    return f"objective:{indicator.objective_id}"


def _indicator_node(indicator: Indicator, reading: Reading | None, parent: str) -> Node:
    standing = stand_of(indicator, reading, now=timezone.now()).judgement.standing
    target = _("target %(target)s") % {"target": measured(indicator.target, indicator.unit)}
    return Node(
        key=f"indicator:{indicator.pk}", column=Column.INDICATOR, kind="indicator", pk=str(indicator.pk),
        label=indicator.label, state=str(standing.label), tone=STANDING_TONES[standing],
        sub=f"{Stage(indicator.stage).label}; {target}, {said(indicator.deadline)}", parents=(parent,),
        chain=("indicator", str(indicator.pk)),
    )  # fmt: skip


def _reading_node(reading: Reading, indicator: Indicator, explanation: Explanation, parents: tuple[str, ...]) -> Node:
    return Node(
        key=f"reading:{reading.pk}", column=Column.READING, kind="reading", pk=str(reading.pk),
        label=measured(reading.value, indicator.unit), sub=explanation.formula or explanation.metric_name,
        parents=parents, chain=("reading", str(reading.pk)), at=reading.read_at, explanation=explanation,
    )  # fmt: skip


@dataclass(frozen=True)
class Places:
    """Where the observations of a thing stand in this chain: ``names`` by node, ``keys`` that are shown, ``gone``."""

    names: Mapping[str, str]
    keys: AbstractSet[str]
    gone: Mapping[str, str]

    def key(self, thing: str) -> str:
        """Return the key of the node that holds a thing's observations, or of what it was folded into."""
        own = f"observation:{thing}"
        return own if own in self.keys else self.gone.get(own, "")

    def name(self, thing: str) -> str:
        """Name a thing as the chain shows it; empty when it is not there for the reader."""
        return self.names.get(f"observation:{thing}", "")


def explain(reading: Reading, indicator: Indicator, used: Mapping[int, Observation], places: Places) -> Explanation:
    """Say how a reading came to be, from the observations that it names."""
    rows = [used[pk] for pk in reading.used if pk in used]
    result = rules.aggregate(
        (Observed(row.pk, row.thing, row.value, row.observed_at) for row in rows),
        aggregation=Aggregation(reading.rule), window=window_of(indicator), shape=reading.metric.shape,
    )  # fmt: skip
    metric = reading.metric
    return Explanation(
        formula=_formula(result.parts, reading) if result.value == reading.value else "",
        metric_ref=metric.ref, metric_name=str(metric.name), metric_formula=str(metric.formula),
        caveats=str(metric.caveats), rule=str(Aggregation(reading.rule).label), first_day=indicator.starts_on,
        last_day=indicator.ends_on, terms=tuple(_term(part, used, places) for part in result.parts),
        evidence=reading.evidence, entered_by=str(reading.entered_by or ""),
    )  # fmt: skip


def _term(part: Part, used: Mapping[int, Observation], places: Places) -> Term:
    row = part.last
    return Term(
        observation=row.pk, thing=row.thing, label=places.name(row.thing) or _elsewhere(row.thing), seen=row.value,
        before=part.before.value if part.before else None, value=part.value, at=row.at,
        origin=where_from(used[row.pk].origin, used[row.pk].origin_ref), node=places.key(row.thing),
    )  # fmt: skip


def _elsewhere(thing: str) -> str:
    """Name what stands in another organisation's part of the chain, which the reader does not see."""
    return "" if thing.startswith("strategy.") else _("of another organisation")


def _formula(parts: Sequence[Part], reading: Reading) -> str:
    """Spell the arithmetic: "40 + 2 = 42", "(150 − 120) + 7 = 37"."""
    if reading.rule == Aggregation.DISTINCT or not parts:
        return ""
    shown = [_spelled(part) for part in parts[:SHOWN_TERMS]]
    if len(parts) > SHOWN_TERMS:
        rest: Decimal = sum((part.value for part in parts[SHOWN_TERMS:]), Decimal(0))
        count = {"count": len(parts) - SHOWN_TERMS, "sum": figure(rest)}
        shown.append(_("%(sum)s from %(count)s more") % count)
    return f"{' + '.join(shown)} = {figure(reading.value)}" if _is_sum(shown) else ""


def _is_sum(shown: Iterable[str]) -> bool:
    """One plain figure needs no arithmetic."""
    rows = list(shown)
    return len(rows) > 1 or any("(" in one for one in rows)


def _spelled(part: Part) -> str:
    if part.before is None:
        return figure(part.value)
    if part.before.value > part.last.value:
        return "0"
    return f"({figure(part.last.value)} − {figure(part.before.value)})"
