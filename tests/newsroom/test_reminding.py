"""Who publishes a version by hand hears of its release beforehand."""

from datetime import timedelta

import make
from duta.accounts.rules import Role
from duta.newsroom.operations import remind_of_releases

NOW = make.NOW


def planned(*, minutes, connector="x_by_hand"):
    where = make.organisation()
    manager = make.person(Role.CHANNEL_MANAGER, where)
    manager.email = "pengelola@example.org"
    manager.save()
    channel = make.channel(where, connector_key=connector, settings={"account": "kbri"})
    due = NOW + timedelta(minutes=minutes)
    make.release(make.story(where), channels=[channel], state="planned", released_at=None, due_at=due)


def test_a_version_for_a_person_is_said_half_an_hour_before_and_once(db, mailoutbox):
    planned(minutes=25)
    assert [remind_of_releases(now=NOW), remind_of_releases(now=NOW)] == [1, 0]
    assert len(mailoutbox) == 1


def test_what_is_further_off_or_goes_out_by_itself_is_not(db, mailoutbox):
    planned(minutes=45)
    planned(minutes=25, connector="practice")
    assert remind_of_releases(now=NOW) == 0
    assert mailoutbox == []
