"""Workers that die: a process of its own, which forks one worker after the other and kills them.

    python -m delivery.crashing            reads orders as JSON lines, answers each with one line

Run with DUTA_VAR (and DUTA_DATABASE_URL) of a migrated installation. The steps at which a worker can be killed are
overridden methods: nothing of this is in the program itself.
"""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import django

from delivery.forgetful import ForgetfulConnector
from duta.connectors.registry import all_connectors

STEPS = ("claimed", "attempt uncommitted", "attempted", "sending", "answered", "settling", "settled")


def in_child(work: Callable[[], Any]) -> int:
    """Fork, work there, end; the parent never has a connection of its own. Returns the child's number."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException as error:  # noqa: BLE001  # the child must not run its parent's code
        print(f"child failed: {error!r}", file=sys.stderr)
        os._exit(1)
    os._exit(0)


def asked(work: Callable[[], Any]) -> Any:
    """Work in a child and return what it found."""
    reading, writing = os.pipe()
    child = in_child(lambda: os.write(writing, json.dumps(work()).encode()))
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text)


def live(step: str = "", nth: int = 1, seconds: float = 60.0) -> int:
    """Let one worker live until it dies at its step; kill it after ``seconds`` at the latest. Returns its end."""
    child = in_child(lambda: asyncio.run(dying().dying_pump(step, nth).run()))
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -signal.SIGKILL


def live_together(seconds: list[float]) -> None:
    """Let several workers live side by side, and kill each after its own time."""
    born = time.monotonic()
    children = [(in_child(lambda: asyncio.run(dying().dying_pump().run())), after) for after in seconds]
    for child, after in sorted(children, key=lambda one: one[1]):
        time.sleep(max(0.0, born + after - time.monotonic()))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def finish(patience: float) -> dict[str, Any]:
    """Let a worker live until everything is settled, then stop it as an operator would."""

    def work() -> None:
        async def until_told() -> None:
            pump = dying().dying_pump()
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, pump.stop)
            await pump.run()

        asyncio.run(until_told())

    child = in_child(work)
    last = time.monotonic() + patience
    state: dict[str, Any] = {}
    while time.monotonic() < last:
        time.sleep(0.4)
        state = asked(dying().found)
        if set(state["states"]) <= {"delivered", "refused", "cancelled"}:
            break
    os.kill(child, signal.SIGTERM)
    _, status = os.waitpid(child, 0)
    return {**asked(dying().found), "stopped_with": os.waitstatus_to_exitcode(status)}


def dying() -> Any:
    """Return the module of that name, whose imports need Django."""
    return import_module("delivery.dying")


def main() -> None:
    django.setup()
    dying()
    all_connectors()[ForgetfulConnector.key] = ForgetfulConnector()
    orders: dict[str, Callable[..., Any]] = {
        "seed": lambda **order: asked(lambda: dying().seed(**order)),
        "live": live,
        "live_together": live_together,
        "finish": finish,
        "found": lambda: asked(dying().found),
    }
    print("READY", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(orders[order.pop("do")](**order)), flush=True)


if __name__ == "__main__":
    main()
