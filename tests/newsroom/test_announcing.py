"""Who publishes a version by hand hears of its release beforehand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

import make
from duta.accounts.rules import Role
from duta.newsroom.models import Release
from duta.newsroom.operations import remind_of_releases

NOW = make.NOW


def planned(monkeypatch, *, minutes, by_hand=True):
    where = make.organisation()
    manager = make.person(Role.CHANNEL_MANAGER, where)
    manager.email = "pengelola@example.org"
    manager.save()
    channel, due = make.channel(where, connector_key="fake"), NOW + timedelta(minutes=minutes)
    able = replace(channel.connector.capabilities, by_hand=by_hand)
    monkeypatch.setattr(type(channel.connector), "capabilities", able)
    return make.release(make.story(where), channels=[channel], state="planned", released_at=None, due_at=due)


def test_a_version_for_a_person_is_said_half_an_hour_before_and_once(db, mailoutbox, monkeypatch):
    planned(monkeypatch, minutes=25)
    assert [remind_of_releases(now=NOW), remind_of_releases(now=NOW)] == [1, 0]
    assert len(mailoutbox) == 1


def test_what_is_further_off_is_not_said_yet(db, mailoutbox, monkeypatch):
    planned(monkeypatch, minutes=45)
    assert remind_of_releases(now=NOW) == 0


def test_what_goes_out_by_itself_is_not_said(db, mailoutbox, monkeypatch):
    planned(monkeypatch, minutes=25, by_hand=False)
    assert remind_of_releases(now=NOW) == 0
    assert mailoutbox == []


def asked(client, release):
    client.force_login(make.person(Role.ANALYST, release.submission.organisation))
    return client.get(reverse("newsroom:calendar", args=[release.submission_id]))


def test_its_time_goes_into_the_phones_calendar(db, client, monkeypatch):
    release = planned(monkeypatch, minutes=600)
    (event,) = Calendar.from_ical(asked(client, release).content).walk("VEVENT")
    assert event.decoded("dtstart") == release.due_at.replace(microsecond=0)
    assert event["url"].endswith(reverse("newsroom:submission", args=[release.submission_id]))


@pytest.mark.parametrize(
    ("by_hand", "changes"), [(False, {}), (True, {"due_at": None}), (True, {"state": "cancelled"})]
)
def test_what_nobody_publishes_at_a_set_time_gives_no_file(db, client, monkeypatch, by_hand, changes):
    release = planned(monkeypatch, minutes=600, by_hand=by_hand)
    Release.objects.update(**changes)
    assert asked(client, release).status_code == 302
