"""A platform that takes everything: answers at once, or after a delay, and remembers when each entry came.

    python -m benchmarks.sink PORT        (0: any free one; prints READY URL)

POST /posts {"key": …} keeps the first arrival of a key; ?delay=SECONDS answers later. GET /arrivals, DELETE /arrivals.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

ARRIVALS: dict[str, list[float]] = {}


async def take(request: web.Request) -> web.Response:
    """Keep the moment of arrival (the machine's monotonic clock) and answer."""
    arrived = time.monotonic()
    key = json.loads(await request.read())["key"]
    ARRIVALS.setdefault(key, []).append(arrived)
    if delay := float(request.query.get("delay", 0)):
        await asyncio.sleep(delay)
    return web.json_response({"handle": key})


async def arrivals(_: web.Request) -> web.Response:
    """Return all arrivals by key."""
    return web.json_response(ARRIVALS)


async def forget(_: web.Request) -> web.Response:
    """Start anew."""
    ARRIVALS.clear()
    return web.Response()


def main() -> None:
    """Serve on loopback until the parent ends us."""
    app = web.Application()
    app.add_routes([web.post("/posts", take), web.get("/arrivals", arrivals), web.delete("/arrivals", forget)])
    asyncio.run(_serve(app, int(sys.argv[1])))


async def _serve(app: web.Application, port: int) -> None:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port, backlog=1024)
    await site.start()
    print(f"READY http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # ends when our starter does


@contextmanager
def running_sink() -> Iterator[str]:
    """Start a sink in a process of its own and yield its address."""
    command = [sys.executable, "-m", "benchmarks.sink", "0"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().split()[1]
    finally:
        process.terminate()
        process.wait(timeout=10)


if __name__ == "__main__":
    main()
