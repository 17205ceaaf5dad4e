"""The thread of each web process that writes counted views down every few seconds, and once more at its end."""

import logging
from multiprocessing.util import Finalize
from threading import Event, Lock, Thread

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from duta.portal.operations import flush_views

log = logging.getLogger(__name__)

EVERY = 5.0  # seconds between flushes: what a crash may lose
MANY = 500  # views after which it does not wait


class Flusher:
    """Starts with the first view that a process counts; a daemon, so it never keeps the process alive."""

    def __init__(self) -> None:
        self._lock, self._hurry = Lock(), Event()
        self._thread: Thread | None = None

    def notice(self, waiting: int) -> None:
        """See to it that the views that wait get written: soon, or at once when they are many."""
        if not settings.DUTA_FLUSH_VIEWS:
            return
        if self._thread is None:
            self._start()
        if waiting >= MANY:
            self._hurry.set()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="flush-views", daemon=True)
                self._thread.start()
                # Not atexit: a web server's worker is a child process, and those leave without running it.
                Finalize(None, flush_and_say, exitpriority=0)

    def _run(self) -> None:
        while True:
            self._hurry.wait(EVERY)
            self._hurry.clear()
            flush_and_say()


def flush_and_say() -> None:
    """Flush; a database that is locked or away is told to the log, and its views wait for the next time."""
    try:
        flush_views(timezone.now())
    except DatabaseError as error:
        log.warning("page views could not be written, they wait: %s", error)
    finally:
        # Its own connection of its own thread: not kept between flushes, so that a restarted database is met afresh.
        connection.close()


FLUSHER = Flusher()
