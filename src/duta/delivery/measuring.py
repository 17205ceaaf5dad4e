"""Read back what the platforms count for what is out. Worker only; waits for the network, holds no transaction."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DataError, IntegrityError

from duta.channels.sessions import ChannelBook, OpenedChannel, outgoing_http
from duta.connectors.protocol import Locked, Measurement
from duta.core.http import MaybeSent, NotSent, SafeHttp
from duta.delivery.models import Receipt
from duta.delivery.operations.measurements import begin_measurement, finish_measurement
from duta.delivery.queries import measurements_due

log = logging.getLogger(__name__)
AT_ONCE = 200  # receipts in one run of the duty
TOGETHER = 20  # requests under way at once
PATIENCE = 30.0  # seconds for one receipt


@dataclass(frozen=True)
class Counted:
    """One receipt and what the platform counted for it."""

    receipt: Receipt
    counts: Sequence[Measurement]


def measure_due(now: datetime) -> int:
    """Read the counts whose time has come; return how many receipts were read. Two workers never read one twice."""
    due = list(measurements_due(now=now)[:AT_ONCE])
    mine = [receipt for receipt in due if begin_measurement(receipt=receipt, now=now)]
    channels = ChannelBook().read({receipt.delivery.channel_id for receipt in mine}, now=now)
    opened = {key: channel for key, channel in channels.items() if isinstance(channel, OpenedChannel)}
    readable = [receipt for receipt in mine if receipt.delivery.channel_id in opened]
    counted = asyncio.run(_count(readable, opened)) if readable else []
    return sum(_finish(one, now) for one in counted)


def _finish(one: Counted, now: datetime) -> bool:
    try:
        finish_measurement(receipt=one.receipt, counts=one.counts, now=now)
    except (
        LookupError,
        ValueError,
        ArithmeticError,
        DataError,
        IntegrityError,
    ):  # one receipt's fault, not the others'
        log.exception("the counts of receipt %s cannot be kept", one.receipt.pk)
        return False
    return True


async def _count(receipts: Sequence[Receipt], channels: dict[int, OpenedChannel]) -> list[Counted]:
    turn = asyncio.Semaphore(TOGETHER)
    async with outgoing_http(connections=TOGETHER) as http:
        calls = (_count_one(receipt, channels[receipt.delivery.channel_id], http, turn) for receipt in receipts)
        return [one for one in await asyncio.gather(*calls) if one is not None]


def _counts(answer: Sequence[Measurement]) -> tuple[Measurement, ...]:
    """Raises TypeError when a connector returned something else."""
    counts = tuple(answer)
    if not all(isinstance(count, Measurement) for count in counts):
        raise TypeError("a connector returned something else than measurements")
    return counts


async def _count_one(
    receipt: Receipt, channel: OpenedChannel, http: SafeHttp, turn: asyncio.Semaphore
) -> Counted | None:
    """None when the platform did not say: it is asked again at the next time."""
    try:
        async with turn, asyncio.timeout(PATIENCE):
            counts = _counts(await channel.connector.measure(receipt.handle, session=channel.session(http)))
    except (NotSent, MaybeSent, Locked, TimeoutError) as error:
        log.info("no counts for receipt %s: %s", receipt.pk, error)
        return None
    except Exception:  # a third party's code: its fault is one receipt's, not the worker's
        log.exception("the connector %s failed while receipt %s was measured", channel.connector.key, receipt.pk)
        return None
    return Counted(receipt, counts)
