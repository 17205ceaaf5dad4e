"""Counts are read back from the platforms."""

import pytest

import make
from delivery.world import World
from duta.connectors.testing import ForgetfulFakeConnector, installed
from duta.core.http import NotSent
from duta.delivery.measuring import measure_due
from duta.delivery.models import Delivery, Receipt
from duta.delivery.operations import schedule_withdrawal
from duta.metrics.models import Observation


def likes_of(delivery: Delivery) -> list[int]:
    rows = Observation.objects.filter(thing=f"delivery.delivery:{delivery.pk}", metric_ref="platform.likes@1")
    return [int(value) for value in rows.order_by("observed_at").values_list("value", flat=True)]


@pytest.fixture
def out(world: World) -> Delivery:
    delivery = world.schedule(world.channel())
    world.work()
    return delivery


def measure(world: World, likes: int, **delta: float) -> int:
    world.platform.counts["fake:1"] = {"platform.likes": likes}
    return measure_due(now=world.clock.pass_by(**delta))


def test_counts_are_read_every_minute_at_first_and_kept_when_they_change(world, out, monkeypatch):
    monkeypatch.setattr("duta.channels.sessions.timezone.now", world.clock)
    assert measure(world, 3, seconds=50) == 0
    assert measure(world, 3, seconds=10) == 1
    assert measure(world, 3, minutes=1) == 1
    assert measure(world, 8, minutes=1) == 1
    assert likes_of(out) == [3, 8]
    assert Observation.objects.filter(metric_ref="platform.likes@1").first().origin == "channel"


def test_what_was_withdrawn_is_measured_no_more(world, out):
    schedule_withdrawal(receipt=out.receipt, by=None, now=world.clock())
    world.work()
    assert measure(world, 3, days=1) == 0


def test_a_receipt_is_read_by_one_of_two_workers(world, out, monkeypatch):
    world.clock.pass_by(minutes=6)
    receipt = Receipt.objects.get()
    Receipt.objects.update(measure_at=make.later(days=1))  # another worker was here
    monkeypatch.setattr("duta.delivery.measuring.measurements_due", lambda now: [receipt])
    assert measure_due(now=world.clock()) == 0


@pytest.mark.parametrize("error", [NotSent("down"), ValueError("fault"), TimeoutError()])
def test_a_platform_that_does_not_say_is_asked_again_and_the_others_are_read(world, out, error):
    class Mute(ForgetfulFakeConnector):
        key = "mute"

        async def measure(self, handle, *, session):
            raise error

    with installed(Mute(world.platform)):
        mute = world.schedule(world.channel(connector="mute"))
        world.work()
        assert measure(world, 5, minutes=6) == 1
    assert likes_of(out) == [5]
    assert likes_of(mute) == []
    assert Receipt.objects.get(delivery=mute).measure_at > world.clock()


def test_a_channel_that_cannot_be_opened_is_left_out(world, out):
    out.channel.credential.delete()
    assert measure(world, 5, minutes=6) == 0
    assert Receipt.objects.get().measure_at > world.clock()
