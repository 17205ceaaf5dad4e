"""The page of a link on the desk: its days, its end, and who may end it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import make
from duta.accounts.rules import Role
from duta.core.models import AuditEntry
from duta.core.subjects import Subject
from duta.links.models import LinkClicks
from duta.links.operations import expire_link, link_for, reopen_link
from duta.links.queries import LEADS, days_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission():
    make.homes()
    return make.organisation("KBRI Den Haag")


@pytest.fixture
def link(mission):
    return linked(mission)


def linked(where):
    return link_for(
        subject=Subject("tests.link", "10/id/1"), organisation=where, target="http://testserver/id/10-kecak/",
        parameters={"utm_source": "fake"}, by=None, now=make.NOW,
    )  # fmt: skip


def desk(role, where):
    client = Client()
    client.force_login(make.person(role, where), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_shows_where_it_leads_and_its_days(mission, link):
    today = timezone.localdate()
    LinkClicks.objects.create(link=link, day=today, people=1204, robots=3)
    LinkClicks.objects.create(link=link, day=today - timedelta(days=40), people=5)
    shown = desk(Role.ANALYST, mission).get(f"/desk/links/{link.pk}/").content.decode()
    assert link.address in shown
    assert "1.209 klik" in shown
    assert "robot tidak dihitung: 3" in shown
    assert f"/desk/links/{link.pk}/end/" not in shown


def test_days_without_a_click_are_days_too_and_the_busiest_one_is_whole(link):
    today = timezone.localdate()
    LinkClicks.objects.create(link=link, day=today, people=1)
    LinkClicks.objects.create(link=link, day=today - timedelta(days=2), people=4, robots=9)
    told = [(day.clicks.people, day.share) for day in days_of(link, today=today, days=4)]
    assert told == [(1, 25), (0, 0), (4, 100), (0, 0)]
    assert [day.share for day in days_of(link, today=today + timedelta(days=90), days=2)] == [0, 0]


def test_who_serves_the_channels_ends_it_and_lets_it_lead_there_again(mission, link):
    client = desk(Role.CHANNEL_MANAGER, mission)
    assert "sudah berakhir" in client.post(f"/desk/links/{link.pk}/end/", follow=True).content.decode()
    assert Client().get(f"/s/{link.code}").status_code == 410
    client.post(f"/desk/links/{link.pk}/end/")
    assert "kembali menuju halamannya" in client.post(f"/desk/links/{link.pk}/open/", follow=True).content.decode()
    LEADS.forget()  # as a second later
    assert Client().get(f"/s/{link.code}").status_code == 302
    told = list(AuditEntry.objects.filter(action__startswith="link.").order_by("pk").values_list("action", flat=True))
    assert told == ["link.made", "link.ended", "link.opened_again"]


def test_what_never_ended_is_not_opened_again(link):
    assert not reopen_link(link=link, by=None, now=make.NOW)
    assert expire_link(link=link, by=None, now=make.NOW)
    assert not reopen_link(link=link, by=None, now=make.NOW - timedelta(hours=1))


def test_the_page_costs_the_same_for_one_day_and_for_thirty(mission, link):
    client = desk(Role.ANALYST, mission)
    client.get(f"/desk/links/{link.pk}/")
    today = timezone.localdate()
    with CaptureQueriesContext(connection) as few:
        client.get(f"/desk/links/{link.pk}/")
    LinkClicks.objects.bulk_create(
        LinkClicks(link=link, day=today - timedelta(days=back), people=back) for back in range(30)
    )
    with CaptureQueriesContext(connection) as many:
        client.get(f"/desk/links/{link.pk}/")
    assert len(few) == len(many)
