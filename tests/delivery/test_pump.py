"""What becomes of a delivery: every outcome ends in the right state, nothing is lost, nothing is out twice."""

import asyncio
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import make
from delivery.world import QUICK
from duta.channels.models import Channel, Credential
from duta.channels.operations import seal_credential
from duta.connectors.protocol import Accepted, Capability, Deferred, Idempotency, Proof, Refused, Unknown
from duta.connectors.testing import FakePlatform, ForgetfulFakeConnector, Step, installed
from duta.core.models import AuditEntry
from duta.core.problem_words import sentence_of
from duta.core.problems import Problem
from duta.delivery.ledger import Ledger
from duta.delivery.models import Attempt, Delivery, Receipt
from duta.delivery.operations import (
    hold_deliveries,
    lift_hold,
    retry_refused,
    retry_refused_of_channel,
    schedule_withdrawal,
    settle_as_absent,
    settle_as_published,
    withdraw_delivery,
)
from duta.delivery.operations.settling import Ended
from duta.delivery.pump import Pump
from duta.delivery.queries import deliveries_needing_somebody, oldest_due
from duta.delivery.rules import MAX_LOOKUPS, MAX_SENDS, DeliveryAction, Lane
from duta.delivery.rules import DeliveryState as S
from duta.metrics.models import Observation


def state(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return S(delivery.state).value


def outcomes(delivery: Delivery) -> list[str]:
    return [f"{one.kind} {one.outcome}" for one in delivery.attempts.order_by("number")]


# Accepted


def test_a_due_delivery_goes_out_and_is_proven(world):
    delivery = world.schedule(world.channel(), "Selamat pagi, dunia")

    world.work()

    assert state(delivery) == "delivered"
    assert world.platform.texts() == ["Selamat pagi, dunia"]
    assert delivery.receipt.handle == "fake:1"
    assert delivery.receipt.address == "https://fake.example/1"
    assert outcomes(delivery) == ["send accepted"]
    assert (delivery.wake_at, delivery.line, delivery.owner) == (None, None, None)


def test_what_is_out_is_observed_as_published(world):
    delivery = world.schedule(world.channel())
    world.work()
    observed = Observation.objects.get(thing=f"delivery.delivery:{delivery.pk}")
    assert (observed.metric_ref, observed.value, observed.origin) == ("delivery.published@1", 1, "receipt")
    assert observed.origin_ref == delivery.receipt.address


def test_nothing_goes_out_before_its_time(world):
    delivery = world.schedule(world.channel(), due_at=make.later(hours=2))
    world.wait_and_work(minutes=119)
    assert state(delivery) == "scheduled"
    world.wait_and_work(minutes=1)
    assert state(delivery) == "delivered"


def test_a_success_is_remembered_with_the_channel_and_ends_its_problem(world):
    channel = world.channel(problem_data=Problem("platform_down").as_json())
    world.schedule(channel)
    world.work()
    channel.refresh_from_db()
    assert channel.last_success_at == world.clock()
    assert channel.problem is None


# Refused


def test_a_refusal_waits_for_a_person_with_the_platforms_own_words(world):
    world.platform.next(Step.refuse(said="Too many hashtags"))
    delivery = world.schedule(world.channel())

    world.work()
    world.wait_and_work(days=3)

    assert state(delivery) == "refused"
    assert sentence_of(delivery.problem).said == "Too many hashtags"
    assert list(deliveries_needing_somebody()) == [delivery]
    assert world.platform.texts() == []
    assert AuditEntry.objects.get(action="delivery.refused").detail == {"code": "platform_refused"}


def test_a_refused_delivery_that_somebody_sends_again_goes_out(world):
    world.platform.next(Step.refuse())
    delivery = world.schedule(world.channel())
    world.work()

    retry_refused(delivery=delivery, by=world.person, now=world.clock())
    world.work()

    assert state(delivery) == "delivered"
    assert delivery.problem is None
    assert outcomes(delivery) == ["send refused", "send accepted"]
    assert AuditEntry.objects.get(action="delivery.sent_again").actor_id == world.person.pk


def test_a_refused_credential_shows_on_the_channel_and_all_of_its_deliveries_can_be_sent_again_at_once(world):
    channel = world.channel()
    world.platform.next(Step.refuse("credential_refused"), Step.refuse("credential_refused"), Step.refuse())
    first, second, third = (world.schedule(channel, text) for text in ("satu", "dua", "tiga"))
    world.work()
    channel.refresh_from_db()
    assert channel.problem.code == "credential_refused"

    assert retry_refused_of_channel(channel=channel, by=world.person, now=world.clock()) == 2
    world.work()

    assert {state(first), state(second)} == {"delivered"}
    assert state(third) == "refused", "a refusal of the text itself is not the channel's"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda channel, settings: Credential.objects.filter(channel=channel).delete(), "credential_missing"),
        (lambda channel, settings: Credential.objects.update(sealed=b"x" * 80), "credential_unreadable"),
        (lambda channel, settings: Credential.objects.update(expires_at=make.later(hours=-1)), "credential_expired"),
        (lambda channel, settings: setattr(settings, "DUTA_CHANNEL_PRIVATE_KEYS", []), "channels_locked"),
        (lambda channel, settings: Channel.objects.update(active=False), "channel_off"),
        (lambda channel, settings: Channel.objects.update(connector_key="gone"), "connector_missing"),
        (lambda channel, settings: Channel.objects.update(settings={"account": "lain"}), "account_changed"),
    ],
)
def test_a_channel_that_cannot_send_refuses_before_any_network(world, settings, spoil, code):
    channel = world.channel()
    delivery = world.schedule(channel)
    spoil(channel, settings)

    world.work()

    assert state(delivery) == "refused"
    assert delivery.problem.code == code
    assert "%(" not in sentence_of(delivery.problem).what
    assert delivery.attempts.count() == 0
    assert not world.platform.published_calls


