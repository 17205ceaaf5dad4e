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
    Outcome,
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

# What each trouble of the publishing call means, for every connector: docs/developers/connectors.md.
LOST: tuple[type[Outcome], set[str]] = (Unknown, {"answer_lost"})
REFUSED: tuple[type[Outcome], set[str]] = (Refused, {"platform_refused"})
MEANINGS: dict[Trouble, tuple[type[Outcome], set[str]]] = {
    Trouble.ANSWER_400: REFUSED,
    Trouble.ANSWER_401: (Refused, {"credential_refused"}),
    Trouble.ANSWER_403: (Refused, CREDENTIAL_CODES),
    Trouble.ANSWER_404: (Refused, {"platform_refused", "answer_unreadable", "credential_refused"}),
    Trouble.ANSWER_409: (Refused, {"platform_refused", "content_differs"}),
    Trouble.ANSWER_413: REFUSED,
    Trouble.ANSWER_422: REFUSED,
    Trouble.ANSWER_429: (Deferred, {"platform_busy"}),
    Trouble.ANSWER_429_BARE: (Deferred, {"platform_busy"}),
    Trouble.ANSWER_500_BEFORE: LOST,
    Trouble.ANSWER_500_AFTER: LOST,
    Trouble.ANSWER_502: LOST,
    Trouble.ANSWER_503: LOST,
    Trouble.TRUNCATED: LOST,
    Trouble.HTML: LOST,
    Trouble.NOT_HTTP: LOST,
    Trouble.RESET_BEFORE: LOST,
    Trouble.RESET_AFTER: LOST,
    Trouble.HANG: LOST,
    Trouble.LATE: LOST,
    Trouble.REDIRECT: (Refused, {"platform_refused", "answer_unreadable"}),
    Trouble.ENDLESS: LOST,
}


class ContractOnBadDays(ContractGround):
    """Promises of every connector while its platform misbehaves."""

    @pytest.mark.parametrize("trouble", list(Trouble), ids=lambda trouble: trouble.name)
    def test_whatever_the_publishing_call_meets_has_one_meaning(
        self, connector: Connector, peer: ContractPeer, samples: Samples, trouble: Trouble
    ) -> None:
        kind, codes = MEANINGS[trouble]
        peer.trouble(trouble, times=3 if kind is Refused else 1)
        outcome = self.submit(connector, peer, samples, samples.plain(), deadline=1.5)
        if kind is Unknown and isinstance(outcome, Accepted):  # a connector may read back at once
            assert trouble.reaches, "it claims what nobody published"
        else:
            assert isinstance(outcome, kind), outcome
            assert isinstance(outcome, Refused | Deferred | Unknown)
            assert outcome.problem.code in codes
        assert len(peer.entries()) == int(trouble.reaches)
        if isinstance(outcome, Refused):
            assert outcome.problem.said, "the platform's own words belong into the problem"
        self._says_when(outcome, trouble)
        self._can_go_on(connector, peer, samples, outcome, trouble)

    def _says_when(self, outcome: Outcome, trouble: Trouble) -> None:
        """A busy platform is asked again when it said, or after our own back-off."""
        if trouble is Trouble.ANSWER_429:
            assert isinstance(outcome, Deferred)
            assert outcome.retry_after is not None
            assert RETRY_AFTER - 1 <= outcome.retry_after <= RETRY_AFTER + 1
        if trouble is Trouble.ANSWER_429_BARE:
            assert isinstance(outcome, Deferred)
            assert outcome.retry_after is None

    def _can_go_on(
        self, connector: Connector, peer: ContractPeer, samples: Samples, outcome: Outcome, trouble: Trouble
    ) -> None:
        """After a doubt the look-up tells the truth; whatever is not out goes out once."""
        if isinstance(outcome, Refused) or (isinstance(outcome, Unknown) and connector.idempotency is Idempotency.NONE):
            return
        if isinstance(outcome, Unknown):
            found = self.reconcile(connector, peer, samples, samples.plain())
            assert isinstance(found, Accepted if trouble.reaches else Deferred), found
        if connector.idempotency not in (Idempotency.LOOKUP, Idempotency.NONE) or not trouble.reaches:
            assert isinstance(self.submit(connector, peer, samples, samples.plain()), Accepted)
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
            *(
                [lambda session: connector.edit("x", samples.plain(), delivery_id=DELIVERY, session=session)]
                * connector.capabilities.edit
            ),
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
