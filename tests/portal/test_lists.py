"""Lists: all news, one organisation's, one theme's."""

from datetime import timedelta

import pytest
from lxml import html

import make
from duta.portal.listing import PER_PAGE
from duta.strategy.rules import Theme
from portal.looking import find
from portal.stories_out import ministry, out, read, text_of

pytestmark = pytest.mark.django_db


def titles(path):
    return [h3.text_content() for h3 in find(html.fromstring(text_of(path)), ".row h3")]


@pytest.fixture
def many():
    where = ministry()
    for i in range(PER_PAGE + 3):
        out(where, title=f"Konten ke-{i}", theme=Theme.PEACE, at=make.NOW - timedelta(hours=i))
    return where


def test_news_come_in_pages_the_newest_first(many):
    assert titles("/id/berita/")[:2] == ["Konten ke-0", "Konten ke-1"]
    assert len(titles("/id/berita/")) == PER_PAGE
    assert titles("/id/berita/?page=2") == [f"Konten ke-{PER_PAGE + i}" for i in range(3)]


def test_a_theme_comes_in_pages(many):
    out(many, title="Lain", theme=Theme.ECONOMY)
    assert len(titles("/id/tema/perdamaian/?page=2")) == 3
    assert titles("/id/tema/kerja-sama-ekonomi/") == ["Lain"]


def test_a_theme_without_stories_says_so(many):
    page = text_of("/en/theme/institutional-performance/")
    assert "Nothing has been published here yet." in page


@pytest.mark.parametrize("page", ["0", "-1", "3", "999999999999999999999", "9" * 5000, "abc", "", "１", "1.0", "%00"])
def test_a_page_that_is_not_there_is_not_found_or_the_first(many, page):
    assert read(f"/id/berita/?page={page}").status_code == (200 if page == "１" else 404)


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("/id/news/", "/id/berita/"), ("/en/berita/", "/en/news/"), ("/en/tema/perdamaian/", "/en/theme/peace/"),
        ("/id/tema/peace/", "/id/tema/perdamaian/"), ("/en/perwakilan/", "/en/missions/"),
        ("/id/theme/peace/atom.xml", "/id/tema/perdamaian/atom.xml"),
    ],
)  # fmt: skip
def test_words_of_another_language_lead_to_the_right_address(many, asked, right):
    answer = read(asked)
    assert (answer.status_code, answer["Location"]) == (301, right)


def test_one_organisation_has_a_list_of_its_own(many):
    mission = make.organisation("KBRI Den Haag", parent=many)
    out(mission, title="Dari Den Haag")
    assert titles("/id/berita/kbri-den-haag/") == ["Dari Den Haag"]
    assert "Dari Den Haag" not in titles("/id/berita/kementerian-luar-negeri/")


def test_the_switch_keeps_the_list(many):
    assert 'href="/en/theme/peace/"' in text_of("/id/tema/perdamaian/")
    assert 'href="/en/news/"' in text_of("/id/berita/")


def test_the_address_of_a_later_page_is_its_own(many):
    assert '<link rel="canonical" href="http://testserver/id/berita/?page=2">' in text_of("/id/berita/?page=2")
    assert '<link rel="canonical" href="http://testserver/id/berita/">' in text_of("/id/berita/?page=1")
