"""Times that a person chose, and how they are said: across midnight, zones, clock changes and languages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from duta.core.moments import ChosenTime, NoSuchTime, choose_time, chosen_at, is_future, meanings_of
from duta.core.templatetags import moments

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # Tuesday, noon in Jakarta, six in the morning in Amsterdam


def wall(*parts):
    return datetime(*parts)  # noqa: DTZ001  (a wall time has no zone)


def said(monkeypatch, instant, zone, *, reader, language="en"):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with translation.override(language), timezone.override(ZoneInfo(reader)):
        html = Template("{% load moments %}{% moment instant zone %}").render(
            Context({"instant": instant, "zone": zone})
        )
    return html.replace("</time>", "").replace("</span>", "").replace('<span class="moment-own">', "").partition(">")[2]


@pytest.mark.parametrize(
    ("instant", "zone", "reader", "english"),
    [
        (datetime(2026, 11, 24, 10, 0, tzinfo=UTC), "Asia/Jakarta", "Asia/Jakarta", "today at 17:00 WIB"),
        (datetime(2026, 11, 24, 16, 59, tzinfo=UTC), "Asia/Jakarta", "Asia/Jakarta", "today at 23:59 WIB"),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), "Asia/Jakarta", "Asia/Jakarta", "tomorrow at 00:00 WIB"),
        (datetime(2026, 11, 23, 16, 59, tzinfo=UTC), "Asia/Jakarta", "Asia/Jakarta", "yesterday at 23:59 WIB"),
        (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), "Asia/Jakarta", "Asia/Jakarta", "today at 00:00 WIB"),
        (datetime(2026, 11, 25, 2, 0, tzinfo=UTC), "Asia/Jakarta", "Europe/Amsterdam", "tomorrow at 09:00 WIB (03:00 CET)"),
        (
            datetime(2026, 11, 24, 18, 0, tzinfo=UTC), "Asia/Jakarta", "Europe/Amsterdam",
            "tomorrow at 01:00 WIB (today at 19:00 CET)",
        ),
        (datetime(2026, 11, 25, 2, 0, tzinfo=UTC), "Asia/Jakarta", "Asia/Bangkok", "tomorrow at 09:00 WIB"),
        (datetime(2026, 11, 27, 2, 0, tzinfo=UTC), "Asia/Jakarta", "Asia/Jakarta", "Friday at 09:00 WIB"),
        (datetime(2027, 3, 3, 2, 0, tzinfo=UTC), "Asia/Jakarta", "Asia/Jakarta", "3 March 2027 at 09:00 WIB"),
    ],
)  # fmt: skip
def test_an_instant_is_said_in_the_organisations_zone_and_in_the_readers(monkeypatch, instant, zone, reader, english):
    assert said(monkeypatch, instant, zone, reader=reader) == english


def test_the_element_carries_the_instant_for_machines(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    assert str(moments.moment(NOW, "Asia/Jakarta")).startswith('<time datetime="2026-11-24T05:00:00+00:00">')


def test_no_instant_is_a_dash():
    assert moments.moment(None, "Asia/Jakarta") == "–"


def test_without_a_zone_the_readers_own_is_meant(monkeypatch):
    assert said(monkeypatch, NOW, "", reader="Asia/Tokyo") == "today at 14:00 JST"


def test_a_time_that_the_clocks_jump_over_is_refused_with_the_next_one():
    with pytest.raises(NoSuchTime, match="03:00"):
        choose_time(wall=wall(2027, 3, 28, 2, 30), zone="Europe/Amsterdam")


def test_a_time_that_happens_twice_means_its_first_occurrence():
    chosen = choose_time(wall=wall(2026, 10, 25, 2, 30), zone="Europe/Amsterdam")
    assert chosen.instant == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Jakarta", 2), ("Asia/Makassar", 1), ("Asia/Jayapura", 0), ("Europe/Amsterdam", 8)]
)
def test_a_wall_time_is_fixed_in_its_zone(zone, hour):
    assert choose_time(wall=wall(2026, 12, 1, 9, 0), zone=zone).instant == datetime(2026, 12, 1, hour, 0, tzinfo=UTC)


def test_the_future_begins_after_now():
    chosen = ChosenTime(wall=wall(2026, 11, 24, 12, 0), zone="Asia/Jakarta", instant=NOW)
    assert not is_future(chosen, now=NOW)
    assert is_future(chosen, now=datetime(2026, 11, 24, 4, 59, tzinfo=UTC))


@given(
    st.datetimes(min_value=wall(2020, 1, 1), max_value=wall(2040, 1, 1)),
    st.sampled_from(
        ["Asia/Jakarta", "Asia/Tokyo", "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "UTC"]
    ),
)
def test_what_was_chosen_is_what_the_clock_shows_at_that_instant(moment, zone):
    try:
        chosen = choose_time(wall=moment, zone=zone)
    except NoSuchTime:
        return
    assert (
        chosen.instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        == chosen.wall
        == moment.replace(second=0, microsecond=0)
    )


# The clocks of 2026: where, the wall time in doubt, and the instants that it may mean, in UTC.
CHANGES = [
    ("Europe/London", (3, 29, 1, 30), ["00:30", "01:30"]),
    ("Europe/London", (10, 25, 1, 30), ["00:30", "01:30"]),
    ("America/New_York", (3, 8, 2, 30), ["06:30", "07:30"]),
    ("America/New_York", (11, 1, 1, 30), ["05:30", "06:30"]),
    ("Australia/Sydney", (4, 5, 2, 30), ["15:30", "16:30"]),
    ("Australia/Sydney", (10, 4, 2, 30), ["15:30", "16:30"]),
]


@pytest.mark.parametrize(("zone", "at", "instants"), CHANGES)
def test_a_change_of_clocks_gives_a_wall_time_two_meanings(zone, at, instants):
    meanings = meanings_of(wall=wall(2026, *at), zone=zone)
    assert [f"{meaning.instant:%H:%M}" for meaning in meanings] == instants


@pytest.mark.parametrize(("zone", "at", "_instants"), CHANGES)
def test_what_comes_twice_keeps_its_wall_time_and_what_never_comes_has_others(zone, at, _instants):
    asked = wall(2026, *at)
    shown = {meaning.wall for meaning in meanings_of(wall=asked, zone=zone)}
    assert shown == {asked} or (asked not in shown and len(shown) == 2)


def test_jakarta_asks_nothing():
    for month in range(1, 13):
        assert len(meanings_of(wall=wall(2026, month, 1, 2, 30), zone="Asia/Jakarta")) == 1


@given(st.datetimes(wall(1990, 1, 1), wall(2200, 1, 1)), st.sampled_from([zone for zone, _, _ in CHANGES]))
def test_a_time_that_means_one_thing_is_what_choosing_gives(at, zone):
    meanings = meanings_of(wall=at, zone=zone)
    if len(meanings) == 1:
        assert meanings[0] == choose_time(wall=at, zone=zone) == chosen_at(meanings[0].instant, zone=zone)
