"""The table of moves, walked by chance: no other move is ever made, none is impossible, nothing is ever stranded."""

import random
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from delivery.world import World
from duta.channels.health import HealthNotes
from duta.channels.models import Channel
from duta.channels.sessions import ChannelBook
from duta.connectors.protocol import Accepted, Deferred, Handed, Outcome, Payload, Proof, Refused, Unknown
from duta.core.lifecycle import ForbiddenTransition
from duta.core.problems import Problem
from duta.core.subjects import Subject
from duta.delivery.models import Delivery, Pump, Receipt
from duta.delivery.operations import (
    OtherState,
    cancel_delivery,
    hold_deliveries,
    lift_hold,
    retry_refused,
    schedule_correction,
    settle_as_absent,
    settle_as_done,
    settle_as_not_done,
    settle_as_published,
    withdraw_delivery,
)
from duta.delivery.operations.claiming import Claim, Errand, beat, begin_attempts, claim_deliveries, sign_on, take_over
from duta.delivery.operations.settling import Ended, settle_attempts
from duta.delivery.queries import due_heads, holds_in_force, stranded_deliveries
from duta.delivery.rules import LIFECYCLE, MOVES, DeliveryState, Timing, lifecycle_diagram

OUTCOMES: list[Outcome] = [
    Accepted(Proof("fake:1", "https://fake.example/1")),
    Refused(Problem("platform_refused")),
    Refused(Problem("content_differs")),
    Deferred(Problem("platform_down"), 3.0),
    Unknown(Problem("answer_lost")),
    Handed(),
]


