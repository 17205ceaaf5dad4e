"""The newest and the largest observation of many things at once."""

from datetime import timedelta

import pytest

import make
from duta.core.subjects import Subject
from duta.metrics import queries
from duta.metrics.operations import Sample, record_observations
from duta.metrics.rules import Origin

pytestmark = pytest.mark.django_db
LIKES = "platform.likes@1"


@pytest.fixture
def _counted():
    for minute, value in ((0, 3), (10, 9), (20, 5)):
        record_observations(
            [Sample(LIKES, Subject("a.b", "1"), value, make.NOW + timedelta(minutes=minute), Origin.CHANNEL)]
        )
    record_observations([Sample(LIKES, Subject("a.b", "2"), 1, make.NOW, Origin.CHANNEL)])


@pytest.mark.usefixtures("_counted")
@pytest.mark.parametrize(
    ("since", "before", "expected"), [(None, None, 5), (None, 20, 9), (None, 1, 3), (15, None, 5), (1, 20, 9)]
)
def test_the_newest_in_a_span(since, before, expected):
    span = {
        name: make.NOW + timedelta(minutes=minute) if minute is not None else None
        for name, minute in (("since", since), ("before", before))
    }
    found = queries.latest_of([("a.b:1", LIKES)], **span)
    assert found["a.b:1", LIKES].value == expected


@pytest.mark.usefixtures("_counted")
def test_the_span_begins_with_its_first_instant_and_ends_before_its_last():
    start = make.NOW + timedelta(minutes=10)
    assert queries.latest_of([("a.b:1", LIKES)], since=start, before=make.NOW + timedelta(minutes=20))
    assert not queries.latest_of([("a.b:1", LIKES)], since=start, before=start)


@pytest.mark.usefixtures("_counted")
def test_what_was_never_observed_is_left_out():
    assert set(queries.latest_of([("a.b:1", LIKES), ("a.b:9", LIKES)])) == {("a.b:1", LIKES)}


@pytest.mark.usefixtures("_counted")
def test_the_largest_is_not_the_newest():
    assert queries.largest_of([("a.b:1", LIKES)])["a.b:1", LIKES].value == 9


@pytest.mark.usefixtures("_counted")
def test_everything_known_about_some_things_takes_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = queries.observations_about(["a.b:1", "a.b:2", "a.b:3"])
    assert {pair: int(row.value) for pair, row in found.items()} == {("a.b:1", LIKES): 5, ("a.b:2", LIKES): 1}


def test_nothing_asked_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert queries.latest_of([]) == {}
