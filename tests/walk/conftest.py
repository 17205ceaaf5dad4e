"""The worlds to walk through, made once for a module's tests."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from walk.world import World, empty_world, full_world


@pytest.fixture(scope="module", params=[full_world, empty_world], ids=["full", "empty"])
def world(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Give one world after the other, each in a transaction around those of the tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield request.param()
        transaction.set_rollback(True)
