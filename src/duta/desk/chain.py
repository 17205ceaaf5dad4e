"""The chain as a drawing: six columns of cards and the lines between them. Places are worked out here, on the server.

The evaluation room says what is in the chain; this says where it stands. Pure: no database, no request.

Cards of one column have one height (in rem), so that the lines' ends are known without measuring: text that is longer
is cut by the style sheet, and stands whole behind the card's link. Across, everything is a share of the width:
``UNITS`` for all columns, of which a card takes ``CARD`` and a gap the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from duta.evaluation.chain import Chain, Column, Node, Tone
from duta.metrics.rules import current_ref

CARD, GAP = 5, 1
COLUMNS = (Column.OBJECTIVE, Column.ACTIVITY, Column.STORY, Column.VERSION, Column.OBSERVATION, Column.INDICATOR)
UNITS = len(COLUMNS) * (CARD + GAP) - GAP
HEIGHTS: Mapping[Column, float] = {
    Column.OBJECTIVE: 11, Column.ACTIVITY: 10, Column.STORY: 10, Column.VERSION: 7,
    Column.OBSERVATION: 6.5, Column.INDICATOR: 9.5,
}  # fmt: skip
SHOWN: Mapping[Column, int] = {
    Column.OBJECTIVE: 4, Column.ACTIVITY: 4, Column.STORY: 4, Column.VERSION: 5,
    Column.OBSERVATION: 5, Column.INDICATOR: 4,
}  # fmt: skip
BETWEEN = 0.75  # rem between two cards
PORT = 1.5  # rem from a card's top to where lines meet it
FOLD = 2.25  # rem: the height of "and 31 more"
LANE = 1.25  # rem above the cards, where lines pass that skip a column
ROUND_X, ROUND_Y = 0.14, 0.3  # of a corner: in units across, in rem down
MOST_HIDDEN = 60  # of one column, behind "and 31 more"


@dataclass(frozen=True)
class Card:
    """One place in a column: a node, and what stands inside it (a version's deliveries, an indicator's reading)."""

    node: Node
    inside: tuple[Node, ...] = ()
    rank: int = 2  # 0: on the way or asked for, 1: below what was asked for, 2: beside

    @property
    def key(self) -> str:
        """The node's key."""
        return self.node.key

    @property
    def asked(self) -> bool:
        """Whether it is, or holds, what was asked for."""
        return self.node.is_asked or any(node.is_asked for node in self.inside)

    @property
    def lit(self) -> bool:
        """Whether it lies on the way or below what was asked for."""
        return self.rank < 2

    @property
    def last(self) -> Node:
        """The newest of what stands inside, else the node itself: its state is the card's."""
        return self.inside[-1] if self.inside else self.node

    @property
    def state(self) -> str:
        """The word for its state: that of the newest thing inside where there is one."""
        return self.last.state or self.node.state

    @property
    def tone(self) -> Tone:
        """The colour of that word."""
        return self.last.tone if self.last.state else self.node.tone

    @property
    def counts(self) -> int:
        """How many things it stands for."""
        return max(1, self.node.folded)


@dataclass(frozen=True)
class Lane:
    """A column: ``cards`` are drawn, ``folded`` stand behind "and 31 more"."""

    column: Column
    cards: tuple[Card, ...]
    folded: tuple[Card, ...] = ()

    @property
    def total(self) -> int:
        """How many things stand in it, folded ones included."""
        return sum(card.counts for card in (*self.cards, *self.folded))

    @property
    def more(self) -> int:
        """How many things are folded."""
        return sum(card.counts for card in self.folded)

    @property
    def listed(self) -> tuple[Card, ...]:
        """Those of the folded ones that are listed."""
        return self.folded[:MOST_HIDDEN]

    @property
    def unlisted(self) -> int:
        """How many of the folded ones are only counted."""
        return len(self.folded) - len(self.listed)


@dataclass(frozen=True)
class Line:
    """A line between two cards, as the path of an SVG: x in ``UNITS``, y in rem."""

    path: str
    rank: int  # 0: the way, 1: below what was asked for, 2: beside


@dataclass(frozen=True)
class Drawing:
    """Everything that is drawn. ``height`` in rem; ``top``: where the first cards begin."""

    lanes: tuple[Lane, ...]
    lines: tuple[Line, ...]
    height: float
    top: float
    width: int = UNITS


