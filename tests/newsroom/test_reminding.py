"""Reminders: once for each step, never at night, on the desk and by letter where there is a server."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

import make
from duta.accounts.rules import Role
from duta.core.models import AuditEntry
from duta.newsroom import operations
from duta.newsroom.models import Reminder, Submission
from duta.newsroom.operations import reminding
from duta.newsroom.rules import MailState, ReminderStep, is_quiet

REMIND, ESCALATE = ReminderStep.REMIND, ReminderStep.ESCALATE
# Ten o'clock in the morning in Amsterdam, where the mission is.
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def hours(settings):
    settings.DUTA_REMIND_AFTER, settings.DUTA_ESCALATE_AFTER = 24, 48
    settings.DUTA_QUIET_HOURS, settings.DUTA_REMIND_BY_MAIL = (20, 7), False


@pytest.fixture
def head(scene):
    return make.person(Role.SIGNATORY, scene.ministry, "kepala")


@pytest.fixture
def waiting(scene, head):
    """Submitted on Monday morning."""
    submission = scene.submit()
    Submission.objects.update(submitted_at=MORNING)
    return submission


def remind(**after):
    return operations.remind_waiting(now=MORNING + timedelta(**after))


def told():
    return sorted((str(row.person), row.step) for row in Reminder.objects.all())


def test_nobody_is_reminded_before_the_time(waiting):
    assert remind(hours=23) == 0
    assert told() == []


def test_the_signatory_is_reminded_once_and_then_the_one_above(scene, head, waiting):
    assert remind(hours=24) == 1
    assert told() == [(str(scene.signatory), REMIND)]
    assert remind(hours=26) == 0
    assert remind(hours=48) == 1
    assert told() == sorted([(str(head), ESCALATE), (str(scene.signatory), REMIND)])
    assert remind(hours=80) == 0
    assert AuditEntry.objects.filter(action="submission.reminded").count() == 2


def test_the_delegate_of_who_is_away_is_reminded_too(scene, waiting):
    order = make.delegation(scene.mission, holder=scene.signatory, now=MORNING)
    remind(hours=24)
    assert told() == sorted([(str(order.delegate), REMIND), (str(scene.signatory), REMIND)])


def test_while_initials_are_missing_those_people_are_reminded_and_nobody_above(scene, head):
    submission = scene.submit(initials=[scene.planner])
    Submission.objects.update(submitted_at=MORNING)
    remind(hours=50)
    assert told() == [(str(scene.planner), REMIND)]
    put = MORNING + timedelta(hours=52)
    operations.initial_submission(submission=submission, by=scene.planner, seen=submission.digest, now=put)
    remind(hours=54)
    assert told() == [(str(scene.planner), REMIND)], "the signatory's time begins with the last initials"
    remind(hours=76)
    assert (str(scene.signatory), REMIND) in told()


def test_what_was_decided_is_not_reminded_of(scene, waiting):
    scene.sign(waiting)
    assert remind(hours=100) == 0


def test_nobody_is_woken(scene, waiting):
    night = datetime(2026, 11, 26, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert operations.remind_waiting(now=night) == 0
    dawn = datetime(2026, 11, 26, 7, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert operations.remind_waiting(now=dawn) > 0


def test_the_persons_own_zone_counts_not_the_missions(scene, waiting):
    profile = scene.signatory.wagtail_userprofile
    profile.current_time_zone = "Australia/Sydney"
    profile.save()
    noon_there = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)  # 02:00 in Amsterdam, 12:00 in Sydney
    operations.remind_waiting(now=noon_there)
    assert (str(scene.signatory), REMIND) in told()


@pytest.mark.parametrize(
    ("zone", "at", "quiet"),
    [
        ("Europe/Amsterdam", datetime(2026, 10, 25, 5, 59, tzinfo=UTC), True),  # 06:59 after the clocks went back
        ("Europe/Amsterdam", datetime(2026, 10, 25, 6, 0, tzinfo=UTC), False),
        ("Europe/Amsterdam", datetime(2026, 3, 29, 5, 0, tzinfo=UTC), False),  # 07:00 after they went forward
        ("America/New_York", datetime(2026, 11, 1, 11, 59, tzinfo=UTC), True),
        ("Australia/Sydney", datetime(2026, 10, 3, 20, 0, tzinfo=UTC), False),
    ],
)
def test_hours_of_rest_follow_the_clocks(zone, at, quiet):
    assert is_quiet(at.astimezone(ZoneInfo(zone)), (20, 7)) is quiet


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 23))
def test_every_hour_is_either_restful_or_not(first, last, hour):
    local = datetime(2026, 1, 1, hour, tzinfo=UTC)
    hours_of_rest = {(first + step) % 24 for step in range((last - first) % 24)}
    assert is_quiet(local, (first, last)) is (hour in hours_of_rest)


def test_nought_means_never(waiting, settings):
    settings.DUTA_ESCALATE_AFTER = 0
    remind(hours=200)
    assert {step for _person, step in told()} == {REMIND}
    Reminder.objects.all().delete()
    settings.DUTA_REMIND_AFTER = 0
    assert remind(hours=200) == 0


def test_two_workers_write_each_reminder_once(scene, waiting):
    now = MORNING + timedelta(hours=24)
    due = list(reminding._due(now))
    assert sum(reminding._remind(*one, now) for one in due) == 1
    assert sum(reminding._remind(*one, now) for one in due) == 0


def test_one_that_was_signed_between_is_not_written(scene, waiting):
    now = MORNING + timedelta(hours=24)
    due = list(reminding._due(now))
    scene.sign(waiting)
    assert sum(reminding._remind(*one, now) for one in due) == 0


def test_without_a_server_no_letter_is_written(waiting):
    remind(hours=24)
    assert mail.outbox == []
    assert Reminder.objects.get().mail == MailState.NONE


def test_with_a_server_the_letter_says_what_waits_and_leads_to_the_phone_page(scene, waiting, settings):
    settings.DUTA_REMIND_BY_MAIL = True
    remind(hours=24)
    remind(hours=25)
    (letter,) = mail.outbox
    assert letter.to == [scene.signatory.email]
    assert letter.subject == "Waits for you: Malam Kecak"
    assert reverse("newsroom:phone", args=[waiting.pk]) in letter.body
    assert "Kecak malam ini." not in letter.body, "what is not out yet does not leave the desk"
    assert Reminder.objects.get().mail == MailState.SENT


def test_the_letter_is_in_the_persons_language(scene, head, waiting, settings):
    settings.DUTA_REMIND_BY_MAIL = True
    remind(hours=48)
    said = {letter.to[0]: letter.subject for letter in mail.outbox}
    assert said[head.email] == "Terlalu lama menunggu tanda tangan: Malam Kecak"


def test_a_title_with_a_line_break_makes_no_header(scene, waiting, settings):
    settings.DUTA_REMIND_BY_MAIL = True
    Submission.objects.update(title="Malam\r\nBcc: semua@example.org")
    remind(hours=24)
    assert mail.outbox[0].subject == "Waits for you: Malam Bcc: semua@example.org"
    assert mail.outbox[0].recipients() == [scene.signatory.email]


def test_a_server_that_fails_is_not_asked_again_and_the_reminder_stays(waiting, settings, monkeypatch):
    settings.DUTA_REMIND_BY_MAIL = True

    def refuse(self, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert remind(hours=24) == 1
    assert Reminder.objects.get().mail == MailState.FAILED


def test_the_home_says_so_and_offers_to_take_over(scene, head, waiting, client):
    Submission.objects.update(submitted_at=timezone.now() - timedelta(hours=50))
    for person, step in ((scene.signatory, REMIND), (head, ESCALATE)):
        Reminder.objects.create(submission=waiting, person=person, step=step, written_at=timezone.now())
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    for person, said in ((scene.signatory, "You were reminded"), (head, "you may take it over")):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert said in client.get("/desk/").content.decode()
