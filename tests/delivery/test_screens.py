"""The screens of deliveries and holds: who sees what, and that each decision does what its button says."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import make
from duta.accounts.rules import Role
from duta.connectors.protocol import Media, MediaKind, Payload
from duta.core.blobs import keep_blob
from duta.core.problems import Problem
from duta.delivery.models import Attempt, Delivery, Hold

pytestmark = pytest.mark.django_db
ALT = Problem("alt_missing", {"number": 2})
SIGN_IN = Problem("credential_refused", said="AuthenticationRequired")
LOST = Problem("answer_lost", said="connection reset")


@pytest.fixture
def ministry():
    return make.organisation("Kementerian")


@pytest.fixture
def mission(ministry):
    return make.organisation("Den Haag", parent=ministry, time_zone="Europe/Amsterdam")


@pytest.fixture
def sibling(ministry):
    return make.organisation("Tokyo", parent=ministry)


def delivery_on(where, state, *, problem=None, **fields):
    """A delivery in a state on a channel of an organisation."""
    channel = fields.pop("channel", None) or make.channel(where)
    payload = fields.pop("payload", Payload(text="Reog di Rotterdam.", language="id", created_at=make.NOW))
    release = make.release(make.story(where), channels=[channel])
    fields = {"problem_data": problem.as_json() if problem else None, "payload_data": payload.as_json(), **fields}
    return make.delivery(release, channel, state=state, **fields)


def sign_in(client, role, where):
    person = make.person(role, where)
    client.force_login(person)
    return person


def page(client, delivery) -> str:
    return client.get(reverse("delivery:show", args=[delivery.pk])).content.decode()


def test_the_list_holds_own_and_below_and_no_sibling(client, ministry, mission, sibling):
    own, other = delivery_on(mission, "delivered", title="Ours"), delivery_on(sibling, "delivered", title="Theirs")
    sign_in(client, Role.AUTHOR, mission)
    shown = client.get(reverse("delivery:index")).content.decode()
    assert own.title in shown
    assert other.title not in shown
    sign_in(client, Role.ANALYST, ministry)
    shown = client.get(reverse("delivery:index")).content.decode()
    assert own.title in shown
    assert other.title in shown


@pytest.mark.parametrize("name", ["again", "cancel", "absent", "there"])
def test_a_siblings_delivery_is_a_404_and_stays_as_it_is(client, mission, sibling, name):
    delivery = delivery_on(sibling, "refused", problem=ALT)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    assert client.get(reverse("delivery:show", args=[delivery.pk])).status_code == 404
    assert (
        client.post(reverse(f"delivery:{name}", args=[delivery.pk]), {"address": "https://x.example/1"}).status_code
        == 404
    )
    delivery.refresh_from_db()
    assert delivery.state == "refused"


@pytest.mark.parametrize("name", ["again", "cancel", "absent", "there"])
def test_who_may_only_look_decides_nothing(client, mission, name):
    delivery = delivery_on(mission, "refused", problem=ALT)
    sign_in(client, Role.AUTHOR, mission)
    shown = page(client, delivery)
    assert "has no alternative text" in shown
    assert reverse(f"delivery:{name}", args=[delivery.pk]) not in shown
    client.post(reverse(f"delivery:{name}", args=[delivery.pk]), {"address": "https://x.example/1"})
    delivery.refresh_from_db()
    assert delivery.state == "refused"


def test_the_filters_stand_in_the_address(client, ministry, mission, sibling):
    refused = delivery_on(mission, "refused", problem=ALT, title="Refused one")
    delivered = delivery_on(mission, "delivered", title="Delivered one")
    elsewhere = delivery_on(sibling, "refused", problem=ALT, title="Elsewhere")
    old = delivery_on(mission, "refused", problem=ALT, title="Old one", state_since=make.NOW - timedelta(days=9))
    sign_in(client, Role.CHANNEL_MANAGER, ministry)

    def titles(**query):
        shown = client.get(reverse("delivery:index"), query).content.decode()
        return {row.title for row in (refused, delivered, elsewhere, old) if row.title in shown}

    assert titles(state="refused") == {refused.title, elsewhere.title, old.title}
    assert titles(state=["delivered"]) == {delivered.title}
    assert titles(channel=refused.channel.pk) == {refused.title}
    assert titles(organisation=mission.pk) == {refused.title, delivered.title, old.title}
    assert titles(since=(make.NOW - timedelta(days=1)).date().isoformat()) == {
        refused.title, delivered.title, elsewhere.title,
    }  # fmt: skip


def test_the_list_takes_as_many_queries_for_thirty_deliveries_as_for_one(client, mission):
    channel = make.channel(mission)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    delivery_on(mission, "refused", problem=ALT, channel=channel)
    client.get(reverse("delivery:index"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("delivery:index"))
    story = make.story(mission)
    for _number in range(29):
        make.delivery(make.release(story, state="superseded"), channel, state="delivered")
    with CaptureQueriesContext(connection) as thirty:
        client.get(reverse("delivery:index"))
    assert len(thirty) == len(one)


def test_a_refused_version_says_why_what_to_do_and_that_nothing_is_out(client, mission):
    delivery = delivery_on(mission, "refused", problem=ALT)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    shown = page(client, delivery)
    assert "Picture 2 has no alternative text." in shown
    assert "Describe the picture" in shown
    assert "It is not out." in shown


def test_sending_again_puts_a_refused_delivery_back_into_the_line(client, mission):
    delivery = delivery_on(mission, "refused", problem=ALT)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    client.post(reverse("delivery:again", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert delivery.state == "scheduled"
    assert delivery.problem is None


def test_a_decision_that_comes_too_late_changes_nothing_and_says_so(client, mission):
    delivery = delivery_on(mission, "delivered")
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    answer = client.post(reverse("delivery:again", args=[delivery.pk]), follow=True)
    assert "changed meanwhile" in answer.content.decode()
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_trouble_of_the_channel_leads_to_the_channel_first(client, mission):
    delivery = delivery_on(mission, "refused", problem=SIGN_IN)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    shown = page(client, delivery)
    assert "Look at the channel" in shown
    assert "AuthenticationRequired" in shown


def test_trouble_of_the_text_leads_to_the_story_for_who_may_write(client, ministry, mission):
    delivery = delivery_on(mission, "refused", problem=ALT)
    manager = sign_in(client, Role.CHANNEL_MANAGER, mission)
    assert "Change the story" not in page(client, delivery)
    make.role(manager, Role.AUTHOR, mission)
    assert "Change the story" in page(client, delivery)


def test_an_unknown_delivery_is_settled_by_the_address_that_somebody_saw(client, mission):
    delivery = delivery_on(mission, "unknown", problem=LOST)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    shown = page(client, delivery)
    assert "It is there" in shown
    assert "It is not there: send it again" in shown
    client.post(reverse("delivery:there", args=[delivery.pk]), {"address": "https://latihan.example/p/7"})
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    assert delivery.receipt.address == "https://latihan.example/p/7"


def test_what_is_no_address_is_refused_and_nothing_is_settled(client, mission):
    delivery = delivery_on(mission, "unknown", problem=LOST)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    answer = client.post(reverse("delivery:there", args=[delivery.pk]), {"address": "somewhere"})
    assert "not the address of a web page" in answer.content.decode()
    delivery.refresh_from_db()
    assert delivery.state == "unknown"


def test_an_unknown_delivery_that_is_not_there_is_sent_again(client, mission):
    delivery = delivery_on(mission, "unknown", problem=LOST)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    client.post(reverse("delivery:absent", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert delivery.state == "deferred"


def test_a_scheduled_delivery_says_when_and_can_be_given_up(client, mission):
    due = timezone.now() + timedelta(hours=5)
    delivery = delivery_on(mission, "scheduled", wake_at=due, due_at=due)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    assert "It goes out" in page(client, delivery)
    client.post(reverse("delivery:cancel", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert delivery.state == "cancelled"


def test_a_delivered_one_shows_its_receipt_and_no_button_that_sends(client, mission):
    delivery = delivery_on(mission, "delivered")
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    shown = page(client, delivery)
    assert delivery.receipt.address in shown
    assert reverse("delivery:again", args=[delivery.pk]) not in shown
    assert reverse("delivery:cancel", args=[delivery.pk]) not in shown


def test_every_attempt_is_told_with_what_came_of_it(client, mission):
    delivery = delivery_on(mission, "unknown", problem=LOST)
    for number, (kind, outcome) in enumerate([("send", "unknown"), ("lookup", "unknown"), ("send", "")], start=1):
        Attempt.objects.create(
            delivery=delivery, number=number, fence=number, pump_name="p", kind=kind, outcome=outcome,
            started_at=make.NOW, problem_data=LOST.as_json() if outcome else None,
        )  # fmt: skip
    sign_in(client, Role.ANALYST, mission)
    shown = page(client, delivery)
    assert "Sent: no clear answer" in shown
    assert "Looked up: no clear answer" in shown
    assert "Sent: under way" in shown
    assert "connection reset" in shown


def test_the_payload_is_shown_as_it_is_sent_with_the_platforms_preview(client, mission):
    delivery = delivery_on(mission, "scheduled")
    sign_in(client, Role.ANALYST, mission)
    shown = page(client, delivery)
    assert shown.count("Reog di Rotterdam.") >= 2
    assert "of 500 characters" in shown


def test_a_frozen_picture_is_served_to_who_sees_the_delivery_and_only_if_it_is_its_own(client, mission, sibling):
    blob = keep_blob(b"\x89PNG not really", mime="image/png", now=make.NOW)
    other = keep_blob(b"another", mime="image/png", now=make.NOW)
    media = Media(MediaKind.IMAGE, blob.sha256, "image/png", blob.size, alt="Topeng Reog.")
    payload = Payload(text="x", language="id", created_at=make.NOW, media=(media,))
    delivery = delivery_on(mission, "scheduled", payload=payload)
    sign_in(client, Role.ANALYST, mission)
    answer = client.get(reverse("delivery:media", args=[delivery.pk, blob.sha256]))
    assert answer.content == b"\x89PNG not really"
    assert answer["Content-Type"] == "image/png"
    assert client.get(reverse("delivery:media", args=[delivery.pk, other.sha256])).status_code == 404
    sign_in(client, Role.ANALYST, sibling)
    assert client.get(reverse("delivery:media", args=[delivery.pk, blob.sha256])).status_code == 404


def test_a_channels_page_shows_its_deliveries_and_its_hold(client, mission):
    delivery = delivery_on(mission, "delivered", title="Reog di Rotterdam")
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    address = reverse("channels:show", args=[delivery.channel.pk])
    assert delivery.title in client.get(address).content.decode()
    Hold.objects.create(channel=delivery.channel, reason="Mourning", placed_at=make.NOW)
    shown = client.get(address).content.decode()
    assert "Mourning" in shown
    assert "Lift the hold" in shown


def test_a_manager_holds_a_channel_back_with_a_reason_and_lifts_it(client, mission):
    channel = make.channel(mission)
    manager = sign_in(client, Role.CHANNEL_MANAGER, mission)
    data = {"scope": "channel", "channel": channel.pk, "reason": "  Earthquake: waiting for facts  "}
    client.post(reverse("delivery:hold"), data)
    hold = Hold.objects.get()
    assert (hold.channel, hold.organisation, hold.reason) == (channel, None, "Earthquake: waiting for facts")
    assert hold.placed_by == manager
    client.post(reverse("delivery:lift", args=[hold.pk]))
    hold.refresh_from_db()
    assert hold.lifted_by == manager


@pytest.mark.parametrize("data", [{"reason": " "}, {"reason": "Why not", "scope": "channel", "channel": ""}])
def test_a_hold_needs_a_reason_and_its_one_thing(client, mission, data):
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    data = {"scope": "organisation", "organisation": mission.pk, **data}
    assert client.post(reverse("delivery:hold"), data).status_code == 200
    assert not Hold.objects.exists()


def test_nobody_holds_back_a_siblings_channel_nor_everything(client, mission, sibling):
    channel = make.channel(sibling)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    for data in ({"scope": "channel", "channel": channel.pk}, {"scope": "everywhere"}):
        assert client.post(reverse("delivery:hold"), {"reason": "Because", **data}).status_code == 200
    assert not Hold.objects.exists()


def test_a_hold_from_above_is_seen_below_but_lifted_only_above(client, ministry, mission, sibling):
    above = Hold.objects.create(organisation=ministry, reason="Crisis", placed_at=make.NOW)
    beside = Hold.objects.create(organisation=sibling, reason="Theirs", placed_at=make.NOW)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    shown = client.get(reverse("delivery:holds")).content.decode()
    assert "Crisis" in shown
    assert "Theirs" not in shown
    assert reverse("delivery:lift", args=[above.pk]) not in shown
    client.post(reverse("delivery:lift", args=[above.pk]))
    assert client.post(reverse("delivery:lift", args=[beside.pk])).status_code == 404
    assert Hold.objects.filter(lifted_at=None).count() == 2
    sign_in(client, Role.CHANNEL_MANAGER, ministry)
    client.post(reverse("delivery:lift", args=[above.pk]))
    above.refresh_from_db()
    assert above.lifted_at


def test_who_may_not_decide_sees_holds_and_cannot_place_one(client, mission):
    Hold.objects.create(organisation=mission, reason="Crisis", placed_at=make.NOW)
    sign_in(client, Role.AUTHOR, mission)
    assert "Crisis" in client.get(reverse("delivery:holds")).content.decode()
    client.post(reverse("delivery:hold"), {"scope": "organisation", "organisation": mission.pk, "reason": "x"})
    assert Hold.objects.count() == 1


def test_a_withdrawal_shows_as_one(client, mission):
    delivery = delivery_on(mission, "delivered")
    withdrawal = Delivery.objects.create(
        channel=delivery.channel, subject=delivery.subject, title=delivery.title, action="withdraw", due_at=make.NOW,
        changes=delivery.receipt, state="refused", problem_data=SIGN_IN.as_json(), state_since=make.NOW,
        place_at=make.NOW, created_at=make.NOW,
    )  # fmt: skip
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    assert "Its withdrawal: Refused" in page(client, delivery)
    shown = page(client, withdrawal)
    assert "Withdrawal" in shown
    assert "Send again" in shown
    assert "It is there" not in shown
