"""The threads of each web process that write counts down every few seconds, and once more at its end."""

import logging
from collections.abc import Callable
from datetime import datetime
from multiprocessing.util import Finalize
from threading import Event, Lock, Thread

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

log = logging.getLogger(__name__)

EVERY = 5.0  # seconds between flushes: what a crash may lose
MANY = 500  # counts after which it does not wait


class Flusher:
    """One kind of count (``name``, for the log) and what writes it (``flush``, which takes the time).

    Its thread starts with the first count of a process; a daemon, so it never keeps the process alive.
    """

    def __init__(self, name: str, flush: Callable[[datetime], int]) -> None:
        self.name, self._flush = name, flush
        self._lock, self._hurry = Lock(), Event()
        self._thread: Thread | None = None

    def notice(self, waiting: int) -> None:
        """See to it that the counts that wait get written: soon, or at once when they are many."""
        if not settings.DUTA_FLUSH_VIEWS:
            return
        if self._thread is None:
            self._start()
        if waiting >= MANY:
            self._hurry.set()

    def flush_and_say(self) -> None:
        """Flush; a database that is locked or away is told to the log, and its counts wait for the next time."""
        try:
            self._flush(timezone.now())
        except DatabaseError as error:
            log.warning("%s could not be written, they wait: %s", self.name, error)
        finally:
            # Its own connection of its own thread: not kept between flushes, so that a restarted database is met afresh.
            connection.close()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name=f"flush {self.name}", daemon=True)
                self._thread.start()
                # Not atexit: a web server's worker is a child process, and those leave without running it.
                Finalize(None, self.flush_and_say, exitpriority=0)

    def _run(self) -> None:
        while True:
            self._hurry.wait(EVERY)
            self._hurry.clear()
            self.flush_and_say()
