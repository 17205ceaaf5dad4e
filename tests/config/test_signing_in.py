"""What production counts failed sign-ins in: a table that the migrations make and all processes share."""

import pytest
from django.core.cache import caches
from django.db import connection


@pytest.mark.django_db
def test_the_shared_cache_needs_nothing_but_the_migrations(settings):
    assert "accounts_sharedcache" in connection.introspection.table_names()
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_sharedcache"}
    }
    cache = caches["default"]
    assert cache.add("failed", [1.0], 60)
    assert not cache.add("failed", [2.0], 60)
    cache.set("failed", [3.0], 60)
    assert cache.get("failed") == [3.0]
    cache.delete("failed")
    assert cache.get("failed") is None
