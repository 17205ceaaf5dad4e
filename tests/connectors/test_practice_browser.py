"""The practice platform in a real Chromium: the comforts that need a script, and its content security policy."""

import pytest

from chromium import CHROMIUM, needs_chromium
from peers.loopback import ask

pytestmark = [
    pytest.mark.browser,
    needs_chromium,
]


PATIENCE = 60_000  # milliseconds; two shared cores may be busy


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only where a browser is driven

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"], timeout=PATIENCE
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="en")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.troubles = []
    page.on("console", lambda message: page.troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    yield page
    context.close()


def post(practice, text: str) -> int:
    account = practice.account("kbri.peramban")
    body = {"text": text, "language": "id", "created_at": "2026-11-18T02:00:00Z"}
    return ask("PUT", f"{practice.url}/api/posts/{abs(hash(text))}", body, account).json["id"]


def test_a_person_likes_shares_replies_and_sees_what_arrives(practice, page):
    number = post(practice, "Yang pertama di peramban")
    page.goto(practice.url)
    page.locator(f"#p{number} button.like").click()
    liked = page.locator(f"#p{number} button.like[aria-pressed=true]")
    liked.wait_for()
    assert liked.locator("b").text_content() == "1"
    assert page.url == f"{practice.url}/", "nothing was reloaded"
    liked.click()
    page.locator(f"#p{number} button.like[aria-pressed=false]").wait_for()

    post(practice, "Yang kedua di peramban")
    page.locator(".fresh:not([hidden])").click()
    page.get_by_text("Yang kedua di peramban").wait_for()

    page.goto(f"{practice.url}/p/{number}")
    page.locator("#text").fill("Bagus!")
    page.locator("#reply button").click()
    page.locator("article.reply", has_text="Bagus!").wait_for()
    assert page.troubles == []


@pytest.mark.parametrize("path", ["/", "/lessons", "/nowhere"])
@pytest.mark.parametrize("width", [320, 360, 1440])
def test_no_page_is_wider_than_its_window(practice, page, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    post(practice, "https://portal.example/" + "x" * 200)
    page.goto(practice.url + path)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
