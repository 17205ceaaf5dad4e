"""Search engines' maps, robots.txt, drawings, the mark."""

import gzip

import pytest
from lxml import etree

import make
from duta.portal import art, rules, sitemaps
from portal.stories_out import ministry, out, read, translated

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def tree(path):
    answer = read(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(answer.content)


@pytest.mark.django_db
def test_the_map_leads_to_every_story_with_its_languages():
    where = ministry()
    story = out(where)
    other = translated(story, where, title="In English")
    maps = tree("/sitemap.xml").xpath("//s:loc/text()", namespaces=NAMES)
    assert maps == ["http://testserver/sitemap-0.xml", "http://testserver/sitemap-1.xml"]
    urls = tree("/sitemap-1.xml").xpath("//s:url", namespaces=NAMES)
    addresses = [
        f"http://testserver/{code}/{story.number}-{slug}/" for code, slug in (("en", other.slug), ("id", story.slug))
    ]
    assert [url.xpath("s:loc/text()", namespaces=NAMES)[0] for url in urls] == addresses
    for url in urls:
        assert url.xpath("x:link/@href", namespaces=NAMES) == addresses


@pytest.mark.django_db
def test_the_map_of_standing_pages_has_homes_lists_and_missions():
    make.organisation("KBRI Den Haag", parent=ministry())
    found = tree("/sitemap-0.xml").xpath("//s:loc/text()", namespaces=NAMES)
    for path in (
        "/id/",
        "/en/",
        "/id/berita/",
        "/en/theme/peace/",
        "/id/perwakilan/",
        "/id/kementerian-luar-negeri/kbri-den-haag/",
    ):
        assert f"http://testserver{path}" in found


@pytest.mark.django_db
def test_many_stories_come_in_several_maps(monkeypatch):
    monkeypatch.setattr(sitemaps, "PER_MAP", 2)
    where = ministry()
    for _ in range(5):
        out(where)
    assert len(tree("/sitemap.xml").xpath("//s:loc", namespaces=NAMES)) == 4
    assert len(tree("/sitemap-3.xml").xpath("//s:url", namespaces=NAMES)) == 1
    assert read("/sitemap-4.xml").status_code == 404


@pytest.mark.django_db
def test_robots_are_led_to_the_map_and_kept_from_the_desk():
    text = read("/robots.txt").content.decode()
    assert "Disallow: /desk/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


@pytest.mark.django_db
def test_the_old_address_of_the_mark_leads_to_it():
    assert read("/favicon.ico")["Location"] == "/static/portal/favicon.svg"


@pytest.mark.parametrize("motif", sorted(rules.DRAWN))
def test_every_motif_is_drawn_without_style_script_or_request(motif):
    for shape in rules.SHAPES:
        svg = art.art(motif, 3, shape).svg
        root = etree.fromstring(svg)
        assert not root.xpath("//*[local-name()='style' or local-name()='script' or local-name()='image']")
        assert not root.xpath("//@style")
        assert b"http" not in svg.replace(b"http://www.w3.org/", b"")


@pytest.mark.django_db
def test_a_drawing_is_small_kept_by_browsers_and_not_sent_twice():
    answer = read("/art/kawung-7-card.svg", accept_encoding="gzip")
    assert answer["Content-Type"] == "image/svg+xml"
    assert len(answer.content) < 12_000
    assert gzip.decompress(answer.content).startswith(b"<svg")
    assert "max-age" in answer["Cache-Control"]
    assert read("/art/kawung-7-card.svg", if_none_match=answer["ETag"]).status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/art/kawung-24-card.svg", "/art/mona-lisa-1-card.svg", "/art/kawung-1-huge.svg", "/art/kawung-99999-card.svg"],
)
def test_a_drawing_that_does_not_exist_is_not_found(path):
    ministry()
    assert read(path).status_code == 404


def test_every_drawing_has_a_card_for_link_previews(settings):
    static = settings.SRC / "portal" / "static"
    for motif in rules.DRAWN:
        assert (static / rules.card_file(motif)).stat().st_size < 260_000
