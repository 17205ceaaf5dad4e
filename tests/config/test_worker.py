"""The worker: pump, duties and tasks in one process, and how it ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from delivery.lives import Installation, _environment, installed_once
from duta.config.duties import DUTIES, Duties, Duty, DutyThread
from duta.config.worker import Child

SCRIPT = "import time; time.sleep(60)"


def wait_for(done: Callable[[], object], patience: float = 60.0) -> None:
    last = time.monotonic() + patience
    while not done():
        assert time.monotonic() < last, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.django_db
def test_a_duty_that_fails_is_logged_by_its_name_and_done_again(caplog):
    calls = []

    def work(*, now):
        calls.append(now)
        if len(calls) == 1:
            raise RuntimeError("the disk is full")
        return 3

    thread = DutyThread(Duty("count the stars", 60, work), threading.Event())
    thread.do_once()
    thread.do_once()
    assert len(calls) == 2
    assert "count the stars" in caplog.text
    assert "the disk is full" in caplog.text


def test_a_duty_that_waits_holds_no_other_up_and_all_stop():
    done, release = [], threading.Event()
    slow = Duty("slow", 0.01, lambda *, now: int(release.wait(10)))
    quick = Duty("quick", 0.01, lambda *, now: done.append(now) or 0)
    duties = Duties([slow, quick])
    duties.start()
    wait_for(lambda: len(done) >= 3)
    release.set()
    duties.stop(patience=5)
    assert not any(thread.is_alive() for thread in duties.threads)


def test_the_duties_have_names_and_a_pace():
    assert len({duty.name for duty in DUTIES}) == len(DUTIES)
    assert all(duty.every > 0 for duty in DUTIES)


def test_a_child_that_dies_is_started_again():
    child = Child(command=[sys.executable, "-c", SCRIPT], first_pause=0.05)
    child.start()
    wait_for(lambda: child.process is not None)
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: child.starts == 2 and child.process.pid != first)
    child.stop(patience=5)
    assert child.process.poll() is not None
    time.sleep(0.2)
    assert child.starts == 2


def test_a_child_that_keeps_dying_is_started_later_and_later():
    child = Child(command=[sys.executable, "-c", "raise SystemExit(3)"], first_pause=0.2)
    child.start()
    time.sleep(2.0)
    child.stop(patience=1)
    assert 1 <= child.starts <= 4


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed_once("sqlite", tmp_path_factory.mktemp("installation")) as made:
        yield made


def start(folder: Path, *options: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "duta.config.cli", "worker", *options]
    return subprocess.Popen(command, env=_environment(folder, ""), stderr=subprocess.PIPE, text=True)


def sockets(folder: Path, *workers: subprocess.Popen) -> list[Path]:
    """Where these workers listen: one that was killed leaves its socket behind."""
    return [path for worker in workers for path in folder.glob(f"pump-{worker.pid}-*.sock")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_asked_to_stop_ends_cleanly_and_signs_off(installation, number):
    worker = start(installation.folder, "--no-tasks")
    wait_for(lambda: sockets(installation.folder, worker))
    time.sleep(0.5)
    worker.send_signal(number)
    _, said = worker.communicate(timeout=30)
    assert worker.returncode == 0, said
    assert not sockets(installation.folder, worker)
    assert "has stopped" in said


def test_the_child_for_tasks_ends_with_a_worker_that_is_killed(installation):
    worker = start(installation.folder)
    wait_for(lambda: children_of(worker.pid))
    child = children_of(worker.pid)[0]
    worker.kill()
    worker.communicate(timeout=10)
    wait_for(lambda: not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2])


def test_two_workers_live_side_by_side(installation):
    workers = [start(installation.folder, "--no-tasks") for _ in range(2)]
    wait_for(lambda: len(sockets(installation.folder, *workers)) == 2)
    time.sleep(0.5)
    for worker in workers:
        worker.terminate()
    assert [worker.communicate(timeout=30) and worker.returncode for worker in workers] == [0, 0]


def children_of(pid: int) -> list[int]:
    file = Path(f"/proc/{pid}/task/{pid}/children")
    found = {
        int(child) for tasks in Path(f"/proc/{pid}/task").glob("*/children") for child in tasks.read_text().split()
    }
    return sorted(found) if file.exists() else []
