"""Moving in a browser: by the arrow keys and by hand, said aloud, and never past a refusal."""

import os
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import sync_playwright
from wagtail.users.models import UserProfile

import make
from chromium import CHROMIUM, needs_chromium
from duta.accounts.rules import Role
from duta.newsroom.models import Release

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]
JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def page(monkeypatch, live_server, world):
    """The desk of an author who reads English in Jakarta, tall enough that nothing scrolls."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread
    author = make.person(Role.AUTHOR, world.mission)
    UserProfile.objects.create(user=author, current_time_zone=JAKARTA.key, preferred_language="en")
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(author.pk), author.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1366, "height": 1600})
        context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": live_server.url}])
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda said: page.faults.append(said.text) if "Security Policy" in said.text else None)
        yield page
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def release(world):
    """Planned for the tenth of the month after next, at nine in Jakarta."""
    ahead = (timezone.now() + timedelta(days=62)).astimezone(JAKARTA)
    due = datetime(ahead.year, ahead.month, 10, 9, tzinfo=JAKARTA)
    made = make.release(make.story(world.mission), state="planned", released_at=None, due_at=due)
    Release.objects.filter(pk=made.pk).update(due_zone=JAKARTA.key)
    return Release.objects.get(pk=made.pk)


def due_of(release):
    return Release.objects.get(pk=release.pk).due_at.astimezone(JAKARTA)


def opened(page, live_server, release, view="month"):
    page.goto(f"{live_server.url}/desk/calendar/?view={view}&on={due_of(release):%Y-%m-%d}")
    return page.locator(f'[data-key="release-{release.pk}"]')


def test_the_arrow_keys_move_nothing_until_enter_and_say_what_they_do(page, live_server, release):
    item = opened(page, live_server, release)
    item.locator(".duta-cal__title").focus()
    page.keyboard.press("ArrowRight")
    said = page.locator("#calendar-said")
    assert "Enter puts it there" in said.inner_text()
    page.keyboard.press("Escape")
    assert said.inner_text() == "Left where it was."
    assert due_of(release).day == 10
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#calendar-said:has-text('now goes out on')")
    assert (due_of(release).day, due_of(release).hour) == (18, 9)
    assert page.evaluate("document.activeElement.closest('[data-key]').dataset.key") == f"release-{release.pk}"
    assert page.faults == []


def test_in_the_week_they_move_by_the_hour(page, live_server, release):
    opened(page, live_server, release, "week").locator(".duta-cal__title").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#calendar-said:has-text('10:00 WIB')")
    assert (due_of(release).day, due_of(release).hour) == (10, 10)


def test_a_hand_moves_it_and_a_refusal_leaves_it(page, live_server, release):
    item = opened(page, live_server, release)
    target = f'[data-cell="{due_of(release).replace(day=12):%Y-%m-%d}"]'
    item.drag_to(page.locator(target), target_position={"x": 90, "y": 10})
    page.wait_for_selector("#calendar-said:has-text('now goes out on')")
    assert due_of(release).day == 12
    Release.objects.filter(pk=release.pk).update(state="cancelled")
    back = f'[data-cell="{due_of(release).replace(day=14):%Y-%m-%d}"]'
    item.drag_to(page.locator(back), target_position={"x": 90, "y": 10})
    page.wait_for_selector("#calendar-said:has-text('no longer waiting')")
    assert due_of(release).day == 12
