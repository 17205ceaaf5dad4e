"""The page of the person who posts: what they paste, what they download, and what they say afterwards."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import make
from delivery.test_screens import delivery_on, page, sign_in
from duta.accounts.rules import Role
from duta.connectors.protocol import Link, Media, MediaKind, Payload
from duta.core.blobs import keep_blob
from duta.core.problems import Problem

pytestmark = pytest.mark.django_db
ADDRESS = "https://portal.example/id/42-reog/"


def handed(where, *, connector="instagram_by_hand", pictures=1, **fields):
    """A delivery that a person is to post."""
    channel = make.channel(where, connector_key=connector, settings={"account": "kbri.denhaag"}, handle="@kbri.denhaag")
    media = tuple(
        Media(
            MediaKind.IMAGE,
            keep_blob(f"gambar {n}".encode(), mime="image/jpeg", now=make.NOW).sha256,
            "image/jpeg",
            8,
            f"Penari {n}",
        )
        for n in range(pictures)
    )
    payload = Payload("Reog & <b>Rotterdam</b>", "id", make.NOW, link=Link(ADDRESS), tags=("Reog",), media=media)
    given = {"state": "handed", "problem": Problem("to_post"), "channel": channel, "payload": payload, **fields}
    return delivery_on(where, given.pop("state"), **given)


def say(client, delivery, name, **said):
    return client.post(reverse(f"delivery:{name}", args=[delivery.pk]), said, follow=True).content.decode()


def test_the_sheet_gives_text_tags_address_pictures_and_steps(client, mission):
    delivery = handed(mission)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    shown = page(client, delivery)
    assert "Reog &amp; &lt;b&gt;Rotterdam&lt;/b&gt;\n\n#Reog</textarea>" in shown
    assert f'value="{ADDRESS}"' in shown
    assert "Penari 0</textarea>" in shown
    assert "Links in a text cannot be tapped here" in shown


def test_each_part_of_a_thread_has_a_button_of_its_own(client, mission):
    text = Payload("Reog di Rotterdam.", "id", make.NOW, link=Link(ADDRESS), thread=("Kedua.", "Ketiga."))
    delivery = handed(mission, connector="x_by_hand", payload=text)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    shown = page(client, delivery)
    assert f"Reog di Rotterdam.\n\n{ADDRESS}</textarea>" in shown
    assert "Kedua.</textarea>" in shown
    assert "Ketiga.</textarea>" in shown
    assert [shown.count(f'data-copy="sheet-text-{n}"') for n in (1, 2, 3, 4)] == [1, 1, 1, 0]
    assert "Part 3 of 3" in shown


def test_a_picture_is_downloaded_under_a_name_of_its_own(client, mission):
    delivery = handed(mission)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    sha256 = delivery.payload.media[0].sha256
    answer = client.get(reverse("delivery:media", args=[delivery.pk, sha256]) + "?download")
    assert answer["Content-Disposition"] == f'attachment; filename="01-{sha256[:12]}.jpg"'
    assert answer.content == b"gambar 0"


def test_an_address_of_another_account_is_refused_in_words_and_stays_in_the_form(client, mission):
    delivery = handed(mission, connector="x_by_hand")
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    wrong = "https://x.com/kbri_tokyo/status/1"
    shown = say(client, delivery, "there", address=wrong)
    assert "This entry belongs to the account kbri_tokyo" in shown
    assert f'value="{wrong}"' in shown
    delivery.refresh_from_db()
    assert delivery.state == "handed"


def test_the_address_closes_it(client, mission):
    delivery = handed(mission)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    shown = say(client, delivery, "there", address="https://www.instagram.com/p/DC3abc/")
    assert "Noted: it is out." in shown
    assert 'id="sheet-text-1"' not in shown


@pytest.mark.parametrize("reason", ["Akun terkunci", "x" * 5000, "nol \x00 bita"])
def test_what_was_not_done_says_why(client, mission, reason):
    delivery = handed(mission)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    say(client, delivery, "not_done", reason=reason)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.problem.code) == ("refused", "not_done")
    assert len(delivery.problem.said) <= 300


@pytest.mark.parametrize("reason", ["", "  ", "\x00"])
def test_what_was_not_done_without_a_reason_is_asked_for_one(client, mission, reason):
    delivery = handed(mission)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    assert "Say why it was not done." in say(client, delivery, "not_done", reason=reason)
    delivery.refresh_from_db()
    assert delivery.state == "handed"


def test_those_who_only_look_see_the_sheet_and_no_buttons(client, mission):
    delivery = handed(mission)
    sign_in(client, Role.ANALYST, mission)
    shown = page(client, delivery)
    assert 'id="sheet-text-1"' in shown
    assert reverse("delivery:there", args=[delivery.pk]) not in shown


def test_the_page_costs_the_same_for_one_picture_and_for_ten(client, mission):
    few, many = handed(mission), handed(mission, pictures=10, connector="facebook_by_hand")
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    page(client, few)
    counts = []
    for delivery in (few, many):
        with CaptureQueriesContext(connection) as queries:
            page(client, delivery)
        counts.append(len(queries))
    assert counts[0] == counts[1]
