"""What a chain is made of, its sums and its folding. Pure: no database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duta.metrics.rules import DICTIONARY

FEW = 3  # neighbours that are shown one by one
ORDER = {metric.ref: place for place, metric in enumerate(DICTIONARY)}


class Column(TextChoices):
    """The columns of the screen, from the plan to the figure."""

    OBJECTIVE = "objective", gettext_lazy("Objective")
    ACTIVITY = "activity", gettext_lazy("Activity")
    STORY = "story", gettext_lazy("Story")
    VERSION = "version", gettext_lazy("Channel version")
    DELIVERY = "delivery", gettext_lazy("Delivery, receipt")
    OBSERVATION = "observation", gettext_lazy("Observation")
    READING = "reading", gettext_lazy("Reading")
    INDICATOR = "indicator", gettext_lazy("Indicator")


class Tone(StrEnum):
    """How a state is coloured; the word beside it says the same."""

    GOOD = "good"
    WAITING = "waiting"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True)
class Figure:
    """One number of a node. ``at``: when the newest observation in it was made. ``adds``: it goes into its parent."""

    metric_ref: str
    name: str
    unit: str
    value: Decimal
    at: datetime
    adds: bool = True


@dataclass(frozen=True)
class Term:
    """One observation in a reading: it was ``seen`` at ``at`` and is worth ``value``, ``before`` taken off.

    ``node`` is the key of the node it stands in, or empty when that is not shown.
    """

    observation: int
    thing: str
    label: str
    seen: Decimal
    before: Decimal | None
    value: Decimal
    at: datetime
    origin: str
    node: str = ""


@dataclass(frozen=True)
class Explanation:
    """How a reading came to be. ``formula`` is its arithmetic: "40 + 2 = 42"; empty when the rule was changed since."""

    formula: str
    metric_ref: str
    metric_name: str
    metric_formula: str
    caveats: str
    rule: str
    first_day: date
    last_day: date
    terms: tuple[Term, ...]
    evidence: str = ""
    entered_by: str = ""


@dataclass(frozen=True)
class Node:
    """One thing in the chain.

    ``key`` names it within the chain and ``parents`` are the keys it hangs on, in the columns to its left. ``kind`` and
    ``pk`` name the thing itself. ``chain`` are the arguments (kind, pk) of the chain view that has it in its middle, or
    None; ``address`` is where the public sees it. ``state`` is a word in the reader's language, ``sub`` one more line.
    ``on_way``: it lies on the way from the objective to the asked thing; ``is_asked``: it is that thing.
    """

    key: str
    column: Column
    kind: str
    pk: str
    label: str
    state: str = ""
    tone: Tone = Tone.QUIET
    sub: str = ""
    figures: tuple[Figure, ...] = ()
    parents: tuple[str, ...] = ()
    chain: tuple[str, str] | None = None
    address: str = ""
    at: datetime | None = None
    folded: int = 0
    on_way: bool = False
    is_asked: bool = False
    explanation: Explanation | None = None

    def figure(self, metric_ref: str) -> Decimal | None:
        """Return one of its figures, or None."""
        return next((one.value for one in self.figures if one.metric_ref == metric_ref), None)


@dataclass(frozen=True)
class Chain:
    """The chain of one thing; ``title`` is that thing's name, ``hidden`` counts stories the person may not see."""

    kind: str
    pk: str
    title: str
    nodes: tuple[Node, ...]
    hidden: int = 0
    _by_key: dict[str, Node] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_key.update({node.key: node for node in self.nodes})

    def node(self, key: str) -> Node:
        """Return a node by its key. Raises KeyError."""
        return self._by_key[key]

    @property
    def asked(self) -> Node:
        """The thing in the middle."""
        return next(node for node in self.nodes if node.is_asked)

    def columns(self) -> list[tuple[Column, list[Node]]]:
        """Return every column with its nodes, in order; a column may be empty."""
        return [(column, [node for node in self.nodes if node.column == column]) for column in Column]

    def links(self) -> list[tuple[str, str]]:
        """Return the (parent, child) pairs to draw."""
        return [(parent, node.key) for node in self.nodes for parent in node.parents if parent in self._by_key]

    def children_of(self, node: Node) -> list[Node]:
        """Return the nodes that hang on one, readings and indicators left out: its figures are theirs added up."""
        last = (Column.READING, Column.INDICATOR)
        return [child for child in self.nodes if node.key in child.parents and child.column not in last]


