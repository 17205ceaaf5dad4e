"""The screens of figures: who enters, what a phone posts, what the pages say."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import make
from delivery.test_screens import page, sign_in
from duta.accounts.rules import Role
from duta.delivery.models import Receipt, Tally

pytestmark = pytest.mark.django_db
FILE = (
    'Post id,Post Link,Impressions,Likes\n1,https://x.com/kbri/status/1,"1,200",34\n2,https://x.com/kbri/status/2,5,1\n'
)


@pytest.fixture
def posted(mission):
    """An entry on X that a person published."""
    channel = make.channel(mission, connector_key="x_by_hand", settings={"account": "kbri"}, handle="@kbri")
    made = make.delivery(make.release(make.story(mission)), channel, title="Reog di Rotterdam")
    Receipt.objects.filter(delivery=made).update(address="https://x.com/kbri/status/1", handle="1")
    return made


def enter(client, delivery, **said):
    said = {"counted_at": "2026-11-23T09:30", "evidence": "Layar ponsel", **said}
    return client.post(reverse("delivery:counts", args=[delivery.pk]), said, follow=True).content.decode()


def upload(client, delivery, content=FILE, name="konten.csv", counted_at="2026-11-23T09:30"):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    address = reverse("delivery:exports", args=[delivery.channel_id])
    return client.post(address, {"file": file, "counted_at": counted_at}, follow=True).content.decode()


@pytest.mark.parametrize("role", [Role.ANALYST, Role.CHANNEL_MANAGER])
def test_figures_stand_on_the_entrys_page_with_who_when_and_where(client, mission, posted, role):
    person = sign_in(client, role, mission)
    enter(client, posted, platform_likes="34", platform_views="1200")
    shown = page(client, posted)
    for said in ("1,200", "34", "Layar ponsel", str(person)):
        assert said in shown


def test_authors_look_and_do_not_enter(client, mission, posted):
    sign_in(client, Role.AUTHOR, mission)
    assert reverse("delivery:counts", args=[posted.pk]) not in page(client, posted)
    assert client.get(reverse("delivery:counts", args=[posted.pk])).status_code in (302, 403)
    upload(client, posted)
    assert not Tally.objects.exists()


def test_a_lower_total_is_asked_about_and_taken_when_confirmed(client, mission, posted):
    sign_in(client, Role.ANALYST, mission)
    enter(client, posted, platform_likes="34")
    later = {"platform_likes": "30", "counted_at": "2026-11-23T10:30"}
    assert "30 is lower than before (34)." in enter(client, posted, **later)
    assert "The figures are kept." in enter(client, posted, **later, lower_is_right="on")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"platform_likes": "-1"}, "greater than or equal to 0"),
        ({"platform_likes": "dua"}, "whole number"),
        ({"platform_likes": "1", "counted_at": "besok"}, "Enter day and time"),
        ({"platform_likes": "1", "counted_at": ""}, "required"),
        ({"platform_likes": "1", "counted_at": "2026-03-29T02:30"}, "The clocks jump over this time"),
        ({"platform_likes": "1", "counted_at": "9999-01-01T00:00"}, "too far away"),
        ({"platform_likes": "1", "evidence": "  "}, "required"),
        ({}, "No figure was entered."),
    ],
)
def test_what_is_wrong_is_said_in_words(client, mission, posted, said, words):
    sign_in(client, Role.ANALYST, mission)
    assert words in enter(client, posted, **said)
    assert not Tally.objects.exists()


def test_a_figure_is_taken_back_on_the_entrys_page(client, mission, posted):
    sign_in(client, Role.ANALYST, mission)
    enter(client, posted, platform_likes="3400")
    back = reverse("delivery:counts_back", args=[posted.pk, Tally.objects.get().pk])
    assert "What was known before counts again." in client.post(back, follow=True).content.decode()
    assert "Taken back" in page(client, posted)


def test_a_file_shows_what_it_says_before_it_counts_and_is_taken_back(client, mission, posted):
    sign_in(client, Role.ANALYST, mission)
    shown = upload(client, posted)
    assert "1 row is an entry of ours." in shown
    assert "Reog di Rotterdam" in shown
    tally = Tally.objects.get()
    assert (
        "Taken in: figures of 1 entry."
        in client.post(reverse("delivery:take_in", args=[tally.pk]), {"seen": tally.mark}, follow=True).content.decode()
    )
    assert "konten.csv, row 2" in page(client, posted)
    assert "was taken in" in upload(client, posted)
    assert (
        "2 figures were taken back."
        in client.post(reverse("delivery:take_back", args=[tally.pk]), follow=True).content.decode()
    )


def test_other_columns_are_chosen_on_the_page(client, mission, posted):
    sign_in(client, Role.ANALYST, mission)
    upload(client, posted)
    tally = Tally.objects.get()
    said = {"entry": "Post Link", "platform_likes": "Impressions", "counted_at": "2026-11-23T09:30", "zone": "UTC"}
    shown = client.post(reverse("delivery:tally", args=[tally.pk]), said, follow=True).content.decode()
    assert "Likes 1,200" in shown


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "The file holds no rows."),
        (b"PK\x03\x04", "ZIP or Excel"),
        (b"\x00\x01\x02", "This is no text file."),
        ("satu kolom\n1\n", "No columns can be told apart"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(client, mission, posted, content, words):
    sign_in(client, Role.ANALYST, mission)
    assert words in upload(client, posted, content)
    assert not Tally.objects.exists()


def test_wrong_rows_are_listed_with_number_cause_and_fix(client, mission, posted):
    sign_in(client, Role.ANALYST, mission)
    shown = upload(client, posted, FILE.replace("34", "3.4K"))
    for said in (
        "1 row is wrong: nothing can be taken in yet.",
        "Row 2",
        "“3.4K” is a rounded number.",
        "Export exact figures",
    ):
        assert said in shown
    assert reverse("delivery:take_in", args=[Tally.objects.get().pk]) not in shown


def test_a_channel_without_export_file_has_no_such_page(client, mission):
    sign_in(client, Role.ANALYST, mission)
    assert client.get(reverse("delivery:exports", args=[make.channel(mission).pk])).status_code == 404


def test_the_pages_cost_the_same_for_one_figure_and_for_many(client, mission, posted):
    sign_in(client, Role.ANALYST, mission)
    enter(client, posted, platform_likes="1")
    upload(client, posted)
    addresses = [
        reverse("delivery:show", args=[posted.pk]),
        reverse("delivery:tally", args=[Tally.objects.get(delivery=None).pk]),
    ]
    counts = []
    for _ in range(2):
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        for hour in range(10, 18):
            enter(
                client, posted, platform_likes=str(hour), platform_views=str(hour), counted_at=f"2026-11-23T{hour}:00"
            )
    assert counts[:2] == counts[2:]
