"""Zones, words of addresses."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from duta.portal import rules
from duta.portal.words import Moment
from duta.strategy.rules import Theme


@pytest.mark.parametrize(
    ("zone", "label"),
    [("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Riyadh", "UTC+3"), ("Asia/Kathmandu", "UTC+5:45"),
     ("America/Sao_Paulo", "UTC-3"), ("Europe/Amsterdam", "CET"), ("UTC", "UTC")],
)  # fmt: skip
def test_a_zone_is_called_as_people_call_it(zone, label):
    assert rules.zone_label(datetime(2026, 11, 24, 3, tzinfo=UTC).astimezone(ZoneInfo(zone))) == label


def test_a_moment_is_written_as_the_reader_writes_it():
    when = Moment.of(datetime(2026, 11, 24, 2, 5, tzinfo=UTC), "Asia/Jakarta")
    assert when.words == "24 November 2026, 09:05 WIB"
    with translation.override("id"):
        assert when.words == "24 November 2026, 09.05 WIB"


def test_every_theme_has_an_address_in_every_language_and_back():
    for theme in Theme:
        for language in ("id", "en", "ar"):
            assert rules.theme_of_slug(rules.theme_slug(language, theme)) is theme


def test_neighbours_wear_different_cloths_and_one_story_always_the_same():
    cloths = [rules.stand_in(Theme.BRANDING, number) for number in range(40)]
    assert len(set(cloths)) == 3
    assert rules.stand_in(Theme.BRANDING, 7) == rules.stand_in(Theme.BRANDING, 7)


def test_stand_ins_show_no_people():
    assert not {cloth for cloths in rules.MOTIFS.values() for cloth in cloths} & set(rules.SCENES.values())
