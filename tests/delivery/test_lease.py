"""Leases: who is taken for dead, who may send, what happens to what the dead had begun."""

import asyncio
from datetime import timedelta

import pytest
from django.db import OperationalError

from delivery.world import QUICK
from duta.connectors.testing import Step
from duta.core.http import NotSent
from duta.delivery.ledger import Lease, Ledger, seconds_since_boot
from duta.delivery.models import Delivery, Pump
from duta.delivery.operations import schedule_withdrawal, sweep_pumps
from duta.delivery.operations.claiming import LeaseLost, beat, sign_on, take_over
from duta.delivery.pump import DatabaseThreadDied, Guard
from duta.delivery.rules import DeliveryState as S
from duta.delivery.rules import Lane, Timing

FREE = {Lane.ALERT: 1, Lane.STORY: 5, Lane.BULK: 1}


def ledger(world, name: str = "pump") -> Ledger:
    made = Ledger(name, timing=world.timing, clock=world.clock)
    made.sign_on()
    return made


def state(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return S(delivery.state).value


def test_a_lease_that_could_end_during_a_request_is_no_timing():
    with pytest.raises(ValueError, match="outlive"):
        Timing(deadline=20, lease=25, beat=5)
    with pytest.raises(ValueError, match="idle"):
        Timing(idle=6)


def test_the_guard_lets_out_only_what_the_lease_outlives():
    lease = Lease(until=seconds_since_boot() + 21)
    guard = Guard(lease, deadline=20)
    guard()
    assert guard.passed
    lease.until = seconds_since_boot() + 19
    with pytest.raises(NotSent):
        guard()
    assert guard.stopped


def test_a_pump_whose_lease_is_short_sends_nothing_and_says_so(world):
    delivery = world.schedule(world.channel())
    pump = world.pump()

    async def scene():
        pump.ledger.sign_on = lambda real=pump.ledger.sign_on: (real(), setattr(pump.ledger.lease, "until", 0.0))[0]
        pump.ledger._prolong = lambda started: None
        await pump.run(until_idle=True)

    asyncio.run(scene())
    assert not world.platform.entries
    assert state(delivery) in ("deferred", "scheduled")


def test_what_a_dead_pump_was_sending_rests_and_is_then_looked_up(world):
    delivery = world.schedule(world.channel())
    world.work()  # a first one, to see that nothing else is touched
    other = world.schedule(world.channel())
    dead = ledger(world, "dead")
    (errand,) = dead.tick([], FREE).errands
    assert errand.claim.delivery_id == other.pk

    world.clock.pass_by(seconds=31)
    take_over(now=world.clock(), timing=world.timing)
    assert state(other) == "attempting", "clocks differ: a lease is over only two seconds after its end"

    world.clock.pass_by(seconds=2)
    assert take_over(now=world.clock(), timing=world.timing) == 1
    assert state(other) == "unknown"
    assert other.problem.code == "answer_lost"
    assert other.wake_at == world.clock() + timedelta(seconds=20)
    assert other.attempts.get().outcome == "lost"
    assert state(delivery) == "delivered"

    world.wait_and_work(seconds=21)
    world.wait_and_work(minutes=1)
    assert state(other) == "delivered"
    assert len(world.platform.entries) == 2


def test_what_a_dead_pump_had_only_claimed_is_free_at_once(world):
    delivery = world.schedule(world.channel())
    dead = ledger(world, "dead")
    dead.claim(dead._choose(FREE, world.clock()), world.clock())
    assert state(delivery) == "claimed"
    world.clock.pass_by(seconds=40)
    world.work()
    assert state(delivery) == "delivered"


def test_a_lookup_that_died_is_done_again(world):
    delivery = world.schedule(world.channel())
    world.platform.next(Step.lose_answer(stored=True))
    world.work()
    world.clock.pass_by(seconds=25)
    dead = ledger(world, "dead")
    assert len(dead.tick([], FREE).errands) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.owner, delivery.wake_at) == ("unknown", dead.pump, None)
    world.wait_and_work(seconds=40)
    assert state(delivery) == "delivered"
    assert len(world.platform.entries) == 1


