"""Who publishes a version by hand hears of its release beforehand."""

from dataclasses import replace
from datetime import timedelta

import make
from duta.accounts.rules import Role
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
    make.release(make.story(where), channels=[channel], state="planned", released_at=None, due_at=due)


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
