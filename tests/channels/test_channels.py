"""What a channel says of itself, to whom it belongs, and how its health is known."""

from typing import ClassVar

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import make
from duta.channels import sealing
from duta.channels.checking import check_channel, check_due_channels
from duta.channels.health import HealthNotes
from duta.channels.models import Channel
from duta.channels.operations import ask_for_check, begin_check, save_channel, seal_credential
from duta.channels.queries import (
    channel_state,
    channels_for,
    channels_needing_somebody,
    channels_with_state,
    checks_due,
    connector_fields_missing,
    credentials_ending,
)
from duta.channels.rules import ChannelState
from duta.channels.sessions import ChannelBook, OpenedChannel
from duta.connectors.protocol import Limits
from duta.connectors.testing import FakeConnector, installed
from duta.core.http import NotSent
from duta.core.models import AuditEntry
from duta.core.problem_words import WORDS
from duta.core.problems import Problem, Severity

pytestmark = pytest.mark.django_db


@pytest.fixture
def fake():
    with installed(FakeConnector()) as connector:
        yield connector


@pytest.fixture
def ministry():
    return make.organisation("Kementerian")


def open_channel(where, *, sealed=True, expires_at=None, **fields):
    channel = make.channel(where, connector_key="fake", settings={"account": "kbri"}, **fields)
    if sealed:
        seal_credential(channel=channel, secrets={"token": "t"}, expires_at=expires_at, by=None, now=make.NOW)
    return Channel.objects.get(pk=channel.pk)


def state(channel, now=make.NOW):
    return channel_state(Channel.objects.get(pk=channel.pk), now)


# What it says of itself


def test_a_channel_says_the_one_thing_that_matters_most(fake, keys, ministry):
    assert state(open_channel(ministry)) is ChannelState.READY
    assert state(open_channel(ministry, sealed=False)) is ChannelState.NO_CREDENTIAL
    assert state(open_channel(ministry, active=False, sealed=False)) is ChannelState.OFF
    ending = open_channel(ministry, expires_at=make.later(days=14))
    assert state(ending) is ChannelState.ENDS_SOON
    assert state(ending, make.later(days=-1)) is ChannelState.READY
    assert state(ending, make.later(days=14)) is ChannelState.EXPIRED
    failing = open_channel(ministry)
    Channel.objects.filter(pk=failing.pk).update(problem_data=Problem("platform_down").as_json())
    assert state(failing) is ChannelState.FAILING
    Channel.objects.filter(pk=failing.pk).update(connector_key="gone", problem_data=None)
    assert state(failing) is ChannelState.FAILING


def test_without_keys_channels_are_locked_also_when_only_the_worker_lacks_them(fake, keys, ministry):
    channel = open_channel(ministry)
    Channel.objects.update(problem_data=Problem("channels_locked").as_json())
    assert state(channel) is ChannelState.LOCKED
    Channel.objects.update(problem_data=None)
    sealing.public_key_file().unlink()
    assert state(channel) is ChannelState.LOCKED


def test_a_channel_that_needs_no_secret_works_without_keys(no_keys, ministry):
    class Open(FakeConnector):
        key = "open"
        fields: ClassVar = ()

    with installed(Open()):
        channel = make.channel(ministry, connector_key="open")
        assert state(channel) is ChannelState.READY


def test_the_states_of_many_channels_cost_as_many_queries_as_that_of_one(fake, keys, ministry):
    def queries(count):
        for _ in range(count):
            open_channel(ministry)
        with CaptureQueriesContext(connection) as captured:
            channels_with_state(Channel.objects.all(), make.NOW)
        return len(captured)

    assert queries(1) == queries(9)


def test_somebody_is_needed_where_a_channel_is_neither_ready_nor_off(fake, keys, ministry):
    open_channel(ministry)
    open_channel(ministry, active=False, sealed=False)
    needy = open_channel(ministry, sealed=False)
    ending = open_channel(ministry, expires_at=make.later(days=3))
    found = dict(channels_needing_somebody(Channel.objects.order_by("pk"), make.NOW))
    assert found == {needy: ChannelState.NO_CREDENTIAL, ending: ChannelState.ENDS_SOON}
    assert [credential.channel for credential in credentials_ending(make.NOW)] == [ending]