def test_a_channel_that_was_given_another_account_takes_nothing_back_there(world):
    channel = world.channel()
    delivery = world.schedule(channel)
    world.work()
    Channel.objects.update(settings={"account": "lain"})
    withdraw_delivery(delivery=delivery, by=world.person, now=world.clock())
    world.work()
    order = delivery.__class__.objects.get(action="withdraw")
    assert (order.state, order.problem.code) == ("refused", "account_changed")
    assert len(world.platform.visible()) == 1


def test_a_handle_that_is_shown_otherwise_is_the_same_account(world):
    channel = world.channel(handle="@KBRI.example", settings={"account": "KBRI"})
    delivery = world.schedule(channel)
    Channel.objects.update(handle="@kbri.denhaag", settings={"account": "@kbri "})
    world.work()
    assert state(delivery) == "delivered"
    withdraw_delivery(delivery=delivery, by=world.person, now=world.clock())
    Channel.objects.update(handle="@lain")
    world.work()
    assert delivery.__class__.objects.get(action="withdraw").state == "delivered"


def test_a_credential_that_was_renewed_counts_at_once(world):
    channel = world.channel(expires_at=make.later(hours=-1))
    delivery = world.schedule(channel)
    pump = world.work()
    assert delivery.__class__.objects.get().problem.code == "credential_expired"

    seal_credential(channel=channel, secrets={"token": "baru"}, expires_at=None, by=None, now=world.clock())
    retry_refused(delivery=delivery, by=world.person, now=world.clock())
    asyncio.run(Pump(ledger=pump.ledger, in_thread=pump.in_thread).run(until_idle=True))

    assert state(delivery) == "delivered"


def test_one_credential_moved_to_another_channel_opens_nothing(world):
    mine, other = world.channel(), world.channel()
    Credential.objects.filter(channel=other).update(sealed=Credential.objects.get(channel=mine).sealed)
    delivery = world.schedule(other)
    world.work()
    assert state(delivery) == "refused"
    assert delivery.problem.code == "credential_unreadable"


