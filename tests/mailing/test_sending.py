"""One letter for each recipient, over a real mail server that also misbehaves."""

import pytest

from duta.mailing import carriers, operations, tokens
from duta.mailing.models import Letter
from mailing.lists import World
from peers.smtp import Whim


def test_each_reader_of_the_language_gets_one_letter_of_their_own(world: World):
    world.contact("ana@example.org")
    world.contact("ben@example.org", languages=("en", "id"))
    world.contact("cee@example.org", languages=("en",))
    world.contact("dee@example.org", on_list=False)
    mailing = world.mailing()

    assert world.work() == 2

    assert sorted(letter.to for letter in world.server.arrived) == [["ana@example.org"], ["ben@example.org"]]
    assert world.states(mailing) == {"ana@example.org": "sent", "ben@example.org": "sent"}
    assert world.work(minutes=10) == 0


def test_a_letter_carries_text_html_and_what_mail_programs_act_on(world: World):
    world.contact("ana@example.org", name="Ana Contoh")
    world.mailing("Paragraf satu.\n\nParagraf dua.")
    world.work()

    (letter,) = world.server.arrived
    message = letter.message
    assert message.get_content_type() == "multipart/alternative"
    plain, page = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Paragraf dua." in plain
    assert "Paragraf dua." in page
    assert message["Subject"] == "Lokakarya hari kedelapan"
    assert message["To"] == "Ana Contoh <ana@example.org>"
    assert message["From"] == "KBRI Den Haag <siaran@kemlu.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = message["List-Unsubscribe"].strip("<>")
    assert leave.startswith("http://testserver/id/mail/leave/")
    assert leave in plain
    assert message["Message-ID"] == Letter.objects.get().message_id
    assert tokens.letter_of(letter.sender) == Letter.objects.get().pk


MEANINGS = {
    Whim.REFUSE_SENDER: "deferred",
    Whim.BUSY_AT_SENDER: "deferred",
    Whim.UNKNOWN_RECIPIENT: "refused",
    Whim.REFUSE_RECIPIENT: "deferred",
    Whim.GREYLIST: "deferred",
    Whim.REFUSE_TEXT: "refused",
    Whim.FULL: "deferred",
    Whim.HANG_UP_POLITELY: "deferred",
    Whim.RESET_BEFORE: "unsure",
    Whim.RESET_AFTER: "unsure",
    Whim.RESET_AT_RECIPIENT: "deferred",
    Whim.GARBAGE_AFTER: "unsure",
    Whim.HANG_AFTER: "unsure",
}


@pytest.mark.parametrize("whim", list(Whim), ids=lambda whim: whim.name)
def test_whatever_the_mail_server_does_has_one_meaning_and_the_letter_arrives_in_the_end(
    world: World, whim: Whim, monkeypatch
):
    monkeypatch.setattr(carriers, "TIMEOUT", 0.7)
    world.contact("ana@example.org")
    world.mailing()
    world.server.next(whim)

    world.work()

    letter = Letter.objects.get()
    assert letter.state == MEANINGS[whim]
    if letter.state == "refused":
        assert whim.value in letter.problem.said
        assert letter.hard == (whim is Whim.UNKNOWN_RECIPIENT)
        assert world.work(days=1) == 0
        return
    world.work(minutes=5)
    letter.refresh_from_db()
    assert letter.state == "sent"
    assert letter.repeats == (MEANINGS[whim] == "unsure")
    names = {one.message["Message-ID"] for one in world.server.arrived}
    assert names == {letter.message_id}
    assert len(world.server.arrived) == 1 + (whim in (Whim.RESET_AFTER, Whim.GARBAGE_AFTER, Whim.HANG_AFTER))


def test_one_bad_address_keeps_nobody_else_from_their_letter(world: World):
    for name in ("ana", "ben", "cee"):
        world.contact(f"{name}@example.org")
    world.server.for_address["ben@example.org"] = Whim.UNKNOWN_RECIPIENT
    world.mailing()
    world.work()
    assert world.states() == {"ana@example.org": "sent", "ben@example.org": "refused", "cee@example.org": "sent"}


