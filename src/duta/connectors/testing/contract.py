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
    MediaKind,
    Outcome,
    Refused,
    Session,
    Unknown,
    limits_from_json,
    payload_from_json,
)
from duta.connectors.testing.contract_ground import (
    DELIVERY,
    LENGTH_CODES,
    ContractPeer,
    codes_of,
    needs_a_key,
)
from duta.connectors.testing.contract_trouble import ContractOnBadDays
from duta.connectors.testing.proxy import Target, Trouble
from duta.connectors.testing.samples import Samples


class ConnectorContract(ContractOnBadDays):
    """Promises of every connector. Override ``peer`` (required), ``samples``, ``connector`` (as needed)."""

    # -- what it says of itself

    def test_it_describes_itself(self, connector: Connector) -> None:
        assert isinstance(connector, Connector)
        assert connector.key == self.connector_key
        assert connector.key.isidentifier()
        assert connector.key == connector.key.lower()
        assert connector.name.strip()
        assert isinstance(connector.idempotency, Idempotency)
        assert connector.lookup_delay >= 0
        assert connector.capabilities.publish

    def test_its_capabilities_agree_with_each_other(self, connector: Connector) -> None:
        able = connector.capabilities
        assert bool(able.metrics) == able.measure
        assert all(metric.startswith("platform.") for metric in able.metrics)
        assert len(set(able.metrics)) == len(able.metrics)
        assert able.withdraw or not able.withdrawal_leaves
        assert not able.media or connector.default_limits.media_count

    def test_its_fields_are_complete_in_both_languages(self, connector: Connector) -> None:
        keys = [field.key for field in connector.fields]
        assert len(set(keys)) == len(keys)
        for field in connector.fields:
            assert field.key.isidentifier()
            assert field.label.get("id")
            assert field.label.get("en")
            assert set(field.help) in (set(), {"id", "en"}) or {"id", "en"} <= set(field.help)
            assert not (field.secret and field.default), "a secret has no default"

    def test_its_limits_survive_being_stored(self, connector: Connector) -> None:
        limits = connector.default_limits
        assert limits_from_json(limits.as_json()) == limits
        assert limits_from_json({**limits.as_json(), "of a later version": 1}) == limits

    # -- what it says of a payload

    def test_its_samples_have_no_problems(self, connector: Connector, samples: Samples) -> None:
        for payload in (samples.plain(), samples.full()):
            assert list(connector.problems(payload, connector.default_limits)) == []
            assert payload_from_json(payload.as_json()) == payload

    def test_problems_are_pure(self, connector: Connector, samples: Samples) -> None:
        payload = replace(samples.full(), text="x" * 4000)
        before = payload.digest()
        first = list(connector.problems(payload, connector.default_limits))
        assert first == list(connector.problems(payload, connector.default_limits))
        assert payload.digest() == before

    def test_an_empty_text_is_a_problem(self, connector: Connector, samples: Samples) -> None:
        for text in ("", " \n\t "):
            assert "text_missing" in codes_of(connector, samples.plain(text))

    def test_a_text_one_too_long_is_a_problem_and_a_full_one_is_none(
        self, connector: Connector, samples: Samples
    ) -> None:
        limit = connector.default_limits.text
        if not limit:
            pytest.skip("not applicable: the platform names no limit for texts")
        assert not LENGTH_CODES & codes_of(connector, samples.plain("a" * limit))
        assert LENGTH_CODES & codes_of(connector, samples.plain("a" * (limit + 1)))

    def test_what_is_added_to_the_text_counts(self, connector: Connector, samples: Samples) -> None:
        limit = connector.default_limits.text
        if not limit:
            pytest.skip("not applicable: the platform names no limit for texts")
        payload = replace(samples.plain("a" * limit), tags=("Kecak",))
        preview = connector.preview(payload, connector.default_limits)
        assert (preview.length > limit) == bool(LENGTH_CODES & codes_of(connector, payload))

    def test_a_missing_alternative_text_is_a_problem(self, connector: Connector, samples: Samples) -> None:
        if MediaKind.IMAGE not in connector.capabilities.media or not connector.default_limits.alt_required:
            pytest.skip("not applicable: the platform takes no pictures, or needs no alternative text")
        for alt in ("", "  "):
            assert "alt_missing" in codes_of(connector, replace(samples.plain(), media=(samples.image(alt=alt),)))

    def test_an_alternative_text_too_long_is_a_problem(self, connector: Connector, samples: Samples) -> None:
        limit = connector.default_limits.alt
        if MediaKind.IMAGE not in connector.capabilities.media or not limit:
            pytest.skip("not applicable: the platform takes no pictures, or names no limit")
        assert "alt_too_long" in codes_of(
            connector, replace(samples.plain(), media=(samples.image(alt="a" * (limit + 1)),))
        )

    @pytest.mark.parametrize("kind", list(MediaKind))
    def test_a_medium_it_does_not_take_is_a_problem(
        self, connector: Connector, samples: Samples, kind: MediaKind
    ) -> None:
        codes = codes_of(connector, replace(samples.plain(), media=(samples.medium(kind),)))
        assert ("medium_unsupported" in codes) == (kind not in connector.capabilities.media)

    def test_too_many_and_too_large_media_are_problems(self, connector: Connector, samples: Samples) -> None:
        limits = connector.default_limits
        if MediaKind.IMAGE not in connector.capabilities.media:
            pytest.skip("not applicable: the platform takes no pictures")
        many = tuple(samples.image() for _ in range(limits.media_count + 1))
        assert "too_many_media" in codes_of(connector, replace(samples.plain(), media=many))
        large = (samples.image(size=limits.media_bytes + 1),)
        assert not limits.media_bytes or "medium_too_large" in codes_of(
            connector, replace(samples.plain(), media=large)
        )

    def test_the_preview_shows_the_text_and_agrees_with_the_problems(
        self, connector: Connector, samples: Samples
    ) -> None:
        limit = connector.default_limits.text or 500
        for payload in (samples.plain(), samples.full(), samples.plain("a" * (limit + 9)), samples.plain("")):
            preview = connector.preview(payload, connector.default_limits)
            assert payload.text.strip() in preview.text
            assert (preview.over_from is not None) == bool(LENGTH_CODES & codes_of(connector, payload))
            assert preview.limit == connector.default_limits.text
            assert len(preview.images) == len(payload.media)

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
        for delivery in (DELIVERY, DELIVERY[::-1]):
            assert isinstance(self.submit(connector, peer, samples, samples.plain(), delivery), Accepted)
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

    @pytest.mark.parametrize(
        "trouble", [Trouble.RESET_BEFORE, Trouble.RESET_AFTER, Trouble.ANSWER_500_BEFORE, Trouble.ANSWER_429]
    )
    def test_a_doubtful_withdrawal_is_done_again(
        self, connector: Connector, peer: ContractPeer, samples: Samples, trouble: Trouble
    ) -> None:
        handle = self.published_to_withdraw(connector, peer, samples)
        peer.trouble(trouble, on=Target.WITHDRAW)
        outcome = self.withdraw(connector, peer, samples, handle)
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


def contract_classes() -> dict[str, type[ConnectorContract]]:
    """Return the contract classes that were imported so far, by the key of their connector."""
    return {cls.connector_key: cls for cls in _below(ConnectorContract) if cls.connector_key}


def _below(cls: type[ConnectorContract]) -> Iterator[type[ConnectorContract]]:
    for child in cls.__subclasses__():
        yield child
        yield from _below(child)


__all__ = ["ConnectorContract", "ContractPeer", "contract_classes"]