class Outbox(RuleBasedStateMachine):
    """Two pumps, two channels, people, platforms: everything that moves a delivery, in any order."""

    world: World
    seen: set[tuple[DeliveryState, DeliveryState]] = set()

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.timing, self.health, self.book = Timing(), HealthNotes(), ChannelBook()
        self.channels = [self.world.channel() for _ in range(2)]
        self.pumps = [sign_on(name=f"pump {n}", now=self.now, timing=self.timing) for n in range(2)]
        self.claims: list[tuple[Pump, list[Claim]]] = []
        self.errands: list[tuple[Pump, Errand]] = []
        self.states: dict = {}

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    @property
    def now(self):
        return self.world.clock.now

    @now.setter
    def now(self, value) -> None:
        self.world.clock.now = value

    def any_delivery(self, number: int) -> Delivery | None:
        rows = list(Delivery.objects.select_related("channel").order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def try_on_any(self, number: int, work: Callable[[Delivery], object]) -> None:
        delivery = self.any_delivery(number)
        if delivery is None:
            return
        before = delivery.state
        try:
            work(delivery)
        except OtherState:
            delivery.refresh_from_db()
            assert delivery.state == before, "an operation that is refused changes nothing"

    # people

    @precondition(lambda self: Delivery.objects.count() < 6)
    @rule(channel=st.integers(0, 1), follows=st.booleans(), number=st.integers(0, 9), minutes=st.integers(0, 3))
    def schedule(self, channel, follows, number, minutes) -> None:
        after = self.any_delivery(number) if follows else None
        self.world.schedule(self.channels[channel], after=after, due_at=self.now + timedelta(minutes=minutes))

    @rule(number=st.integers(0, 9))
    def cancel(self, number) -> None:
        self.try_on_any(number, lambda one: cancel_delivery(delivery=one, by=self.world.person, now=self.now))

    @rule(number=st.integers(0, 9))
    def withdraw(self, number) -> None:
        delivery = self.any_delivery(number)
        if delivery is not None and delivery.action == "publish":
            withdraw_delivery(delivery=delivery, by=self.world.person, now=self.now)

    @rule(number=st.integers(0, 9))
    def send_again(self, number) -> None:
        self.try_on_any(number, lambda one: retry_refused(delivery=one, by=self.world.person, now=self.now))

    @rule(number=st.integers(0, 9))
    def say_it_is_there(self, number) -> None:
        said = {"address": "https://fake.example/9", "by": self.world.person}
        self.try_on_any(number, lambda one: settle_as_published(delivery=one, now=self.now, **said))

    @rule(number=st.integers(0, 9))
    def say_it_is_not_there(self, number) -> None:
        self.try_on_any(number, lambda one: settle_as_absent(delivery=one, by=self.world.person, now=self.now))

    @rule(number=st.integers(0, 9), text=st.sampled_from(["Selamat sore", "Selamat malam"]))
    def correct(self, number, text) -> None:
        delivery = self.any_delivery(number)
        if delivery is not None and delivery.action == "publish" and delivery.wanted and delivery.state != "cancelled":
            said = Payload(text=text, language="id", created_at=self.now)
            subject = Subject("test.thing", uuid4().hex)
            schedule_correction(delivery=delivery, subject=subject, payload=said, by=self.world.person, now=self.now)

    @precondition(lambda self: Delivery.objects.filter(state=DeliveryState.HANDED).exists())
    @rule(number=st.integers(0, 9))
    def withdraw_what_a_person_has(self, number) -> None:
        rows = list(Delivery.objects.filter(state=DeliveryState.HANDED).order_by("pk"))
        handed = rows[number % len(rows)]
        if handed.action == "publish":
            withdraw_delivery(delivery=handed, by=self.world.person, now=self.now)
        settle_as_not_done(delivery=handed, reason="Belum", by=self.world.person, now=self.now)

    @rule(number=st.integers(0, 9))
    def say_it_is_done(self, number) -> None:
        self.try_on_any(number, lambda one: settle_as_done(delivery=one, by=self.world.person, now=self.now))

    @rule(number=st.integers(0, 9))
    def say_it_was_not_done(self, number) -> None:
        said = {"reason": "Akun terkunci", "by": self.world.person}
        self.try_on_any(number, lambda one: settle_as_not_done(delivery=one, now=self.now, **said))

    @rule()
    def hold_or_lift(self) -> None:
        hold = holds_in_force().first()
        if hold is None:
            hold_deliveries(reason="Arahan", by=self.world.person, now=self.now)
        else:
            lift_hold(hold=hold, by=self.world.person, now=self.now)

    @rule(pump=st.integers(0, 1))
    def work_while_the_channels_are_switched_off(self, pump) -> None:
        Channel.objects.update(active=False)
        self.claim(pump)
        self.only_moves_of_the_table_are_made()
        self.write_attempts()
        Channel.objects.update(active=True)

    # pumps

    @rule(pump=st.integers(0, 1))
    def claim(self, pump) -> None:
        owner = self.pumps[pump]
        beat(pump=owner, now=self.now, timing=self.timing)
        heads = [head.delivery_id for head in due_heads(now=self.now) if not head.held]
        self.claims.append((owner, claim_deliveries(pump=owner, delivery_ids=heads, now=self.now)))

    @precondition(lambda self: self.claims)
    @rule()
    def write_attempts(self) -> None:
        owner, claims = self.claims.pop()
        channels = self.book.read({claim.channel_id for claim in claims}, now=self.now) if claims else {}
        errands = begin_attempts(pump=owner, claims=claims, channels=channels, now=self.now, timing=self.timing)
        self.errands += [(owner, errand) for errand in errands]

    @rule(pump=st.integers(0, 1), seconds=st.sampled_from([0, 25, 4000]))
    def start_work(self, pump, seconds) -> None:
        self.time_passes(seconds)
        self.claim(pump)
        self.only_moves_of_the_table_are_made()
        self.write_attempts()

    @precondition(lambda self: self.errands)
    @rule(number=st.integers(0, 9), outcome=st.sampled_from(OUTCOMES))
    def withdraw_meanwhile(self, number, outcome) -> None:
        errand = self.errands[number % len(self.errands)][1]
        if errand.claim.action == "publish":
            delivery = Delivery.objects.get(pk=errand.claim.delivery_id)
            withdraw_delivery(delivery=delivery, by=self.world.person, now=self.now)
        self.only_moves_of_the_table_are_made()
        self.answer(number, outcome)

    @precondition(lambda self: self.errands)
    @rule(number=st.integers(0, 9), outcome=st.sampled_from(OUTCOMES))
    def answer(self, number, outcome) -> None:
        owner, errand = self.errands.pop(number % len(self.errands))
        settle_attempts(
            pump=owner, ended=[Ended(errand, outcome)], health=self.health, now=self.now, timing=self.timing, jitter=0.5
        )

    @rule(pump=st.integers(0, 1))
    def die(self, pump) -> None:
        dead = self.pumps[pump]
        self.claims = [one for one in self.claims if one[0] != dead]
        self.errands = [one for one in self.errands if one[0] != dead]
        self.now += timedelta(seconds=self.timing.lease + self.timing.skew + 1)
        for living in self.pumps:
            if living != dead:
                beat(pump=living, now=self.now, timing=self.timing)
        take_over(now=self.now, timing=self.timing)
        self.pumps[pump] = sign_on(name="next", now=self.now, timing=self.timing)

    @rule(pump=st.integers(0, 1))
    def sleep_too_long(self, pump) -> None:
        """Its lease runs out, others take over, and then it wakes: what it says is too late."""
        late = self.pumps[pump]
        mine = [one for one in self.errands if one[0] == late]
        self.die(pump)
        before_states = dict(Delivery.objects.values_list("pk", "state"))
        for owner, errand in mine:
            lost = settle_attempts(
                pump=owner, ended=[Ended(errand, OUTCOMES[0])], health=self.health, now=self.now, timing=self.timing,
                jitter=0.5,
            )  # fmt: skip
            assert lost
        assert dict(Delivery.objects.values_list("pk", "state")) == before_states

    @rule(seconds=st.sampled_from([1, 25, 300, 4000]))
    def time_passes(self, seconds) -> None:
        self.now += timedelta(seconds=seconds)
        for pump in self.pumps:
            beat(pump=pump, now=self.now, timing=self.timing)

    # promises

    @invariant()
    def only_moves_of_the_table_are_made(self) -> None:
        for key, state in Delivery.objects.values_list("pk", "state"):
            old, new = self.states.get(key, DeliveryState.SCHEDULED), DeliveryState(state)
            if old != new:
                LIFECYCLE.check(old, new)
                self.seen.add((old, new))
            self.states[key] = new

    @invariant()
    def nothing_is_stranded(self) -> None:
        assert not stranded_deliveries(now=self.now).exists()

    @invariant()
    def what_is_delivered_is_proven_once(self) -> None:
        published = Delivery.objects.filter(state=DeliveryState.DELIVERED, action="publish")
        assert set(Receipt.objects.values_list("delivery", flat=True)) == set(published.values_list("pk", flat=True))


def test_whatever_happens_in_whatever_order_only_moves_of_the_table_are_made(world):
    class ThisOutbox(Outbox):
        pass

    ThisOutbox.world, ThisOutbox.seen = world, set()
    hasty = settings(max_examples=25, stateful_step_count=30, suppress_health_check=list(HealthCheck), database=None)
    run_state_machine_as_test(ThisOutbox, settings=hasty)


def test_every_move_of_the_table_can_happen(world):
    """A walk with a preference for what gets things going; it ends as soon as it has seen every move."""

    class ThisOutbox(Outbox):
        pass

    chance = random.Random(7)
    ThisOutbox.world, ThisOutbox.seen = world, set()
    wanted = set(MOVES) - {(DeliveryState.UNKNOWN, DeliveryState.UNKNOWN)}  # no change of state to see
    for _ in range(500):
        walk(ThisOutbox(), chance, steps=25)
        if ThisOutbox.seen == wanted:
            return
    assert wanted - ThisOutbox.seen == set()


def walk(outbox: Outbox, chance: random.Random, *, steps: int) -> None:
    outbox.begin()
    for _ in range(steps):
        choose_step(outbox, chance)
        outbox.only_moves_of_the_table_are_made()
    outbox.nothing_is_stranded()
    outbox.what_is_delivered_is_proven_once()
    outbox.teardown()


def choose_step(outbox: Outbox, chance: random.Random) -> None:
    number, pump, outcome = chance.randrange(10), chance.randrange(2), chance.choice(OUTCOMES)
    steps: list[tuple[int, Callable[[], object]]] = [
        (3, lambda: outbox.start_work(pump, chance.choice([0, 25, 4000]))),
        (2, lambda: outbox.send_again(number)),
        (1, lambda: outbox.cancel(number)),
        (1, lambda: outbox.withdraw(number)),
        (1, lambda: outbox.say_it_is_there(number)),
        (1, lambda: outbox.say_it_is_not_there(number)),
        (1, lambda: outbox.say_it_is_done(number)),
        (1, lambda: outbox.say_it_was_not_done(number)),
        (1, lambda: outbox.correct(number, "Selamat sore")),
        (1, lambda: outbox.work_while_the_channels_are_switched_off(pump)),
        (1, lambda: outbox.claim(pump)),
        (1, lambda: outbox.die(pump)),
    ]
    if Delivery.objects.count() < 6:
        steps.append((3, lambda: outbox.schedule(pump, False, number, 0)))
    if Delivery.objects.filter(state=DeliveryState.HANDED).exists():
        steps += [(3, lambda: outbox.withdraw_what_a_person_has(number)), (2, lambda: outbox.say_it_is_there(number))]
    if outbox.errands:
        steps += [(5, lambda: outbox.answer(number, outcome)), (1, lambda: outbox.withdraw_meanwhile(number, outcome))]
    chance.choices([step for _, step in steps], weights=[weight for weight, _ in steps])[0]()


def test_a_move_that_is_not_in_the_table_is_refused():
    with pytest.raises(ForbiddenTransition):
        LIFECYCLE.check(DeliveryState.DELIVERED, DeliveryState.SCHEDULED)
    with pytest.raises(ForbiddenTransition):
        LIFECYCLE.check(DeliveryState.UNKNOWN, DeliveryState.ATTEMPTING)


def test_the_diagram_in_the_docs_is_the_one_of_the_table(pytestconfig):
    page = (pytestconfig.rootpath / "docs" / "developers" / "delivery.md").read_text()
    assert f"```mermaid\n{lifecycle_diagram()}\n```" in page
