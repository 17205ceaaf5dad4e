"""What the contract stands on: the peer it needs, its fixtures, one call each with a session of the peer's account."""
# ruff: noqa: S101  # assertions are what this file is for

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Protocol, TypeVar

import pytest

from duta.connectors.protocol import (
    Accepted,
    Connector,
    Idempotency,
    Outcome,
    Payload,
    Session,
)
from duta.connectors.registry import connector_for
from duta.connectors.testing.proxy import Target, Trouble
from duta.connectors.testing.samples import Samples
from duta.connectors.testing.sessions import run_with_session

T = TypeVar("T")
DELIVERY = "0d7c2a52-6c0e-4a53-9d0c-2b8d0f2f7a11"
LENGTH_CODES = {"text_too_long", "whole_too_long"}
CREDENTIAL_CODES = {"credential_refused", "platform_forbids"}


class ContractPeer(Protocol):
    """A running platform with one account of ours, fresh for each test; or a replay that behaves like one."""

    @property
    def settings(self) -> Mapping[str, str]:
        """The channel's plain settings."""

    @property
    def secrets(self) -> Mapping[str, str]:
        """The channel's opened credential."""

    @property
    def allowed_private(self) -> frozenset[str]:
        """``host:port`` pairs on loopback that must be reached."""

    def entries(self) -> Sequence[str]:
        """Return the texts that the public sees on the account, oldest first."""

    def trouble(self, trouble: Trouble, *, on: Target = Target.PUBLISH, times: int = 1) -> None:
        """Spoil the next calls of a kind."""

    def down(self) -> AbstractContextManager[None]:
        """Refuse every connection for as long as the block lasts."""


class ContractGround:
    """Fixtures and calls of every contract. Override ``peer`` (required), ``samples``, ``connector`` (as needed)."""

    connector_key: ClassVar[str] = ""

    @pytest.fixture
    def peer(self) -> Iterator[ContractPeer]:
        """Give a running platform. The one thing that a subclass must provide."""
        raise NotImplementedError(f"{type(self).__name__} needs a fixture 'peer': see ContractPeer")

    @pytest.fixture
    def connector(self) -> Connector:
        """Give the connector under test: the registered one."""
        return connector_for(self.connector_key)

    @pytest.fixture
    def samples(self, connector: Connector) -> Samples:
        """Give payloads that the platform takes."""
        return Samples(connector.capabilities)

    def run(self, peer: ContractPeer, samples: Samples, call: Callable[[Session], Awaitable[T]], **lent: Any) -> T:
        """Run one call with a session of the peer's account."""
        lent.setdefault("secrets", peer.secrets)
        lent.setdefault("settings", peer.settings)
        lent.setdefault("spool", getattr(peer, "spool", None))
        return run_with_session(call, media=samples.media(), allowed_private=peer.allowed_private, **lent)

    def submit(
        self,
        connector: Connector,
        peer: ContractPeer,
        samples: Samples,
        payload: Payload,
        delivery_id: str = DELIVERY,
        **lent: Any,
    ) -> Outcome:
        """Publish once."""
        return self.run(
            peer,
            samples,
            lambda session: connector.submit(payload, delivery_id=delivery_id, session=session),
            **lent,
        )

    def reconcile(self, connector: Connector, peer: ContractPeer, samples: Samples, payload: Payload) -> Outcome:
        """Look up once, after the platform's own delay."""

        async def look(session: Session) -> Outcome:
            await asyncio.sleep(connector.lookup_delay)
            return await connector.reconcile(payload, delivery_id=DELIVERY, session=session)

        return self.run(peer, samples, look)

    def withdraw(self, connector: Connector, peer: ContractPeer, samples: Samples, handle: str, **lent: Any) -> Outcome:
        """Take back once."""
        return self.run(
            peer,
            samples,
            lambda session: connector.withdraw(handle, delivery_id=DELIVERY, session=session),
            **lent,
        )

    def edit(
        self, connector: Connector, peer: ContractPeer, samples: Samples, handle: str, payload: Payload, **lent: Any
    ) -> Outcome:
        """Change once."""
        return self.run(
            peer,
            samples,
            lambda session: connector.edit(handle, payload, delivery_id=DELIVERY, session=session),
            **lent,
        )

    def published_to_edit(
        self,
        connector: Connector,
        peer: ContractPeer,
        samples: Samples,
        payload: Payload,
        delivery_id: str = DELIVERY,
    ) -> str:
        if not connector.capabilities.edit:
            pytest.skip("not applicable: the platform changes nothing that is out")
        submitted = self.submit(connector, peer, samples, payload, delivery_id)
        assert isinstance(submitted, Accepted), submitted
        return submitted.proof.handle

    def published_to_withdraw(self, connector: Connector, peer: ContractPeer, samples: Samples) -> str:
        if not connector.capabilities.withdraw:
            pytest.skip("not applicable: the platform takes nothing back")
        submitted = self.submit(connector, peer, samples, samples.plain())
        assert isinstance(submitted, Accepted), submitted
        return submitted.proof.handle


def codes_of(connector: Connector, payload: Payload) -> set[str]:
    return {problem.code for problem in connector.problems(payload, connector.default_limits)}


def released_later(connector: Connector, payload: Payload) -> Payload:
    """Return the same text of another release: what a look-up by text and time tells from the first one."""
    if connector.idempotency is not Idempotency.LOOKUP:
        return payload
    return replace(payload, created_at=datetime.fromtimestamp(time.time(), UTC) + timedelta(minutes=1))


def needs_a_key(connector: Connector) -> None:
    if connector.idempotency not in (Idempotency.NATIVE_KEY, Idempotency.CLIENT_ID):
        pytest.skip("not applicable: the platform knows no keys: delivery looks up before it sends again")


def lease_ran_out() -> None:
    raise RuntimeError("the lease ran out")
