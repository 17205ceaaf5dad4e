"""From a delivery to the mailbox: the pump, the spool, the sender and a real mail server, one after the other."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

import make
from delivery.world import lend_connection
from duta.channels import spools
from duta.connectors.protocol import Link
from duta.core.subjects import Subject
from duta.delivery.ledger import Ledger
from duta.delivery.models import Delivery
from duta.delivery.operations import schedule_correction, schedule_delivery, withdraw_delivery
from duta.delivery.pump import Pump
from duta.mailing.models import Mailing
from duta.mailing.spool import MailSpool
from mailing.lists import World


def pumped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pump work until nothing is left; the spool works in its database thread: a test has one connection."""
    pump = Pump(ledger=Ledger("test", clock=lambda: world.now), in_thread=lend_connection())

    async def run(work: Any) -> Any:
        return await pump._in_database(work)

    monkeypatch.setattr("duta.mailing.spool.timezone.now", lambda: world.now)
    monkeypatch.setitem(spools._MAKERS, "press_list", lambda pk: MailSpool(pk, run))
    asyncio.run(pump.run(until_idle=True))


@pytest.fixture
def delivery(world: World, monkeypatch) -> Delivery:
    world.contact("ana@example.org")
    world.contact("ben@example.org", languages=("en",))
    made = schedule_delivery(
        channel=world.channel, subject=Subject("test.thing", uuid4().hex), payload=world.payload(), title="Lokakarya",
        due_at=world.now, by=world.person, now=world.now,
    )  # fmt: skip
    pumped(world, monkeypatch)
    made.refresh_from_db()
    return made


def test_a_delivery_becomes_letters_and_its_receipt_is_the_archive_page(world: World, delivery: Delivery, client):
    assert delivery.state == "delivered"
    mailing = Mailing.objects.get(delivery_id=delivery.pk)
    assert delivery.receipt.address == f"http://testserver/id/mail/archive/{mailing.pk}/"
    assert world.work() == 1
    assert [one.to for one in world.server.arrived] == [["ana@example.org"]]
    page = client.get(mailing.path).content.decode()
    assert "Selamat pagi." in page
    assert "ana@example.org" not in page


def test_a_correction_and_a_withdrawal_reach_letters_and_archive(world: World, delivery: Delivery, monkeypatch, client):
    world.work()
    archive = delivery.receipt.address.removeprefix("http://testserver")
    schedule_correction(
        delivery=delivery, subject=Subject("test.thing", uuid4().hex), payload=world.payload("Yang benar."),
        by=world.person, now=world.pass_by(minutes=1),
    )  # fmt: skip
    pumped(world, monkeypatch)
    world.work(minutes=1)
    assert [one.message["Subject"].split(":")[0] for one in world.server.arrived][1:] == ["Ralat"]
    page = client.get(archive).content.decode()
    assert "Yang benar." in page
    assert "Selamat pagi." not in page

    withdraw_delivery(delivery=delivery, by=world.person, now=world.pass_by(minutes=1))
    pumped(world, monkeypatch)
    answer = client.get(archive)
    assert answer.status_code == 410
    assert "Yang benar." not in answer.content.decode()


def test_a_corrected_headline_alone_reaches_the_list(world: World, delivery: Delivery):
    world.work()
    said = delivery.payload
    assert said.link
    corrected = replace(said, link=Link(said.link.url, "Judul yang benar"))
    given = {"subject": Subject("test.thing", uuid4().hex), "by": world.person, "now": world.pass_by(minutes=1)}
    assert schedule_correction(delivery=delivery, payload=corrected, **given)


def test_an_archive_page_has_one_address(world: World, delivery: Delivery, client):
    mailing = Mailing.objects.get()
    answer = client.get(mailing.path.replace("/id/", "/en/"))
    assert (answer.status_code, answer.headers["Location"]) == (301, mailing.path)
    assert client.get(f"/id/mail/archive/{uuid4()}/").status_code == 404
    correction = world.correct(mailing, "Lain.")
    assert client.get(f"/id/mail/archive/{correction.pk}/").status_code == 404


def test_the_delivery_and_the_channel_tell_of_the_letters(world: World, delivery: Delivery, client):
    world.work()
    manager = make.person("channel_manager", world.channel.organisation)
    author = make.person("author", world.channel.organisation)
    mailing = Mailing.objects.get()
    for person, sees in ((manager, True), (author, False)):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(f"/desk/deliveries/{delivery.pk}/").content.decode()
        assert f"/desk/mailings/{mailing.pk}/" in page
        letters = client.get(f"/desk/mailings/{mailing.pk}/").content.decode()
        assert ("ana@example.org" in letters) is sees
        assert client.get(f"/desk/channels/{world.channel.pk}/").status_code == 200


@pytest.mark.parametrize(
    "text", ["😀 Selamat 🎉\n\nنص عربي من اليمين", "x" * 20_000, "Titik\n.\n..\n.satu", "a\r\nb\rc", "\u202eevil\u202c"]
)
def test_emoji_right_to_left_and_long_texts_arrive_as_they_are(world: World, text: str):
    world.contact("ana@example.org")
    world.mailing(text, language="id")
    world.work()
    body = world.server.arrived[0].message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert " ".join(text.split()) in " ".join(body.split())


def test_a_text_from_right_to_left_says_so(world: World):
    world.contact("ana@example.org", languages=("ar",))
    world.mailing("نص عربي", language="ar")
    world.work()
    assert 'dir="rtl"' in world.server.arrived[0].message.get_body(("html",)).get_content()