def test_an_organisation_uses_its_own_channels_and_those_above(fake, keys, ministry):
    embassy, sibling = make.organisation("KBRI", parent=ministry), make.organisation("KJRI", parent=ministry)
    consulate = make.organisation("Konsulat", parent=embassy)
    above, own, below, beside = (open_channel(place) for place in (ministry, embassy, consulate, sibling))
    assert set(channels_for(embassy)) == {above, own}
    assert set(channels_for(consulate)) == {above, own, below}
    assert set(channels_for(sibling)) == {above, beside}


def test_required_settings_that_are_empty_are_named(fake, ministry):
    assert connector_fields_missing(make.channel(ministry, connector_key="fake")) == ["account"]
    assert connector_fields_missing(open_channel(ministry, sealed=False)) == []


def test_this_rooms_problems_have_words():
    assert {"channel_off", "connector_missing"} <= set(WORDS)


# Opening


def test_what_was_opened_stays_open_until_something_changes(fake, keys, ministry):
    channel, book = open_channel(ministry), ChannelBook()
    first = book.read([channel.pk], now=make.NOW)[channel.pk]
    first.memory["token"] = "kept"
    assert book.read([channel.pk], now=make.NOW)[channel.pk] is first

    Channel.objects.update(settings={"account": "lain"})
    second = book.read([channel.pk], now=make.NOW)[channel.pk]
    assert second.settings == {"account": "lain"}
    assert second.memory == {}

    seal_credential(channel=channel, secrets={"token": "baru"}, expires_at=None, by=None, now=make.later(seconds=1))
    third = book.read([channel.pk], now=make.NOW)[channel.pk]
    assert third.secrets == {"token": "baru"}
    assert "baru" not in repr(third)


def test_a_credential_that_ends_while_it_is_open_is_closed(fake, keys, ministry):
    channel, book = open_channel(ministry, expires_at=make.later(hours=1)), ChannelBook()
    assert isinstance(book.read([channel.pk], now=make.NOW)[channel.pk], OpenedChannel)
    problem = book.read([channel.pk], now=make.later(hours=2))[channel.pk]
    assert (problem.code, problem.params) == ("credential_expired", {"date": "2026-11-24"})


def test_a_remedy_counts_at_once(fake, keys, ministry):
    channel, book = open_channel(ministry, sealed=False), ChannelBook()
    assert book.read([channel.pk], now=make.NOW)[channel.pk].code == "credential_missing"
    seal_credential(channel=channel, secrets={"token": "t"}, expires_at=None, by=None, now=make.NOW)
    assert isinstance(book.read([channel.pk], now=make.NOW)[channel.pk], OpenedChannel)


def test_an_open_book_costs_one_query(fake, keys, ministry):
    channels, book = [open_channel(ministry).pk for _ in range(5)], ChannelBook()
    book.read(channels, now=make.NOW)
    with CaptureQueriesContext(connection) as captured:
        book.read(channels, now=make.NOW)
    assert len(captured) == 1
    assert book.read([], now=make.NOW) == {}


# Health


def test_a_check_signs_in_and_keeps_the_limits_in_force(fake, keys, ministry):
    channel = open_channel(ministry)
    assert check_due_channels(now=make.NOW) == 1
    channel.refresh_from_db()
    assert channel.checked_at == channel.last_success_at == make.NOW
    assert channel.limits == fake.default_limits
    assert channel.check_due_at == make.later(hours=1)
    assert check_due_channels(now=make.later(minutes=59)) == 0


def test_a_check_that_fails_is_a_problem_of_the_channel_until_one_succeeds(fake, keys, ministry):
    channel = open_channel(ministry)
    fake.platform.down = True
    check_channel(channel=channel, now=make.NOW)
    channel.refresh_from_db()
    assert channel.problem.code == "platform_down"
    assert AuditEntry.objects.get(action="channel.problem").detail == {"code": "platform_down"}
    check_channel(channel=channel, now=make.NOW)
    assert AuditEntry.objects.filter(action="channel.problem").count() == 1, "the same problem is told once"
    fake.platform.down = False
    check_channel(channel=Channel.objects.get(), now=make.NOW)
    channel.refresh_from_db()
    assert channel.problem is None


