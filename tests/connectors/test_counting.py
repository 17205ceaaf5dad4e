"""How long a text is, the way each platform counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duta.connectors.checks import length_in, over_from
from duta.connectors.counting import length_of
from duta.connectors.protocol import Counting, Limits


@pytest.mark.parametrize(
    ("text", "weighted", "emoji_bytes"),
    [
        ("Kecak", 5, 5),
        ("日本", 4, 2),
        ("مرحبا", 5, 5),
        ("cafe\u0301", 4, 5),
        ("“Duta”…", 8, 7),
        ("👾", 2, 4),
        ("🙋🏽", 2, 8),
        ("👨‍👩‍👧‍👦", 2, 25),
        ("❤️", 2, 6),
        ("🇮🇩", 2, 8),
        ("1 #", 3, 3),
    ],
)
def test_x_weighs_and_threads_counts_emoji_by_their_bytes(text, weighted, emoji_bytes):
    assert length_of(text, Counting.WEIGHTED) == weighted
    assert length_of(text, Counting.EMOJI_BYTES) == emoji_bytes


def test_every_link_counts_the_same_where_the_platform_says_so():
    limits = Limits(text=280, counting=Counting.WEIGHTED, link_length=23)
    assert length_in("https://a.id/", limits) == length_in("https://portal.example/id/42-" + "a" * 90, limits) == 23
    assert length_in("Baca https://a.id/ ya", limits) == 5 + 23 + 3


@given(st.text(max_size=80), st.sampled_from(Counting), st.integers(1, 40))
def test_what_stands_before_the_mark_fits_and_one_more_does_not(text, counting, limit):
    limits = Limits(text=limit, counting=counting)
    mark = over_from(text, limits)
    if mark is None:
        assert length_of(text, counting) <= limit
    else:
        assert length_of(text[:mark], counting) <= limit
        assert length_of(text, counting) > limit
