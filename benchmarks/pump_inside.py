"""What benchmarks/pump.py measures, inside one installation: DUTA_VAR and DUTA_DATABASE_URL lead to it.

python -m benchmarks.pump_inside ENGINE SINK        prints JSON
"""

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

import aiohttp
import django
from benchmarks.harness import median, percentile

django.setup()

from benchmarks.sink_connector import DeafPump, install  # noqa: E402
from django.db import transaction  # noqa: E402  # after setup
from django.utils import timezone  # noqa: E402

from duta.accounts.models import Organisation  # noqa: E402
from duta.channels.models import Channel  # noqa: E402
from duta.connectors.protocol import Payload  # noqa: E402
from duta.core.subjects import Subject  # noqa: E402
from duta.delivery.ledger import Ledger  # noqa: E402
from duta.delivery.models import Attempt, Delivery, Receipt  # noqa: E402
from duta.delivery.operations import schedule_delivery  # noqa: E402
from duta.delivery.pump import Pump  # noqa: E402
from duta.delivery.rules import Lane, Timing, line_of  # noqa: E402
from duta.metrics.models import Observation  # noqa: E402

COUNT = int(os.environ.get("DUTA_BENCH_COUNT", "4000"))
CONCURRENCY = (10, 50, 200)
ROUNDS = 5
CHANNELS = 4  # for each slot; a channel keeps its order, so that it has one message under way
TEXT = "Duta besar membuka Festival Kecak di Den Haag. " * 4
TARGETS = {"sqlite": 0.25, "postgresql": 0.2}


def measure(engine: str, sink: str) -> dict[str, Any]:
    """Measure one engine. Django must be set up."""
    return {
        "throughput": throughput(engine, sink),
        "ten_channels_200_ms": ten_channels(sink),
        "release_to_first_byte_ms": {
            "bell": latency(sink, count=60, gap=0.11),
            "poll_every_second": latency(sink, count=25, gap=0.37, poll=1.0),
        },
    }


# Throughput


def throughput(engine: str, sink: str) -> dict[str, Any]:
    """Messages a second, medians of the rounds.

    On a shared machine the same loop is twice as fast from one minute to the next: each pump is compared with the bare
    loops just before and just after it, and the median of those ratios counts.
    """
    found = {}
    everybody = [channel.pk for channel in make_channels(sink, CHANNELS * max(CONCURRENCY))]
    for concurrency in CONCURRENCY:
        channels = everybody[: CHANNELS * concurrency]
        bare, pumped = [COUNT / asyncio.run(bare_loop(sink, concurrency))], []
        for _ in range(ROUNDS):
            pumped.append(COUNT / pump_all(channels, concurrency))
            bare.append(COUNT / asyncio.run(bare_loop(sink, concurrency)))
        ratios = [2 * one / (bare[n] + bare[n + 1]) for n, one in enumerate(pumped)]
        ratio = median(ratios)
        found[str(concurrency)] = {
            "pump_per_second": round(median(pumped)),
            "bare_aiohttp_per_second": round(median(bare)),
            "ratio": round(ratio, 3),
            "ratio_from": round(min(ratios), 3),
            "ratio_to": round(max(ratios), 3),
            "target": TARGETS[engine],
            "met": ratio >= TARGETS[engine],
        }
    return found


async def bare_loop(sink: str, concurrency: int) -> float:
    """Post the same bodies with nothing around it; return the seconds."""
    numbers = iter(range(COUNT))
    connector = aiohttp.TCPConnector(limit=concurrency)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def work() -> None:
            for _ in numbers:
                async with session.post(f"{sink}/posts", json={"key": uuid4().hex, "text": TEXT}) as answer:
                    await answer.read()

        started = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(concurrency)))
        return time.perf_counter() - started


def pump_all(channel_ids: list[int], concurrency: int) -> float:
    """Send COUNT due deliveries with that many slots; return the seconds until all are settled."""
    write_deliveries(channel_ids)
    pump = Pump(slots={Lane.ALERT: 1, Lane.STORY: concurrency, Lane.BULK: 1})
    started = time.perf_counter()
    asyncio.run(pump.run(until_idle=True))
    seconds = time.perf_counter() - started
    assert Delivery.objects.filter(state="delivered").count() == COUNT == Receipt.objects.count()
    clear()
    return seconds


