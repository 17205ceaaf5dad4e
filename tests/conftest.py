"""Fixtures for all rooms."""

from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings

from unguarded import trail_unguarded

pytest_plugins: list[str] = []

# A loaded machine is no fault of the code: what a test promises is in its assertions.
settings.register_profile("duta", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("duta")


@pytest.fixture(autouse=True)
def _english() -> object:
    """Tests read English unless they say otherwise."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True, scope="session")
def _emptying_the_database() -> Iterator[None]:
    """Tests that commit empty every table afterwards, the audit trail too: only for that its triggers step aside."""
    empty = TransactionTestCase._fixture_teardown

    def without_triggers(case: TransactionTestCase) -> None:
        with trail_unguarded():
            empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_triggers)
        yield
