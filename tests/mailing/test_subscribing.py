"""Yes needs two steps, no needs one; doing either again harms nothing, and nobody learns who is on a list."""

import re
from typing import Any

import pytest
from django.test import Client

from duta.core.models import AuditEntry
from duta.mailing import houses, operations, tokens
from duta.mailing.models import Contact, Letter, Subscription
from mailing.lists import World


def path_in(letter: Any, what: str) -> str:
    text = letter.message.get_body(("plain",)).get_content().replace("=\n", "")
    return re.search(rf"http://testserver(/\w\w/mail/{what}/\S+)", text)[1]


def sign_up(world: World, address: str = "Ana@Example.org", **fields: Any) -> Any:
    data = {"address": address, "name": "Ana", "languages": ["id"], "consent": "on", **fields}
    return Client().post(f"/id/mail/list/{world.channel.pk}/", data)


@pytest.fixture(autouse=True)
def _now(world: World, monkeypatch):
    from duta.mailing import public_views  # noqa: PLC0415

    monkeypatch.setattr(public_views.timezone, "now", lambda: world.now)


def test_somebody_signs_up_confirms_gets_a_letter_and_leaves_with_one_click(world: World):
    answer = sign_up(world)
    assert answer.status_code == 200
    assert world.mailing().letters.count() == 0

    world.work()
    (asking,) = world.server.arrived
    assert asking.to == ["ana@example.org"]
    assert asking.message["List-Unsubscribe"] is None
    confirm = path_in(asking, "join")
    page = Client().get(confirm)
    assert page.status_code == 200
    assert world.subscription("ana@example.org").state == "asked"
    assert Client().post(confirm).status_code == 200
    row = world.subscription("ana@example.org")
    assert (row.state, row.consent_how) == ("confirmed", "signed_up")
    assert world.channel.name in row.consent_words

    world.mailing("Kedua.")
    world.work(minutes=1)
    leave = world.server.arrived[-1].message["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert Client().get(leave).status_code == 200
    assert world.subscription("ana@example.org").state == "confirmed"
    answer = Client(enforce_csrf_checks=True).post(leave, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert world.subscription("ana@example.org").state == "unsubscribed"
    assert world.mailing("Ketiga.").letters.count() == 0


def test_replayed_links_harm_nothing(world: World):
    sign_up(world)
    world.work()
    confirm = path_in(world.server.arrived[0], "join")
    for _ in range(3):
        assert Client().post(confirm).status_code == 200
    row = world.subscription("ana@example.org")
    leave = houses.leave_address(row.pk, "id").removeprefix("http://testserver")
    for _ in range(3):
        assert Client().post(leave).status_code == 200
    assert AuditEntry.objects.filter(action="subscription.confirmed").count() == 1
    assert AuditEntry.objects.filter(action="subscription.ended").count() == 1
    # An old yes brings nobody back who left.
    assert Client().post(confirm).status_code == 410
    assert world.subscription("ana@example.org").state == "unsubscribed"


def test_leaving_stops_the_letters_that_are_not_out(world: World):
    world.contact("ana@example.org")
    mailing = world.mailing()
    operations.unsubscribe(subscription_pk=world.subscription("ana@example.org").pk, by=None, now=world.now)
    assert world.work() == 0
    assert world.states(mailing) == {"ana@example.org": "cancelled"}


@pytest.mark.parametrize("kind", ["join", "leave"])
@pytest.mark.parametrize("spoil", [lambda t: t[:-2] + "xx", lambda t: "1" + t, lambda t: t.replace(":", "-")])
def test_a_changed_link_is_nobodys(world: World, kind, spoil):
    world.contact("ana@example.org")
    pk = world.subscription("ana@example.org").pk
    token = spoil(tokens.join_token(pk, "ana@example.org") if kind == "join" else tokens.leave_token(pk))
    assert Client().post(f"/id/mail/{kind}/{token}/").status_code == 404
    assert world.subscription("ana@example.org").state == "confirmed"


def test_a_yes_of_last_month_is_too_late(world: World, monkeypatch):
    sign_up(world)
    row = world.subscription("ana@example.org")
    monkeypatch.setattr("django.core.signing.time.time", lambda: 1_000_000.0)
    token = tokens.join_token(row.pk, "ana@example.org")
    monkeypatch.undo()
    assert Client().post(f"/id/mail/join/{token}/").status_code == 410
    assert world.subscription("ana@example.org").state == "asked"


def test_signing_up_says_the_same_to_everybody(world: World):
    world.contact("ben@example.org")
    left = world.contact("cee@example.org")
    operations.unsubscribe(subscription_pk=left.subscriptions.get().pk, by=None, now=world.now)
    pages = [sign_up(world, address).content.decode().replace(address, "x") for address in
             ("new@example.org", "ben@example.org", "cee@example.org")]  # fmt: skip
    assert len(set(pages)) == 1
    assert world.subscription("ben@example.org").state == "confirmed"
    assert sorted(Letter.objects.values_list("address", flat=True)) == ["cee@example.org", "new@example.org"]


def test_a_stranger_changes_nothing_that_is_known_of_a_contact(world: World):
    world.contact("ben@example.org", name="Ben", languages=("en",))
    sign_up(world, "BEN@example.org", name="Mallory", languages=["id"])
    contact = Contact.objects.get()
    assert (contact.name, contact.languages) == ("Ben", ["en"])


def test_an_address_is_asked_seldom_however_often_it_is_entered(world: World):
    for _ in range(5):
        sign_up(world)
    assert Letter.objects.count() == 1
    for _ in range(5):
        world.pass_by(minutes=11)
        sign_up(world)
    assert Letter.objects.count() == 3
    world.pass_by(days=1)
    sign_up(world)
    assert Letter.objects.count() == 4


def test_one_visitor_cannot_enter_a_whole_telephone_book(world: World):
    answers = [sign_up(world, f"p{n}@example.org").status_code for n in range(25)]
    assert answers == [200] * 20 + [429] * 5
    assert Contact.objects.count() == 20


def test_a_robot_that_fills_the_trap_is_thanked_and_forgotten(world: World):
    assert sign_up(world, homepage="https://spam.example").status_code == 200
    assert Contact.objects.count() == 0


@pytest.mark.parametrize("data", [
    {"address": "no address"}, {"address": ""}, {"consent": ""}, {"languages": []}, {"languages": ["xx"]},
    {"address": "a@b.example\r\nBcc: c@d.example"}, {"address": f"{'a' * 300}@example.org"}, {"name": "x" * 300},
])  # fmt: skip
@pytest.mark.parametrize("language", ["id", "en"])
def test_what_is_missing_is_said_and_nothing_is_sent(world: World, data, language):
    data = {"address": "a@example.org", "languages": ["id"], "consent": "on", **data}
    answer = Client().post(f"/{language}/mail/list/{world.channel.pk}/", data)
    assert answer.status_code == 200
    assert 'class="wrong"' in answer.content.decode()
    assert Letter.objects.count() == 0


def test_a_closed_list_and_other_channels_take_nobody(world: World):
    world.channel.settings = {**world.channel.settings, "by_invitation": "wartawan terakreditasi"}
    world.channel.save()
    assert sign_up(world).status_code == 404
    assert Client().get("/id/mail/list/999999/").status_code == 404
    assert world.channel.name not in Client().get("/id/mail/").content.decode()


def test_who_never_confirmed_is_forgotten(world: World):
    sign_up(world)
    world.contact("ben@example.org")
    assert operations.forget_strangers(now=world.pass_by(days=7)) == 0
    assert operations.forget_strangers(now=world.pass_by(days=2)) == 1
    assert list(Contact.objects.values_list("address", flat=True)) == ["ben@example.org"]
    assert Subscription.objects.count() == 1
    assert set(Letter.objects.values_list("address", flat=True)) == {""}


def test_these_pages_set_no_cookie_and_are_kept_nowhere(world: World):
    world.contact("ana@example.org")
    leave = houses.leave_address(world.subscription("ana@example.org").pk, "en").removeprefix("http://testserver")
    for path in (f"/en/mail/list/{world.channel.pk}/", leave):
        answer = Client().get(path)
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
