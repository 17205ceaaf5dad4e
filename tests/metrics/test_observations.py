"""Observations are change-only samples, whatever the order in which answers come."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import make
from duta.core.subjects import Subject
from duta.metrics import queries
from duta.metrics.models import Observation
from duta.metrics.operations import EvidenceMissing, Sample, record_observations
from duta.metrics.rules import Origin, UnknownMetric

pytestmark = pytest.mark.django_db
POST = Subject("delivery.delivery", "a")
LIKES = "platform.likes@1"


def likes(value, minute=0, thing=POST, metric=LIKES):
    return Sample(metric, thing, value, make.NOW + timedelta(minutes=minute), Origin.CHANNEL)


def series(thing=POST, metric=LIKES):
    return [(row.value, row.observed_at) for row in queries.series_of(str(thing), metric)]


def values(thing=POST, metric=LIKES):
    return [int(value) for value, _ in series(thing, metric)]


def test_the_first_sample_is_kept():
    assert record_observations([likes(3)]) == 1
    assert values() == [3]


def test_polling_the_same_value_again_writes_no_row_but_moves_seen_until():
    for minute in range(5):
        record_observations([likes(7, minute)])
    row = Observation.objects.get()
    assert row.observed_at == make.NOW
    assert row.seen_until == make.NOW + timedelta(minutes=4)


def test_polling_the_same_value_returns_that_nothing_is_new():
    record_observations([likes(7)])
    assert record_observations([likes(7, 1)]) == 0


def test_the_same_value_twice_in_one_batch_is_one_row():
    assert record_observations([likes(7), likes(7, 1)]) == 1


def test_an_answer_that_comes_late_never_makes_a_count_go_back():
    record_observations([likes(9, 10)])
    assert record_observations([likes(4, 5)]) == 0
    assert values() == [9]


def test_a_late_answer_is_dropped_even_when_the_newest_value_was_only_seen_again():
    record_observations([likes(9, 0)])
    record_observations([likes(9, 10)])
    record_observations([likes(8, 5)])
    assert values() == [9]


def test_a_count_that_the_platform_lowered_is_recorded_as_such():
    record_observations([likes(9)])
    record_observations([likes(6, 1)])
    assert values() == [9, 6]


def test_values_that_stand_for_themselves_are_all_kept():
    survey = Subject("strategy.activity", "1")
    for minute in (2, 1):
        record_observations([likes(61, minute, survey, "survey.understanding@1")])
    assert values(survey, "survey.understanding@1") == [61, 61]


def test_fractions_beyond_what_a_row_keeps_do_not_look_like_a_change():
    record_observations([likes(Decimal("0.123456"))])
    record_observations([likes(Decimal("0.123456"), 1)])
    assert Observation.objects.count() == 1


def test_things_and_metrics_do_not_mix():
    other = Subject("delivery.delivery", "b")
    record_observations([likes(1), likes(2, 0, other), likes(3, 0, POST, "platform.replies@1")])
    assert (values(), values(other), values(POST, "platform.replies@1")) == ([1], [2], [3])


def test_an_unknown_metric_records_nothing():
    with pytest.raises(UnknownMetric, match="the dictionary has"):
        record_observations([likes(1), likes(1, 0, POST, "platform.ave@1")])
    assert not Observation.objects.exists()


def test_a_persons_figure_without_evidence_is_refused():
    with pytest.raises(EvidenceMissing):
        record_observations([Sample(LIKES, POST, 1, make.NOW, Origin.PERSON, entered_by_id=1)])


def test_the_database_refuses_a_persons_figure_without_evidence_too():
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(
            metric_ref=LIKES, thing="a.b:c", value=1, observed_at=make.NOW, seen_until=make.NOW, origin="person"
        )


# The platform's true count over time: minute -> value; it never goes down here.
growth = st.lists(st.integers(0, 3), min_size=1, max_size=12).map(
    lambda steps: [(minute, sum(steps[: minute + 1])) for minute in range(len(steps))]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), truth=growth)
def test_any_order_and_grouping_of_polls_gives_a_series_that_never_falls(data, truth):
    Observation.objects.all().delete()
    polls = data.draw(st.permutations(truth + truth[: len(truth) // 2]))
    while polls:
        size = data.draw(st.integers(1, len(polls)))
        record_observations([likes(value, minute) for minute, value in polls[:size]])
        polls = polls[size:]
    kept = series()
    assert [value for value, _ in kept] == sorted({value for value, _ in kept})  # strictly growing: change-only
    assert int(kept[-1][0]) == truth[-1][1]
    assert all(dict(truth)[(at - make.NOW).seconds // 60] == value for value, at in kept)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_polls_in_order_keep_every_change_and_only_changes(counts):
    Observation.objects.all().delete()
    for minute, value in enumerate(counts):
        record_observations([likes(value, minute)])
    changes = [value for i, value in enumerate(counts) if i == 0 or value != counts[i - 1]]
    assert values() == changes


def test_many_things_cost_as_many_queries_as_one(django_assert_num_queries):
    def poll(count, minute):
        return [likes(minute, minute, Subject("delivery.delivery", str(n))) for n in range(count)]

    for count in (1, 90):
        with django_assert_num_queries(4):  # the savepoint, the newest, the new rows, its release
            assert record_observations(poll(count, count)) == count


def test_many_unchanged_things_cost_as_many_queries_as_one(django_assert_num_queries):
    def poll(count, minute):
        return [likes(7, minute, Subject("delivery.delivery", str(n))) for n in range(count)]

    record_observations(poll(100, 0))
    for count in (1, 100):
        with django_assert_num_queries(4):  # the savepoint, the newest, those that moved, its release
            assert record_observations(poll(count, count)) == 0


@pytest.mark.parametrize("absurd", [10**12, 10**17, 10**30])
def test_a_count_that_nobody_can_mean_is_left_out_and_takes_no_other_along(absurd):
    other = Subject("delivery.delivery", "b")
    assert record_observations([likes(absurd), likes(3, thing=other)]) == 1
    assert values() == []
    assert values(other) == [3]
