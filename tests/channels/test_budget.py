"""What platforms say of our rate budget is read, kept and told when it is nearly used."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import make
from duta.channels import operations
from duta.channels.budget import Budget, budget_from, budget_from_json, tightest
from duta.channels.models import Channel
from duta.channels.queries import channel_state, worst_first
from duta.channels.rules import WORST_FIRST, ChannelState
from duta.core.problems import Problem

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("headers", "budget"),
    [
        # Bluesky's and Mastodon's own, and the draft of the IETF.
        ({"ratelimit-limit": "3000", "ratelimit-remaining": "2999", "ratelimit-reset": str(int(SOON.timestamp()))},
         Budget(3000, 2999, SOON)),
        ({"x-ratelimit-limit": "300", "x-ratelimit-remaining": "10", "x-ratelimit-reset": SOON.isoformat()},
         Budget(300, 10, SOON)),
        ({"ratelimit-limit": "100, 100;w=60", "ratelimit-remaining": "0", "ratelimit-reset": "300"}, Budget(100, 0, SOON)),
        ({}, None),
        ({"ratelimit-limit": "0", "ratelimit-remaining": "0", "ratelimit-reset": "300"}, None),
        ({"ratelimit-limit": "10", "ratelimit-remaining": "11", "ratelimit-reset": "300"}, None),
        ({"ratelimit-limit": "10", "ratelimit-remaining": "5", "ratelimit-reset": "1"  * 30}, None),
        ({"ratelimit-limit": "10", "ratelimit-remaining": "5", "ratelimit-reset": "2001-01-01T00:00:00Z"}, None),
        ({"ratelimit-limit": "²", "ratelimit-remaining": "5", "ratelimit-reset": "300"}, None),
    ],
)  # fmt: skip
def test_headers_are_read_or_left_alone(headers, budget):
    assert budget_from(headers, now=NOW) == budget


@given(st.dictionaries(st.sampled_from(["limit", "remaining", "reset"]), st.text(max_size=40)))
def test_no_header_breaks_it_and_what_is_read_is_kept_as_it_is(values):
    budget = budget_from({f"ratelimit-{name}": value for name, value in values.items()}, now=NOW)
    assert budget is None or budget_from_json(budget.as_json()) == budget


def test_the_tightest_counts_and_only_while_it_lasts():
    loose, tight = Budget(100, 90, SOON), Budget(10, 2, SOON)
    assert tightest([loose, tight]) == tight
    assert tightest([]) is None
    assert tight.is_nearly_used(NOW)
    assert not tight.is_nearly_used(SOON)
    assert not loose.is_nearly_used(NOW)


def well(where, **fields):
    """A channel that needs no credential, so that only its health counts."""
    return make.channel(where, connector_key="x_by_hand", **fields)


@pytest.fixture
def channel(db):
    return well(make.organisation("KBRI Den Haag"))


def fresh(channel):
    return Channel.objects.get(pk=channel.pk)


def test_a_check_keeps_the_budget_and_the_channel_says_when_it_is_nearly_used(channel):
    operations.finish_check(channel=channel, problems=[], limits=None, budget=Budget(100, 5, SOON), now=NOW)
    assert fresh(channel).budget == Budget(100, 5, SOON)
    assert channel_state(fresh(channel), NOW) is ChannelState.NEARLY_USED
    assert channel_state(fresh(channel), SOON) is ChannelState.READY
    operations.finish_check(channel=channel, problems=[], limits=None, now=SOON)
    assert fresh(channel).budget is None


def test_a_check_on_demand_is_asked_once_in_half_a_minute(channel):
    person = make.user()
    Channel.objects.update(check_due_at=NOW + timedelta(minutes=30))
    operations.ask_for_check(channel=channel, by=person, now=NOW)
    with pytest.raises(operations.TooSoon):
        operations.ask_for_check(channel=channel, by=person, now=NOW + timedelta(seconds=10))
    operations.finish_check(channel=channel, problems=[], limits=None, now=NOW + timedelta(seconds=12))
    Channel.objects.update(check_due_at=NOW + timedelta(hours=1))
    with pytest.raises(operations.TooSoon):
        operations.ask_for_check(channel=channel, by=person, now=NOW + timedelta(seconds=20))
    operations.ask_for_check(channel=channel, by=person, now=NOW + timedelta(seconds=60))


def test_the_worst_comes_first(channel):
    place = channel.organisation
    failing = well(place, name="Zeta")
    off = well(place, name="Alpha", active=False)
    operations.finish_check(channel=failing, problems=[Problem("platform_down")], limits=None, now=NOW)
    assert [row for row, _state in worst_first(Channel.objects.all(), NOW)] == [failing, channel, off]
    assert set(WORST_FIRST) == set(ChannelState)
