"""The sink's connector, and a pump that hears no bell. Import after django.setup()."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import ClassVar

from django.conf import settings
from yarl import URL

from duta.connectors.protocol import Accepted, Capability, Outcome, Payload, Proof, Session, SettingField, Unknown
from duta.connectors.registry import all_connectors
from duta.connectors.testing import FakeConnector
from duta.core.http import MaybeSent
from duta.core.problems import Problem
from duta.delivery import pump as pump_module
from duta.delivery.pump import Pump


class SinkConnector(FakeConnector):
    """Posts one JSON body to the sink."""

    key: ClassVar[str] = "sink"
    name: ClassVar[str] = "Sink"
    capabilities: ClassVar[Capability] = Capability()
    fields: ClassVar[tuple[SettingField, ...]] = ()

    async def submit(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Post it."""
        delay = session.setting("delay")
        url = f"{session.setting('server')}/posts{f'?delay={delay}' if delay else ''}"
        try:
            await session.send("POST", url, json={"key": delivery_id, "text": payload.text})
        except MaybeSent as error:
            return Unknown(Problem("answer_lost", said=str(error)))
        return Accepted(Proof(delivery_id))


class DeafPump(Pump):
    """Hears no bell: looks again only when its idle time is over."""

    async def run(self, *, until_idle: bool = False) -> None:
        """Work without listening."""
        heard, pump_module.bell.listening = pump_module.bell.listening, _silence
        try:
            await super().run(until_idle=until_idle)
        finally:
            pump_module.bell.listening = heard


@asynccontextmanager
async def _silence(_: Callable[[], None]) -> AsyncIterator[None]:
    yield


def install(sinks: Sequence[str] = ()) -> None:
    """Register the connector and allow the sink's address."""
    all_connectors()[SinkConnector.key] = SinkConnector()
    pairs = {f"{URL(sink).host}:{URL(sink).port}" for sink in sinks}
    settings.DUTA_ALLOWED_PRIVATE = frozenset(settings.DUTA_ALLOWED_PRIVATE | pairs)
