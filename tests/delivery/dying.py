"""Pumps that kill their own process at a step, and what their installation holds. Import after django.setup()."""

import asyncio
import os
import signal
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db.models import Count
from django.utils import timezone

from duta.accounts.models import Organisation
from duta.channels.models import Channel
from duta.channels.operations import seal_credential
from duta.connectors.protocol import Payload
from duta.core.subjects import Subject
from duta.delivery.ledger import Ledger
from duta.delivery.models import Attempt, Delivery, Receipt
from duta.delivery.operations import schedule_delivery
from duta.delivery.pump import Pump
from duta.delivery.queries import stranded_deliveries
from duta.delivery.rules import Timing
from duta.metrics.models import Observation

TIMING = Timing(deadline=1.0, lease=3.0, beat=0.5, skew=0.2, errand=5.0, sweep=0.2, idle=0.2)


@dataclass
class Death:
    """Comes the ``nth`` time that a worker gets to ``step``; never for ''."""

    step: str
    nth: int

    def at(self, step: str) -> None:
        if step == self.step:
            self.nth -= 1
            if self.nth <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


class DyingLedger(Ledger):
    """Dies in the database thread."""

    death = Death("", 1)

    def claim(self, heads, now):
        claims = super().claim(heads, now)
        if claims:
            self.death.at("claimed")
        return claims

    def settle(self, ended, now):
        super().settle(ended, now)
        self.death.at("settling")

    def before_commit(self, tick):
        if tick.errands:
            self.death.at("attempt uncommitted")

    def tick(self, ended, free):
        tick = super().tick(ended, free)
        if tick.errands:
            self.death.at("attempted")
        if ended:
            self.death.at("settled")
        return tick


class DyingPump(Pump):
    """Dies while it talks to the platform."""

    async def call(self, errand, session):
        death, guard = self.ledger.death, session.guard

        def sending() -> None:
            guard()
            if death.step == "sending":  # the request is on its way, the answer is not
                asyncio.get_running_loop().call_later(0.01, death.at, "sending")

        session.guard = sending
        outcome = await super().call(errand, session)
        death.at("answered")
        return outcome


def dying_pump(step: str = "", nth: int = 1) -> DyingPump:
    """Return a pump that dies the ``nth`` time it comes to ``step``; '' for one that lives."""
    ledger = DyingLedger(f"{os.getpid()}", timing=TIMING)
    ledger.death = Death(step, nth)
    return DyingPump(ledger=ledger)


def seed(channels: list[dict[str, Any]], count: int) -> list[str]:
    """Schedule deliveries, in turns over the channels; made when they are not there yet."""
    opened = [_channel(**one) for one in channels]
    keys = []
    for number in range(count):
        now = timezone.now()
        channel: Channel = opened[number % len(opened)]
        payload = Payload(text=f"{channel.handle} {now.isoformat()}", language="id", created_at=now)
        order = {"subject": Subject("crash.test", uuid4().hex), "due_at": now, "by": None, "now": now}
        keys.append(str(schedule_delivery(channel=channel, payload=payload, **order).pk))
    return keys


def _channel(connector: str, handle: str, settings: dict[str, str], secrets: dict[str, str]) -> Any:
    where = Organisation.objects.first() or Organisation.add_root(name="Uji", slug="uji", kind="ministry")
    row, made = Channel.objects.get_or_create(
        connector_key=connector, handle=handle, defaults={"organisation": where, "name": handle, "settings": settings}
    )
    if made and secrets:
        seal_credential(channel=row, secrets=secrets, expires_at=None, by=None, now=timezone.now())
    return row


def found() -> dict[str, Any]:
    """Return how all deliveries stand."""
    states = dict(Delivery.objects.values_list("state").annotate(Count("pk")))
    return {
        "states": states,
        "receipts": Receipt.objects.count(),
        "observations": Observation.objects.filter(metric_ref="delivery.published@1").count(),
        "attempts": dict(Attempt.objects.values_list("outcome").annotate(Count("pk"))),
        "stranded": stranded_deliveries(now=timezone.now()).count(),
    }