@pytest.mark.parametrize(
    ("error", "code"),
    [(NotSent("no"), "platform_down"), (TimeoutError(), "platform_down"), (KeyError("x"), "connector_fault")],
)
def test_whatever_a_connector_raises_while_it_is_checked_is_the_channels_problem(keys, ministry, error, code):
    class Faulty(FakeConnector):
        async def check(self, session):
            raise error

    with installed(Faulty()):
        channel = open_channel(ministry)
        assert [problem.code for problem in check_channel(channel=channel, now=make.NOW)] == [code]
        channel.refresh_from_db()
        assert channel.problem.code == code


def test_a_warning_does_not_make_a_channel_fail(keys, ministry):
    class Wordy(FakeConnector):
        async def check(self, session):
            return [Problem("tag_too_long", severity=Severity.WARNING)]

    with installed(Wordy()):
        channel = open_channel(ministry)
        check_channel(channel=channel, now=make.NOW)
        channel.refresh_from_db()
        assert channel.problem is None


def test_a_channel_that_cannot_be_opened_is_checked_without_network(fake, keys, ministry):
    channel = open_channel(ministry, sealed=False)
    assert [problem.code for problem in check_channel(channel=channel, now=make.NOW)] == ["credential_missing"]


def test_two_workers_do_not_check_one_channel_twice(fake, keys, ministry):
    open_channel(ministry)
    (channel,) = checks_due(make.NOW)
    assert begin_check(channel=channel, now=make.NOW)
    assert not begin_check(channel=channel, now=make.NOW)


def test_somebody_can_have_a_channel_checked_now(fake, keys, ministry):
    channel, person = open_channel(ministry), make.user()
    check_due_channels(now=make.NOW)
    ask_for_check(channel=channel, by=person, now=make.later(minutes=5))
    assert list(checks_due(make.later(minutes=5))) == [channel]
    assert AuditEntry.objects.get(action="channel.check_asked").actor_id == person.pk


def test_opening_and_changing_a_channel_is_on_the_trail(fake, ministry):
    channel = Channel(organisation=ministry, connector_key="fake", name="Uji", handle="@uji")
    save_channel(channel=channel, by=None, now=make.NOW)
    channel.active = False
    save_channel(channel=channel, by=None, now=make.NOW)
    actions = AuditEntry.objects.filter(action__startswith="channel.").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["channel.opened", "channel.changed"]
    assert channel.check_due_at == make.NOW


def test_success_is_written_down_once_a_minute_and_at_once_after_a_problem(fake, keys, ministry):
    channel, notes = open_channel(ministry), HealthNotes()
    good = {"good": {channel.pk}, "bad": {}}

    def noted(now):
        notes.note(now=now, **good)
        channel.refresh_from_db()
        return channel.last_success_at

    assert noted(make.NOW) == make.NOW
    assert noted(make.later(seconds=59)) == make.NOW
    assert noted(make.later(seconds=60)) == make.later(seconds=60)
    notes.note(good=set(), bad={channel.pk: Problem("credential_refused")}, now=make.later(seconds=61))
    channel.refresh_from_db()
    assert channel.problem.code == "credential_refused"
    assert noted(make.later(seconds=62)) == make.later(seconds=62)
    assert channel.problem is None
    notes.note(good=set(), bad={channel.pk: Problem("text_too_long")}, now=make.later(seconds=63))
    channel.refresh_from_db()
    assert channel.problem is None, "a text that is too long is no fault of the channel's"


def test_limits_are_the_platforms_last_word(fake, ministry):
    channel = make.channel(ministry, connector_key="fake")
    assert channel.limits == fake.default_limits
    channel.limits_in_force = Limits(text=99).as_json()
    assert channel.limits.text == 99
