"""The contract of what a connector says of itself, and of a payload before anything is sent."""
# ruff: noqa: S101  # assertions are what this file is for

from dataclasses import replace

import pytest

from duta.connectors.protocol import Connector, Idempotency, MediaKind, limits_from_json, payload_from_json
from duta.connectors.testing.contract_ground import LENGTH_CODES, ContractGround, codes_of
from duta.connectors.testing.samples import Samples


class ContractOfWords(ContractGround):
    """Promises of every connector that need no platform."""

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
            # what stands below pictures may be shorter than a text alone
            assert preview.limit == connector.default_limits.text or (0 < preview.limit < limit and payload.media)
            assert len(preview.images) == len(payload.media)
