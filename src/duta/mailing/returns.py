"""Read what came back: each message of the returns mailbox once, ours and others'."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import DataError

from duta.mailing import operations, queries
from duta.mailing.mailboxes import Mailbox, MailboxDown, mailbox_at
from duta.mailing.models import Notice
from duta.mailing.notices import Returned, read_notice

log = logging.getLogger(__name__)
AT_ONCE = 500  # messages in one run


def read_returned(now: datetime) -> int:
    """Read new messages; return how many were about letters of ours. Nothing in the mailbox is moved or deleted."""
    place = settings.DUTA_MAIL_RETURNS
    if not place:
        return 0
    try:
        with mailbox_at(place) as mailbox:
            return read_from(mailbox, now=now)
    except MailboxDown as down:
        log.warning("the mailbox of returned letters cannot be read: %s", down)
        return 0


def read_from(mailbox: Mailbox, *, now: datetime) -> int:
    """Read what was not read before, the oldest first. Raises MailboxDown."""
    keys = list(mailbox.keys())
    fresh = sorted(set(keys) - queries.known_notices(keys), key=keys.index)[:AT_ONCE]
    ours = 0
    for key in fresh:
        try:
            content = mailbox.read(key)
        except KeyError:
            continue  # somebody took it away meanwhile
        notice = _note(key, read_notice(content), now)
        ours += notice is not None and notice.verdict != Notice.Verdict.FOREIGN
    return ours


def _note(key: str, returned: Returned | None, now: datetime) -> Notice | None:
    """Note a message; one that the database cannot keep counts as foreign, else it would be read first for ever."""
    try:
        return operations.note_message(key=key, returned=returned, now=now)
    except (DataError, ValueError):
        log.exception("a returned message cannot be noted as it is: %s", key)
        return operations.note_message(key=key, returned=None, now=now)
