"""People are reminded of what they publish by hand: once before its time, once when it is late."""

from datetime import timedelta

import pytest
from django.core import mail

import make
from duta.accounts.rules import Role
from duta.delivery.operations import remind_before, remind_late, settle_as_not_done


@pytest.fixture
def manager(world):
    person = make.person(Role.CHANNEL_MANAGER, world.organisation)
    person.email = "pengelola@example.org"
    person.save()
    return person


def test_nobody_is_reminded_before_it_is_late(world, handed, manager):
    assert remind_late(now=world.clock.pass_by(minutes=29)) == 0
    assert mail.outbox == []


def test_what_is_late_is_said_once(world, handed, manager):
    assert remind_late(now=world.clock.pass_by(minutes=31)) == 1
    assert remind_late(now=world.clock.pass_by(minutes=31)) == 0
    (letter,) = mail.outbox
    assert letter.to == ["pengelola@example.org"]
    assert handed.title in letter.subject
    assert f"/deliveries/{handed.pk}/" in letter.body


def test_what_was_done_or_lies_for_weeks_is_not_late(world, handed, manager):
    assert remind_late(now=world.clock() + timedelta(days=8)) == 0
    settle_as_not_done(delivery=handed, reason="Akun terkunci", by=world.person, now=world.clock())
    assert remind_late(now=world.clock.pass_by(hours=1)) == 0


def test_a_mail_server_that_is_away_stops_nothing(world, handed, manager, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert remind_late(now=world.clock.pass_by(minutes=31)) == 1


def test_what_goes_out_soon_is_said_once(world, handed, manager):
    said = {
        "channel": handed.channel,
        "subject": "newsroom.release_version:1/1",
        "title": "Reog\nRotterdam",
        "path": "/desk/",
    }
    due = world.clock() + timedelta(minutes=20)
    assert remind_before(**said, due_at=due, now=world.clock())
    assert not remind_before(**said, due_at=due, now=world.clock())
    assert "Reog Rotterdam" in mail.outbox[0].subject
