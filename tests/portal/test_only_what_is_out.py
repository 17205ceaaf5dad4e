"""A draft, a scheduled and a withdrawn story appear nowhere."""

from datetime import timedelta

import pytest

import make
from duta.newsroom.models import Story
from duta.strategy.rules import Theme
from portal.stories_out import ministry, out, read, withdraw

pytestmark = pytest.mark.django_db

PLACES = [
    "/id/", "/id/berita/", "/id/berita/kementerian-luar-negeri/", "/id/tema/citra-bangsa/", "/id/kementerian-luar-negeri/",
    "/id/atom.xml", "/id/tema/citra-bangsa/atom.xml", "/id/berita/kementerian-luar-negeri/atom.xml", "/sitemap-0.xml",
    "/sitemap-1.xml", "/id/perwakilan/",
]  # fmt: skip


@pytest.fixture
def hidden():
    where = ministry()
    shown = out(where, title="Yang terbit", theme=Theme.BRANDING)
    draft = make.story(where, title="Konsep rahasia", theme=Theme.BRANDING)
    scheduled = make.story(where, title="Terjadwal rahasia", theme=Theme.BRANDING)
    Story.objects.filter(pk=scheduled.pk).update(go_live_at=make.NOW + timedelta(days=1), live=False)
    gone = out(where, title="Ditarik rahasia", theme=Theme.BRANDING)
    withdraw(gone, reason="Keliru.")
    return shown, [draft, scheduled, gone]


@pytest.mark.parametrize("place", PLACES)
def test_it_is_in_no_list(hidden, place):
    _shown, stories = hidden
    page = read(place).content.decode()
    assert "ahasia" not in page
    for story in stories:
        assert f"/{story.number}-" not in page


def test_what_is_out_is_in_every_list(hidden):
    shown, _stories = hidden
    for place in PLACES:
        if place not in ("/sitemap-0.xml", "/id/perwakilan/"):
            assert f"/id/{shown.number}-yang-terbit/" in read(place).content.decode(), place


def test_it_cannot_be_opened_by_its_number(hidden):
    _shown, (draft, scheduled, gone) = hidden
    answers = [read(f"/id/{story.number}-{story.slug}/") for story in (draft, scheduled, gone)]
    assert [answer.status_code for answer in answers] == [404, 404, 410]
    assert not any(b"rahasia" in answer.content.replace(b"-rahasia", b"") for answer in answers)


def test_it_cannot_be_opened_at_its_place_in_the_tree(hidden):
    _shown, stories = hidden
    for story in stories:
        assert read(f"/id/kementerian-luar-negeri/{story.slug}/").status_code == 404


def test_it_is_not_among_the_related_stories(hidden):
    shown, _stories = hidden
    assert b"ahasia" not in read(f"/id/{shown.number}-{shown.slug}/").content


def test_a_live_story_that_was_never_published_has_no_place(hidden):
    shown, _stories = hidden
    Story.objects.filter(pk=shown.pk).update(first_published_at=None)
    assert read(f"/id/{shown.number}-{shown.slug}/").status_code == 404
    assert f"/id/{shown.number}-" not in read("/id/berita/").content.decode()