def test_a_payload_that_is_not_the_frozen_one_never_goes_out(world):
    delivery = world.schedule(world.channel())
    Delivery.objects.update(payload_data={**delivery.payload_data, "text": "sesuatu yang lain"})
    world.work()
    assert state(delivery) == "refused"
    assert delivery.problem.code == "payload_changed"
    assert not world.platform.published_calls


# Deferred


def test_a_platform_that_is_down_and_up_again_gets_it_once(world):
    delivery = world.schedule(world.channel())
    world.platform.down = True
    world.work()
    assert state(delivery) == "deferred"
    world.wait_and_work(minutes=1)
    world.platform.down = False
    world.wait_and_work(minutes=20)
    assert state(delivery) == "delivered"
    assert len(world.platform.entries) == 1
    assert outcomes(delivery) == ["send deferred", "send deferred", "send accepted"]


def test_retry_after_is_honoured(world):
    delivery = world.schedule(world.channel())
    world.platform.next(Step.defer(600))
    world.work()
    assert state(delivery) == "deferred"
    assert make.later(seconds=600) <= delivery.wake_at <= make.later(seconds=602)
    world.wait_and_work(seconds=599)
    assert world.platform.published_calls[str(delivery.pk)] == 1
    world.wait_and_work(seconds=3)
    assert state(delivery) == "delivered"


def test_a_delivery_that_never_gets_through_is_given_up(world):
    delivery = world.schedule(world.channel())
    Delivery.objects.update(send_count=MAX_SENDS - 1)
    world.platform.next(Step.defer())
    world.work()
    assert state(delivery) == "refused"
    assert delivery.problem.code == "given_up"
    assert str(MAX_SENDS) in sentence_of(delivery.problem).what
    retry_refused(delivery=delivery, by=world.person, now=world.clock())
    world.work()
    assert state(delivery) == "delivered", "a person's decision gives it new patience"


# Unknown


@pytest.mark.parametrize("stored", [True, False])
def test_a_lost_answer_is_looked_up_before_anything_is_sent_again(world, stored):
    delivery = world.schedule(world.channel())
    world.platform.next(Step.lose_answer(stored=stored))
    world.work()
    assert state(delivery) == "unknown"
    world.wait_and_work(seconds=19)
    assert not world.platform.looked_up, "the request may still be under way"

    world.wait_and_work(seconds=2)
    world.wait_and_work(minutes=1)

    assert state(delivery) == "delivered"
    assert len(world.platform.entries) == 1
    looked = ["send unknown", "lookup accepted"] if stored else ["send unknown", "lookup deferred", "send accepted"]
    assert outcomes(delivery) == looked


def test_the_quarantine_includes_the_platforms_own_delay(world):
    class Slow(ForgetfulFakeConnector):
        key = "slow"
        lookup_delay = 40.0

    with installed(Slow(world.platform)):
        delivery = world.schedule(world.channel(connector="slow"))
        world.platform.next(Step.lose_answer(stored=True))
        world.work()
        world.wait_and_work(seconds=59)
        assert state(delivery) == "unknown"
        world.wait_and_work(seconds=2)
        assert state(delivery) == "delivered"


def test_a_connector_that_raises_makes_the_outcome_unknown_and_the_pump_goes_on(world):
    broken, other = world.schedule(world.channel()), world.schedule(world.channel(), "lain")
    world.platform.next(Step.crash(KeyError("did"), stored=True))
    world.work()
    assert sorted([state(broken), state(other)]) == ["delivered", "unknown"]
    unknown = Delivery.objects.get(state=S.UNKNOWN)
    assert unknown.problem.code == "connector_fault"
    assert "KeyError" in sentence_of(unknown.problem).what
    world.wait_and_work(seconds=30)
    assert {state(broken), state(other)} == {"delivered"}
    assert len(world.platform.entries) == 2


