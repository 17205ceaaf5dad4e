"""A small world for tests of delivery: channels on a fake platform, and a pump in the test's own transaction."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connections

import make
from duta.accounts.models import Organisation, User
from duta.channels.models import Channel
from duta.channels.operations import seal_credential
from duta.connectors.protocol import Payload
from duta.connectors.testing import FakeConnector, FakePlatform
from duta.core.subjects import Subject
from duta.delivery.ledger import Ledger
from duta.delivery.models import Delivery
from duta.delivery.operations import schedule_delivery
from duta.delivery.pump import Pump
from duta.delivery.queries import stranded_deliveries
from duta.delivery.rules import Timing

QUICK = Timing(deadline=0.4, lease=1.0, beat=0.2, skew=0.1, errand=1.0, sweep=0.0, idle=0.2)


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = make.NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now


@dataclass
class World:
    """One organisation with channels on the fake platform, and a worker."""

    organisation: Organisation
    person: User
    fake: FakeConnector
    clock: Clock = field(default_factory=Clock)
    timing: Timing = field(default_factory=Timing)

    @property
    def platform(self) -> FakePlatform:
        return self.fake.platform

    def channel(self, *, connector: str = "", sealed: bool = True, expires_at: datetime | None = None, **fields: Any):
        settings = {"account": f"kbri{uuid4().hex[:8]}"}
        fields = {"connector_key": connector or self.fake.key, "settings": settings, **fields}
        channel = make.channel(fields.pop("organisation", self.organisation), **fields)
        if sealed:
            seal_credential(
                channel=channel, secrets={"token": "rahasia"}, expires_at=expires_at, by=self.person, now=self.clock()
            )
        return channel

    def schedule(self, channel: Channel, text: str = "Selamat pagi", **fields: Any) -> Delivery:
        now = self.clock()
        fields = {"due_at": now, "by": self.person, "now": now, "subject": Subject("test.thing", uuid4().hex), **fields}
        payload = Payload(text=text, language="id", created_at=now)
        return schedule_delivery(channel=channel, payload=payload, title=text, **fields)

    def pump(self, **fields: Any) -> Pump:
        ledger = Ledger("test", timing=fields.pop("timing", self.timing), clock=self.clock)
        return Pump(ledger=ledger, in_thread=lend_connection(), **fields)

    def work(self, **fields: Any) -> Pump:
        """Run a worker until nothing is left to do at this time; check that nothing is stranded."""
        pump = self.pump(**fields)
        asyncio.run(pump.run(until_idle=True))
        assert not stranded_deliveries(now=self.clock()).exists()
        return pump

    def wait_and_work(self, **delta: float) -> None:
        self.clock.pass_by(**delta)
        self.work()


def lend_connection() -> Any:
    """Give another thread this thread's connection, as Django's live server does."""
    mine = connections["default"]
    mine.inc_thread_sharing()

    def lend() -> None:
        connections["default"] = mine

    return lend
