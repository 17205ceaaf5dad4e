"""The chain's arithmetic: spelling, hash, and what does not fit. No database."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duta.core.chain import NEWEST, Break, Content, Flaw, Head, break_from_json, find_break, hash_of, seal_after, spell
from duta.core.models import AuditEntry

ENTRY = Content(
    7, datetime(2026, 11, 24, 3, 0, 0, 5, tzinfo=UTC), 3, "Tirta “T”", "story.changed", "newsroom.story:9", "Reog", 2,
    {"b": [1, None, True], "a": "é"},
)  # fmt: skip
TEXT = st.text(max_size=8)
NUMBER = st.integers(-(2**63), 2**63 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBER | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
INSTANTS = st.datetimes(timezones=st.just(UTC))
CONTENTS = st.builds(
    Content,
    NUMBER,
    INSTANTS,
    st.none() | NUMBER,
    TEXT,
    TEXT,
    TEXT,
    TEXT,
    st.none() | NUMBER,
    st.dictionaries(TEXT, JSON),
)
ROWS = st.tuples(CONTENTS, st.integers(1, 2**40), st.text("0123456789abcdef", max_size=64))


def exact(value):
    """What a value is, its type included: in Python 1, 1.0 and True are equal."""
    if isinstance(value, dict):
        return {key: exact(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [exact(inner) for inner in value]
    return (type(value).__name__, repr(value))


def spelled(row) -> bytes:
    content, number, previous = row
    return spell(content, number=number, previous=previous)


@given(ROWS, ROWS)
def test_two_different_rows_never_have_one_spelling(one, other):
    assert (spelled(one) == spelled(other)) == (exact(one) == exact(other))


@given(ROWS, st.data())
def test_a_row_with_one_other_value_has_another_spelling(row, data):
    content, number, previous = row
    name = data.draw(st.sampled_from(Content._fields))
    changed = content._replace(**{name: getattr(data.draw(CONTENTS), name)})
    assert (spelled(row) == spelled((changed, number, previous))) == (exact(content) == exact(changed))
    assert spelled(row) != spelled((content, number + 1, previous))
    assert spelled(row) != spelled((content, number, previous + "0"))


def test_text_that_looks_like_the_spelling_itself_moves_no_border():
    one = ENTRY._replace(actor_name='a","b', action="c")
    other = ENTRY._replace(actor_name="a", action='b","c')
    assert hash_of(one, number=1, previous="") != hash_of(other, number=1, previous="")


def test_the_first_spelling_is_what_it_was():
    """Stored rows are sealed with it: when this fails, restore the spelling, and give a new one a new number."""
    assert spell(ENTRY, number=4, previous="ab", spelling=1) == (
        b'["duta-audit-1",4,"ab",7,"2026-11-24T03:00:00.000005+00:00",3,"Tirta \\u201cT\\u201d","story.changed",'
        b'"newsroom.story:9","Reog",2,{"a":"\\u00e9","b":[1,null,true]}]'
    )
    assert hash_of(ENTRY, number=4, previous="ab", spelling=1) == (
        "15a927a65a81d4cbe09e50400bfef36b0eab3dd64ed2e6d2452f4425cecdb009"
    )


def test_an_instant_is_the_same_in_every_zone():
    there = ENTRY._replace(at=ENTRY.at.astimezone(timezone(timedelta(hours=7))))
    assert spell(there, number=1, previous="") == spell(ENTRY, number=1, previous="")


def test_every_column_is_covered():
    seal = {"sealed_number", "spelling", "previous_hash", "hash"}
    assert {field.attname for field in AuditEntry._meta.concrete_fields} == {*Content._fields, *seal}


def test_what_was_sealed_fits_and_anything_else_does_not():
    head = Head(3, "ab")
    seal = seal_after(head, ENTRY)
    assert (seal.sealed_number, seal.spelling, seal.previous_hash) == (4, NEWEST, "ab")
    assert find_break(head, ENTRY, seal) is None
    assert find_break(head, ENTRY._replace(actor_id=None), seal) == Break(Flaw.CHANGED, 4, 7)
    assert find_break(head, ENTRY, seal._replace(spelling=99)) == Break(Flaw.CHANGED, 4, 7, "spelling")
    assert find_break(head, ENTRY, seal._replace(previous_hash="")) == Break(Flaw.CHANGED, 4, 7, "previous_hash")
    assert find_break(Head(2, "ab"), ENTRY, seal) == Break(Flaw.MISSING, 3)
    assert find_break(Head(3, "cd"), ENTRY, seal) == Break(Flaw.ORDER, 4, 7)


def test_a_spelling_that_is_not_known_cannot_be_used():
    with pytest.raises(KeyError):
        spell(ENTRY, number=1, previous="", spelling=99)


def test_a_break_is_kept_and_read_again():
    broken = Break(Flaw.CHANGED, 4, 7, "spelling")
    assert break_from_json(broken.as_json()) == broken
