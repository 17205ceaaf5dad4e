"""Lifecycles of submissions and releases, and who may sign. Pure."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duta.core.lifecycle import Lifecycle


class SubmissionState(TextChoices):
    """A submission waits, and is then cleared, sent back, or taken back by its author."""

    SUBMITTED = "submitted", _("Awaiting clearance")
    CLEARED = "cleared", _("Cleared")
    RETURNED = "returned", _("Sent back")
    TAKEN_BACK = "taken_back", pgettext_lazy("state of a submission", "Taken back")


SUBMISSION: Lifecycle[SubmissionState] = Lifecycle(
    initial=SubmissionState.SUBMITTED,
    final=frozenset({SubmissionState.CLEARED, SubmissionState.RETURNED, SubmissionState.TAKEN_BACK}),
    moves={
        SubmissionState.SUBMITTED: frozenset(
            {SubmissionState.CLEARED, SubmissionState.RETURNED, SubmissionState.TAKEN_BACK}
        ),
    },
)


class ReleaseState(TextChoices):
    """A release is planned until its time, then out; a failed one waits for a person."""

    PLANNED = "planned", _("Planned")
    RELEASED = "released", _("Released")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUPERSEDED = "superseded", _("Replaced by a correction")


R = ReleaseState
RELEASE: Lifecycle[ReleaseState] = Lifecycle(
    initial=R.PLANNED,
    final=frozenset({R.CANCELLED, R.WITHDRAWN, R.SUPERSEDED}),
    moves={
        R.PLANNED: frozenset({R.RELEASED, R.FAILED, R.CANCELLED}),
        R.FAILED: frozenset({R.PLANNED, R.CANCELLED}),
        R.RELEASED: frozenset({R.WITHDRAWN, R.SUPERSEDED}),
    },
)


class ReleaseMode(TextChoices):
    """When a cleared submission goes out."""

    AT_CLEARANCE = "at_clearance", _("As soon as it is cleared")
    AT_TIME = "at_time", _("At a set time")
    BY_HAND = "by_hand", _("When somebody releases it by hand")


class ReminderStep(TextChoices):
    """Why somebody is reminded of a submission."""

    REMIND = "remind", _("It waits for you")
    ESCALATE = "escalate", _("It waits below for too long")


class MailState(TextChoices):
    """What became of a reminder's letter. One that may have gone out is never sent again: the desk shows it anyway."""

    NONE = "none", _("No letter")
    WANTED = "wanted", _("To be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")


def is_quiet(local: datetime, hours: tuple[int, int]) -> bool:
    """Whether a person's own clock shows an hour of rest: from the first hour until the second one, over midnight too."""
    first, last = hours
    if first <= last:
        return first <= local.hour < last
    return local.hour >= first or local.hour < last


def status_of(submission: str | None, release: str | None, *, live: bool) -> str | Promise:
    """Say where a story stands by its newest submission and that one's release; "" where a draft is just a draft."""
    if submission == SubmissionState.SUBMITTED:
        return _("live, correction awaits clearance") if live else _("awaiting clearance")
    if submission == SubmissionState.RETURNED:
        return _("live, correction sent back") if live else _("sent back")
    if release == ReleaseState.PLANNED:
        return _("live, correction cleared") if live else _("cleared, not out yet")
    if release == ReleaseState.FAILED:
        return _("could not go out")
    return _("withdrawn") if release == ReleaseState.WITHDRAWN else ""


def propose_text(title: str, lead: str, *, room: int, measure: Callable[[str], int]) -> str:
    """Propose a channel's text: title and lead if both fit, else the title, cut at a word. ``room`` zero: no limit."""
    both = f"{title.strip()}\n\n{lead.strip()}".strip()
    if not room or measure(both) <= room:
        return both
    if measure(title) <= room:
        return title.strip()
    words, text = title.split(), ""
    for word in words:
        longer = f"{text} {word}".strip()
        if measure(longer) > room - 1:
            break
        text = longer
    return f"{text}…"
