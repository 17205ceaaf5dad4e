"""Remind people of what waits for them: on the desk, and by letter where the installation has a mail server."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from smtplib import SMTPException
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from duta.accounts.models import Delegation, User
from duta.newsroom.models import Reminder, Submission
from duta.newsroom.operations.states import record_submission
from duta.newsroom.queries import editors_since_clearance
from duta.newsroom.rules import MailState, ReminderStep, SubmissionState, is_quiet
from duta.newsroom.signatories import next_above

log = logging.getLogger(__name__)
LETTERS_AT_ONCE = 50


def remind_waiting(*, now: datetime) -> int:
    """Write the reminders that are due and send their letters; return how many were written. A duty of the worker.

    Each person is reminded once for each step, never at night on their own clock: after ``DUTA_REMIND_AFTER`` hours
    whoever is asked, and whoever signs in their place; after ``DUTA_ESCALATE_AFTER`` the nearest signatories above,
    who may then take it over. Two workers at once write each reminder once.
    """
    written = sum(_remind(submission, person, step, now) for submission, person, step in _due(now))
    send_letters(now=now)
    return written


def _due(now: datetime) -> Iterator[tuple[Submission, User, ReminderStep]]:
    if not settings.DUTA_REMIND_AFTER:
        return
    oldest = now - timedelta(hours=settings.DUTA_REMIND_AFTER)
    rows = Submission.objects.filter(state=SubmissionState.SUBMITTED, submitted_at__lte=oldest)
    rows = rows.select_related("organisation", "story", "signatory__wagtail_userprofile")
    for submission in rows.prefetch_related("initials__person__wagtail_userprofile", "reminders").order_by("pk"):
        done = {(reminder.person_id, reminder.step) for reminder in submission.reminders.all()}
        for person, step in _people_due(submission, now):
            if (person.pk, step) not in done and person.is_active and not _rests(person, submission, now):
                yield submission, person, step


def _people_due(submission: Submission, now: datetime) -> Iterator[tuple[User, ReminderStep]]:
    asked = list(submission.initials.all())
    missing = [initials.person for initials in asked if initials.put_at is None]
    waited = now - _since(submission)
    if missing:
        yield from ((person, ReminderStep.REMIND) for person in missing)
        return
    if waited >= timedelta(hours=settings.DUTA_REMIND_AFTER):
        yield from ((person, ReminderStep.REMIND) for person in _who_sign(submission, now))
    if settings.DUTA_ESCALATE_AFTER and waited >= timedelta(hours=settings.DUTA_ESCALATE_AFTER):
        yield from ((person, ReminderStep.ESCALATE) for person in _above(submission, now))


def _since(submission: Submission) -> datetime:
    """Since when it waits for the signature: its submission, the last initials, or its coming before its signatory."""
    told = [r.written_at for r in submission.reminders.all()
            if r.step == ReminderStep.ESCALATE and r.person_id == submission.signatory_id]  # fmt: skip
    put = [initials.put_at for initials in submission.initials.all() if initials.put_at]
    return max([submission.submitted_at, *put, *told])


def _who_sign(submission: Submission, now: datetime) -> list[User]:
    """The named signatory, and whoever signs in that place now."""
    path = submission.organisation.path
    rows = Delegation.objects.in_force(now).filter(holder=submission.signatory_id)
    rows = rows.select_related("organisation", "delegate__wagtail_userprofile")
    stand_in = [row.delegate for row in rows if path.startswith(row.organisation.path)]
    return list(dict.fromkeys([submission.signatory, *stand_in]))


def _above(submission: Submission, now: datetime) -> list[User]:
    """The nearest signatories above, who are not asked already."""
    asked = set(_who_sign(submission, now))
    people = next_above(submission, editors_since_clearance(submission.story), now=now)
    return [person for person in people if person not in asked]


def _rests(person: User, submission: Submission, now: datetime) -> bool:
    profile = getattr(person, "wagtail_userprofile", None)
    zone = (profile.current_time_zone if profile else "") or submission.organisation.time_zone
    return is_quiet(now.astimezone(ZoneInfo(zone)), settings.DUTA_QUIET_HOURS)


@transaction.atomic
def _remind(submission: Submission, person: User, step: ReminderStep, now: datetime) -> int:
    """Write one reminder, unless it is there or the submission was closed meanwhile; return how many were written."""
    if not Submission.objects.select_for_update().filter(pk=submission.pk, state=SubmissionState.SUBMITTED).first():
        return 0
    mail = MailState.WANTED if settings.DUTA_REMIND_BY_MAIL and person.email else MailState.NONE
    _row, made = Reminder.objects.get_or_create(
        submission=submission, person=person, step=step, defaults={"written_at": now, "mail": mail}
    )
    if made:
        record_submission("submission.reminded", submission, None, now, person=str(person), step=step.value)
    return int(made)


def send_letters(*, now: datetime) -> int:
    """Send the letters that are wanted; return how many went out. No transaction is open while a server is asked.

    What was given to the server without an answer counts as not sent and is not tried again: the desk shows it anyway.
    """
    rows = Reminder.objects.filter(mail=MailState.WANTED)
    rows = rows.select_related("person__wagtail_userprofile", "submission__organisation", "submission__submitted_by")
    sent = 0
    for reminder in rows.order_by("pk")[:LETTERS_AT_ONCE]:
        if not Reminder.objects.filter(pk=reminder.pk, mail=MailState.WANTED).update(mail=MailState.SENDING):
            continue
        state = _send(reminder)
        Reminder.objects.filter(pk=reminder.pk, mail=MailState.SENDING).update(mail=state)
        sent += state == MailState.SENT
    return sent


def _send(reminder: Reminder) -> MailState:
    profile = getattr(reminder.person, "wagtail_userprofile", None)
    language = (profile.preferred_language if profile else "") or settings.LANGUAGE_CODE
    with translation.override(language):
        letter = letter_for(reminder)
    try:
        letter.send()
    except (SMTPException, OSError):
        log.exception("the letter of reminder %s could not be sent", reminder.pk)
        return MailState.FAILED
    return MailState.SENT


def letter_for(reminder: Reminder) -> EmailMessage:
    """Write the letter in the active language; it says what waits and leads to the phone page, nothing of the text."""
    submission = reminder.submission
    address = settings.WAGTAILADMIN_BASE_URL + reverse("newsroom:phone", args=[submission.pk])
    escalated = reminder.step == ReminderStep.ESCALATE
    subject = _("Waits too long for a signature: %(title)s") if escalated else _("Waits for you: %(title)s")
    body = render_to_string(
        "newsroom/letters/reminder.txt",
        {"submission": submission, "person": reminder.person, "address": address, "escalated": escalated},
    )
    title = " ".join(submission.title.split())
    return EmailMessage(subject % {"title": title}, body, to=[reminder.person.email])
