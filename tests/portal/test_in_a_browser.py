"""What only a browser shows: the policy is kept without one complaint, nothing is asked of others, the niceties work."""

import os

import pytest
from playwright.sync_api import sync_playwright

import make
from chromium import CHROMIUM, needs_chromium
from portal.stories_out import ministry, out
from portal.test_pages import picture

pytestmark = [
    pytest.mark.browser, pytest.mark.django_db(transaction=True),
    needs_chromium,
]  # fmt: skip


@pytest.fixture
def chromium(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def places():
    mission = make.organisation("KBRI Den Haag", parent=ministry(), time_zone="Europe/Amsterdam")
    body = [("heading", "Judul"), ("quote", {"text": "Kata", "source": "Guru"}), ("paragraph", "<p>Isi</p>")]
    story = out(mission, picture=picture(), body=body)
    return [f"/id/{story.number}-{story.slug}/", "/id/", "/id/berita/", "/id/tema/citra-bangsa/", "/id/perwakilan/",
            "/id/kementerian-luar-negeri/kbri-den-haag/", "/id/tidak-ada/"]  # fmt: skip


def test_no_page_offends_the_policy_asks_others_or_overflows(chromium, live_server, places):
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    complaints, asked = [], []
    page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for place in places:
        page.goto(live_server.url + place, wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
    assert complaints == []
    assert [url for url in asked if not url.startswith(live_server.url) and not url.startswith("data:")] == []


def test_a_reader_elsewhere_sees_the_time_there_and_here(chromium, live_server, places):
    page = chromium.new_context(timezone_id="Asia/Tokyo").new_page()
    page.goto(live_server.url + places[0])
    assert "(" in page.inner_text(".opening time")
    assert "12.00" in page.inner_text(".opening .reader")


def test_a_reader_in_the_same_zone_sees_it_once(chromium, live_server, places):
    page = chromium.new_context(timezone_id="Europe/Amsterdam").new_page()
    page.goto(live_server.url + places[0])
    assert "(" not in page.inner_text(".opening time")


def test_the_address_is_copied(chromium, live_server, places):
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(live_server.url + places[0])
    page.click("[data-copy]")
    assert page.evaluate("navigator.clipboard.readText()").endswith(places[0])


def test_everything_can_be_read_and_reached_without_scripts(chromium, live_server, places):
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + places[1])
    page.click(".menu > summary")
    page.click(".menu a >> nth=0")
    assert "/id/tema/" in page.url
    assert page.locator("[data-copy]").count() == 0
