"""Run a command, and end it with everything it started as soon as our standard input closes.

The test that started us holds the other end of that pipe: however it dies, nothing of its system stays behind.
usage: python keeper.py COMMAND [ARGUMENT ...]
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time

PATIENCE = 10.0  # seconds between asking and forcing


def main() -> int:
    """Keep the command until it ends or our owner does; return its exit code."""
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)
    while child.poll() is None:
        readable, _, _ = select.select([sys.stdin], [], [], 0.1)
        if readable and not sys.stdin.buffer.read1(1):
            _end(child)
    _signal(child, signal.SIGKILL)  # whatever it left behind
    return child.returncode


def _end(child: "subprocess.Popen[bytes]") -> None:
    _signal(child, signal.SIGTERM)
    last = time.monotonic() + PATIENCE
    while child.poll() is None and time.monotonic() < last:
        time.sleep(0.02)
    _signal(child, signal.SIGKILL)
    child.wait()


def _signal(child: "subprocess.Popen[bytes]", number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, number)


if __name__ == "__main__":
    sys.exit(main())
