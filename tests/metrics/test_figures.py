"""Figures as people read them."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from duta.metrics.figures import figure, is_same_unit, measured, share


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (Decimal("1284.0000"), "1,284", "1.284"),
        (Decimal("61.5000"), "61.5", "61,5"),
        (Decimal("247193849"), "247,193,849", "247.193.849"),
        (Decimal("0.0000"), "0", "0"),
        (Decimal("-0.0001"), "0", "0"),
        (Decimal("-12.50"), "-12.5", "-12,5"),
        (Decimal("1E+3"), "1,000", "1.000"),
        (100, "100", "100"),
        (None, "–", "–"),
    ],
)
def test_no_trailing_zeros_and_the_readers_separators(value, english, indonesian):
    assert figure(value) == english
    with translation.override("id"):
        assert figure(value) == indonesian


def test_a_unit_stands_behind_a_space_that_never_breaks():
    assert measured(Decimal("61.00"), "%") == "61%"
    assert measured(None, "%") == "–"
    assert measured(3, "") == "3"


def test_a_unit_of_the_dictionary_follows_the_reader_in_whatever_language_it_was_typed():
    assert measured(3700, "kunjungan") == measured(3700, "Views ") == "3,700\N{NO-BREAK SPACE}views"
    with translation.override("id"):
        assert measured(3700, "views") == "3.700\N{NO-BREAK SPACE}kunjungan"
        assert measured(2, "kali") == "2\N{NO-BREAK SPACE}kali"


def test_units_are_the_same_across_languages():
    assert is_same_unit("kunjungan", "views")
    assert is_same_unit(" % ", "%")
    assert not is_same_unit("orang", "views")


def test_a_share_is_shown_in_whole_per_cents():
    assert share(0.5) == "50%"
    assert share(1 / 3) == "33%"


def test_templates_have_the_same_words():
    page = Template("{% load figures %}{{ a|figure }} {{ a|measured:'views' }}")
    assert page.render(Context({"a": Decimal("1500.50")})) == "1,500.5 1,500.5\N{NO-BREAK SPACE}views"


@pytest.mark.parametrize(
    ("value", "unit", "english", "indonesian"),
    [(1, "views", "1 view", "1 kunjungan"), (2, "kunjungan", "2 views", "2 kunjungan"), (1, "kapal", "1 kapal", "1 kapal"),
     (Decimal("1.0000"), "penerbitan", "1 publication", "1 penerbitan"), (0, "orang", "0 people", "0 orang")],
)  # fmt: skip
def test_one_is_said_as_one(value, unit, english, indonesian):
    for language, said in (("en", english), ("id", indonesian)):
        with translation.override(language):
            assert measured(value, unit).replace("\N{NO-BREAK SPACE}", " ") == said
