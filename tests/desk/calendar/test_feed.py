"""The calendar for other programmes: a secret address, what its person may see now, and RFC 5545."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from wagtail.users.models import UserProfile

import make
from duta.accounts.models import RoleHeld
from duta.accounts.operations import deactivate_person
from duta.accounts.rules import Role
from duta.core.models import AuditEntry
from duta.desk import operations
from duta.desk.calendar.rules import Kind
from duta.desk.models import CalendarFeed

ALL = list(Kind.values)


@pytest.fixture
def person(world):
    made = make.person(Role.AUTHOR, world.mission)
    UserProfile.objects.create(user=made, current_time_zone="Asia/Jakarta", preferred_language="en")
    return made


def secret_of(person, kinds=ALL):
    return operations.make_feed(kinds=kinds, by=person, now=timezone.now())


def read(secret, **headers):
    return Client(headers=headers).get(reverse("desk_calendar_ics", args=[secret]))


def events(secret):
    return Calendar.from_ical(read(secret).content).walk("VEVENT")


def planned(where, **fields):
    due = timezone.now() + timedelta(days=2)
    return make.release(make.story(where), state="planned", released_at=None, **{"due_at": due, **fields})


def test_it_holds_what_the_person_sees_and_nothing_of_a_sibling(world, person):
    mine = planned(world.mission)
    planned(world.sibling)
    assert [str(event["summary"]) for event in events(secret_of(person))] == [f"Story: {mine.submission.title}"]


def test_an_instant_is_utc_to_the_second_and_the_address_leads_to_the_desk(world, person):
    due = timezone.now().replace(microsecond=123_456) + timedelta(days=1)
    release = planned(world.mission, due_at=due)
    (event,) = events(secret_of(person))
    assert event.decoded("dtstart") == due.replace(microsecond=0)
    assert event["dtstart"].to_ical().endswith(b"Z")
    assert str(event["url"]).endswith(reverse("newsroom:submission", args=[release.submission_id]))


def test_whole_days_end_on_the_day_after(world, person):
    today = timezone.localdate()
    plan = make.strategy(world.mission, starts_on=date(today.year, 1, 1), ends_on=date(today.year + 1, 12, 31))
    make.activity(make.objective(plan), starts_on=today, ends_on=today + timedelta(days=2))
    (event,) = events(secret_of(person))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (today, today + timedelta(days=3))
    assert event["dtstart"].params["VALUE"] == "DATE"


def test_an_event_keeps_its_name_when_it_is_moved_and_when_it_goes_out(world, person):
    release = planned(world.mission)
    secret = secret_of(person)
    before = str(events(secret)[0]["uid"])
    release.state, release.released_at = "released", timezone.now()
    release.save()
    assert str(events(secret)[0]["uid"]) == before


def test_unchanged_it_is_not_sent_again(world, person):
    release = planned(world.mission)
    secret = secret_of(person)
    first = read(secret)
    assert read(secret)["ETag"] == first["ETag"]
    again = read(secret, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    release.due_at += timedelta(hours=1)
    release.save()
    assert read(secret, if_none_match=first["ETag"]).status_code == 200


def test_only_a_hash_of_the_secret_is_kept(person):
    secret = secret_of(person)
    feed = CalendarFeed.objects.get(person=person)
    assert secret not in str(vars(feed))
    assert secret not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("secret", ["A" * 43, "-" * 43])
def test_an_unknown_secret_is_a_404(person, secret):
    secret_of(person)
    answer = read(secret)
    assert answer.status_code == 404


def test_a_new_address_ends_the_old_one_and_an_ended_one_is_gone(world, person):
    old = secret_of(person)
    new = secret_of(person)
    assert (read(old).status_code, read(new).status_code) == (404, 200)
    operations.revoke_feed(by=person, now=timezone.now())
    assert read(new).status_code == 404
    trail = (
        AuditEntry.objects.filter(action__startswith="calendar_feed.").order_by("pk").values_list("action", flat=True)
    )
    assert list(trail) == ["calendar_feed.made", "calendar_feed.renewed", "calendar_feed.revoked"]


def test_it_ends_with_the_account_and_with_the_last_role(world, person):
    secret = secret_of(person)
    assert read(secret).status_code == 200
    RoleHeld.objects.filter(user=person).update(ends_at=timezone.now())
    assert read(secret).status_code == 404
    make.role(person, Role.AUTHOR, world.mission)
    assert read(secret).status_code == 200
    deactivate_person(person=person, by=None, now=timezone.now())
    assert read(secret).status_code == 404


def test_what_the_person_may_no_longer_see_is_gone_from_it(world, person):
    planned(world.mission)
    make.role(person, Role.AUTHOR, world.sibling)
    secret = secret_of(person)
    assert len(events(secret)) == 1
    RoleHeld.objects.filter(user=person, organisation=world.mission).update(ends_at=timezone.now())
    assert events(secret) == []


def test_it_is_kept_by_nobody_on_the_way_and_found_by_no_search(person):
    answer = read(secret_of(person))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"]
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex", "no-referrer")


def test_when_it_was_read_is_kept_to_the_hour(person):
    secret = secret_of(person)
    read(secret)
    first = CalendarFeed.objects.get(person=person).read_at
    read(secret)
    assert CalendarFeed.objects.get(person=person).read_at == first


def test_many_entries_cost_no_more_queries_than_one(world, person, django_assert_max_num_queries):
    secret = secret_of(person)
    planned(world.mission)
    read(secret)
    with django_assert_max_num_queries(40) as one:
        read(secret)
    for _ in range(9):
        planned(world.mission)
    with django_assert_max_num_queries(len(one.captured_queries)):
        read(secret)


def test_a_title_with_everything_in_it_comes_back_whole(world, person):
    title = "Kunjungan; “damai”, 100 %: \\ 🌏 " + "panjang " * 20
    release = planned(world.mission)
    release.submission.title = title
    release.submission.save()
    assert str(events(secret_of(person))[0]["summary"]) == f"Story: {title}"


def test_the_page_shows_the_address_once(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("desk_calendar_feed")
    made = client.post(page, {"kinds": ["story"], "make": "1"})
    assert "no-store" in made["Cache-Control"]
    address = made.content.decode().partition('value="http')[2].partition('"')[0]
    assert address.endswith(".ics")
    assert address not in client.get(page).content.decode()
    assert Client().get("/" + address.split("/", 3)[3]).status_code == 200
    client.post(page, {"kinds": ["story", "hold"]})
    assert CalendarFeed.objects.get(person=person).kinds == ["hold", "story"]
    client.post(page, {"revoke": "1"})
    assert not CalendarFeed.objects.exists()
    assert "Make a secret address" in client.get(page).content.decode()
