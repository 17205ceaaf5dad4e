"""Faults of others that once stopped letters, or brought somebody back who had left."""

import base64
import re
from pathlib import Path

import pytest
from django.db import DataError
from django.test import Client

from duta.mailing import operations, tokens
from duta.mailing.carriers import SmtpCarrier
from duta.mailing.houses import links_of
from duta.mailing.mailboxes import Maildir
from duta.mailing.models import Contact, Letter, Notice, Subscription
from duta.mailing.notices import read_notice
from duta.mailing.operations.naming import message_id
from duta.mailing.returns import read_from
from duta.mailing.rules import Later, LetterKind, Never, same_address
from mailing.lists import World
from mailing.test_returning import notice


def test_an_address_with_a_domain_in_other_letters_is_written_to(world: World):
    world.contact(same_address(" Red@MÜNCHEN.example"))
    world.mailing()
    assert world.work() == 1
    assert world.server.arrived[0].to == ["red@xn--mnchen-3ya.example"]


@pytest.mark.parametrize("address", ["a@b..example", f"a@{'.'.join(['ü' + 'b' * 55] * 4)}.example"])
def test_what_has_no_such_spelling_stays_as_it_is(address: str):
    assert same_address(address) == address


def test_an_address_that_cannot_be_said_costs_nobody_else_their_letter(world: World):
    world.contact("ana@example.org")
    world.contact("red@münchen.example")
    world.contact("zoe@example.org")
    world.mailing()
    assert world.work() == 2
    assert world.states()["ana@example.org"] == world.states()["zoe@example.org"] == "sent"
    assert world.states()["red@münchen.example"] != "attempting"


@pytest.mark.parametrize(
    ("sender", "to", "answer"), [("a@b.example", "r@ü.example", Never), ("a@ü.example", "r@b.example", Later)]
)
def test_no_address_makes_a_carrier_raise(world: World, sender: str, to: str, answer: type):
    from duta.mailing.carriers import conversation  # noqa: PLC0415

    with conversation() as carrier:
        assert isinstance(carrier, SmtpCarrier)
        assert isinstance(carrier.carry(sender=sender, to=to, name="<1@x>", content=b"x"), answer)
        carrier.carry(sender="a@b.example", to="ana@example.org", name="<2@x>", content=b"Subject: x\r\n\r\nx")
    assert [one.to for one in world.server.arrived] == [["ana@example.org"]]


def test_a_wrong_address_for_answers_leaves_no_letter_between_two_states(world: World):
    world.channel.settings = {**world.channel.settings, "reply_to": "pers@"}
    world.channel.save()
    world.contact("ana@example.org")
    world.mailing()
    assert world.work() == 0
    assert Letter.objects.get().state != "attempting"


def headers_with(message_id: bytes) -> bytes:
    """A notice whose copy of our headers is in base64, and holds anything."""
    plain = notice(to="x@y.example", recipient="ana@example.org", message_id="<1@x>")
    head, _mark, rest = plain.partition(b"Content-Type: text/rfc822-headers\r\n\r\n")
    coded = base64.b64encode(b"Message-ID: " + message_id + b"\r\n")
    end = rest[rest.index(b"\r\n--B--") :]
    return head + b"Content-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: base64\r\n\r\n" + coded + end


def test_a_notice_holds_nothing_that_a_database_refuses():
    assert read_notice(headers_with(b"<abcdef@x>")).message_id == "<abcdef@x>"
    assert "\x00" not in read_notice(headers_with(b"<abc\x00def@x>")).message_id
    assert "\x00" not in read_notice(notice(to="x@y.example", recipient="a\x00b@x", status="5.1.1 \x00")).recipient
    assert "\x00" not in read_notice(notice(to="x@y.example", recipient="a@x", status="5.1.1 a\x00b")).said


def test_a_message_that_cannot_be_noted_is_foreign_and_read_once(world: World, tmp_path: Path, monkeypatch):
    noted = operations.note_message

    def refusing(*, key, returned, now):
        if returned is not None:
            raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        return noted(key=key, returned=returned, now=now)

    monkeypatch.setattr(operations, "note_message", refusing)
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    (tmp_path / "new" / "1").write_bytes(notice(to="x@y.example", recipient="ana@example.org"))
    assert read_from(Maildir(tmp_path), now=world.now) == 0
    assert Notice.objects.get().verdict == "foreign"


