"""The contract on bad days: refusals, busy platforms, lost answers, expired leases."""
# ruff: noqa: S101  # assertions are what this file is for

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from duta.connectors.protocol import (
    Accepted,
    Connector,
    Deferred,
    Idempotency,
    Locked,
    Refused,
    Session,
    Unknown,
)
from duta.connectors.testing.contract_ground import (
    CREDENTIAL_CODES,
    DELIVERY,
    ContractGround,
    ContractPeer,
    lease_ran_out,
)
from duta.connectors.testing.proxy import RETRY_AFTER, Trouble
from duta.connectors.testing.samples import Samples


class ContractOnBadDays(ContractGround):
    """Promises of every connector while its platform misbehaves."""

    @pytest.mark.parametrize(
        ("trouble", "codes"),
        [
            (Trouble.ANSWER_400, {"platform_refused"}),
            (Trouble.ANSWER_401, {"credential_refused"}),
            (Trouble.ANSWER_403, CREDENTIAL_CODES),
        ],
    )
    def test_a_refusal_says_why_and_nothing_is_out(
        self, connector: Connector, peer: ContractPeer, samples: Samples, trouble: Trouble, codes: set[str]
    ) -> None:
        peer.trouble(trouble, times=3)
        outcome = self.submit(connector, peer, samples, samples.plain())
        assert isinstance(outcome, Refused), outcome
        assert outcome.problem.code in codes
        assert outcome.problem.said, "the platform's own words belong into the problem"
        assert peer.entries() == []

    def test_a_platform_that_is_busy_is_asked_again_when_it_said(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        peer.trouble(Trouble.ANSWER_429)
        outcome = self.submit(connector, peer, samples, samples.plain())
        assert isinstance(outcome, Deferred), outcome
        assert outcome.problem.code == "platform_busy"
        assert outcome.retry_after is not None
        assert RETRY_AFTER - 1 <= outcome.retry_after <= RETRY_AFTER + 1
        assert peer.entries() == []
        assert isinstance(self.submit(connector, peer, samples, samples.plain()), Accepted)

    @pytest.mark.parametrize(
        "trouble", [Trouble.ANSWER_500_BEFORE, Trouble.ANSWER_500_AFTER, Trouble.RESET_AFTER, Trouble.LATE]
    )
    def test_a_lost_answer_is_never_a_failure_and_never_a_double(
        self, connector: Connector, peer: ContractPeer, samples: Samples, trouble: Trouble
    ) -> None:
        payload, out = samples.plain(), int(trouble.reaches)
        peer.trouble(trouble)
        outcome = self.submit(connector, peer, samples, payload, deadline=1.5)
        if not isinstance(outcome, Accepted):  # a connector may read back at once
            assert isinstance(outcome, Unknown), outcome
            assert outcome.problem.code == "answer_lost"
        assert len(peer.entries()) == out
        if connector.idempotency is Idempotency.NONE:
            return
        found = self.reconcile(connector, peer, samples, payload)
        assert isinstance(found, Accepted if out else Deferred), found
        if connector.idempotency is not Idempotency.LOOKUP or not out:
            assert isinstance(self.submit(connector, peer, samples, payload), Accepted)
        assert len(peer.entries()) == 1

    def test_a_platform_that_is_down_is_tried_again(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        with peer.down():
            outcome = self.submit(connector, peer, samples, samples.full())
        assert isinstance(outcome, Deferred), outcome
        assert outcome.problem.code == "platform_down"
        assert isinstance(self.submit(connector, peer, samples, samples.full()), Accepted)
        assert len(peer.entries()) == 1

    def test_a_lease_that_ran_out_stops_it_before_anything_is_out(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        outcome = self.submit(connector, peer, samples, samples.full(), guard=lease_ran_out)
        assert isinstance(outcome, Deferred), outcome
        assert peer.entries() == []

    def test_without_a_credential_everything_is_locked(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        if not any(field.secret and field.required for field in connector.fields):
            pytest.skip("not applicable: the platform needs no secret")
        calls: list[Callable[[Session], Awaitable[Any]]] = [
            lambda session: connector.submit(samples.plain(), delivery_id=DELIVERY, session=session),
            lambda session: connector.reconcile(samples.plain(), delivery_id=DELIVERY, session=session),
            lambda session: connector.withdraw("x", delivery_id=DELIVERY, session=session),
            lambda session: connector.check(session),
        ]
        for call in calls:
            with pytest.raises(Locked) as caught:
                self.run(peer, samples, call, secrets={})
            assert caught.value.problem.code == "credential_missing"
        assert peer.entries() == []

    def test_without_a_setting_that_has_no_default_nothing_is_tried(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        for field in connector.fields:
            if field.secret or field.default or not field.required:
                continue
            settings = {**peer.settings, field.key: " "}
            outcome = self.submit(connector, peer, samples, samples.plain(), settings=settings)
            assert isinstance(outcome, Refused), outcome
            assert outcome.problem.code == "setting_missing"
            assert outcome.problem.field == field.key
        assert peer.entries() == []