def draw(chain: Chain) -> Drawing:
    """Lay a chain out."""
    merged = _merged(chain)
    links = _links(chain, merged)
    ranks = _ranks(chain, links)
    lanes = _lanes(chain, merged, links, ranks)
    top = LANE if any(_skips(link, lanes) for link in links) else 0.0
    spots = _spots(lanes, top)
    return Drawing(lanes, tuple(_lines(links, spots, ranks)), _height(lanes, top), top)


# Which node stands in which card.


def _merged(chain: Chain) -> dict[str, str]:
    """Map each node to the card it stands in: deliveries to their version, readings to their indicator."""
    found = {node.key: node.key for node in chain.nodes}
    for node in chain.nodes:
        if node.column is Column.DELIVERY and node.parents and node.parents[0] in found:
            found[node.key] = node.parents[0]
        elif node.column is Column.INDICATOR:
            found.update({parent: node.key for parent in node.parents if parent.startswith("reading:")})
    return found


Link = tuple[str, str]


def _links(chain: Chain, merged: Mapping[str, str]) -> list[Link]:
    """Return the links between cards, each once."""
    pairs = ((merged[parent], merged[child]) for parent, child in chain.links())
    return list(dict.fromkeys(pair for pair in pairs if pair[0] != pair[1]))


def _ranks(chain: Chain, links: Sequence[Link]) -> dict[str, int]:
    """Say how near each card is to what was asked for; a figure's chain lights what it was made of."""
    merged = _merged(chain)
    asked = {merged[node.key] for node in chain.nodes if node.is_asked}
    of_figure = any(chain.node(key).column is Column.INDICATOR for key in asked)
    lit = asked | (_reached(asked, [(child, parent) for parent, child in links] if of_figure else links))
    way = {merged[node.key] for node in chain.nodes if node.on_way or node.is_asked}
    return {key: 0 if key in way else 1 if key in lit else 2 for key in merged.values()}


def _reached(start: set[str], links: Iterable[Link]) -> set[str]:
    """Return everything that the links lead to."""
    after: dict[str, list[str]] = {}
    for parent, child in links:
        after.setdefault(parent, []).append(child)
    reached, frontier = set(start), list(start)
    while frontier:
        new = [child for child in after.get(frontier.pop(), ()) if child not in reached]
        reached.update(new)
        frontier += new
    return reached


# Columns.


def _lanes(
    chain: Chain, merged: Mapping[str, str], links: Sequence[Link], ranks: Mapping[str, int]
) -> tuple[Lane, ...]:
    inside: dict[str, list[Node]] = {}
    for node in chain.nodes:
        if merged[node.key] != node.key:
            inside.setdefault(merged[node.key], []).append(node)
    places: dict[str, int] = {}
    lanes = []
    for column in COLUMNS:
        own = [node for node in chain.nodes if node.column is column and not _says_nothing(node, links)]
        cards = [Card(node, tuple(inside.get(node.key, ())), ranks.get(node.key, 2)) for node in own]
        cards.sort(key=lambda card: (card.rank, _place(card, links, places)))
        places.update({card.key: place for place, card in enumerate(cards)})
        lanes.append(_cut(column, cards))
    return tuple(lanes)


def _says_nothing(node: Node, links: Iterable[Link]) -> bool:
    """Whether it only says what the version's state says already, and no reading is made of it."""
    only = [figure.metric_ref for figure in node.figures] == [current_ref("delivery.published")]
    return node.column is Column.OBSERVATION and only and all(parent != node.key for parent, _child in links)


def _place(card: Card, links: Iterable[Link], places: Mapping[str, int]) -> int:
    """Stand in the order of one's parents, so that few lines cross."""
    return min((places[parent] for parent, child in links if child == card.key and parent in places), default=0)


def _cut(column: Column, cards: Sequence[Card]) -> Lane:
    """Fold what is too much; one more than shown is shown too, since "and 1 more" takes as much room."""
    shown = SHOWN[column]
    if len(cards) <= shown + 1:
        return Lane(column, tuple(cards))
    return Lane(column, tuple(cards[:shown]), tuple(cards[shown:]))


# Places and lines.


@dataclass(frozen=True)
class Spot:
    """Where lines meet a card, or the fold of its column: ``name`` tells them apart."""

    column: int
    y: float
    name: str