def test_a_server_that_hangs_up_costs_one_letter_its_turn_and_the_rest_nothing(world: World):
    for name in ("ana", "ben", "cee"):
        world.contact(f"{name}@example.org")
    world.mailing()
    world.server.next(Whim.HANG_UP_POLITELY)
    world.work()
    assert sorted(world.states().values()) == ["deferred", "waiting", "waiting"]
    assert world.work() == 2
    assert world.work(minutes=3) == 1


def test_a_server_that_is_down_costs_no_letter_a_try_and_the_list_says_why(world: World, settings):
    world.contact("ana@example.org")
    world.mailing()
    settings.DUTA_MAIL_SERVER = {**world.server.settings, "port": 1}
    assert world.work() == 0
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == ("waiting", 0)
    world.channel.refresh_from_db()
    assert world.channel.problem.code == "mail_server_down"

    settings.DUTA_MAIL_SERVER = world.server.settings
    assert world.work() == 1
    world.channel.refresh_from_db()
    assert world.channel.problem is None


def test_all_workers_together_keep_the_rate(world: World, settings):
    settings.DUTA_MAIL_RATE = 2
    for n in range(5):
        world.contact(f"p{n}@example.org")
    world.mailing()
    assert [world.work(), world.work(seconds=30), world.work(seconds=31), world.work(seconds=61)] == [2, 0, 2, 1]


def test_nothing_goes_out_while_the_list_is_held_back_or_switched_off(world: World):
    from duta.delivery.operations import hold_deliveries, lift_hold  # noqa: PLC0415

    world.contact("ana@example.org")
    world.mailing()
    hold = hold_deliveries(channel=world.channel, organisation=None, reason="Uji", by=world.person, now=world.now)
    assert world.work() == 0
    lift_hold(hold=hold, by=world.person, now=world.now)
    world.channel.active = False
    world.channel.save()
    assert world.work() == 0
    world.channel.active = True
    world.channel.save()
    assert world.work() == 1


def test_without_a_mail_server_letters_stay_on_the_machine(world: World, settings, tmp_path):
    settings.DUTA_MAIL_SERVER = {}
    settings.DUTA_VAR = tmp_path
    world.contact("ana@example.org")
    world.mailing()
    assert world.work() == 1
    (file,) = (tmp_path / "mail" / "letters").iterdir()
    assert b"X-Envelope-To: ana@example.org" in file.read_bytes()
    assert world.server.arrived == []


def test_a_letter_that_nobody_takes_is_given_up_after_three_days(world: World):
    world.contact("ana@example.org")
    world.mailing()
    for _ in range(40):
        world.server.next(Whim.GREYLIST)
        world.work(hours=4.5)
    letter = Letter.objects.get()
    assert letter.state == "refused"
    assert letter.problem.code == "letter_given_up"
    assert not letter.hard


def test_what_is_withdrawn_is_sent_to_nobody_else(world: World):
    world.contact("ana@example.org")
    mailing = world.mailing()
    operations.withdraw_mailing(channel_id=world.channel.pk, handle=str(mailing.pk), now=world.now)
    assert world.work() == 0
    assert world.states() == {"ana@example.org": "cancelled"}
    assert not operations.withdraw_mailing(channel_id=world.channel.pk, handle=str(mailing.pk), now=world.now)


def test_a_correction_reaches_whoever_got_a_letter_and_nobody_else(world: World):
    world.contact("ana@example.org")
    world.contact("ben@example.org")
    mailing = world.mailing()
    world.server.next(Whim.GREYLIST)
    world.work()
    world.contact("new@example.org")

    world.correct(mailing, "Yang benar.")
    world.work(minutes=5)

    assert world.states(mailing) == {"ana@example.org": "cancelled", "ben@example.org": "sent"}
    corrections = [one for one in world.server.arrived if one.message["Subject"].startswith("Ralat: ")]
    assert sorted(one.to[0] for one in corrections) == ["ana@example.org", "ben@example.org"]
    assert all("Yang benar." in one.message.get_body(("plain",)).get_content() for one in corrections)
