"""A tracked link beside the bare page of the same server, counting included.

Both are asked of one Granian with one worker, over kept connections, in turns: the same server is twice as fast from one
minute to the next on a shared machine, so each turn of the link is compared with the bare page's turns around it.
Afterwards the clicks in the database must be as many as were led to the page.

    python -m benchmarks.links           writes benchmarks/results/links.json
"""

import asyncio
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.harness import ROOT, installation, machine, median, run_in, write_results

CONNECTIONS = 8
SECONDS = 4.0  # of each turn
PAIRS = 5
BARE = "/robots.txt"  # the smallest answer that passes through all of Django and asks no database
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

MAKE = """
import django; django.setup()
from django.utils import timezone
from duta.accounts.models import Organisation
from duta.core.subjects import Subject
from duta.links.operations import link_for
place = Organisation.add_root(name="Kementerian", slug="kementerian", kind="ministry")
link = link_for(
    subject=Subject("newsroom.version_link", "10000/id/1"), organisation=place,
    target="https://kemlu.example/id/10000-reog/", by=None, now=timezone.now(),
    parameters={"utm_source": "bluesky", "utm_medium": "social", "utm_campaign": "10000-reog"},
)
print(link.code)
"""
COUNT = """
import django; django.setup()
from django.db.models import Sum
from duta.links.models import LinkClicks
print(LinkClicks.objects.aggregate(n=Sum("people"))["n"] or 0)
"""


def main() -> None:
    """Measure and write the results. Raises SystemExit when clicks are missing."""
    before = machine()
    with installation("sqlite") as environment:
        code = run_in(environment, "-c", MAKE).split()[-1]
        with _server(environment) as port:
            turns = _turns(port, f"/s/{code}")
        counted = int(run_in(environment, "-c", COUNT).split()[-1])
    led = turns.pop("led")
    if counted != led:
        sys.exit(f"{led} clicks were led to the page, {counted} were counted")
    write_results("links", {"target": "at least 0.5", **turns, "clicks_led_and_counted": led}, before=before)


def _turns(port: int, link: str) -> dict[str, Any]:
    asyncio.run(_ask(port, BARE, 200, 1.0))
    led = asyncio.run(_ask(port, link, 302, 1.0))
    bare, followed = [asyncio.run(_ask(port, BARE, 200, SECONDS))], []
    for _ in range(PAIRS):
        followed.append(asyncio.run(_ask(port, link, 302, SECONDS)))
        bare.append(asyncio.run(_ask(port, BARE, 200, SECONDS)))
    ratios = [each / ((bare[i] + bare[i + 1]) / 2) for i, each in enumerate(followed)]
    return {
        "ratio": round(median(ratios), 2),
        "ratios": [round(ratio, 2) for ratio in ratios],
        "link_per_second": round(median(followed) / SECONDS),
        "bare_page_per_second": round(median(bare) / SECONDS),
        "led": led + sum(followed),
    }


@contextmanager
def _server(environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    granian = str(Path(sys.executable).with_name("granian"))
    command = [
        granian,
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "duta.config.wsgi:application",
    ]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            yield port
        finally:
            server.send_signal(signal.SIGINT)  # the counts in memory are written at the end
            server.wait(timeout=30)


def _wait_for(port: int) -> None:
    last = time.monotonic() + 60
    while time.monotonic() < last:
        try:
            asyncio.run(_ask(port, BARE, 200, 0.01))
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("the server did not start within a minute")


async def _ask(port: int, path: str, status: int, seconds: float) -> int:
    """Ask for a path over some connections for some seconds; return how many answers had the status, all of them must."""
    until = time.monotonic() + seconds
    return sum(await asyncio.gather(*(_one(port, path, status, until) for _ in range(CONNECTIONS))))


async def _one(port: int, path: str, status: int, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {BROWSER}\r\n\r\n".encode()
    answers = 0
    while time.monotonic() < until:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if int(head.split(b" ", 2)[1]) != status:
            sys.exit(f"{path} answered {head.splitlines()[0].decode()}")
        length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length or 0))
        answers += 1
    writer.close()
    await writer.wait_closed()
    return answers


if __name__ == "__main__":
    main()
