"""The worker: the pump, the duties beside it, and a child for finite tasks.

    duta worker

Any number of them may run side by side. SIGTERM or Ctrl-C: what is being sent ends, the rest is left to others.
"""

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from duta.config.duties import DUTIES, Duties, Duty
from duta.delivery.pump import Pump

log = logging.getLogger(__name__)
CALM = 5.0  # seconds that a child must live so that its next start is not put off
LONGEST_PAUSE = 60.0  # seconds between two starts of a child that keeps dying
STOP_WITHIN = 5.0  # seconds for duties and child


def _tasks_command() -> list[str]:
    return [sys.executable, "-m", "duta.config.tasks_child", str(os.getpid())]


@dataclass
class Child:
    """A process that is started again when it dies, later and later while it keeps dying."""

    command: Sequence[str] = field(default_factory=_tasks_command)
    first_pause: float = 1.0
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Start it, and a thread that watches it."""
        self._thread = threading.Thread(target=self._watch, name="tasks child", daemon=True)
        self._thread.start()

    def stop(self, *, patience: float) -> None:
        """Ask it to end, and end it after some seconds: a task that was cut off stays marked as running."""
        self._stop.set()
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
            self.process.kill()
            self.process.wait()

    def _watch(self) -> None:
        pause = self.first_pause
        while not self._stop.is_set():
            started = time.monotonic()
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL)
            self.starts += 1
            code = self.process.wait()
            if self._stop.is_set():
                return
            lived = time.monotonic() - started
            pause = self.first_pause if lived >= CALM else min(pause * 2, LONGEST_PAUSE)
            log.warning("the process for tasks ended (exit code %s); it is started again in %.0f s", code, pause)
            self._stop.wait(pause)


@dataclass
class Worker:
    """Pump, duties and tasks of one process."""

    pump: Pump = field(default_factory=Pump)
    duties: Sequence[Duty] = DUTIES
    tasks: Child | None = field(default_factory=Child)

    def run(self) -> None:
        """Work until SIGTERM or SIGINT. Raises what ended the pump: the process must not live on without it."""
        with self._beside():
            log.info("worker %s is at work", self.pump.ledger.name)
            asyncio.run(self._pump())
        log.info("worker %s has stopped", self.pump.ledger.name)

    async def _pump(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._asked_to_stop)
        await self.pump.run()

    def _asked_to_stop(self) -> None:
        log.info("stopping: what is being sent may end")
        self.pump.stop()

    @contextlib.contextmanager
    def _beside(self) -> Iterator[None]:
        duties = Duties(self.duties)
        duties.start()
        if self.tasks is not None:
            self.tasks.start()
        try:
            yield
        finally:
            duties.stop(patience=STOP_WITHIN)
            if self.tasks is not None:
                self.tasks.stop(patience=STOP_WITHIN)


def run_worker(*, with_tasks: bool = True) -> None:
    """Run a worker to its end. When its pump fails, the process ends at once with exit code 70.

    At once, since a database thread that hangs would keep an ordinary exit waiting: others take the work over
    when the lease is out.
    """
    worker = Worker(tasks=Child() if with_tasks else None)
    try:
        worker.run()
    except Exception:
        log.exception("the worker ends: its pump cannot go on")
        logging.shutdown()
        os._exit(os.EX_SOFTWARE)
