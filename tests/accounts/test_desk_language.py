"""The desk answers in the account's language, whatever the browser prefers."""

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

import make
from duta.accounts.rules import Role

MISSING, FORBIDDEN = "/desk/nope/", "/desk/pages/1/edit/"


@pytest.fixture
def reader(world, enter):
    def come_in(language, role=Role.AUTHOR):
        person = world.person(role)
        UserProfile.objects.update_or_create(user=person, defaults={"preferred_language": language})
        return enter(person)

    return come_in


@pytest.mark.parametrize("address", [MISSING, FORBIDDEN])
@pytest.mark.parametrize(("language", "browser"), [("en", "id-ID"), ("id", "en-GB")])
def test_what_is_missing_is_said_in_the_accounts_language(reader, address, language, browser):
    answer = reader(language).get(address, headers={"Accept-Language": browser})
    assert answer.status_code == 404
    assert f'lang="{language}"' in answer.text


@pytest.mark.parametrize(("language", "browser", "word"), [("en", "id-ID", "permission"), ("id", "en-GB", "izin")])
def test_a_refusal_is_said_in_the_accounts_language(reader, world, language, browser, word):
    address = reverse("wagtailadmin_pages:edit", args=[make.story(world.own).pk])
    home = reader(language, Role.ADMINISTRATOR).get(address, headers={"Accept-Language": browser}, follow=True)
    assert [word in str(message) for message in home.context["messages"]] == [True]


def test_without_a_choice_the_browsers_language_counts(reader):
    assert 'lang="en"' in reader("").get(MISSING, headers={"Accept-Language": "en-GB"}).text


def test_the_portal_keeps_to_its_address(reader):
    assert 'lang="id"' in reader("en").get("/id/", follow=True, headers={"Accept-Language": "en"}).text
