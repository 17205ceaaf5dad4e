"""Ordering deliveries: once, frozen, in order; and who is told what."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

import make
from duta.connectors.protocol import Payload
from duta.connectors.testing import Step
from duta.core.models import AuditEntry
from duta.core.subjects import Subject
from duta.delivery.keys import new_key
from duta.delivery.models import Delivery
from duta.delivery.operations import (
    OtherPayload,
    OtherState,
    WrongAddress,
    cancel_deliveries,
    cancel_delivery,
    hold_deliveries,
    retry_refused,
    schedule_delivery,
    settle_as_absent,
    settle_as_published,
)
from duta.delivery.queries import (
    deliveries_for,
    deliveries_out_within,
    due_heads,
    hold_on,
    newest_beat,
    next_wake,
    oldest_due,
)
from duta.delivery.rules import back_off, line_of, next_measurement

SUBJECT = Subject("newsroom.release_version", "7/3")


def order(world, channel, text="Selamat pagi", **fields):
    payload = Payload(text=text, language="id", created_at=make.NOW)
    fields = {"subject": SUBJECT, "due_at": make.NOW, "by": world.person, "now": make.NOW, **fields}
    return schedule_delivery(channel=channel, payload=payload, **fields)


def test_the_same_order_twice_is_one_delivery(world):
    channel = world.channel()
    assert order(world, channel) == order(world, channel)
    assert Delivery.objects.count() == 1
    assert AuditEntry.objects.filter(action="delivery.scheduled").count() == 1


def test_what_was_frozen_is_never_replaced(world):
    channel = world.channel()
    first = order(world, channel)
    with pytest.raises(OtherPayload):
        order(world, channel, "Selamat sore")
    first.refresh_from_db()
    assert first.payload.text == "Selamat pagi"


def test_one_subject_can_go_to_many_channels(world):
    made = {order(world, world.channel()).pk for _ in range(3)}
    assert {delivery.pk for delivery in deliveries_for([str(SUBJECT)])} == made


def test_keys_keep_the_order_in_which_they_were_made():
    keys = [new_key() for _ in range(5000)]
    assert keys == sorted(keys)
    assert len(set(keys)) == 5000
    assert {key.version for key in keys} == {7}
    assert [key.hex for key in keys] == sorted(key.hex for key in keys)


def test_deliveries_of_one_moment_go_out_in_the_order_of_scheduling(world):
    channel = world.channel()
    texts = [f"pesan {number}" for number in range(12)]
    for text in texts:
        world.schedule(channel, text)
    world.work()
    assert world.platform.texts() == texts


def test_what_is_being_sent_or_out_cannot_be_cancelled(world):
    channel = world.channel()
    out, waiting = world.schedule(channel, "satu"), world.schedule(channel, "dua", due_at=make.later(hours=1))
    world.work()
    with pytest.raises(OtherState) as refused:
        cancel_delivery(delivery=out, by=world.person, now=make.NOW)
    assert refused.value.state == "delivered"
    assert cancel_deliveries(deliveries=[out, waiting], by=world.person, now=make.NOW) == [out]
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"


def test_what_followed_a_cancelled_delivery_goes_out(world):
    first = world.schedule(world.channel(), "satu", due_at=make.later(hours=1))
    second = world.schedule(world.channel(), "dua", after=first)
    cancel_delivery(delivery=first, by=world.person, now=make.NOW)
    world.work()
    second.refresh_from_db()
    assert second.state == "delivered"


def test_only_a_refused_delivery_is_sent_again_and_only_an_unknown_one_settled_by_hand(world):
    delivery = world.schedule(world.channel())
    given = {"delivery": delivery, "by": world.person, "now": make.NOW}
    with pytest.raises(OtherState):
        retry_refused(**given)
    with pytest.raises(OtherState):
        settle_as_absent(**given)
    with pytest.raises(OtherState):
        settle_as_published(address="https://fake.example/1", **given)
    assert not AuditEntry.objects.exclude(action="delivery.scheduled").filter(action__startswith="delivery.").exists()


@pytest.mark.parametrize("address", ["", "bsky.app/x", "javascript:alert(1)", "https://", "ftp://a/b"])
def test_what_is_no_address_is_not_taken_for_one(world, address):
    delivery = world.schedule(world.channel())
    world.platform.next(Step.lose_answer(stored=True))
    world.work()
    with pytest.raises(WrongAddress):
        settle_as_published(delivery=delivery, address=address, by=world.person, now=make.NOW)


def test_a_hold_names_its_reason_and_one_scope(world):
    channel = world.channel()
    for wrong in ({"reason": " "}, {"reason": "x", "channel": channel, "organisation": world.organisation}):
        with pytest.raises(ValueError, match="hold"):
            hold_deliveries(by=world.person, now=make.NOW, **wrong)
    assert hold_on(channel) is None
    hold = hold_deliveries(reason="Arahan", by=world.person, now=make.NOW)
    assert hold_on(channel) == hold
    entry = AuditEntry.objects.get(action="delivery.held")
    assert entry.detail["reason"] == "Arahan"


def test_the_database_refuses_a_delivery_that_nothing_would_wake(world):
    delivery = world.schedule(world.channel())
    for broken in (
        {"wake_at": None},
        {"state": "delivered"},
        {"state": "attempting"},
        {"state": "deferred", "line": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.filter(pk=delivery.pk).update(**broken)


def test_the_head_of_a_line_is_found_whatever_waits_behind_it(world):
    channels = [world.channel() for _ in range(3)]
    for number in range(30):
        world.schedule(channels[number % 3], str(number), due_at=make.later(minutes=number))
    heads = due_heads(now=make.later(hours=2))
    assert [Delivery.objects.get(pk=head.delivery_id).title for head in heads] == ["0", "1", "2"]
    assert next_wake(now=make.later(minutes=-1)) == make.NOW
    assert next_wake(now=make.later(hours=2)) is None


def test_the_oldest_due_is_the_oldest_whose_turn_it_is(world):
    channel = world.channel()
    world.schedule(channel, "satu")
    world.schedule(channel, "dua")
    world.platform.next(Step.defer(3600))
    assert oldest_due(now=make.later(minutes=3)) == make.NOW
    world.work()
    assert oldest_due(now=make.later(minutes=3)) is None, "it waits for the platform, nobody is late"


def test_a_worker_shows_that_it_lives(world):
    assert newest_beat() is None
    pump = world.pump()
    pump.ledger.sign_on()
    assert newest_beat() == world.clock()


def test_what_goes_out_soon_is_known(world):
    soon = world.schedule(world.channel(), due_at=make.later(hours=23))
    world.schedule(world.channel(), due_at=make.later(hours=25))
    assert list(deliveries_out_within(hours=24, now=make.NOW)) == [soon]


def test_lines_are_apart_by_channel_lane_and_action():
    lines = {
        line_of(channel, lane, action)
        for channel in range(1, 9)
        for lane in range(3)
        for action in ("publish", "withdraw")
    }
    assert len(lines) == 48


def test_back_off_doubles_is_spread_and_never_shorter_than_asked():
    waits = [back_off(tries, jitter=0.5).total_seconds() for tries in range(1, 12)]
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]
    assert back_off(3, jitter=0.0).total_seconds() == 15
    assert back_off(1, jitter=0.0, asked=120).total_seconds() == 120
    assert back_off(9, jitter=0.5, asked=1).total_seconds() == 900
    assert back_off(1, jitter=0.0, asked=10**9) == timedelta(days=1)
    assert back_off(1, jitter=0.5, asked=-5).total_seconds() == 5


@pytest.mark.parametrize(("age", "wait"), [("minutes", 1), ("hours", 5), ("days", 60), ("weeks", 24 * 60)])
def test_young_entries_are_measured_often_and_old_ones_daily(age, wait):
    accepted = make.NOW - timedelta(**{age: 2})
    assert next_measurement(accepted, now=make.NOW) == make.later(minutes=wait)
