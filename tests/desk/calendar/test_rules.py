"""Days, weeks, hours and bars; both changes of the clocks in London, New York and Sydney, also as Jakarta sees them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duta.core.days import FIRST_DAY, LAST_DAY
from duta.core.entries import Entry, Standing
from duta.desk.calendar.moves import Doubtful, Drop, time_dropped
from duta.desk.calendar.rules import (
    DAY,
    Hour,
    View,
    bars_of,
    chosen_few,
    clock_changes,
    days_covered,
    days_of,
    hour_of,
    start_of,
    turned,
    weeks_of,
)

JAKARTA = "Asia/Jakarta"
FORWARD = [
    ("Europe/London", date(2026, 3, 29), 1),
    ("America/New_York", date(2026, 3, 8), 2),
    ("Australia/Sydney", date(2026, 10, 4), 2),
]
BACK = [
    ("Europe/London", date(2026, 10, 25), 1),
    ("America/New_York", date(2026, 11, 1), 1),
    ("Australia/Sydney", date(2026, 4, 5), 2),
]
days = st.dates(FIRST_DAY, LAST_DAY)


def entry(key="release-1", *, kind="story", at=None, standing=Standing.PLANNED, **fields):
    return Entry(kind, key, "Konten", 1, standing, "", at=at, **fields)


@given(days, st.sampled_from(View))
def test_what_is_shown_holds_the_day_that_was_asked_for(on, view):
    first, last = days_of(view, on)
    assert first <= on <= last
    if view is not View.LIST:
        assert first.weekday() == 0
        assert sum(len(week) for week in weeks_of(first, last)) == (last - first).days + 1


@given(days, st.sampled_from(View))
def test_turning_the_page_shows_the_days_that_follow_and_comes_back(on, view):
    after = turned(view, on, 1)
    if on < date(2200, 11, 1):
        assert days_of(view, turned(view, after, -1)) == days_of(view, on)
        assert after > on


@pytest.mark.parametrize(("zone", "day", "hour"), FORWARD)
def test_an_hour_that_the_clocks_jump_over_is_no_place_to_drop(zone, day, hour):
    assert [hour_of(day, each, ZoneInfo(zone)) for each in (hour - 1, hour, hour + 1)] == [
        Hour.ORDINARY, Hour.SKIPPED, Hour.ORDINARY,
    ]  # fmt: skip


@pytest.mark.parametrize(("zone", "day", "hour"), BACK)
def test_an_hour_that_comes_twice_says_so(zone, day, hour):
    assert [hour_of(day, each, ZoneInfo(zone)) for each in (hour - 1, hour, hour + 1)] == [
        Hour.ORDINARY, Hour.TWICE, Hour.ORDINARY,
    ]  # fmt: skip


@pytest.mark.parametrize(("zone", "day", "_hour"), FORWARD + BACK)
def test_the_day_of_a_change_is_found_and_only_there(zone, day, _hour):
    changes = clock_changes(ZoneInfo(zone), day - 10 * DAY, day + 10 * DAY)
    assert [(change.day, change.forward) for change in changes] == [(day, (zone, day, _hour) in FORWARD)]
    assert clock_changes(ZoneInfo(JAKARTA), day - 10 * DAY, day + 10 * DAY) == []


@pytest.mark.parametrize(("zone", "day", "_hour"), FORWARD + BACK)
def test_a_day_begins_at_its_own_midnight_and_lasts_23_or_25_hours(zone, day, _hour):
    place = ZoneInfo(zone)
    length = start_of(day + DAY, place) - start_of(day, place)
    assert length == timedelta(hours=23 if (zone, day, _hour) in FORWARD else 25)


def due(zone, day, hour, minute=0):
    return datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).replace(hour=hour, minute=minute).astimezone(UTC)


@pytest.mark.parametrize(("zone", "day", "_hour"), FORWARD + BACK)
def test_a_drop_on_another_day_keeps_the_wall_time_across_the_change_seen_from_jakarta(zone, day, _hour):
    before = due(zone, day - DAY, 9)
    shown = before.astimezone(ZoneInfo(JAKARTA)).date()
    moved = time_dropped(before, zone=zone, drop=Drop(shown + 2 * DAY, None, JAKARTA))
    assert (moved.wall.hour, moved.zone) == (9, zone)
    assert moved.wall.date() == day + DAY
    assert moved.instant - before != timedelta(days=2)  # an hour less or more: the clock's time stays, not the distance


@pytest.mark.parametrize(("zone", "day", "hour"), FORWARD + BACK)
def test_a_drop_on_a_doubtful_time_asks_instead_of_guessing(zone, day, hour):
    before = due(zone, day - DAY, hour, 30)
    with pytest.raises(Doubtful) as doubt:
        time_dropped(before, zone=zone, drop=Drop(day, None, zone))
    assert (doubt.value.wall, doubt.value.zone) == (
        datetime.combine(day, datetime.min.time()).replace(hour=hour, minute=30),
        zone,
    )
    with pytest.raises(Doubtful):
        time_dropped(before, zone=JAKARTA, drop=Drop(day, hour, zone))


def test_a_drop_that_the_change_would_bring_to_another_day_asks():
    before = due("Europe/Amsterdam", date(2026, 3, 27), 18)  # midnight in Jakarta, the 28th there
    with pytest.raises(Doubtful):
        time_dropped(before, zone="Europe/Amsterdam", drop=Drop(date(2026, 3, 30), None, JAKARTA))


def test_a_drop_on_an_hour_is_by_the_clock_that_is_shown_and_keeps_the_minute():
    before = due("Europe/London", date(2026, 11, 24), 9, 15)
    moved = time_dropped(before, zone="Europe/London", drop=Drop(date(2026, 11, 25), 20, JAKARTA))
    assert f"{moved.instant:%d %H:%M}" == "25 13:15"
    assert (moved.zone, f"{moved.wall:%H:%M}") == ("Europe/London", "13:15")


def test_an_activity_over_three_weeks_is_a_bar_in_each():
    lasting = entry("activity-1", kind="activity", first=date(2026, 11, 5), last=date(2026, 11, 18))
    weeks = list(weeks_of(date(2026, 11, 2), date(2026, 11, 29)))
    bars = [bars_of(week, [lasting], ZoneInfo(JAKARTA)) for week in weeks]
    assert [[(bar.column, bar.length, bar.from_before, bar.goes_on) for bar in week] for week in bars] == [
        [(4, 4, False, True)], [(1, 7, True, True)], [(1, 3, True, False)], [],
    ]  # fmt: skip


def test_a_hold_in_force_lasts_through_whatever_is_shown():
    hold = entry("hold-1", kind="hold", at=datetime(2026, 11, 10, 20, tzinfo=UTC), endless=True)
    assert days_covered(hold, ZoneInfo(JAKARTA), last=date(2026, 11, 30)) == (date(2026, 11, 11), date(2026, 11, 30))


def test_where_there_is_no_room_trouble_is_seen_first_and_deliveries_last():
    at = datetime(2026, 11, 24, 3, tzinfo=UTC)
    crowd = [entry(f"delivery-{n}", kind="delivery", at=at, standing=Standing.DONE) for n in range(9)]
    story = entry("release-1", at=at + timedelta(hours=9))
    refused = entry("delivery-99", kind="delivery", at=at + timedelta(hours=10), standing=Standing.TROUBLE)
    assert chosen_few([*crowd, story, refused], room=2) == {"release-1", "delivery-99"}