def test_a_connector_that_returns_nothing_is_a_fault_of_the_connector(world):
    class Silent(ForgetfulFakeConnector):
        key = "silent"

        async def submit(self, payload, *, delivery_id, session):
            return None

    with installed(Silent(world.platform)):
        delivery = world.schedule(world.channel(connector="silent"))
        world.work()
        assert state(delivery) == "unknown"
        assert delivery.problem.code == "connector_fault"


def test_an_errand_that_takes_too_long_is_unknown_not_failed(world):
    world.timing = QUICK
    world.platform.delay = 30
    delivery = world.schedule(world.channel())
    world.work()
    assert state(delivery) == "unknown"
    assert delivery.problem.code == "answer_lost"


def test_a_lookup_that_is_interrupted_is_never_taken_for_not_there(world):
    """Else the delivery would be sent again although it is out."""

    class Hanging(ForgetfulFakeConnector):
        key = "hanging"

        async def reconcile(self, payload, *, delivery_id, session):
            await asyncio.sleep(30)

    world.timing = QUICK
    with installed(Hanging(world.platform)):
        delivery = world.schedule(world.channel(connector="hanging"))
        world.platform.next(Step.lose_answer(stored=True))
        world.work()
        world.wait_and_work(seconds=30)
        assert state(delivery) == "unknown"
        assert outcomes(delivery) == ["send unknown", "lookup unknown"]
        assert len(world.platform.entries) == 1


def test_a_lookup_whose_credential_is_gone_leaves_it_unknown(world):
    delivery = world.schedule(world.channel())
    world.platform.next(Step.lose_answer(stored=True))
    world.work()
    sealed = Credential.objects.get()
    sealed.delete()
    world.wait_and_work(seconds=30)
    assert state(delivery) == "unknown"
    assert delivery.problem.code == "credential_missing"
    assert delivery.wake_at > world.clock()


def test_an_unknown_outcome_that_nobody_can_look_up_waits_for_a_person_and_lets_others_pass(world):
    class Blind(ForgetfulFakeConnector):
        key = "blind"
        idempotency = Idempotency.NONE

    with installed(Blind(world.platform)):
        channel = world.channel(connector="blind")
        first, second = world.schedule(channel, "satu"), world.schedule(channel, "dua", due_at=make.later(seconds=1))
        world.platform.next(Step.lose_answer(stored=True))
        world.wait_and_work(seconds=1)
        assert [state(first), state(second)] == ["unknown", "delivered"]
        assert list(deliveries_needing_somebody()) == [first]
        world.wait_and_work(days=3)
        assert state(first) == "unknown"


def test_a_platform_that_never_says_is_put_to_a_person_in_the_end(world):
    delivery = world.schedule(world.channel())
    world.platform.next(Step.lose_answer(stored=True))
    world.work()
    Delivery.objects.update(lookup_count=MAX_LOOKUPS - 1)
    world.platform.down = True
    world.wait_and_work(minutes=1)
    assert state(delivery) == "unknown"
    assert delivery.wake_at is None
    assert list(deliveries_needing_somebody()) == [delivery]


def test_something_else_under_our_key_is_a_persons_business(world):
    class Occupied(ForgetfulFakeConnector):
        key = "occupied"

        async def reconcile(self, payload, *, delivery_id, session):
            return Refused(Problem("content_differs"))

    with installed(Occupied(world.platform)):
        delivery = world.schedule(world.channel(connector="occupied"))
        world.platform.next(Step.lose_answer(stored=True))
        world.work()
        world.wait_and_work(minutes=1)
        assert state(delivery) == "refused"
        receipt = settle_as_published(
            delivery=delivery, address="https://fake.example/1", by=world.person, now=world.clock()
        )
        assert state(delivery) == "delivered"
        assert receipt.detail == {"by_hand": world.person.pk}


