"""The drawing of a chain: what stands in which column, what is folded, and where the lines run. No database."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duta.desk.chain import BETWEEN, CARD, COLUMNS, GAP, HEIGHTS, SHOWN, UNITS, draw
from duta.evaluation.chain import Chain, Column, Figure, Node

AT = datetime(2026, 11, 24, tzinfo=UTC)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


def node(key, column, *parents, **fields):
    return Node(key=key, column=column, kind=key.partition(":")[0], pk=key, label=key, parents=parents, **fields)


def chain(*nodes):
    return Chain("objective", "1", "Objective", nodes)


def counted(ref="portal.views@1", value=7):
    return (Figure(ref, "Views", "views", Decimal(value), AT),)


def whole(stories=2, channels=2):
    """An objective, an activity, stories with versions, deliveries and observations, a reading of them."""
    nodes = [
        node("objective:1", Column.OBJECTIVE, is_asked=True),
        node("activity:1", Column.ACTIVITY, "objective:1"),
    ]
    seen = []
    for story in range(stories):
        nodes.append(node(f"story:{story}", Column.STORY, "activity:1"))
        for channel in range(channels):
            key = f"{story}/{channel}"
            nodes += [
                node(f"version:{key}", Column.VERSION, f"story:{story}"),
                node(
                    f"delivery:{key}", Column.DELIVERY, f"version:{key}", state="Delivered", address="https://x.example"
                ),
                node(f"observation:{key}", Column.OBSERVATION, f"delivery:{key}", figures=counted()),
            ]
            seen.append(f"observation:{key}")
    nodes.append(node("reading:1", Column.READING, *(seen or ["objective:1"])))
    nodes.append(node("indicator:1", Column.INDICATOR, "reading:1"))
    return chain(*nodes)


def lane(drawing, column):
    return next(one for one in drawing.lanes if one.column is column)


def test_there_are_six_columns_in_the_order_of_the_chain():
    assert [one.column for one in draw(whole()).lanes] == list(COLUMNS)


def test_a_delivery_stands_inside_its_version_and_lends_it_its_state_and_receipt():
    card = lane(draw(whole()), Column.VERSION).cards[0]
    assert [inner.key for inner in card.inside] == ["delivery:0/0"]
    assert card.state == "Delivered"


def test_a_reading_stands_inside_its_indicator():
    card = lane(draw(whole()), Column.INDICATOR).cards[0]
    assert [inner.key for inner in card.inside] == ["reading:1"]


def test_a_card_that_holds_what_was_asked_for_is_marked():
    asked = Chain("delivery", "1", "x", (
        node("version:1", Column.VERSION, on_way=True), node("delivery:1", Column.DELIVERY, "version:1", is_asked=True),
    ))  # fmt: skip
    assert lane(draw(asked), Column.VERSION).cards[0].asked


def test_too_many_cards_are_folded_and_counted():
    drawing = draw(whole(stories=40, channels=9))
    for column, total in ((Column.STORY, 40), (Column.VERSION, 360)):
        found = lane(drawing, column)
        assert len(found.cards) == SHOWN[column]
        assert found.total == total
        assert found.more == total - SHOWN[column]


def test_one_more_than_is_shown_is_shown_too():
    drawing = draw(whole(stories=SHOWN[Column.STORY] + 1))
    assert not lane(drawing, Column.STORY).folded


def test_what_was_folded_by_the_evaluation_counts_as_many():
    drawing = draw(chain(
        node("activity:1", Column.ACTIVITY, is_asked=True),
        node("story:1", Column.STORY, "activity:1"),
        node("others:1", Column.STORY, "activity:1", folded=31),
    ))  # fmt: skip
    assert lane(drawing, Column.STORY).total == 32


def test_lines_into_one_fold_are_one_line():
    drawing = draw(whole(stories=40, channels=1))
    to_fold = [line for line in drawing.lines if line.path.startswith(f"M{CARD + GAP + CARD} ")]
    assert len(to_fold) == SHOWN[Column.STORY] + 1


def test_the_way_is_drawn_last_so_that_nothing_hides_it():
    asked = chain(
        node("objective:1", Column.OBJECTIVE, on_way=True),
        node("activity:1", Column.ACTIVITY, "objective:1", is_asked=True, on_way=True),
        node("activity:2", Column.ACTIVITY, "objective:1"),
        node("story:1", Column.STORY, "activity:1"),
    )
    assert [line.rank for line in draw(asked).lines] == [2, 1, 0]


def test_a_line_that_skips_columns_runs_above_the_cards():
    drawing = draw(chain(
        node("objective:1", Column.OBJECTIVE, is_asked=True),
        node("observation:1", Column.OBSERVATION, "objective:1", figures=counted()),
    ))  # fmt: skip
    assert drawing.top > 0
    assert len(drawing.lines) == 1
    lowest = min(float(number) for number in NUMBER.findall(drawing.lines[0].path.split("V")[1]))
    assert lowest < drawing.top


def test_an_observation_that_only_repeats_the_release_is_left_out_unless_a_reading_is_made_of_it():
    published = counted("delivery.published@1", 1)
    nodes = [
        node("version:1", Column.VERSION, is_asked=True),
        node("observation:1", Column.OBSERVATION, "version:1", figures=published),
    ]
    assert lane(draw(chain(*nodes)), Column.OBSERVATION).total == 0
    read = [node("reading:1", Column.READING, "observation:1"), node("indicator:1", Column.INDICATOR, "reading:1")]
    assert lane(draw(chain(*nodes, *read)), Column.OBSERVATION).total == 1


def test_what_a_figure_was_made_of_is_lit_in_its_own_chain():
    nodes = [
        *(node(f"observation:{n}", Column.OBSERVATION, figures=counted()) for n in (1, 2)),
        node("reading:1", Column.READING, "observation:1", is_asked=True),
        node("indicator:1", Column.INDICATOR, "reading:1"),
    ]
    cards = lane(draw(chain(*nodes)), Column.OBSERVATION).cards
    assert [(card.key, card.lit) for card in cards] == [("observation:1", True), ("observation:2", False)]


@given(st.integers(0, 12), st.integers(0, 12))
def test_every_line_lies_within_the_drawing(stories, channels):
    drawing = draw(whole(stories, channels))
    for line in drawing.lines:
        xs, ys = points(line.path)
        assert all(0 <= x <= UNITS for x in xs)
        assert all(0 <= y <= drawing.height for y in ys)


@given(st.integers(0, 12), st.integers(0, 12))
def test_no_column_is_higher_than_the_drawing(stories, channels):
    drawing = draw(whole(stories, channels))
    for one in drawing.lanes:
        assert drawing.top + len(one.cards) * (HEIGHTS[one.column] + BETWEEN) - BETWEEN <= drawing.height + 0.001


def test_an_empty_chain_draws_one_card_and_no_line():
    drawing = draw(chain(node("objective:1", Column.OBJECTIVE, is_asked=True)))
    assert drawing.lines == ()
    assert sum(len(one.cards) for one in drawing.lanes) == 1


def points(path: str) -> tuple[list[float], list[float]]:
    """Return all x and all y of a path of M, H, V and Q."""
    xs, ys = [], []
    for command, rest in re.findall(r"([MHVQ])([^MHVQ]*)", path):
        numbers = [float(number) for number in NUMBER.findall(rest)]
        match command:
            case "H":
                xs += numbers
            case "V":
                ys += numbers
            case _:
                xs += numbers[0::2]
                ys += numbers[1::2]
    return xs, ys


@pytest.mark.parametrize("column", COLUMNS)
def test_the_style_sheet_gives_cards_the_height_that_the_lines_reckon_with(column):
    sheet = (Path(__file__).parents[2] / "src/duta/desk/static/desk/screens.css").read_text()
    rules = dict(re.findall(r"\.duta-lane--(\w+) \.duta-node \{ block-size: ([\d.]+)rem; \}", sheet))
    everybody = re.search(r"\n  \.duta-node \{ block-size: ([\d.]+)rem;", sheet)
    assert everybody
    assert float(rules.get(column.value, everybody[1])) == HEIGHTS[column]
