"""Corrections that overtake each other, meet a withdrawal, or are in doubt: what is out is what was cleared last."""

import pytest

from delivery.corrections import ADDRESS, again, correct, texts
from duta.channels.health import HealthNotes
from duta.channels.sessions import ChannelBook
from duta.connectors.protocol import Accepted, Deferred, Handed, Proof, Refused, Unknown
from duta.connectors.testing import FakeConnector, Step, installed
from duta.core.problems import Problem
from duta.delivery.operations import cancel_delivery, settle_as_published, withdraw_delivery
from duta.delivery.operations.claiming import begin_attempts, claim_deliveries, sign_on
from duta.delivery.operations.settling import Ended, settle_attempts
from duta.delivery.queries import due_heads
from duta.delivery.rules import Timing

DOWN, NO = Deferred(Problem("platform_down")), Refused(Problem("platform_refused"))


class UnderWay:
    """Begin what is due; answer later."""

    def __init__(self, world):
        self.world, self.timing, now = world, Timing(), world.clock()
        self.pump = sign_on(name="slow", now=now, timing=self.timing)
        claims = claim_deliveries(pump=self.pump, delivery_ids=[h.delivery_id for h in due_heads(now=now)], now=now)
        channels = ChannelBook().read({c.channel_id for c in claims}, now=now)
        self.errands = begin_attempts(pump=self.pump, claims=claims, channels=channels, now=now, timing=self.timing)

    def answer(self, outcome):
        settle_attempts(
            pump=self.pump,
            ended=[Ended(e, outcome) for e in self.errands],
            health=HealthNotes(),
            now=self.world.clock(),
            timing=self.timing,
            jitter=0.5,
        )


def overtaken(world, out, outcome):
    first = correct(world, out, "Lama")
    busy = UnderWay(world)
    second = correct(world, out, "Baru", key="3")
    busy.answer(outcome)
    return first, second


@pytest.mark.parametrize("outcome", [DOWN, NO])
def test_a_story_is_withdrawn_however_its_two_corrections_stand(world, out, outcome):
    overtaken(world, out, outcome)
    assert withdraw_delivery(delivery=out, by=world.person, now=world.clock()) is not None


@pytest.mark.parametrize("outcome", [DOWN, NO])
def test_a_third_correction_takes_the_place_of_both(world, out, outcome):
    overtaken(world, out, outcome)
    assert correct(world, out, "Terbaru", key="4") is not None
    world.wait_and_work(seconds=60)
    assert texts(world) == ["Terbaru"]


def test_the_newest_correction_arrives_when_the_older_is_refused(world, out):
    _, second = overtaken(world, out, NO)
    world.wait_and_work(seconds=60)
    assert again(second).state == "delivered"
    assert texts(world) == ["Baru"]


def test_no_correction_goes_out_after_the_withdrawal(world, out):
    calls = []
    correction = correct(world, out)
    busy = UnderWay(world)
    withdrawal = withdraw_delivery(delivery=out, by=world.person, now=world.clock())
    busy.answer(DOWN)
    real = world.fake.edit

    async def edit(handle, payload, **more):
        calls.append((handle, payload.text, [e.withdrawn for e in world.platform.entries]))
        return await real(handle, payload, **more)

    world.fake.edit = edit
    world.work()
    world.wait_and_work(seconds=60)
    assert again(withdrawal).state == "delivered"
    assert calls == [], "an edit was sent after the withdrawal"
    assert again(correction).state == "cancelled"


def lost_edit(world, out):
    """The platform takes it; the answer is lost."""
    out_entry = world.platform.entries[0]
    world.platform.edits.append(Unknown(Problem("answer_lost")))
    first = correct(world, out, "Salah")
    world.work()
    out_entry.payload = first.payload
    assert again(first).state == "deferred"


def test_back_to_the_first_text_after_a_doubtful_correction(world, out):
    lost_edit(world, out)
    correct(world, out, out.payload.text, key="3")
    world.wait_and_work(seconds=60)
    assert texts(world) == [out.payload.text]


def test_back_to_the_first_text_while_a_person_has_the_correction(world, handed):
    settle_as_published(delivery=handed, address=ADDRESS, by=world.person, now=world.clock())
    correct(world, again(handed), "Salah")
    world.work()  # with a person, who may have done it already
    assert correct(world, again(handed), handed.payload.text, key="3") is not None


def test_what_is_being_withdrawn_is_not_corrected(world, out):
    world.platform.withdrawals.append(DOWN)
    withdraw_delivery(delivery=out, by=world.person, now=world.clock())
    world.work()
    assert correct(world, again(out)) is None


def test_what_was_withdrawn_is_not_corrected(world, out):
    withdraw_delivery(delivery=out, by=world.person, now=world.clock())
    world.work()
    assert correct(world, again(out)) is None


def test_what_was_given_up_is_not_corrected(world):
    delivery = world.schedule(world.channel())
    cancel_delivery(delivery=delivery, by=world.person, now=world.clock())
    handles = []

    async def edit(handle, payload, **more):
        handles.append(handle)
        return Accepted(Proof(handle))

    world.fake.edit = edit
    correct(world, again(delivery))
    world.work()
    assert handles == [], "an edit without a handle reached the connector"


def test_the_same_correction_twice_is_one(world, out):
    first = correct(world, out)
    second = correct(world, out)
    assert first == second
    world.work()
    assert texts(world) == ["Selamat sore"]


def test_a_look_up_hands_nothing_to_a_person(world):
    class Odd(FakeConnector):
        key = "odd"

        async def reconcile(self, payload, *, delivery_id, session):
            return Handed()

    with installed(Odd()) as odd:
        odd.platform.next(Step.lose_answer(stored=True))
        delivery = world.schedule(world.channel(connector="odd"))
        world.work()
        assert again(delivery).state == "unknown"
        world.wait_and_work(seconds=60)
        assert again(delivery).state == "unknown"


def test_nobody_is_told_to_publish_what_was_withdrawn(world, handed):
    withdraw_delivery(delivery=handed, by=world.person, now=world.clock())
    assert again(handed).problem.code != "to_post"


def test_a_newer_correction_rests_until_a_doubtful_one_can_no_longer_arrive(world, out):
    """B's answer was lost (its request may still be under way); a newer one may go out only after the quarantine."""
    world.platform.edits.append(Unknown(Problem("answer_lost")))
    correct(world, out, "Lama")
    world.work()
    second = correct(world, out, "Baru", key="3")
    world.work()
    assert again(second).state == "scheduled"