def unknown_for_a_person(world):
    delivery = world.schedule(world.channel())
    world.platform.next(Step.lose_answer(stored=False))
    world.work()
    Delivery.objects.update(wake_at=None, line=None)
    return delivery


def test_a_person_who_saw_it_closes_the_delivery_with_its_address(world):
    delivery = unknown_for_a_person(world)
    settle_as_published(delivery=delivery, address=" https://fake.example/7 ", by=world.person, now=world.clock())
    assert state(delivery) == "delivered"
    assert delivery.receipt.address == "https://fake.example/7"
    assert Observation.objects.get(thing=f"delivery.delivery:{delivery.pk}").value == 1
    assert AuditEntry.objects.get(action="delivery.settled_by_hand").actor_id == world.person.pk


def test_a_person_who_did_not_see_it_has_it_sent_again_after_the_quarantine(world):
    delivery = unknown_for_a_person(world)
    settle_as_absent(delivery=delivery, by=world.person, now=world.clock())
    world.work()
    assert state(delivery) == "deferred"
    world.wait_and_work(seconds=21)
    assert state(delivery) == "delivered"


# Order, lanes, holds


def test_a_channel_keeps_its_order_also_when_the_first_must_wait(world):
    channel = world.channel()
    for number in range(5):
        world.schedule(channel, str(number), due_at=make.later(seconds=number))
    world.platform.next(Step.defer(30))
    world.wait_and_work(seconds=10)
    assert world.platform.texts() == []
    world.wait_and_work(seconds=31)
    assert world.platform.texts() == ["0", "1", "2", "3", "4"]


def test_a_delivery_that_a_person_must_act_on_lets_the_others_pass(world):
    channel = world.channel()
    for number in range(3):
        world.schedule(channel, str(number), due_at=make.later(seconds=number))
    world.platform.next(Step.refuse())
    world.wait_and_work(seconds=10)
    assert world.platform.texts() == ["1", "2"]


def test_a_delivery_goes_out_after_the_one_it_follows_on_another_channel_too(world):
    first = world.schedule(world.channel(), "pertama", due_at=make.later(hours=1))
    second = world.schedule(world.channel(), "kedua", after=first)
    third = world.schedule(world.channel(), "ketiga", after=second)
    world.work()
    assert world.platform.texts() == []
    world.wait_and_work(hours=1)
    assert world.platform.texts() == ["pertama", "kedua", "ketiga"]
    assert state(third) == "delivered"


def test_what_follows_a_refused_delivery_waits_until_that_is_sent_again(world):
    first = world.schedule(world.channel(), "pertama")
    second = world.schedule(world.channel(), "kedua", after=first)
    world.platform.next(Step.refuse())
    world.work()
    assert state(second) == "scheduled"
    retry_refused(delivery=first, by=world.person, now=world.clock())
    world.work()
    assert world.platform.texts() == ["pertama", "kedua"]


def test_an_alert_does_not_wait_behind_a_lane_that_hangs(world):
    world.timing = QUICK
    world.platform.delay = 0.6
    for number in range(6):
        world.schedule(world.channel(), f"buletin {number}", lane=Lane.BULK)
    alert = world.schedule(world.channel(), "Gempa", lane=Lane.ALERT)

    pump = world.pump(slots={Lane.ALERT: 1, Lane.STORY: 1, Lane.BULK: 2})

    async def scene():
        running = asyncio.create_task(pump.run())
        await asyncio.sleep(0.35)
        texts = world.platform.texts()
        pump.stop()
        await running
        return texts

    texts = asyncio.run(scene())
    assert "Gempa" in texts
    assert len(texts) == 3, "the lanes' own slots, no more"
    assert state(alert) == "delivered"


def test_an_alert_passes_a_story_that_waits_on_the_same_channel(world):
    channel = world.channel()
    world.schedule(channel, "cerita")
    world.platform.next(Step.defer(300))
    world.work()
    world.schedule(channel, "Gempa", lane=Lane.ALERT)
    world.work()
    assert world.platform.texts() == ["Gempa"]


