"""The strict content security policy holds by construction: nothing inline, nothing from elsewhere, no cookie."""

import pytest
from lxml import html

import make
from portal.stories_out import ministry, out, read
from portal.test_pages import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    where = ministry()
    mission = make.organisation("KBRI Den Haag", parent=where)
    body = [("heading", "H"), ("quote", {"text": "x", "source": "y"}), ("paragraph", "<p>z</p>")]
    story = out(mission, picture=picture(), body=body)
    out(where)
    return ["/id/", "/en/", f"/id/{story.number}-{story.slug}/", "/id/berita/", "/id/tema/citra-bangsa/", "/id/perwakilan/",
            "/id/kementerian-luar-negeri/kbri-den-haag/", "/id/tidak-ada/", f"/en/{story.number}-x/"]  # fmt: skip


def test_no_page_has_an_inline_style_or_script_or_handler(places):
    for place in places:
        page = html.fromstring(read(place).content)
        assert not page.xpath("//style | //@style"), place
        assert all(
            script.get("src") or script.get("type") == "application/ld+json" for script in page.xpath("//script")
        ), place
        assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")], place


def test_no_page_loads_anything_from_elsewhere(places):
    for place in places:
        page = html.fromstring(read(place).content)
        loaded = page.xpath(
            "//img/@src | //script/@src | //source/@srcset | //link[@rel='stylesheet' or @rel='preload' or @rel='icon']/@href"
        )
        assert loaded, place
        assert all(address.startswith("/") and not address.startswith("//") for address in loaded), place


def test_no_page_sets_a_cookie_or_varies_by_one(places):
    for place in places:
        answer = read(place)
        assert not answer.cookies, place
        assert "cookie" not in answer.get("Vary", "").lower(), place


def test_every_page_carries_the_policy(places):
    for place in places:
        policy = read(place)["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "style-src 'self'" in policy
