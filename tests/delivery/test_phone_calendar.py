"""The time to publish by hand, in the calendar of the person's own phone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

import make
from delivery.test_screens import delivery_on, page, sign_in
from delivery.test_sheet import handed
from duta.accounts.rules import Role
from duta.delivery.phone_calendar import Moment, event_file, moments

NOON = datetime(2026, 11, 25, 5, 2, 30, tzinfo=UTC)  # 12:02:30 in Jakarta
JAKARTA = "Asia/Jakarta"


def test_its_own_time_is_offered_while_it_lies_ahead():
    due = NOON + timedelta(minutes=1)
    assert moments(due_at=due, zone=JAKARTA, now=NOON) == {Moment.DUE: due}


def test_afterwards_times_that_come_are_offered_in_the_missions_own_zone():
    offered = moments(due_at=NOON, zone=JAKARTA, now=NOON)
    said = {moment.value: at.astimezone(UTC).strftime("%d %H:%M") for moment, at in offered.items()}
    assert said == {"hour": "25 06:15", "evening": "25 12:00", "morning": "26 01:00"}


@pytest.mark.parametrize("hours", [6, 7, 10])
def test_an_evening_that_is_over_is_not_offered(hours):
    now = NOON + timedelta(hours=hours)
    assert set(moments(due_at=NOON, zone=JAKARTA, now=now)) == {Moment.HOUR, Moment.MORNING}


def test_the_file_has_one_event_that_rings():
    words = "Terbitkan “Reog; Kecak, 10%” di KBRI\r\nX: " + "é" * 200
    content = event_file(name="by-hand-1", title=words, about="Akun @kbri", path="/desk/x/", at=NOON, stamp=NOON)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["summary"].replace("\n", "") == words.replace("\r\n", "")
    assert event.decoded("dtstart") == NOON.replace(second=30)
    assert event["url"].endswith("/desk/x/")
    (bell,) = event.walk("VALARM")
    assert bell.decoded("trigger") == timedelta(0)


@pytest.mark.django_db
def test_the_sheet_offers_files_and_each_has_its_time(client, mission):
    delivery = handed(mission)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    shown, address = page(client, delivery), reverse("delivery:calendar", args=[delivery.pk])
    assert f"{address}?at=morning" in shown
    answer = client.get(f"{address}?at=morning")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart").astimezone(timezone.get_fixed_timezone(60)).minute == 0
    assert event["url"].endswith(reverse("delivery:show", args=[delivery.pk]))
    assert delivery.channel.name in event["summary"]


@pytest.mark.django_db
def test_what_waits_for_its_time_offers_just_that(client, mission):
    due = timezone.now().replace(microsecond=0) + timedelta(hours=30)
    channel = make.channel(mission, connector_key="x_by_hand", settings={"account": "kbri"})
    delivery = delivery_on(mission, "scheduled", channel=channel, due_at=due)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    assert "?at=due" in page(client, delivery)
    answer = client.get(reverse("delivery:calendar", args=[delivery.pk]))
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart") == due


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "connector", "at"),
    [
        ("handed", "x_by_hand", "due"),
        ("handed", "x_by_hand", "x" * 5000),
        ("cancelled", "x_by_hand", "hour"),
        ("refused", "x_by_hand", "hour"),
        ("deferred", "fake", "hour"),
        ("deferred", "gone", "hour"),
    ],
)
def test_there_is_no_file_where_nobody_has_to_publish(client, mission, state, connector, at):
    channel = make.channel(mission, connector_key=connector, settings={"account": "kbri"})
    delivery = delivery_on(mission, state, channel=channel)
    sign_in(client, Role.CHANNEL_MANAGER, mission)
    assert client.get(reverse("delivery:calendar", args=[delivery.pk]), {"at": at}).status_code == 404