@pytest.mark.parametrize("scope", ["channel", "organisation", "above", "everywhere"])
def test_nothing_goes_out_while_it_is_held_and_everything_after(world, scope):
    below = make.organisation("Konsulat", parent=world.organisation)
    other = make.organisation("KBRI Paris")
    held, free = world.channel(organisation=below), world.channel(organisation=other)
    scopes = {"channel": {"channel": held}, "organisation": {"organisation": below},
              "above": {"organisation": world.organisation}, "everywhere": {}}  # fmt: skip
    mine, theirs = world.schedule(held, "ditahan"), world.schedule(free, "bebas")
    hold = hold_deliveries(reason="Menunggu arahan", by=world.person, now=world.clock(), **scopes[scope])

    world.wait_and_work(minutes=10)

    assert state(mine) == "scheduled"
    assert state(theirs) == ("scheduled" if scope == "everywhere" else "delivered")
    assert oldest_due(now=world.clock()) is None, "what is held is not late"
    assert lift_hold(hold=hold, by=world.person, now=world.clock())
    assert not lift_hold(hold=hold, by=world.person, now=world.clock())
    world.work()
    assert state(mine) == state(theirs) == "delivered"


def test_a_hold_stops_neither_withdrawals_nor_look_ups(world):
    channel = world.channel()
    out, unclear = world.schedule(channel, "keluar"), world.schedule(world.channel(), "ragu")
    world.platform.next(Step.accept(), Step.lose_answer(stored=True))
    world.work()
    hold_deliveries(reason="Krisis", by=world.person, now=world.clock())
    lost, sent = (unclear, out) if state(unclear) == "unknown" else (out, unclear)
    schedule_withdrawal(receipt=Receipt.objects.get(delivery=sent), by=world.person, now=world.clock())
    world.wait_and_work(minutes=1)
    assert state(lost) == "delivered"
    assert Receipt.objects.get(delivery=sent).withdrawn_at is not None


# Withdrawal


def withdrawn(world, delivery):
    withdraw_delivery(delivery=delivery, by=world.person, now=world.clock())
    world.work()


def test_what_is_out_is_taken_back_before_everything_else_and_counts_no_longer(world):
    channel = world.channel()
    delivery = world.schedule(channel)
    world.work()
    world.clock.pass_by(minutes=5)
    withdrawn(world, delivery)
    receipt = Receipt.objects.get(delivery=delivery)
    assert world.platform.texts() == []
    assert receipt.withdrawn_at == world.clock()
    assert receipt.measure_at is None
    assert Observation.objects.filter(thing=f"delivery.delivery:{delivery.pk}").last().value == 0
    withdrawal = Delivery.objects.get(action=DeliveryAction.WITHDRAW)
    assert (withdrawal.state, withdrawal.changes, withdrawal.lane) == ("delivered", receipt, Lane.ALERT)
    assert not Receipt.objects.filter(delivery=withdrawal).exists()


def test_withdrawing_twice_orders_one_withdrawal(world):
    delivery = world.schedule(world.channel())
    world.work()
    first = schedule_withdrawal(receipt=delivery.receipt, by=world.person, now=world.clock())
    assert schedule_withdrawal(receipt=delivery.receipt, by=world.person, now=world.clock()) == first
    world.work()
    assert withdraw_delivery(delivery=delivery, by=world.person, now=world.clock()) is None


@pytest.mark.parametrize("step", [None, Step.defer(60), Step.refuse()])
def test_what_was_not_sent_is_cancelled_instead_of_withdrawn(world, step):
    delivery = world.schedule(world.channel())
    if step:
        world.platform.next(step)
        world.work()
    withdrawn(world, delivery)
    world.wait_and_work(hours=1)
    assert state(delivery) == "cancelled"
    assert world.platform.entries == []
    assert not Delivery.objects.filter(action=DeliveryAction.WITHDRAW).exists()


