"""Following a link: where it leads, who is counted, what cannot be done with it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone, translation

import make
from duta.accounts.rules import Role
from duta.core import flushing
from duta.core.models import AuditEntry
from duta.core.subjects import Subject
from duta.links import operations
from duta.links.buffer import CLICKS
from duta.links.flusher import FLUSHER
from duta.links.models import LinkClicks, TrackedLink
from duta.links.queries import LEADS, clicks_of, unwritten_address
from duta.metrics.models import Observation

pytestmark = pytest.mark.django_db
TARGET = "http://testserver/id/10-kecak/?a=1"
BOT = "facebookexternalhit/1.1"


@pytest.fixture(autouse=True)
def _empty():
    CLICKS.take()
    LEADS.forget()
    yield
    CLICKS.take()


@pytest.fixture
def mission():
    return make.organisation("KBRI Den Haag")


@pytest.fixture
def link(mission):
    return linked(mission)


def linked(mission, key="10/id/1", **given):
    given = {"target": TARGET, "parameters": {"utm_source": "fake"}, "by": None, "now": make.NOW, **given}
    return operations.link_for(subject=Subject("tests.link", key), organisation=mission, **given)


def follow(link, *, method="get", code="", query="", **headers):
    return getattr(Client(headers=headers), method)(f"/s/{code or link.code}{query}")


def counted():
    operations.flush_clicks(timezone.now())
    rows = LinkClicks.objects.all()
    return sum(row.people for row in rows), sum(row.robots for row in rows)


def test_it_leads_to_the_stored_address_with_what_the_page_is_told(link):
    answer = follow(link)
    assert (answer.status_code, answer["Location"]) == (302, f"{TARGET}&utm_source=fake")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def test_nothing_of_the_request_decides_where_it_leads(link):
    query = "?next=//evil.example/&url=https://evil.example/&utm_source=evil"
    answer = follow(link, query=query, **{"X-Forwarded-Host": "evil.example", "Referer": "https://evil.example/"})
    assert answer["Location"] == f"{TARGET}&utm_source=fake"


def test_a_code_in_capitals_or_with_a_stroke_behind_it_is_the_same(link):
    assert follow(link, code=link.code.upper()).status_code == 302
    assert follow(link, code=f"{link.code}/").status_code == 302


def test_people_and_robots_are_counted_apart_and_questions_about_headers_are_not(link):
    follow(link)
    follow(link)
    follow(link, **{"User-Agent": BOT})
    follow(link, **{"Sec-Purpose": "prefetch"})
    assert follow(link, method="head").status_code == 302
    assert follow(link, method="post").status_code == 405
    assert counted() == (2, 1)
    assert (clicks_of([link])[link.pk].people, clicks_of([link])[link.pk].robots) == (2, 1)


def test_following_costs_one_query(link, django_assert_num_queries):
    with django_assert_num_queries(1):
        follow(link)


def clock_at(seconds, monkeypatch):
    """The memory of this process goes by this clock alone, however slow the machine is."""
    monkeypatch.setattr(LEADS, "clock", lambda: seconds)


def test_within_a_second_following_again_costs_no_query_and_is_counted(link, django_assert_num_queries, monkeypatch):
    clock_at(0.0, monkeypatch)
    follow(link)
    clock_at(0.9, monkeypatch)
    with django_assert_num_queries(0):
        for _ in range(4):
            assert follow(link).status_code == 302
    assert counted() == (5, 0)


def test_a_change_shows_within_a_second(mission, link, monkeypatch):
    clock_at(0.0, monkeypatch)
    follow(link)
    linked(mission, target="http://testserver/id/10-tari-kecak/")
    clock_at(1.0, monkeypatch)
    assert follow(link)["Location"] == "http://testserver/id/10-tari-kecak/?utm_source=fake"


def test_an_end_and_an_opening_show_within_a_second(link, monkeypatch):
    make.homes()
    clock_at(0.0, monkeypatch)
    follow(link)
    operations.expire_link(link=link, by=None, now=timezone.now())
    clock_at(1.0, monkeypatch)
    assert follow(link).status_code == 410
    operations.reopen_link(link=link, by=None, now=timezone.now())
    clock_at(2.0, monkeypatch)
    assert follow(link).status_code == 302
    assert counted() == (2, 0)


def test_an_end_that_was_set_before_is_kept_to_the_moment(link, monkeypatch):
    make.homes()
    ends = timezone.now() + timedelta(hours=1)
    TrackedLink.objects.update(expires_at=ends)
    clock_at(0.0, monkeypatch)
    assert follow(link).status_code == 302
    monkeypatch.setattr("duta.links.views.timezone.now", lambda: ends)
    assert follow(link).status_code == 410


def test_no_trace_of_who_clicked_is_kept():
    assert {field.name for field in LinkClicks._meta.get_fields()} == {"id", "link", "day", "people", "robots"}


def test_a_busy_database_fails_no_redirect_and_loses_no_click(link, monkeypatch, caplog):
    def locked(*_args, **_fields):
        raise DatabaseError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(LinkClicks.objects, "bulk_create", locked)
        patch.setattr(flushing.connection, "close", lambda: None)
        assert follow(link).status_code == 302
        FLUSHER.flush_and_say()
    assert "clicks could not be written, they wait" in caplog.text
    assert counted() == (1, 0)


def test_one_that_has_ended_says_so_in_both_languages_and_is_not_counted(link):
    make.homes()
    assert operations.expire_link(link=link, by=None, now=timezone.now())
    answer = follow(link)
    said = answer.content.decode()
    assert answer.status_code == 410
    for code in ("id", "en"):
        with translation.override(code):
            assert translation.gettext("This link has ended") in said
        assert f'href="/{code}/"' in said
    assert answer["Cache-Control"] == "no-store"
    assert counted() == (0, 0)


def test_ending_is_audited_and_done_once(link):
    assert operations.expire_link(link=link, by=None, now=make.NOW)
    assert not operations.expire_link(link=link, by=None, now=make.later(hours=1))
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["link.made", "link.ended"]


def test_an_unknown_code_is_a_404_of_the_portal():
    make.homes()
    for code in ("zzzzzzzz", "0", unwritten_address().rpartition("/")[2]):
        answer = Client().get(f"/s/{code}")
        assert answer.status_code == 404
        assert "sorry" in answer.content.decode()


def test_the_same_subject_keeps_its_link_and_leads_where_it_was_last_told(mission, link):
    same = linked(mission)
    assert (same.pk, same.code) == (link.pk, link.code)
    moved = linked(mission, target="http://testserver/id/10-tari-kecak/")
    assert moved.code == link.code
    assert follow(link)["Location"] == "http://testserver/id/10-tari-kecak/?utm_source=fake"
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["link.made", "link.changed"]


def test_an_unusable_target_is_refused_and_nothing_is_made(mission):
    with pytest.raises(operations.UnusableTarget):
        linked(mission, target="//evil.example/")
    assert not TrackedLink.objects.exists()


def test_the_placeholder_is_as_long_as_an_address(link):
    assert len(unwritten_address()) == len(link.address)


def test_totals_become_observations_people_and_robots_apart_and_only_once(link):
    follow(link)
    follow(link, **{"User-Agent": BOT})
    counted()
    assert operations.record_clicks(timezone.now()) == 2
    assert operations.record_clicks(timezone.now() + timedelta(seconds=15)) == 0
    rows = {(row.thing, row.metric_ref): (row.value, row.origin) for row in Observation.objects.all()}
    thing = f"links.link:{link.pk}"
    assert rows == {(thing, "link.clicks@1"): (1, "click"), (thing, "link.clicks_by_robots@1"): (1, "click")}


def test_recording_costs_the_same_for_one_link_and_for_many(mission, django_assert_num_queries):
    for number in range(20):
        follow(linked(mission, f"{number}/id/1"))
    counted()
    operations.record_clicks(timezone.now())
    with django_assert_num_queries(4):  # totals, what is known of them, and a transaction for nothing
        assert operations.record_clicks(timezone.now()) == 0


@pytest.mark.parametrize(("suffix", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG\r\n")])
def test_a_code_to_print_is_a_file_of_its_own(mission, link, suffix, start):
    client = Client()
    client.force_login(make.person(Role.ANALYST, mission), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/desk/links/{link.pk}/qr.{suffix}")
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer["Content-Disposition"] == f'attachment; filename="qr-{link.code}.{suffix}"'
