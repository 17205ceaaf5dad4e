"""Feeds as a reader reads them."""

import feedparser
import pytest
from lxml import etree

import make
from duta.strategy.rules import Theme
from portal.stories_out import ministry, out, read, text_of

pytestmark = pytest.mark.django_db


def parsed(path):
    answer = read(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def test_the_feed_of_a_language_has_its_newest_stories_with_permanent_addresses():
    where = ministry()
    story = out(
        where, language="en", title="Kopi & kakao <baru>", slug="kopi", lead="Ringkas & <jelas>.", theme=Theme.ECONOMY
    )
    out(where, title="Bukan bahasa Inggris")
    feed = parsed("/en/atom.xml")
    assert feed.feed.language == "en"
    assert [entry.title for entry in feed.entries] == ["Kopi & kakao <baru>"]
    entry = feed.entries[0]
    assert entry.link == f"http://testserver/en/{story.number}-{story.slug}/"
    assert entry.id == f"tag:testserver,2026:en/{story.number}"
    assert entry.published == "2026-11-24T03:00:00+00:00"
    assert entry.author == "Kementerian Luar Negeri"
    assert entry.tags[0].term == "Economic cooperation"
    assert "Ringkas &amp;" in entry.summary


def test_a_theme_and_an_organisation_have_feeds():
    top = ministry()
    mission = make.organisation("KBRI Den Haag", parent=top)
    out(top, title="Damai", theme=Theme.PEACE)
    out(mission, title="Ekonomi", theme=Theme.ECONOMY)
    assert [e.title for e in parsed("/id/tema/perdamaian/atom.xml").entries] == ["Damai"]
    assert [e.title for e in parsed("/id/berita/kbri-den-haag/atom.xml").entries] == ["Ekonomi"]


def test_a_feed_without_stories_is_still_a_feed():
    ministry()
    assert parsed("/id/atom.xml").entries == []


def test_control_characters_do_not_break_it():
    out(ministry(), title="Judul\x0baneh\x1b", slug="aneh", lead="\x00\x08")
    etree.fromstring(read("/id/atom.xml").content)


def test_pages_tell_readers_where_the_feeds_are():
    out(ministry(), theme=Theme.PEACE)
    assert 'type="application/atom+xml" title="Kementerian Luar Negeri" href="/id/atom.xml"' in text_of("/id/")
    assert 'title="Peace" href="/en/theme/peace/atom.xml"' in text_of("/en/theme/peace/")


def test_an_unchanged_feed_is_not_sent_twice():
    out(ministry())
    first = read("/id/atom.xml")
    assert read("/id/atom.xml", if_modified_since=first["Last-Modified"]).status_code == 304
