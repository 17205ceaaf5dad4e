"""The menu: our order and words, and nothing that makes no sense for the role."""

import json
import re

import pytest
from django.urls import reverse

from duta.accounts.rules import Role


def menu_of(client, person) -> str:
    client.force_login(person)
    shown = client.get("/desk/").content.decode()
    found = re.search(r'<script[^>]*id="wagtail-sidebar-props"[^>]*>(.*?)</script>', shown, re.DOTALL)
    assert found
    return json.dumps(json.loads(found[1]))


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_home_stories_channels_and_deliveries_in_this_order(client, world, role):
    props = menu_of(client, world.person(role))
    places = [props.find(f'"{word}"') for word in ("Home", "Stories", "Clearance", "Channels", "Deliveries")]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("role", list(Role))
def test_wagtails_pages_settings_and_help_are_not_there(client, world, role):
    props = menu_of(client, world.person(role))
    for word in ("Pages", "Settings", "Help", "Workflows", "Locked pages", "Aging pages"):
        assert f'"{word}"' not in props


@pytest.mark.parametrize(("role", "there"), [(Role.ADMINISTRATOR, True), (Role.AUTHOR, False), (Role.PLANNER, False)])
def test_people_and_the_trail_are_for_administrators(client, world, role, there):
    props = menu_of(client, world.person(role))
    assert ('"People"' in props) is there
    assert ('"Audit trail"' in props) is there


def test_the_stories_are_those_of_the_own_organisation_in_the_own_language(client, world):
    english = world.mission.home.get_translations(inclusive=True).get(locale__language_code="en")
    props = menu_of(client, world.person(Role.AUTHOR))
    assert f'"{reverse("wagtailadmin_explore", args=[english.pk])}"' in props


def test_the_desk_bears_our_name_mark_and_style(client, world):
    client.force_login(world.person(Role.AUTHOR))
    shown = client.get("/desk/").content.decode()
    assert re.search(r"<title>.*Duta\s*</title>", shown, re.DOTALL)
    for file in ("desk/brand.css", "desk/screens.css", "desk/mark.svg"):
        assert file in shown