@pytest.mark.parametrize(("stored", "ends"), [(True, "delivered"), (False, "cancelled")])
def test_what_may_be_out_is_withdrawn_when_it_is_found_and_never_sent_again(world, stored, ends):
    delivery = world.schedule(world.channel())
    world.platform.next(Step.lose_answer(stored=stored))
    world.work()
    withdrawn(world, delivery)
    world.wait_and_work(minutes=1)
    world.wait_and_work(hours=1)
    assert state(delivery) == ends
    assert world.platform.texts() == []
    assert world.platform.published_calls[str(delivery.pk)] == 1
    assert Delivery.objects.get(action=DeliveryAction.WITHDRAW).state == ends


def test_a_withdrawal_whose_answer_is_lost_is_simply_done_again(world):
    delivery = world.schedule(world.channel())
    world.work()
    world.platform.withdrawals.append(Unknown(Problem("answer_lost")))
    world.platform.withdrawals.append(Deferred(Problem("platform_down")))
    withdrawn(world, delivery)
    world.wait_and_work(minutes=1)
    world.wait_and_work(minutes=1)
    assert world.platform.texts() == []
    withdrawal = Delivery.objects.get(action=DeliveryAction.WITHDRAW)
    assert outcomes(withdrawal) == ["send unknown", "send deferred", "send accepted"]


def test_a_platform_that_cannot_take_back_says_so(world):
    class Final(ForgetfulFakeConnector):
        key = "final"
        name = "Final"
        capabilities = Capability()

    with installed(Final(world.platform)):
        delivery = world.schedule(world.channel(connector="final"))
        world.work()
        withdrawn(world, delivery)
        withdrawal = Delivery.objects.get(action=DeliveryAction.WITHDRAW)
        assert withdrawal.problem.code == "cannot_withdraw"
        assert "Final" in sentence_of(withdrawal.problem).what
        assert state(delivery) == "delivered"


def test_a_refused_withdrawal_is_tried_again_when_it_is_asked_for_again(world):
    delivery = world.schedule(world.channel())
    world.work()
    world.platform.withdrawals.append(Refused(Problem("credential_refused")))
    withdrawn(world, delivery)
    assert Delivery.objects.get(action=DeliveryAction.WITHDRAW).state == "refused"
    withdrawn(world, delivery)
    assert world.platform.texts() == []


# Cost


def test_a_tick_costs_the_same_number_of_queries_for_one_and_for_many(world):
    def queries(channels: int) -> int:
        for channel in [world.channel() for _ in range(channels)]:
            world.schedule(channel)
        with CaptureQueriesContext(connection) as captured:
            world.work()
        return len(captured)

    queries(1)
    assert queries(1) == queries(30)
    assert Attempt.objects.count() == 32


def test_the_platforms_answer_is_kept_as_proof(world):
    class Detailed(ForgetfulFakeConnector):
        key = "detailed"

        async def submit(self, payload, *, delivery_id, session):
            return Accepted(Proof("x:1", "https://fake.example/x1", {"cid": "bafy", "at": 3}))

    with installed(Detailed(FakePlatform())):
        delivery = world.schedule(world.channel(connector="detailed"))
        world.work()
        assert delivery.receipt.detail == {"cid": "bafy", "at": 3}
        assert delivery.receipt.measure_at == world.clock() + timedelta(minutes=1)


# What no database keeps


def answers(world, monkeypatch, outcome, name="submit"):
    async def answer(*_, **__):
        return outcome

    monkeypatch.setattr(world.fake, name, answer)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({}, "nol \x00 bita"),
        ({}, "setengah \ud83d emoji"),
        ({}, "x" * 5000),
        ({"status": float("inf")}, "besar"),
        ({"status": make.NOW}, "waktu"),
    ],
)
def test_a_platforms_odd_words_are_kept_as_far_as_they_can_be(world, monkeypatch, params, said):
    answers(world, monkeypatch, Refused(Problem("platform_refused", params, said=said)))
    delivery = world.schedule(world.channel())
    world.work()
    assert state(delivery) == "refused"
    assert delivery.problem.said[:4] == said[:4]