# Sums and folding: pure, over nodes that each have one parent.


def added_up(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Add figures of the same metric; the newest time stands. Figures that do not add are left out."""
    sums: dict[str, Figure] = {}
    for one in figures:
        if one.adds:
            known = sums.get(one.metric_ref)
            sums[one.metric_ref] = _plus(known, one) if known else one
    return tuple(sorted(sums.values(), key=lambda one: ORDER.get(one.metric_ref, len(ORDER))))


def _plus(one: Figure, other: Figure) -> Figure:
    return replace(one, value=one.value + other.value, at=max(one.at, other.at))


def with_sums(nodes: Sequence[Node]) -> list[Node]:
    """Give every node that has children the sums of their figures; parents stand before their children."""
    inner: dict[str, list[Figure]] = {}
    done: list[Node] = []
    for node in reversed(nodes):
        summed = replace(node, figures=added_up(inner[node.key])) if node.key in inner else node
        for parent in node.parents:
            inner.setdefault(parent, []).extend(reversed(summed.figures))
        done.append(summed)
    return done[::-1]


def folded(nodes: Sequence[Node], asked: str) -> tuple[list[Node], dict[str, str]]:
    """Keep the way to the asked node and everything below it, and fold what lies beside.

    Returns the nodes in order, and for each one that is gone the key of the node that stands for it now.
    """
    parent_of = {node.key: node.parents[0] for node in nodes if node.parents}
    way = set(_way(asked, parent_of))
    beside = [node for node in nodes if _is_beside(node, asked, way, parent_of)]
    leaves = {node.key for node in beside}
    stands_for = _stand_ins(beside)
    gone: dict[str, str] = {}
    kept: list[Node] = []
    for node in nodes:
        parent = parent_of.get(node.key, "")
        if node.key in stands_for:
            gone[node.key] = stands_for[node.key]
        elif parent in gone or parent in leaves:
            gone[node.key] = gone.get(parent, parent)
        else:
            kept.append(replace(node, on_way=node.key in way, is_asked=node.key == asked))
    return _with_others(kept, beside, stands_for), gone


def _way(key: str, parent_of: dict[str, str]) -> Iterator[str]:
    yield key
    while key in parent_of:
        key = parent_of[key]
        yield key


def _is_beside(node: Node, asked: str, way: set[str], parent_of: dict[str, str]) -> bool:
    parent = parent_of.get(node.key, "")
    return parent in way and parent != asked and node.key not in way and node.column is not Column.OBSERVATION


def _stand_ins(beside: Sequence[Node]) -> dict[str, str]:
    """Map neighbours to the node that stands for them, where there are more than a few."""
    groups: dict[str, list[Node]] = {}
    for node in beside:
        groups.setdefault(f"others:{node.parents[0]}:{node.column}", []).append(node)
    return {node.key: key for key, group in groups.items() if len(group) > FEW for node in group}


def _with_others(kept: list[Node], beside: Sequence[Node], stands_for: dict[str, str]) -> list[Node]:
    groups: dict[str, list[Node]] = {}
    for node in beside:
        if node.key in stands_for:
            groups.setdefault(stands_for[node.key], []).append(node)
    for key, group in groups.items():
        kept.append(_others(key, group))
    return kept


def _others(key: str, group: Sequence[Node]) -> Node:
    first = group[0]
    count = sum(max(1, node.folded) for node in group)
    parent = first.parents[0].partition(":")
    return Node(
        key=key,
        column=first.column,
        kind="others",
        pk=key,
        label=_("%(count)s others") % {"count": count},
        figures=added_up(figure for node in group for figure in node.figures),
        parents=first.parents,
        chain=(parent[0], parent[2]) if parent[0] in ("objective", "activity", "story") else None,
        folded=count,
    )


def names_of(nodes: Sequence[Node]) -> dict[str, str]:
    """Name each observation by what it was made of: "Bluesky, English: Reog in Rotterdam"."""
    by_key = {node.key: node for node in nodes}
    parent_of = {node.key: node.parents[0] for node in nodes if node.parents}
    named = (Column.VERSION, Column.STORY)
    names: dict[str, str] = {}
    for node in nodes:
        if node.column is Column.OBSERVATION:
            line = [by_key[key] for key in _way(node.key, parent_of)]
            words = [one.label for one in line if one.column in named] or [line[1].label]
            names[node.key] = ": ".join(words)
    return names
