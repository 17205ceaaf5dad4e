"""Hostile addresses are not found; they never break anything."""

from datetime import timedelta

import pytest
from django.test import Client

import make
from portal.stories_out import ministry, out, read

pytestmark = pytest.mark.django_db

PATHS = [
    "/id/999999999999999999999-x/",
    "/id/999999999999999999-x/",
    "/id/0-x/",
    "/id/-1-x/",
    "/id/4711-/",
    "/id/%D9%A1-x/",
    "/id/4711-%00/",
    "/id/4711-%FF%FE/",
    "/id/4711-../../etc/passwd/",
    "/id/tema/%E5%B9%B3%E5%92%8C/",
    "/id/tema/%00/",
    "/id/tema/" + "a" * 3000 + "/",
    "/id/berita/%27%20OR%201=1/",
    "/id/" + "a/" * 300,
    "/id/印尼/",
    "/xx/1-x/",
    "/sitemap-999999.xml",
    "/sitemap-0000000000.xml",
    "/art/..-1-card.svg",
    "/id/tema//atom.xml",
]


@pytest.mark.parametrize("path", PATHS)
def test_it_is_not_found(path):
    out(ministry())
    answer = read(path)
    assert answer.status_code in (301, 302, 404)
    if answer.status_code != 404:
        assert read(answer["Location"]).status_code == 404


def test_a_posted_form_is_refused_and_not_an_error():
    story = out(ministry())
    assert Client().post(f"/id/{story.number}-{story.slug}/").status_code == 405


def test_titles_that_are_markup_stay_text():
    where = ministry()
    for i in range(6):
        out(
            where,
            title='"><img src=x onerror=alert(1)>',
            slug=f"x{i}",
            lead="</p><script>alert(1)</script>",
            at=make.NOW - timedelta(days=i),
        )
    for path in ("/id/", "/id/berita/", "/id/atom.xml"):
        page = read(path).content.decode()
        assert "<img src=x" not in page
        assert "<script>alert" not in page
