"""Fixtures for all rooms."""

import pytest
from django.utils import translation

pytest_plugins: list[str] = []


@pytest.fixture(autouse=True)
def _english() -> object:
    """Tests read English unless they say otherwise."""
    with translation.override("en"):
        yield
