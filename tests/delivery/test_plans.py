"""On PostgreSQL a tick reads what it needs, however much waits and however much this pump sent before."""

from uuid import uuid4

import pytest
from django.db import connection

import make
from duta.connectors.protocol import Payload
from duta.delivery import statements
from duta.delivery.models import Delivery
from duta.delivery.rules import Lane, line_of

pytestmark = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="not applicable: PostgreSQL's plans")
WAITING = 2000


@pytest.fixture
def backlog(world):
    channels = [world.channel() for _ in range(4)]
    payload = Payload(text="Selamat pagi", language="id", created_at=make.NOW)
    data, digest = payload.as_json(), payload.digest()
    return Delivery.objects.bulk_create(
        Delivery(
            channel=channel, subject=f"test.thing:{uuid4()}", title="Pagi", payload_data=data, payload_digest=digest,
            due_at=make.NOW, wake_at=make.NOW, place_at=make.NOW, line=line_of(channel.pk, Lane.STORY, "publish"),
            state_since=make.NOW, created_at=make.NOW,
        )
        for channel in channels
        for _ in range(WAITING // len(channels))
    )  # fmt: skip


def plan_of(run) -> str:
    found: list[str] = []

    def explain(execute, sql, params, many, context):
        with connection.connection.cursor() as cursor:
            found.extend(row[0] for row in cursor.execute("EXPLAIN " + sql, params).fetchall())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        run()
    return "\n".join(found)


def test_the_heads_are_found_without_reading_who_waits_behind_them(backlog):
    plan = plan_of(lambda: statements.fetch_at(statements.DUE, make.NOW))
    assert "delivery_line" in plan
    assert "Scan on delivery_delivery" not in plan  # neither sequential nor by bitmap


def test_settling_goes_by_key_and_not_by_owner(backlog):
    claims = [(one.pk, 0) for one in backlog[:15]]
    plan = plan_of(lambda: statements.fetch_fenced(statements.DELIVERED, claims, pump=1, now=make.NOW))
    assert "delivery_owner" not in plan