def _spots(lanes: Sequence[Lane], top: float) -> dict[str, Spot]:
    spots: dict[str, Spot] = {}
    for number, lane in enumerate(lanes):
        step = HEIGHTS[lane.column] + BETWEEN
        for place, card in enumerate(lane.cards):
            spots[card.key] = Spot(number, top + place * step + PORT, card.key)
        fold = Spot(number, top + len(lane.cards) * step + FOLD / 2, f"fold:{lane.column}")
        spots.update({card.key: fold for card in lane.folded})
    return spots


def _height(lanes: Sequence[Lane], top: float) -> float:
    """The height of the highest column, in rem."""
    heights = [
        len(lane.cards) * (HEIGHTS[lane.column] + BETWEEN) - BETWEEN + (FOLD + BETWEEN if lane.folded else 0)
        for lane in lanes
    ]
    return round(top + max([*heights, HEIGHTS[Column.OBJECTIVE]]), 3)


def _skips(link: Link, lanes: Sequence[Lane]) -> bool:
    columns = {card.key: number for number, lane in enumerate(lanes) for card in (*lane.cards, *lane.folded)}
    return link[0] in columns and link[1] in columns and columns[link[1]] - columns[link[0]] > 1


def _lines(links: Iterable[Link], spots: Mapping[str, Spot], ranks: Mapping[str, int]) -> list[Line]:
    """Return the lines, those beside first, so that the way is drawn over them; lines into one fold are one line."""
    best: dict[tuple[Spot, Spot], int] = {}
    for parent, child in links:
        if parent in spots and child in spots:
            ends = spots[parent], spots[child]
            best[ends] = min(best.get(ends, 2), max(ranks.get(parent, 2), ranks.get(child, 2)))
    trunks = _trunks(best)
    lines = [Line(_path(start, end, trunks), rank) for (start, end), rank in best.items()]
    return sorted(lines, key=lambda line: -line.rank)


Trunks = Mapping[tuple[int, Spot], float]


def _trunks(ends: Iterable[tuple[Spot, Spot]]) -> Trunks:
    """Give each card that lines leave or reach its own vertical in the gap, so that lines can be followed.

    In each gap the lines share a vertical by their start, or by their end where fewer cards are reached than left.
    """
    gaps: dict[int, list[tuple[Spot, Spot]]] = {}
    for start, end in ends:
        for gap in {start.column, end.column - 1}:
            gaps.setdefault(gap, []).append((start, end))
    trunks: dict[tuple[int, Spot], float] = {}
    for gap, pairs in gaps.items():
        starts, reached = {start for start, _end in pairs}, {end for _start, end in pairs}
        owners = sorted(starts if len(starts) <= len(reached) else reached, key=lambda spot: (spot.y, spot.column))
        left = gap * (CARD + GAP) + CARD
        trunks.update({(gap, spot): left + GAP * (place + 1) / (len(owners) + 1) for place, spot in enumerate(owners)})
    return trunks


def _path(start: Spot, end: Spot, trunks: Trunks) -> str:
    """Out of the card, along a vertical of the gap, into the card; over several columns along the lane on top."""
    left, right = start.column * (CARD + GAP) + CARD, end.column * (CARD + GAP)
    first = _trunk(start.column, start, end, trunks)
    if end.column - start.column == 1:
        return f"M{left} {start.y:g}{_turn(first, start.y, end.y)}H{right}"
    last, lane = _trunk(end.column - 1, start, end, trunks), LANE / 2
    return f"M{left} {start.y:g}{_turn(first, start.y, lane)}{_turn(last, lane, end.y)}H{right}"


def _trunk(gap: int, start: Spot, end: Spot, trunks: Trunks) -> float:
    return trunks.get((gap, start)) or trunks[gap, end]


def _turn(x: float, y: float, to: float) -> str:
    """From (left of x, y) to (right of x, to) with rounded corners."""
    if y == to:
        return f"H{x:.3g}"
    drop = min(ROUND_Y, abs(to - y) / 2) * (1 if to > y else -1)
    return (
        f"H{x - ROUND_X:.4g}Q{x:.4g} {y:g} {x:.4g} {y + drop:.4g}"
        f"V{to - drop:.4g}Q{x:.4g} {to:g} {x + ROUND_X:.4g} {to:g}"
    )
