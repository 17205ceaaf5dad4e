"""Every screen that a role opens is complete in Indonesian, Wagtail's strings on it too, and every link leads on."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from duta.newsroom.models import Story
from walk.catalogue import listening, slipped
from walk.crawler import Crawler, Screen
from walk.world import World

ROLES = ("planner", "author", "signatory", "channel_manager", "analyst", "administrator", "superuser", "nobody")
# Languages in their own language, and names of languages that are in the reader's already and are looked up once more.
NAMES = {"English", "Indonesia", "Inggris", "Thai"}
# Hard-coded in Wagtail 8.0.1 and its libraries: the button of a chooser's search that only screen readers meet; Python's words for yes and
# no where two drafts are compared.
WAGTAILS = {
    ("wagtailadmin_choose_page", "Search"),
    ("wagtailredirects:index", "exact"),  # django-filter looks it up as a default that it never shows
    ("wagtailadmin_pages:revisions_compare", "True"),
    ("wagtailadmin_pages:revisions_compare", "False"),
}
# Reached by a button that saves first, and by scripts whose addresses are put together.
BY_SCRIPT = (
    "/desk/pages/search/?q=a", "/desk/choose-page/", "/desk/choose-external-link/", "/desk/choose-email-link/",
    "/desk/choose-phone-link/", "/desk/choose-anchor-link/", "/desk/images/chooser/",
)  # fmt: skip
# Wagtail's explorer links the pages above one's own, which one may pass through but not look into, and a report that
# stands only for those who may see every page; they answer with the desk's own "not here".
PASSED_THROUGH = re.compile(r"/desk/pages/\d+/(history|usage|privacy|edit)/|/desk/reports/page-types-usage/")
PUBLIC = ("/id/", "/id/berita/", "/id/perwakilan/", "/id/tema/budaya/", "/desk/sign-in/login/", "/id/tidak-ada/")


def walked(person: Any, starts: tuple[str, ...], prefixes: tuple[str, ...]) -> tuple[list[Screen], dict[str, str]]:
    """Open everything; return the screens, and what was not translated, each with the route where it was first met."""
    client = Client(headers={"accept-language": "id"}, raise_request_exception=False)
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    crawler = Crawler(client, prefixes)
    english: dict[str, str] = {}
    with translation.override("id"), listening() as missing:
        for screen in crawler.walk(starts):
            found = set(missing) | (slipped(screen.content) if screen.is_page else set())
            missing.clear()
            english = dict.fromkeys(found, screen.route) | english
    return crawler.opened, english


def dead(screens: list[Screen]) -> str:
    """The addresses that were offered and do not lead anywhere, with where they stand, one a line."""
    return "\n".join(
        f"{screen.status} {screen.address} on {screen.came_from}"
        for screen in screens
        if screen.status >= 400 and screen.came_from and not PASSED_THROUGH.fullmatch(screen.address)
    )


def listed(english: dict[str, str]) -> str:
    """What is left in English, with where it was met, one a line."""
    return "\n".join(
        f"{route}: {text}"
        for text, route in sorted(english.items())
        if text not in NAMES and (route, text) not in WAGTAILS
    )


@pytest.mark.parametrize("role", ROLES)
def test_every_screen_of_a_role_is_complete(world: World, db: None, role: str):
    drafts = Story.objects.filter(submissions=None).values_list("pk", flat=True)
    submit = tuple(reverse("newsroom:submit", args=[key]) for key in drafts)
    screens, english = walked(world.people[role], ("/desk/", *BY_SCRIPT, *submit), ("/desk/",))
    print(f"{role}: {len(screens)} screens")
    assert dead(screens) == ""
    assert listed(english) == ""


def test_every_public_screen_is_complete(world: World, db: None):
    screens, english = walked(None, PUBLIC, ("/id/", "/desk/sign-in/"))
    print(f"public: {len(screens)} screens")
    assert dead([screen for screen in screens if not screen.address.startswith("/desk/")]) == ""
    assert listed(english) == ""