@pytest.mark.parametrize("evidence", ["Kartu nama", ""])
def test_importing_a_table_again_brings_nobody_back_who_left(world: World, evidence: str):
    people = [operations.Person(f"{name}@example.org", evidence=evidence) for name in ("ana", "ben")]

    def take() -> tuple[int, int]:
        return operations.import_contacts(
            people=people, organisation=world.channel.organisation, channel=world.channel, words="Ya",
            by=world.person, now=world.now,
        )  # fmt: skip

    assert take() == (2, 0)
    operations.unsubscribe(subscription_pk=world.subscription("ana@example.org").pk, by=None, now=world.now)
    world.pass_by(days=2)
    assert take() == (0, 2)
    assert world.subscription("ana@example.org").state == "unsubscribed"
    assert world.subscription("ben@example.org").state == ("confirmed" if evidence else "asked")


def test_what_somebody_can_mend_is_tried_again(world: World):
    good = world.channel.settings
    world.channel.settings = {**good, "reply_to": "pers@"}
    world.channel.save()
    world.contact("ana@example.org")
    world.mailing()
    world.work()
    assert Letter.objects.get().state == "deferred"
    world.channel.settings = good
    world.channel.save()
    assert world.work(minutes=5) == 1


def test_nobody_guesses_a_messages_name(world: World):
    contact = world.contact("ana@example.org")
    mailing = world.mailing()
    name = mailing.letters.get().message_id
    assert re.fullmatch(rf"<{mailing.pk.hex}\.{contact.pk}\.[0-9a-f]{{20}}@kemlu\.example>", name)
    assert message_id(f"{mailing.pk.hex}.{contact.pk}") == name
    assert message_id("a").partition(".")[2] != message_id("b").partition(".")[2]


def save(world: World, contact: Contact, evidence: str = "") -> None:
    operations.save_contact(
        contact=contact, lists=[world.channel], words="Ya", evidence=evidence, by=world.person, now=world.now
    )


@pytest.mark.parametrize(("evidence", "state"), [("", "asked"), ("Telepon", "confirmed")])
def test_another_address_inherits_no_yes(world: World, evidence: str, state: str):
    contact = world.contact("ana@example.org")
    contact.address = "new@example.org"
    save(world, contact, evidence)
    row = world.subscription("new@example.org")
    assert (row.state, row.consent_words) == (state, evidence or "Ya")
    assert [letter.address for letter in Letter.objects.all()] == ([] if evidence else ["new@example.org"])


def test_a_changed_address_is_asked_at_once(world: World):
    contact = world.contact("typo@example.org", on_list=False)
    save(world, contact)
    contact.address = "ana@example.org"
    world.pass_by(minutes=1)
    save(world, contact)
    assert list(Letter.objects.order_by("pk").values_list("address", flat=True)) == [
        "typo@example.org", "ana@example.org",
    ]  # fmt: skip


def move(world: World, contact: Contact, evidence: str = "") -> None:
    contact.address = "new@example.org"
    save(world, contact, evidence)


def join_path(letter: Letter) -> str:
    return links_of(letter).join.removeprefix("http://testserver")


def test_a_link_confirms_only_the_address_that_it_was_mailed_to(world: World, monkeypatch):
    monkeypatch.setattr("duta.mailing.public_views.timezone.now", lambda: world.now)
    contact = world.contact("typo@example.org", on_list=False)
    save(world, contact)
    old = join_path(Letter.objects.get())
    assert Client().get(old).status_code == 200
    world.pass_by(minutes=1)
    move(world, contact)
    new = join_path(Letter.objects.get(address="new@example.org"))
    assert Client().get(old).status_code == Client().post(old).status_code == 410
    assert world.subscription("new@example.org").state == "asked"
    assert Client().post(new).status_code == 200
    assert world.subscription("new@example.org").state == "confirmed"