def write_deliveries(channel_ids: list[int]) -> None:
    """Fill the outbox, as releases would, but all at once."""
    now = timezone.now()
    payload = Payload(text=TEXT, language="id", created_at=now)
    data, digest = payload.as_json(), payload.digest()
    Delivery.objects.bulk_create(
        Delivery(
            channel_id=key, subject=f"bench.thing:{number}", title="Festival Kecak", payload_data=data,
            payload_digest=digest, due_at=now, wake_at=now, place_at=now, line=line_of(key, Lane.STORY, "publish"),
            state_since=now, created_at=now,
        )
        for number in range(COUNT)
        for key in [channel_ids[number % len(channel_ids)]]
    )  # fmt: skip


def clear() -> None:
    """Empty the outbox and what came of it."""
    for model in (Observation, Receipt, Attempt, Delivery):
        model.objects.all()._raw_delete("default")


# Delays


def ten_channels(sink: str) -> dict[str, Any]:
    """Release on ten channels that take 200 ms each; seconds from the commit until the last one is settled."""
    channels = make_channels(sink, 10, delay="0.2")
    seconds = []
    with pump_in_thread():
        for _ in range(ROUNDS):
            started = time.monotonic()
            deliveries = release(channels)
            wait_for(lambda keys=deliveries: not open_of(keys))
            seconds.append(time.monotonic() - started)
    slowest = median(seconds)
    return {"seconds": round(slowest, 3), "slowest_channel": 0.2, "ratio": round(slowest / 0.2, 2), "target": 2.0,
            "met": slowest <= 0.4}  # fmt: skip


def latency(sink: str, *, count: int, gap: float, poll: float = 0.0) -> dict[str, float]:
    """Milliseconds from the start of a release's transaction until its first byte arrives, on an idle system."""
    channel = make_channels(sink, 1)[0]
    urlopen(Request(f"{sink}/arrivals", method="DELETE"))  # noqa: S310  # loopback
    begun = {}
    with pump_in_thread(poll=poll):
        for number in range(count):
            time.sleep(gap + (number % 7) * gap / 7)
            started = time.monotonic()
            (key,) = release([channel])
            begun[str(key)] = started
            wait_for(lambda key=key: not open_of([key]))
    arrived = json.load(urlopen(f"{sink}/arrivals"))  # noqa: S310  # loopback
    waits = [(arrived[key][0] - started) * 1000 for key, started in begun.items()]
    return {"p50": round(percentile(waits, 0.5), 1), "p95": round(percentile(waits, 0.95), 1), "count": count}


def release(channels: list[Any]) -> list[Any]:
    """Schedule one delivery on each channel in one transaction."""
    now = timezone.now()
    payload = Payload(text=TEXT, language="id", created_at=now)
    order = {"payload": payload, "due_at": now, "by": None, "now": now}
    with transaction.atomic():
        return [
            schedule_delivery(channel=channel, subject=Subject("bench.thing", uuid4().hex), **order).pk
            for channel in channels
        ]


def open_of(keys: list[Any]) -> bool:
    """Whether any of them is not delivered yet."""
    return Delivery.objects.filter(pk__in=keys).exclude(state="delivered").exists()


def wait_for(done: Callable[[], bool], *, patience: float = 30.0) -> None:
    """Look every 5 ms. Raises TimeoutError."""
    last = time.monotonic() + patience
    while not done():
        if time.monotonic() > last:
            raise TimeoutError("the pump did not get there")
        time.sleep(0.005)


@contextmanager
def pump_in_thread(*, poll: float = 0.0) -> Iterator[Pump]:
    """Run a pump beside us; with ``poll`` it is deaf and looks every so many seconds."""
    pump = (DeafPump if poll else Pump)(ledger=Ledger("bench", timing=Timing(idle=poll or 5.0)))
    thread = threading.Thread(target=lambda: asyncio.run(pump.run()))
    thread.start()
    time.sleep(0.5)
    try:
        yield pump
    finally:
        pump.loop.call_soon_threadsafe(pump.stop)
        thread.join()


# Channels


def make_channels(sink: str, count: int, *, delay: str = "") -> list[Any]:
    """Open channels on the sink."""
    where = Organisation.objects.first() or Organisation.add_root(name="Bench", slug="bench", kind="ministry")
    settings = {"server": sink, "delay": delay}
    rows = [
        Channel(organisation=where, connector_key="sink", name=f"Sink {i}", handle=uuid4().hex, settings=settings)
        for i in range(count)
    ]
    return Channel.objects.bulk_create(rows)


if __name__ == "__main__":
    install([sys.argv[2]])
    print(json.dumps(measure(sys.argv[1], sys.argv[2])))
