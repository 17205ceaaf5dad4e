"""What a person does on the platform, and corrections of what is out: on platforms that can, and by hand."""

import pytest

from delivery.corrections import ADDRESS, again, correct, texts
from duta.connectors.protocol import Deferred, Unknown
from duta.connectors.testing import Step
from duta.core.problems import Problem
from duta.delivery.operations import (
    OtherState,
    WrongAddress,
    retry_refused,
    settle_as_done,
    settle_as_not_done,
    settle_as_published,
    withdraw_delivery,
)
from duta.delivery.queries import corrections_of, deliveries_needing_somebody
from duta.delivery.showing import sheet_of
from duta.metrics.models import Observation

# by hand


def test_what_a_person_is_to_post_waits_for_them_and_is_out_when_they_say_so(world, handed):
    assert (handed.state, handed.problem.code) == ("handed", "to_post")
    assert list(deliveries_needing_somebody()) == [handed]
    receipt = settle_as_published(delivery=handed, address=ADDRESS, by=world.person, now=world.clock())
    assert (receipt.address, again(handed).state, again(handed).problem) == (ADDRESS, "delivered", None)
    assert Observation.objects.get(thing=f"delivery.delivery:{handed.pk}").value == 1


def test_what_a_person_is_to_do_says_nothing_of_the_channels_health(world, handed):
    assert handed.channel.last_success_at is None
    assert handed.channel.problem is None


def test_what_could_not_be_posted_says_why_and_can_be_tried_again(world, handed):
    settle_as_not_done(delivery=handed, reason=" Akun terkunci ", by=world.person, now=world.clock())
    refused = again(handed)
    assert (refused.state, refused.problem.said) == ("refused", "Akun terkunci")
    retry_refused(delivery=refused, by=world.person, now=world.clock())
    world.work()
    assert again(handed).state == "handed"


def test_what_was_withdrawn_before_it_was_posted_is_cancelled_when_the_person_says_so(world, handed):
    withdrawal = withdraw_delivery(delivery=handed, by=world.person, now=world.clock())
    world.work()
    assert again(handed).state == "handed", "it may be out already: only the person knows"
    settle_as_not_done(delivery=handed, reason="", by=world.person, now=world.clock())  # their page is older
    assert (again(handed).state, again(withdrawal).state) == ("cancelled", "cancelled")


def test_what_was_posted_before_the_withdrawal_was_seen_is_taken_back_by_hand(world, handed):
    withdrawal = withdraw_delivery(delivery=handed, by=world.person, now=world.clock())
    receipt = settle_as_published(delivery=again(handed), address=ADDRESS, by=world.person, now=world.clock())
    world.work()
    assert again(withdrawal).state == "handed"
    settle_as_done(delivery=again(withdrawal), by=world.person, now=world.clock())
    receipt.refresh_from_db()
    assert receipt.withdrawn_at == world.clock()
    assert Observation.objects.filter(thing=f"delivery.delivery:{handed.pk}").order_by("-pk")[0].value == 0


def test_only_what_a_person_has_can_be_called_done(world, out):
    with pytest.raises(OtherState):
        settle_as_done(delivery=out, by=world.person, now=world.clock())
    with pytest.raises(OtherState):
        settle_as_not_done(delivery=out, reason="", by=world.person, now=world.clock())


# corrections


def test_a_correction_changes_what_is_out(world, out):
    correct(world, out)
    world.work()
    assert texts(world) == ["Selamat sore"]
    assert again(out).receipt.corrected_at == world.clock()


def test_a_correction_that_says_the_same_is_none(world, out):
    assert correct(world, out, out.payload.text) is None
    correct(world, out)
    world.work()
    assert correct(world, out, key="3") is None
    assert correct(world, out, out.payload.text, key="4") is not None, "back to the first text is a correction too"