def test_a_link_from_before_links_named_their_address_counts_while_only_one_was_asked(world: World):
    contact = world.contact("typo@example.org", on_list=False)
    save(world, contact)
    old = f"/id/mail/join/{tokens.JOIN.sign(str(contact.subscriptions.get().pk))}/"
    assert Client().get(old).status_code == 200
    world.pass_by(minutes=1)
    move(world, contact)
    assert Client().post(old).status_code == 410
    assert world.subscription("new@example.org").state == "asked"


def test_what_waits_follows_a_contact_who_said_yes_to_the_new_address(world: World):
    contact = world.contact("ana@example.org")
    mailing = world.mailing()
    move(world, contact, "Telepon")
    assert world.states(mailing) == {"new@example.org": "waiting"}
    assert world.work() == 1
    assert [one.to for one in world.server.arrived] == [["new@example.org"]]


def test_what_waits_is_stopped_where_the_new_address_has_not_said_yes(world: World):
    contact = world.contact("ana@example.org")
    mailing = world.mailing()
    move(world, contact)
    letter = mailing.letters.get()
    assert (letter.state, letter.problem.code) == ("cancelled", "letter_moved")
    world.work()
    assert [one.to for one in world.server.arrived] == [["new@example.org"]]  # it is asked


def test_a_request_to_confirm_does_not_go_to_an_address_that_changed(world: World):
    contact = world.contact("typo@example.org", on_list=False)
    save(world, contact)
    world.pass_by(minutes=1)
    move(world, contact, "Telepon")
    assert world.states() == {"typo@example.org": "cancelled"}
    assert world.work() == 0


@pytest.mark.parametrize(("evidence", "to"), [("Telepon", ["new@example.org"]), ("", [])])
def test_a_letter_that_was_being_sent_as_its_contact_moved_keeps_to_the_same_rule(
    world: World, evidence: str, to: list[str]
):
    contact = world.contact("ana@example.org")
    mailing = world.mailing()
    mailing.letters.update(state="attempting", wake_at=None, lease_until=world.now)
    move(world, contact, evidence)
    mailing.letters.update(state="deferred", wake_at=world.now, lease_until=None)
    Letter.objects.filter(kind=LetterKind.CONFIRMATION).delete()
    world.work()
    assert [address for one in world.server.arrived for address in one.to] == to


@pytest.mark.parametrize("state", ["asked", "bounced"])
def test_saving_a_contact_again_writes_to_nobody(world: World, state: str):
    contact = world.contact("ana@example.org", on_list=False)
    save(world, contact)
    Subscription.objects.update(state=state)
    world.pass_by(days=2)
    save(world, contact)
    assert Letter.objects.count() == 1
    assert world.subscription("ana@example.org").state == state


def ask(world: World, *, behind: str) -> int:
    data = {"address": "ana@example.org", "languages": ["id"], "consent": "on"}
    path = f"/id/mail/list/{world.channel.pk}/"
    return Client().post(path, data, headers={"X-Forwarded-For": behind}).status_code


def test_visitors_behind_one_proxy_are_counted_apart_and_by_the_hour(world: World, monkeypatch, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    monkeypatch.setattr("duta.mailing.public_views.timezone.now", lambda: world.now)
    assert [ask(world, behind="192.0.2.1") for _ in range(21)] == [200] * 20 + [429]
    assert ask(world, behind="192.0.2.2") == 200
    world.pass_by(hours=1)
    assert ask(world, behind="192.0.2.1") == 200


def test_a_visitor_without_an_address_may_sign_up(world: World):
    data = {"address": "ana@example.org", "languages": ["id"], "consent": "on"}
    assert Client(REMOTE_ADDR="").post(f"/id/mail/list/{world.channel.pk}/", data).status_code == 200


def test_who_signs_up_again_has_a_week_again(world: World):
    def asks() -> None:
        operations.sign_up(
            channel=world.channel, address="ana@example.org", name="", medium="", languages=["id"], words="Ya",
            now=world.now,
        )  # fmt: skip

    asks()
    world.pass_by(days=7, hours=23)
    asks()
    assert operations.forget_strangers(world.pass_by(hours=2)) == 0
    assert operations.forget_strangers(world.pass_by(days=8)) == 1
