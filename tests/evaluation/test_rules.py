"""How observations become a reading, and what a reading says about its target."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duta.evaluation.rules import Observed, Standing, Window, aggregate, is_due, is_overdue, judge
from duta.metrics.rules import Shape
from duta.strategy.rules import Aggregation, Period

START = datetime(2026, 11, 1, tzinfo=UTC)
WINDOW = Window(START, START + timedelta(days=30))
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
SUM, MAX, DISTINCT, LATEST = (
    Aggregation.SUM_OF_LAST, Aggregation.MAXIMUM, Aggregation.DISTINCT, Aggregation.LATEST,
)  # fmt: skip


def seen(*rows):
    """(thing, day, value) -> observations, numbered from 1."""
    return [
        Observed(pk, thing, Decimal(value), START + timedelta(days=day))
        for pk, (thing, day, value) in enumerate(rows, start=1)
    ]


def reading(aggregation, *rows, shape=Shape.TOTAL, window=WINDOW):
    return aggregate(seen(*rows), aggregation=aggregation, window=window, shape=shape)


def test_polling_one_post_five_times_does_not_make_it_grow():
    polls = [("post", day, 40) for day in range(5)]
    assert reading(SUM, *polls).value == 40


def test_the_last_value_of_each_thing_is_added_up():
    result = reading(SUM, ("a", 1, 10), ("b", 2, 5), ("a", 3, 12))
    assert result.value == 17
    assert result.used == (2, 3)


def test_the_largest_value_names_the_observation_it_is():
    result = reading(MAX, ("a", 1, 10), ("b", 2, 50), ("a", 3, 12))
    assert (result.value, result.used) == (50, (2,))


def test_of_equal_values_the_first_is_named():
    assert reading(MAX, ("a", 1, 10), ("b", 2, 10)).used == (1,)


def test_things_with_a_value_above_zero_are_counted():
    result = reading(DISTINCT, ("a", 1, 1), ("b", 2, 0), ("c", 2, 1), ("c", 3, 0), ("d", 4, 7))
    assert (result.value, result.used) == (2, (1, 5))


def test_the_newest_value_of_all():
    result = reading(LATEST, ("a", 4, 61), ("b", 2, 75), shape=Shape.VALUE)
    assert (result.value, result.used) == (61, (1,))


@pytest.mark.parametrize("aggregation", list(Aggregation))
def test_without_any_observation_there_is_no_value(aggregation):
    assert reading(aggregation).value is None
    assert reading(aggregation, ("a", 99, 5)).value is None


@pytest.mark.parametrize("aggregation", list(Aggregation))
def test_what_was_observed_after_the_window_counts_not(aggregation):
    inside = [("a", 1, 3), ("b", 2, 4)]
    assert reading(aggregation, *inside, ("a", 31, 99)) == reading(aggregation, *inside)


def test_the_window_begins_with_its_first_instant_and_ends_before_its_last():
    assert reading(SUM, ("a", 0, 3)).value == 3
    assert reading(SUM, ("a", 30, 3)).value is None


def test_a_total_that_began_before_the_window_counts_from_there():
    result = reading(SUM, ("a", -2, 100), ("a", -1, 120), ("a", 5, 150))
    assert result.value == 30
    assert result.used == (2, 3)


@pytest.mark.parametrize(("aggregation", "value"), [(SUM, 34), (MAX, 30), (DISTINCT, 2), (LATEST, 30)])
def test_every_rule_counts_totals_from_the_windows_start(aggregation, value):
    rows = [("a", -1, 120), ("b", 3, 4), ("a", 5, 150)]
    assert reading(aggregation, *rows).value == value


def test_a_total_that_was_only_seen_before_the_window_stood_still():
    result = reading(SUM, ("a", -1, 120))
    assert (result.value, result.used) == (0, ())


def test_likes_that_a_platform_takes_away_never_make_a_thing_worth_less_than_nothing():
    assert reading(SUM, ("a", -1, 120), ("a", 5, 90), ("b", 5, 7)).value == 7


def test_a_value_that_stands_for_itself_is_not_lessened_by_what_came_before():
    rows = [("a", -1, 52), ("a", 5, 61)]
    assert reading(LATEST, *rows, shape=Shape.VALUE).value == 61


def test_a_value_seen_before_the_window_says_nothing_about_the_window():
    assert reading(LATEST, ("a", -1, 52), shape=Shape.VALUE).value is None


histories = st.lists(st.tuples(st.sampled_from("abc"), st.integers(-5, 35), st.integers(0, 100)), max_size=25)


@given(histories, st.sampled_from(list(Aggregation)), st.sampled_from(list(Shape)), st.randoms())
def test_the_order_of_observations_never_matters(rows, aggregation, shape, random):
    observations = seen(*rows)
    shuffled = random.sample(observations, len(observations))
    both = [aggregate(o, aggregation=aggregation, window=WINDOW, shape=shape) for o in (observations, shuffled)]
    assert both[0] == both[1]


@given(histories, st.sampled_from(list(Aggregation)), st.integers(1, 4))
def test_seeing_the_same_values_again_never_changes_a_total(rows, aggregation, times):
    once = seen(*rows)
    again = once + [Observed(row.pk + 1000 * n, row.thing, row.value, row.at) for row in once for n in range(1, times)]
    values = [aggregate(o, aggregation=aggregation, window=WINDOW, shape=Shape.TOTAL).value for o in (once, again)]
    assert values[0] == values[1]


@given(histories)
def test_a_sum_is_the_sum_of_its_parts_and_never_negative(rows):
    result = reading(SUM, *rows)
    assert result.value is None or result.value == sum(part.value for part in result.parts) >= 0


# Standing


def standing(value, *, baseline=52, target=70, today=date(2026, 7, 2)):
    value = None if value is None else Decimal(value)
    return judge(baseline=Decimal(baseline), target=Decimal(target), value=value, period=YEAR, today=today).standing


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, Standing.UNREAD), (70, Standing.REACHED), (75, Standing.REACHED), (61, Standing.ON_TRACK),
        ("59.3", Standing.ON_TRACK), (59, Standing.BEHIND), (50, Standing.BEHIND),
    ],
)  # fmt: skip
def test_half_of_the_time_asks_for_half_of_the_way_less_ten_points(value, expected):
    assert standing(value) is expected


def test_a_falling_target_is_judged_the_same_way():
    assert standing(30, baseline=52, target=30) is Standing.REACHED
    assert standing(45, baseline=52, target=30) is Standing.BEHIND
    assert standing(41, baseline=52, target=30) is Standing.ON_TRACK


def test_on_the_first_day_nothing_is_behind_yet():
    assert standing(52, today=date(2026, 1, 1)) is Standing.ON_TRACK


def test_on_the_last_day_there_is_still_hope_and_after_it_none():
    assert standing(69, today=date(2026, 12, 31)) is Standing.ON_TRACK
    assert standing(69, today=date(2027, 1, 1)) is Standing.BEHIND


def test_a_target_that_is_the_baseline_cannot_be_judged():
    with pytest.raises(ValueError, match="baseline"):
        standing(52, target=52)


# When a reading is due


def due(value, used, day, last, shape=Shape.TOTAL):
    return is_due(value=Decimal(value), used=used, day=date(2026, 11, day), shape=shape, last=last)


LAST = (Decimal(5), [1, 2], date(2026, 11, 24))


def test_the_first_value_is_a_reading():
    assert due(5, [1], 24, None)


def test_a_total_makes_a_reading_when_it_changed_and_once_a_day():
    assert due(6, [1, 3], 24, LAST)
    assert due(5, [1, 2], 25, LAST)
    assert not due(5, [1, 2], 24, LAST)


def test_a_survey_makes_a_reading_only_when_there_is_another_survey():
    assert not due(5, [1, 2], 25, LAST, Shape.VALUE)
    assert due(5, [1, 3], 24, LAST, Shape.VALUE)


def test_a_reading_is_overdue_after_its_rhythm_counted_from_the_newest_or_from_the_opening():
    now = START + timedelta(days=8)
    assert is_overdue(read_at=None, opened_at=START, every_days=7, now=now)
    assert not is_overdue(read_at=START + timedelta(days=2), opened_at=START, every_days=7, now=now)
