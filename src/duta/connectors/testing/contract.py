"""The contract that every connector keeps, as tests: subclass ``ConnectorContract``, give it a ``peer``,
run pytest.

One subclass for each registered connector; one without fails ``tests/contract``.
"""
# ruff: noqa: S101  # assertions are what this file is for

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from duta.connectors.protocol import (
    Accepted,
    Connector,
    Deferred,
    Idempotency,
    Limits,
    Outcome,
    Refused,
    Session,
    Unknown,
)
from duta.connectors.testing.contract_ground import (
    DELIVERY,
    ContractPeer,
    needs_a_key,
    released_later,
)
from duta.connectors.testing.contract_trouble import MEANINGS, ContractOnBadDays
from duta.connectors.testing.contract_words import ContractOfWords
from duta.connectors.testing.proxy import Target, Trouble
from duta.connectors.testing.samples import Samples

# A change or a withdrawal that met one of these is simply done again.
DOUBTS = [
    trouble
    for trouble, (kind, _) in MEANINGS.items()
    if kind in (Unknown, Deferred) and trouble is not Trouble.ANSWER_429_BARE
]


class ConnectorContract(ContractOfWords, ContractOnBadDays):
    """Promises of every connector. Override ``peer`` (required), ``samples``, ``connector`` (as needed)."""

    # -- publishing

    def test_what_is_submitted_is_out_and_proven(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        for number, payload in enumerate((samples.plain(), samples.full())):
            outcome = self.submit(connector, peer, samples, payload, f"{DELIVERY[:-1]}{number}")
            assert isinstance(outcome, Accepted), outcome
            assert outcome.proof.handle
            assert outcome.proof.address.startswith(("https://", "http://"))
        shown = peer.entries()
        assert len(shown) == 2
        assert all(samples.plain().text in text for text in shown)

    def test_a_delivery_submitted_twice_is_out_once(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        needs_a_key(connector)
        first, second = (self.submit(connector, peer, samples, samples.full()) for _ in range(2))
        assert isinstance(first, Accepted)
        assert isinstance(second, Accepted), second
        assert second.proof.handle == first.proof.handle
        assert len(peer.entries()) == 1

    def test_a_delivery_submitted_twice_at_once_is_out_once(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        if connector.idempotency not in (Idempotency.NATIVE_KEY, Idempotency.CLIENT_ID):
            pytest.skip("not applicable: only a platform with keys can promise this")

        async def both(session: Session) -> list[Outcome]:
            calls = [connector.submit(samples.plain(), delivery_id=DELIVERY, session=session) for _ in range(4)]
            return list(await asyncio.gather(*calls))

        outcomes = self.run(peer, samples, both)
        assert any(isinstance(outcome, Accepted) for outcome in outcomes)
        assert len(peer.entries()) == 1

    def test_two_deliveries_of_one_text_are_two_entries(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        assert isinstance(self.submit(connector, peer, samples, samples.plain()), Accepted)
        second = released_later(connector, samples.plain())
        assert isinstance(self.submit(connector, peer, samples, second, DELIVERY[::-1]), Accepted)
        assert len(peer.entries()) == 2

    def test_other_content_under_the_same_key_never_replaces_what_is_out(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        needs_a_key(connector)
        self.submit(connector, peer, samples, samples.plain("Yang pertama."))
        outcome = self.submit(connector, peer, samples, samples.plain("Yang kedua."))
        assert isinstance(outcome, Refused | Unknown), outcome
        assert outcome.problem.code == "content_differs"
        assert [text.strip() for text in peer.entries()] == ["Yang pertama."]

    # -- looking up

    def test_a_look_up_tells_what_is_out_from_what_is_not(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        if connector.idempotency is Idempotency.NONE:
            pytest.skip("not applicable: the platform cannot be looked up")
        payload = samples.full()
        assert isinstance(self.reconcile(connector, peer, samples, payload), Deferred)
        submitted = self.submit(connector, peer, samples, payload)
        found = self.reconcile(connector, peer, samples, payload)
        assert isinstance(submitted, Accepted)
        assert isinstance(found, Accepted), found
        assert found.proof.handle == submitted.proof.handle
        assert found.proof.address == submitted.proof.address

    def test_a_look_up_that_cannot_tell_says_unknown(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        with peer.down():
            outcome = self.reconcile(connector, peer, samples, samples.plain())
        assert isinstance(outcome, Unknown), outcome

    # -- changing

    def test_a_change_is_seen_and_may_be_repeated(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        for number, payload in enumerate((samples.plain("Yang pertama."), replace(samples.full(), text="Dua."))):
            handle = self.published_to_edit(connector, peer, samples, payload, f"{DELIVERY[:-1]}{number}")
            changed = replace(payload, text=f"Yang benar: {number}.")
            for _ in range(2):
                outcome = self.edit(connector, peer, samples, handle, changed)
                assert isinstance(outcome, Accepted), outcome
                assert outcome.proof.handle == handle
                assert outcome.proof.address.startswith(("https://", "http://"))
            assert changed.text in peer.entries()[0]
            assert len(peer.entries()) == 1
            assert isinstance(self.withdraw(connector, peer, samples, handle), Accepted)

    @pytest.mark.parametrize("trouble", DOUBTS, ids=lambda trouble: trouble.name)
    def test_a_doubtful_change_is_done_again(
        self, connector: Connector, peer: ContractPeer, samples: Samples, trouble: Trouble
    ) -> None:
        handle = self.published_to_edit(connector, peer, samples, samples.plain("Yang pertama."))
        changed = samples.plain("Yang benar.")
        peer.trouble(trouble, on=Target.EDIT)
        outcome = self.edit(connector, peer, samples, handle, changed, deadline=1.5)
        assert isinstance(outcome, Deferred), outcome
        assert isinstance(self.edit(connector, peer, samples, handle, changed), Accepted)
        assert [text.strip() for text in peer.entries()] == ["Yang benar."]

    def test_a_change_while_the_platform_is_down_is_done_again(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        handle = self.published_to_edit(connector, peer, samples, samples.plain())
        with peer.down():
            assert isinstance(self.edit(connector, peer, samples, handle, samples.plain("Dua.")), Deferred)

    @pytest.mark.parametrize("trouble", [Trouble.ANSWER_401, Trouble.ANSWER_403, Trouble.ANSWER_422])
    def test_a_refused_change_says_why(
        self, connector: Connector, peer: ContractPeer, samples: Samples, trouble: Trouble
    ) -> None:
        handle = self.published_to_edit(connector, peer, samples, samples.plain("Yang pertama."))
        peer.trouble(trouble, on=Target.EDIT, times=3)
        outcome = self.edit(connector, peer, samples, handle, samples.plain("Dua."))
        assert isinstance(outcome, Refused), outcome
        assert outcome.problem.code in MEANINGS[trouble][1]
        assert [text.strip() for text in peer.entries()] == ["Yang pertama."]

    def test_a_change_of_what_is_gone_says_so(self, connector: Connector, peer: ContractPeer, samples: Samples) -> None:
        handle = self.published_to_edit(connector, peer, samples, samples.plain())
        assert isinstance(self.withdraw(connector, peer, samples, handle), Accepted)
        outcome = self.edit(connector, peer, samples, handle, samples.plain("Dua."))
        assert isinstance(outcome, Refused), outcome
        assert outcome.problem.code == "gone"
        assert peer.entries() == []

    # -- taking back, counting, looking around

    def test_a_withdrawal_takes_back_and_may_be_repeated(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        handle = self.published_to_withdraw(connector, peer, samples)
        for _ in range(2):
            outcome = self.withdraw(connector, peer, samples, handle)
            assert isinstance(outcome, Accepted), outcome
        assert peer.entries() == []
        found = self.reconcile(connector, peer, samples, samples.plain())
        assert not isinstance(found, Accepted), found

    @pytest.mark.parametrize("trouble", DOUBTS, ids=lambda trouble: trouble.name)
    def test_a_doubtful_withdrawal_is_done_again(
        self, connector: Connector, peer: ContractPeer, samples: Samples, trouble: Trouble
    ) -> None:
        handle = self.published_to_withdraw(connector, peer, samples)
        peer.trouble(trouble, on=Target.WITHDRAW)
        outcome = self.withdraw(connector, peer, samples, handle, deadline=1.5)
        assert isinstance(outcome, Deferred), outcome
        assert isinstance(self.withdraw(connector, peer, samples, handle), Accepted)
        assert peer.entries() == []

    def test_a_withdrawal_while_the_platform_is_down_is_done_again(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        handle = self.published_to_withdraw(connector, peer, samples)
        with peer.down():
            assert isinstance(self.withdraw(connector, peer, samples, handle), Deferred)

    def test_counts_are_of_the_metrics_it_names(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        if not connector.capabilities.measure:
            pytest.skip("not applicable: the platform tells no counts")
        submitted = self.submit(connector, peer, samples, samples.plain())
        assert isinstance(submitted, Accepted)
        counts = self.run(peer, samples, lambda session: connector.measure(submitted.proof.handle, session=session))
        assert {count.metric for count in counts} <= set(connector.capabilities.metrics)
        assert all(count.value >= 0 and count.at.tzinfo for count in counts)

    def test_a_healthy_channel_has_no_problems_and_tells_its_limits(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        assert list(self.run(peer, samples, connector.check)) == []
        assert isinstance(self.run(peer, samples, connector.limits), Limits)
        assert peer.entries() == []

    def test_a_channel_whose_platform_is_down_says_so(
        self, connector: Connector, peer: ContractPeer, samples: Samples
    ) -> None:
        with peer.down():
            problems = self.run(peer, samples, connector.check)
        assert [problem.code for problem in problems] == ["platform_down"]


def contract_classes() -> dict[str, type[ContractOfWords]]:
    """Return the contract classes that were imported so far, by the key of their connector."""
    return {cls.connector_key: cls for cls in _below(ContractOfWords) if cls.connector_key}


def _below(cls: type[ContractOfWords]) -> Iterator[type[ContractOfWords]]:
    for child in cls.__subclasses__():
        yield child
        yield from _below(child)


__all__ = ["ConnectorContract", "ContractPeer", "contract_classes"]
