"""Remind people of what they publish by hand: once shortly before its time, once when it is late. By letter, and on the desk's home."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from duta.accounts.models import User
from duta.accounts.queries import people_who_may
from duta.accounts.rules import Action
from duta.channels.models import Channel
from duta.core.when import at_time
from duta.delivery.keys import thing_of
from duta.delivery.models import Delivery, Reminder
from duta.delivery.queries import handed_and_late
from duta.delivery.rules import ReminderKind

log = logging.getLogger(__name__)


def remind_before(*, channel: Channel, subject: str, title: str, due_at: datetime, path: str, now: datetime) -> bool:
    """Tell who delivers on a channel that something is to be published by hand soon; False when they were told before.

    ``path``: where the desk shows it.
    """
    if not _is_first(channel, subject, ReminderKind.SOON, now):
        return False
    _write_to(channel, ReminderKind.SOON, title, due_at, path, now)
    return True


def remind_late(*, now: datetime) -> int:
    """Tell who delivers what has waited for them for a while, each thing once; return how many things. A duty."""
    return sum(_remind_of(delivery, now) for delivery in handed_and_late(now=now))


def remind_again(*, subjects: Iterable[str]) -> None:
    """Let people be told beforehand once more: these got another time."""
    Reminder.objects.filter(kind=ReminderKind.SOON, subject__in=list(subjects)).delete()


def _remind_of(delivery: Delivery, now: datetime) -> bool:
    if not _is_first(delivery.channel, str(thing_of(delivery.pk)), ReminderKind.LATE, now):
        return False
    path = reverse("delivery:show", args=[delivery.pk])
    _write_to(delivery.channel, ReminderKind.LATE, delivery.title, delivery.state_since, path, now)
    return True


def _is_first(channel: Channel, subject: str, kind: ReminderKind, now: datetime) -> bool:
    """Written down before the letter leaves: two workers, or a worker that dies, never remind twice."""
    same = {"channel": channel, "subject": subject, "kind": kind}
    _row, made = Reminder.objects.get_or_create(**same, defaults={"reminded_at": now})
    return made


def _write_to(channel: Channel, kind: ReminderKind, title: str, at: datetime, path: str, now: datetime) -> None:
    for person in people_who_may(Action.DELIVER, channel.organisation, now=now).select_related("wagtail_userprofile"):
        if person.email:
            _send(person, channel, kind, title, at, path, now)


def _send(
    person: User, channel: Channel, kind: ReminderKind, title: str, at: datetime, path: str, now: datetime
) -> None:
    with translation.override(_language_of(person)):
        moment = at_time(at, zone=channel.organisation.time_zone, now=now)
        said = {"title": title, "channel": channel.name, "moment": moment}
        late = kind is ReminderKind.LATE
        subject = _("Late: publish “%(title)s” by hand") if late else _("Soon: publish “%(title)s” by hand")
        words = (
            _("“%(title)s” has waited for a person since %(moment)s, for %(channel)s.")
            if late
            else _("“%(title)s” goes out %(moment)s; on %(channel)s a person publishes it.")
        )
        body = f"{words % said}\n\n{settings.WAGTAILADMIN_BASE_URL}{path}\n"
        try:
            send_mail(" ".join((subject % said).split()), body, None, [person.email])
        except OSError:  # the letter is a courtesy; the desk's home says the same
            log.exception("the reminder to %s could not be sent", person.pk)


def _language_of(person: User) -> str:
    profile = getattr(person, "wagtail_userprofile", None)
    return str(profile.get_preferred_language()) if profile else settings.LANGUAGE_CODE