def test_a_correction_waits_until_it_is_known_whether_the_first_is_out(world):
    world.platform.next(Step.lose_answer(stored=True))
    delivery = world.schedule(world.channel())
    world.work()
    correction = correct(world, again(delivery))
    world.work()
    assert (again(delivery).state, again(correction).state) == ("unknown", "scheduled")
    world.wait_and_work(seconds=60)
    assert (again(delivery).state, again(correction).state) == ("delivered", "delivered")
    assert texts(world) == ["Selamat sore"]


def test_the_newest_correction_takes_the_place_of_one_that_waits(world):
    delivery = world.schedule(world.channel())
    first = correct(world, delivery)
    second = correct(world, delivery, "Selamat malam", key="3")
    world.work()
    assert (again(first).state, again(second).state) == ("cancelled", "delivered")
    assert texts(world) == ["Selamat malam"]


@pytest.mark.parametrize("outcome", [Unknown(Problem("answer_lost")), Deferred(Problem("platform_down"))])
def test_a_doubtful_correction_is_made_again(world, out, outcome):
    world.platform.edits.append(outcome)
    correction = correct(world, out)
    world.work()
    assert again(correction).state == "deferred"
    world.wait_and_work(seconds=60)
    assert again(correction).state == "delivered"
    assert texts(world) == ["Selamat sore"]


def test_a_withdrawal_gives_up_the_correction_that_waits(world, out):
    correction = correct(world, out)
    withdraw_delivery(delivery=out, by=world.person, now=world.clock())
    world.work()
    assert again(correction).state == "cancelled"
    assert texts(world) == []


def test_a_correction_of_what_never_went_out_has_nothing_to_do(world):
    world.platform.next(Step.refuse())
    delivery = world.schedule(world.channel())
    correction = correct(world, delivery)
    world.work()
    assert (again(delivery).state, again(correction).state) == ("refused", "scheduled")
    withdraw_delivery(delivery=again(delivery), by=world.person, now=world.clock())
    assert (again(delivery).state, again(correction).state) == ("cancelled", "cancelled")


def test_a_correction_by_hand_is_done_when_the_person_says_so(world, handed):
    settle_as_published(delivery=handed, address=ADDRESS, by=world.person, now=world.clock())
    correction = correct(world, again(handed))
    world.work()
    assert (again(correction).state, again(correction).problem.code) == ("handed", "to_correct")
    settle_as_done(delivery=again(correction), by=world.person, now=world.clock())
    assert again(handed).receipt.corrected_at == world.clock()
    assert list(corrections_of(handed)) == [correction]


# a platform that a person serves


@pytest.fixture
def on_x(world):
    channel = world.channel(
        connector="x_by_hand", sealed=False, settings={"account": "kbri_denhaag"}, handle="@kbri_denhaag"
    )
    delivery = world.schedule(channel)
    world.work()
    return again(delivery)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://www.instagram.com/p/DC3abc/", "address_elsewhere"),
        ("https://x.com/kbri_denhaag", "address_no_entry"),
        ("https://x.com/kbri_tokyo/status/1860000000000000000", "address_other_account"),
    ],
)
def test_only_an_entry_of_our_account_closes_what_was_handed_over(world, on_x, address, code):
    with pytest.raises(WrongAddress) as wrong:
        settle_as_published(delivery=on_x, address=address, by=world.person, now=world.clock())
    assert wrong.value.problem.code == code
    assert again(on_x).state == "handed"


def test_the_entry_that_was_pasted_back_is_the_receipt(world, on_x):
    address = "https://x.com/KBRI_DenHaag/status/1860000000000000000"
    settle_as_published(delivery=on_x, address=address, by=world.person, now=world.clock())
    assert again(on_x).receipt.address == address


def test_a_correction_before_it_was_published_is_what_the_sheet_says(world, on_x):
    assert sheet_of(on_x).changed_at is None
    correct(world, on_x, "Selamat malam")
    sheet = sheet_of(again(on_x))
    assert (sheet.parts, sheet.changed_at) == (("Selamat malam",), world.clock())
    address = "https://x.com/kbri_denhaag/status/1860000000000000000"
    settle_as_published(delivery=again(on_x), address=address, by=world.person, now=world.clock())
    assert sheet_of(again(on_x)) is None
