"""Passkeys in a real browser, with the authenticator that Chromium plays for tests."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import sync_playwright

import make
from chromium import CHROMIUM, needs_chromium
from duta.accounts.rules import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]

PASSWORD = "correct horse battery"
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread
    cache.clear()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(locale="en-GB", viewport={"width": 360, "height": 800}).new_page()
        yield page
        browser.close()


@pytest.fixture
def signatory():
    return make.person(Role.SIGNATORY, make.organisation("KBRI Den Haag"), "wibisono")


def plug_in(page):
    """Give the browser an authenticator; returns what unplugs it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    found = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]
    return lambda: session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": found})


def test_a_passkey_is_set_up_as_the_role_needs_and_signs_in_alone(page, live_server, settings, signatory):
    settings.DUTA_SECOND_FACTOR_ROLES = frozenset({"signatory"})
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    plug_in(page)
    page.goto(live_server.url + "/desk/")
    page.fill("#id_login", signatory.username)
    page.fill("#id_password", PASSWORD)
    page.click(".entrance__go")
    page.wait_for_url("**/sign-in/factors/")
    page.click("text=Add a passkey")
    page.fill("#id_password", PASSWORD)
    page.click(".entrance__go")
    assert page.is_checked("#id_passwordless")
    page.fill("#id_name", "Office phone")
    page.click("#passkey")
    page.wait_for_url("**/recovery-codes/")
    assert page.locator(".entrance__codes code").count() == 10
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert str(Authenticator.objects.get(type="webauthn")) == "Office phone"

    page.context.clear_cookies()
    page.goto(live_server.url + "/desk/channels/")
    page.click("#passkey")
    page.wait_for_url(live_server.url + "/desk/channels/")

    page.context.clear_cookies()
    page.goto(live_server.url + "/desk/")
    page.fill("#id_login", signatory.username)
    page.fill("#id_password", PASSWORD)
    page.click(".entrance__go")
    page.wait_for_url("**/factors/authenticate/**")
    page.click("#passkey")
    page.wait_for_url(live_server.url + "/desk/")
    assert complaints == []


def test_without_an_authenticator_it_says_so_and_nobody_is_signed_in(page, live_server, signatory):
    unplug = plug_in(page)
    page.goto(live_server.url + "/desk/")
    unplug()
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new Error('none'))")
    page.reload()
    page.click("#passkey")
    page.wait_for_selector("#passkey-error:not([hidden])")
    assert "No passkey was used" in page.inner_text("#passkey-error")
