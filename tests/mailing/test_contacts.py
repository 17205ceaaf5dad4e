"""Contacts at the desk: kept, imported as a whole or not at all, erased for good."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from wagtail.users.models import UserProfile

import make
from duta.core.models import AuditEntry
from duta.mailing.models import Contact, Letter, Subscription
from duta.mailing.tables import read_table
from mailing.lists import World

HEAD = "surel,nama,media,bahasa,bidang,persetujuan\n"


@pytest.fixture
def manager(world: World, client: Client) -> Client:
    person = make.person("channel_manager", world.channel.organisation)
    UserProfile.objects.create(user=person, preferred_language="en")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(manager: Client, world: World, content: str | bytes):
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("kontak.csv", content, content_type="text/csv")
    return manager.post("/desk/contacts/import/", {"file": file, "lists": world.channel.pk})


def test_a_contact_is_entered_with_evidence_or_asked_by_letter(world: World, manager: Client):
    fields = {
        "organisation": world.channel.organisation_id,
        "languages": ["id"],
        "lists": [world.channel.pk],
        "beats": "budaya; seni",
    }
    assert (
        manager.post("/desk/contacts/new/", {**fields, "address": "Ana@Example.org", "evidence": "Telepon"}).status_code
        == 302
    )
    assert manager.post("/desk/contacts/new/", {**fields, "address": "ben@example.org"}).status_code == 302
    ana, ben = world.subscription("ana@example.org"), world.subscription("ben@example.org")
    assert (ana.state, ana.consent_how, ana.consent_words) == ("confirmed", "evidence", "Telepon")
    assert ben.state == "asked"
    assert Letter.objects.get().address == "ben@example.org"
    assert ana.contact.beats == ["budaya", "seni"]


def test_one_address_is_one_contact(world: World, manager: Client):
    world.contact("ana@example.org")
    fields = {"organisation": world.channel.organisation_id, "languages": ["id"], "address": "ANA@example.org"}
    answer = manager.post("/desk/contacts/new/", fields)
    assert "is a contact of this organisation already" in answer.content.decode()
    assert Contact.objects.count() == 1


def test_taken_off_a_list_a_contact_gets_nothing_more(world: World, manager: Client):
    contact = world.contact("ana@example.org")
    answer = manager.post(
        f"/desk/contacts/{contact.pk}/", {"address": contact.address, "languages": ["id"], "lists": []}
    )
    assert answer.status_code == 302
    assert world.subscription("ana@example.org").state == "unsubscribed"


def test_an_erased_contact_leaves_only_counts(world: World, manager: Client):
    contact = world.contact("ana@example.org", name="Ana Rahasia")
    mailing = world.mailing()
    world.work()
    page = manager.get(f"/desk/contacts/{contact.pk}/erase/").content.decode()
    assert "Ana Rahasia" in page
    assert manager.post(f"/desk/contacts/{contact.pk}/erase/").status_code == 302
    assert Contact.objects.count() == Subscription.objects.count() == 0
    letter = mailing.letters.get()
    assert (letter.address, letter.state) == ("", "sent")
    trail = " ".join(str(entry.detail) + entry.target_name for entry in AuditEntry.objects.all())
    assert "ana@example.org" not in trail
    assert "Rahasia" not in trail
    assert manager.get(f"/desk/mailings/{mailing.pk}/").status_code == 200


def test_a_table_is_taken_as_a_whole(world: World, manager: Client):
    world.contact("old@example.org", name="Lama", on_list=False)
    answer = upload(
        manager, world, HEAD + "new@example.org,Baru,Harian,id|en,budaya,Kartu nama\nOLD@example.org,,Koran,,,\n"
    )
    assert answer.status_code == 302
    new, old = Contact.objects.get(address="new@example.org"), Contact.objects.get(address="old@example.org")
    assert (new.languages, new.beats) == (["id", "en"], ["budaya"])
    assert (old.name, old.medium) == ("Lama", "Koran")
    assert world.subscription("new@example.org").state == "confirmed"
    assert world.subscription("old@example.org").state == "asked"


WRONG = {
    "bukan alamat": "is not an e-mail address",
    "a@example.org,,,xx": "is not a language of this list",
    "a@example.org\na@example.org": "stands in row 2 already",
    ",Ana": "There is no e-mail address",
    f"a@example.org,{'x' * 201}": "200 are allowed",
}


@pytest.mark.parametrize(("rows", "says"), WRONG.items())
def test_one_wrong_row_keeps_the_whole_table_out_and_is_named(world: World, manager: Client, rows, says):
    answer = upload(manager, world, HEAD + "good@example.org,Baik\n" + rows + "\n")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says.replace("row 2", "row 3") in page
    assert "Nothing was imported." in page
    assert Contact.objects.count() == 0


@pytest.mark.parametrize("content", [
    b"", b"nama\nAna\n", HEAD.encode(), b"\xff\xfe\x00", b"x" * 5_000_001, b"surel\n" + b"a@b.example\n" * 20_001,
    b'surel\n"' + b"x" * 200_000, "ＳＵＲＥＬ\n".encode(),
], ids=range(8))  # fmt: skip
def test_what_is_no_table_is_refused_with_a_reason(world: World, manager: Client, content: bytes):
    answer = upload(manager, world, content)
    assert answer.status_code in (200, 422)
    assert Contact.objects.count() == 0


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")])
def test_tables_come_as_spreadsheets_write_them(separator, encoding):
    text = f"E-Mail{separator}Name\r\njose@example.org{separator}José Müller\r\n\r\n"
    table = read_table(text.encode(encoding), languages=["id"])
    assert table.errors == []
    assert [(one.address, one.name, one.languages) for one in table.people] == [
        ("jose@example.org", "José Müller", ("id",))
    ]


@given(st.binary(max_size=3000))
def test_no_bytes_break_the_reader_of_tables(content: bytes):
    read_table(content, languages=["id"])
    read_table(b"surel,nama\n" + content, languages=["id"])


def test_lists_cost_the_same_queries_for_one_and_for_many(world: World, manager: Client):
    def asked(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert manager.get(path).status_code == 200
        return len(caught)

    world.contact("a0@example.org")
    mailing = world.mailing()
    paths = ("/desk/contacts/", f"/desk/mailings/{mailing.pk}/", f"/desk/channels/{world.channel.pk}/")
    manager.get(paths[0])
    few = [asked(path) for path in paths]
    for n in range(1, 20):
        contact = world.contact(f"a{n}@example.org")
        Letter.objects.create(
            mailing=mailing, contact=contact, address=contact.address, message_id=f"<{n}@x>", state_since=world.now,
            wake_at=world.now, created_at=world.now,
        )  # fmt: skip
    assert [asked(path) for path in paths] == few


def test_a_siblings_contacts_and_mailings_are_not_there(world: World, manager: Client):
    other = make.organisation("KBRI Kairo")
    contact, mailing = make.contact(other), make.mailing(other)
    assert contact.address not in manager.get("/desk/contacts/").content.decode()
    assert manager.get(f"/desk/contacts/{contact.pk}/").status_code == 404
    assert manager.get(f"/desk/mailings/{mailing.pk}/").status_code == 404
    answer = manager.post("/desk/contacts/new/", {
        "organisation": other.pk, "address": "x@example.org", "languages": ["id"], "lists": [mailing.channel_id],
    })  # fmt: skip
    assert answer.status_code == 200
    assert Contact.objects.count() == 1


def test_the_list_of_contacts_is_filtered_and_searched(world: World, manager: Client):
    world.contact("ana@example.org", languages=("en",))
    world.contact("ben@example.org", on_list=False)
    for query, found in (
        (f"list={world.channel.pk}", "ana"), ("language=id", "ben"), ("q=ben", "ben"), ("state=confirmed", "ana"),
    ):  # fmt: skip
        page = manager.get(f"/desk/contacts/?{query}").content.decode()
        assert f"{found}@example.org" in page
        assert ({"ana", "ben"} - {found}).pop() + "@example.org" not in page
