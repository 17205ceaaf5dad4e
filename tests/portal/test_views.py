"""Page views: counted without cookie or address, robots apart, never lost but with the process."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.utils import timezone

import make
from duta.core import flushing
from duta.metrics.models import Observation
from duta.portal import operations
from duta.portal.buffer import VIEWS
from duta.portal.flusher import FLUSHER
from duta.portal.models import StoryViews
from portal.stories_out import PHONE, ministry, out, read

pytestmark = pytest.mark.django_db
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.fixture(autouse=True)
def _empty():
    VIEWS.take()
    yield
    VIEWS.take()


@pytest.fixture
def story():
    return out(ministry())


def path_of(story):
    return f"/id/{story.number}-{story.slug}/"


def counted():
    operations.flush_views(timezone.now())
    rows = StoryViews.objects.all()
    return sum(row.people for row in rows), sum(row.robots for row in rows)


def test_people_and_robots_are_counted_apart(story):
    read(path_of(story))
    read(path_of(story))
    read(path_of(story), user_agent=BOT)
    assert counted() == (2, 1)


def test_the_count_says_which_story_language_and_day(story):
    read(path_of(story))
    counted()
    row = StoryViews.objects.get()
    assert (row.number, row.language, row.day) == (story.number, "id", timezone.localdate())


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose", "X-Moz", "X-Purpose"])
def test_what_a_browser_fetches_ahead_is_not_counted(story, header):
    Client(headers={"user-agent": PHONE, header: "prefetch;prerender"}).get(path_of(story))
    assert counted() == (0, 0)


def test_a_question_about_the_headers_is_not_counted(story):
    Client(headers={"user-agent": PHONE}).head(path_of(story))
    assert counted() == (0, 0)


def test_a_redirect_a_list_and_a_missing_story_are_not_counted(story):
    for path in (f"/id/{story.number}-x/", "/id/", "/id/berita/", "/id/4711-x/", f"/en/{story.number}-x/"):
        read(path)
    assert counted() == (0, 0)


def test_the_desks_preview_is_not_counted(story):
    story.make_preview_request(RequestFactory().get("/", headers={"user-agent": PHONE}))
    assert counted() == (0, 0)


def test_flushes_add_up(story):
    for _ in range(3):
        read(path_of(story))
        operations.flush_views(timezone.now())
    assert counted() == (3, 0)
    assert StoryViews.objects.count() == 1


def test_a_flush_says_how_many_it_wrote(story):
    read(path_of(story))
    read(path_of(story), user_agent=BOT)
    assert operations.flush_views(timezone.now()) == 2
    assert operations.flush_views(timezone.now()) == 0


def test_views_that_cannot_be_written_wait_for_the_next_flush(story, monkeypatch):
    read(path_of(story))

    def locked(*_args, **_fields):
        raise DatabaseError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(StoryViews.objects, "bulk_create", locked)
        with pytest.raises(DatabaseError):
            operations.flush_views(timezone.now())
    assert counted() == (1, 0)


def observations():
    return {(row.thing, row.metric_ref): row.value for row in Observation.objects.order_by("pk")}


def test_totals_become_observations_of_the_story_people_and_robots_apart(story):
    read(path_of(story))
    read(path_of(story), user_agent=BOT)
    operations.flush_views(timezone.now())
    assert operations.record_views(timezone.now()) == 2
    thing = f"newsroom.story:{story.number}/id"
    assert observations() == {(thing, "portal.views@1"): Decimal(1), (thing, "portal.views_by_robots@1"): Decimal(1)}


def test_recording_again_without_new_views_adds_nothing(story):
    read(path_of(story))
    operations.flush_views(timezone.now())
    operations.record_views(timezone.now())
    assert operations.record_views(timezone.now() + timedelta(seconds=15)) == 0
    assert Observation.objects.count() == 1


def test_the_total_is_over_all_days(story):
    StoryViews.objects.create(
        number=story.number, language="id", day=timezone.localdate() - timedelta(days=40), people=10
    )
    read(path_of(story))
    operations.flush_views(timezone.now())
    operations.record_views(timezone.now())
    assert observations()[f"newsroom.story:{story.number}/id", "portal.views@1"] == 11


def test_stories_that_nobody_reads_lately_cost_nothing(django_assert_max_num_queries):
    for number in range(50):
        StoryViews.objects.create(number=number, language="id", day=timezone.localdate() - timedelta(days=40), people=1)
    with django_assert_max_num_queries(4):
        assert operations.record_views(timezone.now()) == 0


def test_no_address_and_no_cookie_of_the_reader_is_kept(story):
    answer = Client(headers={"user-agent": PHONE}, REMOTE_ADDR="203.0.113.9").get(path_of(story))
    counted()
    assert not answer.cookies
    assert {field.name for field in StoryViews._meta.get_fields()} == {
        "id",
        "number",
        "language",
        "day",
        "people",
        "robots",
    }


def test_a_crawl_of_many_stories_is_written_in_few_queries(django_assert_max_num_queries):
    for number in range(30):
        operations.count_view(number=number, language="id", robot=False, now=make.NOW)
    with django_assert_max_num_queries(34):
        operations.flush_views(timezone.now())


def test_a_locked_database_is_told_to_the_log_and_the_views_wait(story, monkeypatch, caplog):
    read(path_of(story))

    def locked(*_args, **_fields):
        raise DatabaseError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(StoryViews.objects, "bulk_create", locked)
        patch.setattr(flushing.connection, "close", lambda: None)
        FLUSHER.flush_and_say()
    assert "page views could not be written, they wait: database is locked" in caplog.text
    assert counted() == (1, 0)
