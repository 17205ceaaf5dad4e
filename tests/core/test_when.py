"""Times as people say them, in the reader's language and a named zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from duta.core import when
from duta.core.languages import in_readers_language, language_name

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Tuesday, 10:00 in Jakarta
JAKARTA, HAGUE = "Asia/Jakarta", "Europe/Amsterdam"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW - timedelta(hours=1), "today at 09:00 WIB"),
        (NOW + timedelta(days=1, hours=-1), "tomorrow at 09:00 WIB"),
        (NOW - timedelta(days=1, hours=1), "yesterday at 09:00 WIB"),
        (NOW + timedelta(days=2), "Thursday at 10:00 WIB"),
        (NOW - timedelta(days=2), "22 November 2026 at 10:00 WIB"),
        (NOW + timedelta(days=7), "1 December 2026 at 10:00 WIB"),
        (NOW - timedelta(days=7), "17 November 2026 at 10:00 WIB"),
    ],
)
def test_a_near_day_is_named_and_a_far_one_dated(moment, said):
    assert when.at_time(moment, zone=JAKARTA, now=NOW) == said


def test_what_is_tomorrow_is_decided_by_the_zones_own_clock():
    late = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    assert when.at_time(late, zone=JAKARTA, now=NOW) == "tomorrow at 00:30 WIB"
    assert when.at_time(late, zone=HAGUE, now=NOW) == "today at 18:30 CET"


def test_without_a_zone_the_readers_own_is_meant():
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert when.at_time(NOW, now=NOW) == "today at 12:00 JST"


@pytest.mark.parametrize(
    ("zone", "label"),
    [("Asia/Jakarta", "WIB"), ("Europe/Amsterdam", "CET"), ("Asia/Riyadh", "UTC+3"), ("Asia/Kathmandu", "UTC+5:45"),
     ("America/Sao_Paulo", "UTC-3"), ("UTC", "UTC")],
)  # fmt: skip
def test_a_zone_without_a_name_is_called_by_its_offset(zone, label):
    assert when.zone_label(NOW.astimezone(ZoneInfo(zone))) == label


@pytest.mark.parametrize(
    ("delta", "said"),
    [
        (timedelta(seconds=3), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=11, minutes=59), "11 hours ago"),
        (timedelta(hours=12), "yesterday at 22:00 WIB"),
        (-timedelta(minutes=5), "today at 10:05 WIB"),
    ],
)
def test_how_long_ago(delta, said):
    assert when.ago(NOW - delta, zone=JAKARTA, now=NOW) == said


@pytest.mark.parametrize(
    ("delta", "said"),
    [
        (timedelta(seconds=3), "for less than a minute"),
        (timedelta(minutes=12), "for 12 minutes"),
        (timedelta(hours=2), "since today at 08:00 WIB"),
    ],
)
def test_since_when(delta, said):
    assert when.since(NOW - delta, zone=JAKARTA, now=NOW) == said


def test_languages_are_named_in_the_readers_language():
    assert language_name("id") == "Indonesian"
    with translation.override("id"):
        assert language_name("en") == "Inggris"
    assert language_name("tlh") == "tlh"


def test_words_by_language_fall_back_to_english_then_to_any():
    words = {"id": "Kunci", "en": "Key"}
    assert in_readers_language(words) == "Key"
    with translation.override("id"):
        assert in_readers_language(words) == "Kunci"
    with translation.override("de"):
        assert in_readers_language(words) == "Key"
    assert in_readers_language({"fr": "Clé"}) == "Clé"
    assert in_readers_language({}) == ""
