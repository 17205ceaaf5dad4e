"""Sums and folding of a chain, over any tree."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

import make
from duta.evaluation.chain.shape import FEW, Chain, Column, Figure, Node, folded, with_sums

DEPTH = [Column.OBJECTIVE, Column.ACTIVITY, Column.STORY, Column.VERSION, Column.OBSERVATION]


def figure(value, *, adds=True, minute=0):
    return Figure("platform.likes@1", "Likes", "likes", Decimal(value), make.NOW + timedelta(minutes=minute), adds)


def node(key, column, parent="", *figures):
    parents = (parent,) if parent else ()
    return Node(key, column, column.value, key, label=key, figures=figures, parents=parents)


@st.composite
def trees(draw):
    """One objective and what hangs on it, leaves with a figure each."""
    nodes, parents = [node("0", DEPTH[0])], ["0"]
    for column in DEPTH[1:]:
        level = []
        for parent in parents:
            for _ in range(draw(st.integers(0, 5))):
                figures = [figure(draw(st.integers(0, 9)))] if column is Column.OBSERVATION else []
                level.append(node(f"{len(nodes) + len(level)}", column, parent, *figures))
        nodes += level
        parents = [one.key for one in level[:8]]
    return nodes


def chain(nodes):
    return Chain("objective", "0", "", tuple(nodes))


def assert_sums(one):
    for row in one.nodes:
        children = one.children_of(row)
        if children:
            total = sum((child.figure("platform.likes@1") or 0) for child in children)
            assert (row.figure("platform.likes@1") or 0) == total


@given(trees())
def test_every_node_is_the_sum_of_its_children(nodes):
    assert_sums(chain(with_sums(nodes)))


@given(trees(), st.data())
def test_folding_keeps_every_sum_and_the_way_and_what_lies_below_the_asked(nodes, data):
    whole = with_sums(nodes)
    asked = data.draw(st.sampled_from([one.key for one in whole]))
    kept, gone = folded(whole, asked)
    assert_sums(chain(kept))
    keys = {one.key for one in kept}
    assert asked in keys
    assert all(set(one.parents) <= keys for one in kept)
    assert set(gone.values()) <= keys
    assert {one.key for one in whole} == {one.key for one in kept if one.kind != "others"} | set(gone)


@given(trees())
def test_the_chain_of_the_top_folds_nothing(nodes):
    kept, gone = folded(with_sums(nodes), "0")
    assert len(kept) == len(nodes)
    assert gone == {}


def test_more_than_a_few_neighbours_become_one_node_that_counts_them():
    activities = [node(f"a{n}", Column.ACTIVITY, "objective:1") for n in range(FEW + 2)]
    leaves = [node(f"o{n}", Column.OBSERVATION, f"a{n}", figure(n)) for n in range(FEW + 2)]
    kept, gone = folded(with_sums([node("objective:1", Column.OBJECTIVE), *activities, *leaves]), "a0")
    (others,) = [one for one in kept if one.kind == "others"]
    assert others.folded == FEW + 1
    assert others.chain == ("objective", "1")
    assert others.figure("platform.likes@1") == sum(range(1, FEW + 2))
    assert gone["o1"] == others.key


def test_a_few_neighbours_stand_one_by_one_without_what_is_below_them():
    rows = [node("0", Column.OBJECTIVE), node("a", Column.ACTIVITY, "0"), node("b", Column.ACTIVITY, "0")]
    kept, gone = folded(with_sums([*rows, node("o", Column.OBSERVATION, "b", figure(3))]), "a")
    assert [one.key for one in kept] == ["0", "a", "b"]
    assert kept[2].figure("platform.likes@1") == 3
    assert gone == {"o": "b"}


def test_a_share_is_never_added_up():
    rows = [node("0", Column.OBJECTIVE), node("o", Column.OBSERVATION, "0", figure(61, adds=False))]
    top, leaf = with_sums(rows)
    assert (top.figures, len(leaf.figures)) == ((), 1)


def test_a_sum_is_as_new_as_the_newest_observation_in_it():
    rows = [node(str(n), Column.OBSERVATION, "0", figure(1, minute=n)) for n in (3, 9, 5)]
    assert with_sums([node("0", Column.OBJECTIVE), *rows])[0].figures[0].at == make.NOW + timedelta(minutes=9)


def test_the_way_is_marked():
    rows = [node("0", Column.OBJECTIVE), node("a", Column.ACTIVITY, "0"), node("b", Column.ACTIVITY, "0")]
    kept, _ = folded(rows, "a")
    assert [(one.on_way, one.is_asked) for one in kept] == [(True, False), (True, True), (False, False)]
