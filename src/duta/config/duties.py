"""What a worker does besides sending, again and again: the one list where rooms plug their duties in.

A duty is called with the time and returns how much it did. It must bear being run by two workers at once and
being stopped between any two steps; it holds no transaction while it waits for the network.
"""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import close_old_connections, connection
from django.utils import timezone

from duta.accounts.operations import end_due_accounts
from duta.channels.checking import check_due_channels
from duta.core.seals import seal_entries
from duta.core.verifying import verify_step
from duta.delivery.looking import look_at_due
from duta.delivery.measuring import measure_due
from duta.delivery.operations import remind_late, sweep_drafts, sweep_pumps
from duta.evaluation.operations import take_readings
from duta.links.operations import record_clicks
from duta.mailing.operations import forget_strangers
from duta.mailing.returns import read_returned
from duta.mailing.sending import send_due
from duta.newsroom.operations import release_due, remind_of_releases, remind_waiting
from duta.portal.operations import record_views

log = logging.getLogger(__name__)


class Work(Protocol):
    """What a room offers as a duty: an operation that takes the time and says how much it did."""

    def __call__(self, *, now: datetime) -> int:
        """Do it."""


@dataclass(frozen=True)
class Duty:
    """``work`` is done every so many seconds; its ``name`` stands in the log when it fails."""

    name: str
    every: float
    work: Work


# Each in a thread of its own: one that waits for a platform never holds another up.
DUTIES: tuple[Duty, ...] = (
    Duty("release what is due", 1.0, release_due),
    Duty("seal the audit trail", 1.0, seal_entries),
    Duty("observe page views", 15.0, record_views),
    Duty("observe clicks", 15.0, record_clicks),
    Duty("take readings", 15.0, take_readings),
    Duty("read the platforms' counts", 15.0, measure_due),
    Duty("look at pasted addresses", 5.0, look_at_due),
    Duty("check the channels and their limits", 10.0, check_due_channels),
    Duty("remind of what waits for a signature", 60.0, remind_waiting),
    Duty("remind of what is published by hand soon", 60.0, remind_of_releases),
    Duty("remind of what waits for a person", 60.0, remind_late),
    Duty("verify the audit trail", 60.0, verify_step),
    Duty("end the accounts whose day has come", 60.0, end_due_accounts),
    Duty("send letters", 2.0, send_due),
    Duty("read returned letters", 30.0, read_returned),
    Duty("forget who never confirmed", 3600.0, forget_strangers),
    Duty("clear old pumps away", 3600.0, sweep_pumps),
    Duty("throw old drafts of imports away", 3600.0, sweep_drafts),
)


class DutyThread(threading.Thread):
    """Does one duty until it is told to stop; a duty that fails is logged and done again at its next time."""

    def __init__(self, duty: Duty, stop: threading.Event) -> None:
        super().__init__(name=f"duty: {duty.name}", daemon=True)
        self.duty, self._stop_asked = duty, stop

    def run(self) -> None:
        """Work, rest, work."""
        while not self._stop_asked.is_set():
            started = time.monotonic()
            self.do_once()
            rest = self.duty.every - (time.monotonic() - started)
            self._stop_asked.wait(max(rest, self.duty.every / 10))
        connection.close()

    def do_once(self) -> None:
        """Do it once; nothing that it raises leaves here."""
        close_old_connections()
        try:
            done = self.duty.work(now=timezone.now())
        except Exception:
            log.exception("the duty “%s” failed; it is done again in %.0f s", self.duty.name, self.duty.every)
            connection.close()
        else:
            if done:
                log.info("%s: %d", self.duty.name, done)


class Duties:
    """All duties of one worker."""

    def __init__(self, duties: Sequence[Duty] = DUTIES) -> None:
        self._stop = threading.Event()
        self.threads = [DutyThread(duty, self._stop) for duty in duties]

    def start(self) -> None:
        """Start each in a thread of its own."""
        for thread in self.threads:
            thread.start()

    def stop(self, *, patience: float) -> None:
        """Let each finish what it is at, within some seconds; what is later ends with the process."""
        self._stop.set()
        last = time.monotonic() + patience
        for thread in self.threads:
            thread.join(max(0.0, last - time.monotonic()))
