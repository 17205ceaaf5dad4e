"""What waited how long, from real submissions: figures, rows, and the file."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

import make
from duta.accounts.rules import Role
from duta.newsroom import operations
from duta.newsroom.models import Submission
from duta.newsroom.waits import figures_by_organisation, figures_of, submissions_between

BACKEND = "django.contrib.auth.backends.ModelBackend"
HOUR = timedelta(hours=1)


def put(scene, state="cleared", *, hours, where=None, ago=0, title="Konten uji"):
    """A submission that waited so many hours and was closed so many days ago; an open one waits until now."""
    where, now = where or scene.mission, timezone.now()
    story = make.story(where, title=f"Konten {Submission.objects.count()}")
    closed = None if state == "submitted" else now - timedelta(days=ago)
    reason = "Angkanya." if state == "returned" else ""
    return Submission.objects.create(
        story=story, revision=story.latest_revision, locale=story.locale, organisation=where, title=title, manifest={},
        digest="0" * 64, signatory=scene.signatory, submitted_by=scene.author, state=state, return_reason=reason,
        submitted_at=(closed or now) - hours * HOUR, closed_at=closed, closed_by=scene.signatory if closed else None,
    )  # fmt: skip


def rows(scene, user=None, organisation=None, days=92):
    since = timezone.now() - timedelta(days=days)
    return submissions_between(user or scene.root, organisation=organisation, since=since)


@pytest.fixture
def enter(client):
    def sign_in(person):
        client.force_login(person, backend=BACKEND)
        return client

    return sign_in


def test_median_and_longest_come_from_the_rows(scene):
    for hours in (1, 2, 30):
        put(scene, hours=hours)
    put(scene, "returned", hours=4)
    put(scene, "taken_back", hours=999)
    put(scene, "submitted", hours=7)
    put(scene, hours=500, ago=100)
    figures = figures_by_organisation(rows(scene), now=timezone.now())[scene.mission.pk]
    assert (figures.waiting, figures.decided) == (1, 4)
    assert (figures.median, figures.longest) == (3 * HOUR, 30 * HOUR)
    assert abs(figures.longest_waiting - 7 * HOUR) < timedelta(minutes=1)


@given(st.lists(st.integers(0, 10**7), max_size=30))
def test_a_median_lies_between_the_shortest_and_the_longest(seconds):
    spans = [timedelta(seconds=one) for one in seconds]
    found = figures_of([], spans)
    if not spans:
        assert found.median is None
    else:
        assert min(spans) <= found.median <= max(spans) == found.longest


def test_an_organisation_counts_with_what_lies_below_it_and_a_sibling_is_not_there(scene, enter):
    put(scene, hours=1)
    put(scene, hours=2, where=scene.ministry)
    put(scene, hours=3, where=scene.sibling)
    assert rows(scene, organisation=scene.ministry).count() == 3
    assert rows(scene, organisation=scene.mission).count() == 1
    assert rows(scene, user=scene.author).count() == 1
    client = enter(scene.author)
    for name in ("newsroom:waits", "newsroom:waits_export"):
        for asked in (scene.sibling.pk, "nonsense", "9" * 40, "-1"):
            assert client.get(reverse(name), {"organisation": asked}).status_code == 404
        assert client.get(reverse(name), {"organisation": scene.mission.pk, "months": "nonsense"}).status_code == 200


def test_the_page_says_who_when_and_how_long(scene, enter):
    submission = scene.submit()
    scene.sign(submission)
    put(scene, "submitted", hours=50, title="Masih menunggu")
    page = enter(scene.author).get(reverse("newsroom:waits")).content.decode()
    for said in ("Malam Kecak", "Masih menunggu", str(scene.signatory), "2\xa0days, 2\xa0hours"):
        assert said in page


def test_the_file_has_every_row_with_the_order_under_the_signature(scene, enter):
    order = make.delegation(scene.mission, holder=scene.signatory)
    submission = scene.submit()
    scene.sign(submission, by=order.delegate)
    put(scene, "submitted", hours=2)
    answer = enter(scene.planner).get(reverse("newsroom:waits_export"))
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert answer["Content-Disposition"].endswith('.csv"')
    assert {line["state"] for line in lines} == {"cleared", "submitted"}
    signed = next(line for line in lines if line["state"] == "cleared")
    assert "Plh. Duta Besar, order no. 0123/PLH/XI/2026" in signed["signed_as"]
    waiting = next(line for line in lines if line["state"] == "submitted")
    assert 7199 <= int(waiting["waited_seconds"]) <= 7300


@pytest.mark.parametrize("title", ['=HYPERLINK("http://x")', "+1", "-1", "@a", "\t=1"])
def test_no_cell_of_the_file_is_a_formula(scene, enter, title):
    put(scene, hours=1, title=title)
    answer = enter(scene.planner).get(reverse("newsroom:waits_export"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text))
    assert line["title"] == f"'{title}"


def test_the_queries_do_not_grow_with_the_rows(scene, enter):
    client, address = enter(scene.author), reverse("newsroom:waits")
    put(scene, hours=1)
    put(scene, "submitted", hours=1)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for hours in range(8):
        put(scene, hours=hours + 1)
        put(scene, "submitted", hours=hours + 1)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_nothing_yet_is_said_calmly(scene, enter):
    page = enter(make.person(Role.ANALYST, scene.sibling)).get(
        reverse("newsroom:waits"), headers={"accept-language": "en"}
    )
    assert "Nothing waits for a signature." in page.content.decode()


def test_a_signature_ends_the_wait_at_its_moment(scene):
    submission = scene.submit()
    operations.return_submission(submission=submission, by=scene.signatory, reason="Nanti.", now=timezone.now() + HOUR)
    (row,) = rows(scene)
    assert timedelta(minutes=59) < row.closed_at - row.submitted_at < timedelta(minutes=61)