def test_a_withdrawal_that_died_is_simply_done_again(world):
    delivery = world.schedule(world.channel())
    world.work()
    withdrawal = schedule_withdrawal(receipt=delivery.receipt, by=None, now=world.clock())
    ledger(world, "dead").tick([], FREE)
    assert state(withdrawal) == "attempting"
    world.wait_and_work(seconds=40)
    assert state(withdrawal) == "delivered"
    assert world.platform.texts() == []


def test_a_pump_that_was_taken_for_dead_learns_it_at_its_next_beat(world):
    pump = sign_on(name="asleep", now=world.clock(), timing=world.timing)
    world.clock.pass_by(minutes=5)
    take_over(now=world.clock(), timing=world.timing)
    with pytest.raises(LeaseLost):
        beat(pump=pump, now=world.clock(), timing=world.timing)


def test_a_pump_that_was_taken_for_dead_lets_go_and_starts_anew(world):
    """A laptop that slept: others own what it had begun; it goes on with a new lease."""
    world.timing = QUICK
    world.platform.delay = 0.5
    first = world.schedule(world.channel(), "pertama")
    pump = world.pump()

    async def scene():
        running = asyncio.create_task(pump.run())
        await asyncio.sleep(0.2)
        await pump._in_database(lambda: Pump.objects.update(stopped_at=world.clock()))  # somebody took over
        await asyncio.sleep(1.2)
        pump.stop()
        await running

    asyncio.run(scene())
    assert Pump.objects.count() == 2
    assert state(first) == "unknown"


def test_a_broken_database_connection_is_mended_and_nothing_is_forgotten(world):
    world.timing = QUICK
    delivery = world.schedule(world.channel())
    pump = world.pump()
    real, broken = pump.ledger.settle, []

    def settle(ended, now):
        if not broken:
            broken.append(True)
            raise OperationalError("server closed the connection unexpectedly")
        real(ended, now)

    pump.ledger.settle = settle
    asyncio.run(pump.run(until_idle=True))
    assert broken
    assert state(delivery) == "delivered"
    assert len(world.platform.entries) == 1


def test_a_fault_in_the_database_thread_ends_the_pump(world):
    world.schedule(world.channel())
    pump = world.pump()
    pump.ledger.settle = lambda ended, now: 1 / 0
    with pytest.raises(ZeroDivisionError):
        asyncio.run(pump.run(until_idle=True))
    assert issubclass(DatabaseThreadDied, RuntimeError)


def test_a_stopped_pump_finishes_what_it_is_sending_and_claims_nothing_more(world):
    world.timing = QUICK
    world.platform.delay = 0.25
    channel = world.channel()
    first, second = world.schedule(channel, "satu"), world.schedule(channel, "dua")
    pump = world.pump()

    async def scene():
        running = asyncio.create_task(pump.run())
        await asyncio.sleep(0.15)
        pump.stop()
        await running

    asyncio.run(scene())
    assert [state(first), state(second)] == ["delivered", "scheduled"]
    assert Pump.objects.get().stopped_at is not None


def test_a_stopped_pump_does_not_wait_for_ever(world):
    world.timing = QUICK
    world.platform.delay = 30
    delivery = world.schedule(world.channel())
    pump = world.pump()

    async def scene():
        running = asyncio.create_task(pump.run())
        await asyncio.sleep(0.15)
        pump.stop()
        await asyncio.wait_for(running, 5)

    asyncio.run(scene())
    assert state(delivery) == "unknown"
    assert Pump.objects.get().stopped_at is not None


def test_old_pumps_are_cleared_away(world):
    world.work()
    assert Pump.objects.count() == 1
    assert sweep_pumps(now=world.clock()) == 0
    assert sweep_pumps(now=world.clock.pass_by(days=8)) == 1
