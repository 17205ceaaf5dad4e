"""``/healthz`` says what works."""

from datetime import timedelta

import pytest
from django.utils import timezone

from duta.delivery.models import Pump

pytestmark = pytest.mark.django_db


def beat(seconds_ago: int) -> None:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    Pump.objects.create(name="test", started_at=at, beat_at=at, lease_until=at)


def test_all_is_well_with_a_worker_that_beats(client):
    beat(2)
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["ok"] is True
    assert set(answer.json()) == {"ok", "database", "migrations", "worker", "oldest_due_delivery", "audit_trail"}


def test_a_silent_worker_is_not_well(client):
    beat(120)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["worker"]["ok"] is False


def test_no_worker_at_all_is_not_well(client):
    assert client.get("/healthz").json()["worker"] == {"ok": False, "beat": None}