@pytest.mark.parametrize("handle", ["", "nol\x00", "setengah\ud83d", "x" * 501])
def test_an_entry_that_could_not_be_found_again_is_unknown_and_not_lost(world, monkeypatch, handle):
    answers(world, monkeypatch, Accepted(Proof(handle)))
    delivery = world.schedule(world.channel())
    world.work()
    assert state(delivery) == "unknown"
    assert delivery.problem.code == "connector_fault"


@pytest.mark.parametrize(
    ("detail", "kept"),
    [
        ({"cid": "a\x00\ud83d", "parts": ["\x00b"]}, {"cid": "a?", "parts": ["b"]}),
        ({"id": float("inf")}, {"id": "inf"}),
        ({"id": float("nan"), "raw": b"x"}, {"id": "nan", "raw": "b'x'"}),
        ({"big": 10**30, "half": 0.5, "none": None}, {"big": 10**30, "half": 0.5, "none": None}),
    ],
)
def test_a_receipt_keeps_what_fits_of_an_odd_proof(world, monkeypatch, detail, kept):
    answers(world, monkeypatch, Accepted(Proof("1", "https://fake.example/" + "x" * 1000, detail)))
    delivery = world.schedule(world.channel())
    world.work()
    assert state(delivery) == "delivered"
    assert (delivery.receipt.address, delivery.receipt.detail) == ("", kept)


@pytest.mark.parametrize(
    "handle", ["007", "1e5", "true", '{"a": 1}', "a'b\"c\\", "100%s %% {0}", "\\u0000", "😀" * 500]
)
def test_a_handle_comes_back_as_the_platform_gave_it(world, monkeypatch, handle):
    answers(world, monkeypatch, Accepted(Proof(handle)))
    delivery = world.schedule(world.channel())
    world.work()
    assert state(delivery) == "delivered"
    assert delivery.receipt.handle == handle


def test_a_withdrawal_needs_no_proof(world, monkeypatch):
    delivery = world.schedule(world.channel())
    world.work()
    answers(world, monkeypatch, Accepted(Proof("")), "withdraw")
    withdrawal = schedule_withdrawal(receipt=delivery.receipt, by=world.person, now=world.clock())
    world.work()
    assert state(withdrawal) == "delivered"
    delivery.receipt.refresh_from_db()
    assert delivery.receipt.withdrawn_at


# Twice in one tick


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_errands_of_one_delivery_in_a_tick_the_valid_claim_counts(world, monkeypatch, order):
    """Somebody says "not there" while it is being looked up, and the same pump sends it again meanwhile."""
    answers(world, monkeypatch, Unknown(Problem("answer_lost")))
    delivery = world.schedule(world.channel())
    world.work()
    assert state(delivery) == "unknown"
    slots = dict.fromkeys(Lane, 9)
    world.clock.now = delivery.wake_at
    ledger = Ledger("one", timing=world.timing, clock=world.clock)
    ledger.sign_on()
    [look] = ledger.tick([], slots).errands
    delivery.refresh_from_db()
    settle_as_absent(delivery=delivery, by=world.person, now=world.clock())
    world.clock.now = max(world.clock.now, delivery.wake_at)
    [send] = ledger.tick([], slots).errands
    both = [Ended(look, Accepted(Proof("old"))), Ended(send, Accepted(Proof("new")))]

    ledger.tick(both[::order], slots)

    assert state(delivery) == "delivered"
    assert delivery.receipt.handle == "new"
    assert Observation.objects.filter(thing=f"delivery.delivery:{delivery.pk}").count() == 1
