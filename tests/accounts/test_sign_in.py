"""Sign-in at the desk: ours, closed to newcomers, in both languages, slowed down for guessers."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

import make
from duta.accounts.rules import Role

PASSWORD = "correct horse battery"


@pytest.fixture
def author(world):
    return world.person(Role.AUTHOR)


@pytest.fixture
def browser(author):
    return Client(headers={"accept-language": "en"})


def sign_in(client, name, password=PASSWORD, **more):
    return client.post("/desk/sign-in/login/", {"login": name, "password": password, **more})


def test_the_desk_sends_strangers_to_our_sign_in_and_back(browser, author):
    answer = browser.get("/desk/pages/")
    assert answer.headers["Location"] == "/desk/sign-in/login/?next=/desk/pages/"
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "Sign in to the desk" in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    answer = sign_in(browser, author.username, next="/desk/pages/")
    assert answer.headers["Location"] == "/desk/pages/"
    assert browser.get("/desk/").status_code == 200


def test_the_e_mail_address_works_as_well(browser, author):
    assert sign_in(browser, author.email).headers["Location"] == "/desk/"


def test_a_wrong_password_says_so_and_keeps_the_name(browser, author):
    page = sign_in(browser, author.username, "wrong").content.decode()
    assert 'role="alert"' in page
    assert f'value="{author.username}"' in page


def test_a_switched_off_account_is_told_so(browser, author):
    author.is_active = False
    author.save()
    answer = sign_in(browser, author.username)
    assert answer.headers["Location"] == reverse("account_inactive")
    assert "switched off" in browser.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize("path", ["signup/", "email/", "confirm-email/", "confirm-email/abc/"])
def test_nobody_signs_up_and_nobody_manages_addresses(browser, path):
    assert browser.get(f"/desk/sign-in/{path}").status_code == 404
    assert browser.post(f"/desk/sign-in/{path}", {"username": "x", "password1": PASSWORD}).status_code == 404
    assert "sign up" not in browser.get("/desk/sign-in/login/").content.decode().lower()


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/desk/login/", "/desk/sign-in/login/"),
        ("/desk/login/?next=/desk/pages/", "/desk/sign-in/login/?next=/desk/pages/"),
        ("/desk/login/?next=https://evil.example/", "/desk/sign-in/login/"),
        ("/desk/password_reset/", "/desk/sign-in/password/reset/"),
        ("/desk/password_reset/done/", "/desk/sign-in/password/reset/"),
        ("/desk/password_reset/complete/", "/desk/sign-in/password/reset/"),
        ("/desk/password_reset/confirm/MQ/abc-def/", "/desk/sign-in/password/reset/"),
    ],
)
def test_wagtails_own_sign_in_and_reset_lead_to_ours(browser, author, path, there):
    assert browser.get(path).headers["Location"] == there
    answer = browser.post(path, {"username": author.username, "password": PASSWORD, "email": author.email})
    assert answer.headers["Location"] == there
    assert "_auth_user_id" not in browser.session
    assert not mail.outbox


def test_a_forgotten_password_is_chosen_anew_by_letter(browser, author):
    answer = browser.post("/desk/sign-in/password/reset/", {"email": author.email}, follow=True)
    assert "Look into your mailbox" in answer.content.decode()
    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == ([author.email], "A new password for your account")
    link = re.search(r"http://testserver(\S+)", letter.body)[1]
    page = browser.get(link, follow=True)
    assert page.content.decode().count('autocomplete="new-password"') == 2
    new = "lima kata sandi yang baru"
    answer = browser.post(page.redirect_chain[-1][0], {"password1": new, "password2": new}, follow=True)
    assert "Your password was changed" in answer.content.decode()
    assert sign_in(browser, author.username, new).headers["Location"] == "/desk/"
    assert (
        "This link no longer works" in Client(headers={"accept-language": "en"}).get(link, follow=True).content.decode()
    )


def test_a_stranger_gets_no_letter_and_the_same_answer(browser):
    answer = browser.post("/desk/sign-in/password/reset/", {"email": "nobody@kemlu.example"}, follow=True)
    assert "Look into your mailbox" in answer.content.decode()
    assert not mail.outbox


def test_a_signed_in_person_changes_his_password(browser, author, enter):
    client = enter(author)
    page = client.get("/desk/sign-in/password/change/", headers={"accept-language": "en"})
    assert 'autocomplete="current-password"' in page.content.decode()
    new = "lima kata sandi yang baru"
    client.post("/desk/sign-in/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    author.refresh_from_db()
    assert author.check_password(new)


def test_signing_out_asks_first(author, enter):
    client = enter(author)
    assert (
        "Do you want to sign out?"
        in client.get("/desk/sign-in/logout/", headers={"accept-language": "en"}).content.decode()
    )
    client.post("/desk/sign-in/logout/")
    assert "_auth_user_id" not in client.session


def test_a_person_without_a_role_is_told_so_and_not_sent_round(browser):
    nobody = make.user("nobody")
    sign_in(browser, nobody.username)
    answer = browser.get("/desk/")
    assert answer.status_code == 403
    assert "You have no role at present" in answer.content.decode()
    assert browser.get("/desk/pages/").status_code == 403
    assert browser.post("/desk/sign-in/logout/").status_code == 302


@pytest.mark.parametrize(("code", "sentence"), [("id", "Masuk"), ("en", "Sign in to the desk")])
def test_an_anonymous_person_chooses_the_language(code, sentence):
    client = Client()
    answer = client.post("/desk/sign-in/language/", {"language": code, "next": "/desk/sign-in/login/"})
    assert answer.headers["Location"] == "/desk/sign-in/login/"
    assert f'<html lang="{code}">' in client.get("/desk/sign-in/login/").content.decode()


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_language_switch_leads_nowhere_else(wanted):
    answer = Client().post("/desk/sign-in/language/", {"language": "en", "next": wanted})
    assert answer.headers["Location"] == "/desk/sign-in/login/"


def test_a_language_that_is_not_offered_changes_nothing():
    answer = Client().post("/desk/sign-in/language/", {"language": "xx"})
    assert "django_language" not in answer.cookies


def test_guessing_is_slowed_down(browser, author, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
    cache.clear()
    for _ in range(5):
        sign_in(browser, author.username, "wrong")
    page = sign_in(browser, author.username)
    assert "_auth_user_id" not in browser.session
    assert "Too many failed login attempts" in page.content.decode()
    cache.clear()


def test_sign_in_pages_have_no_inline_script_or_style(browser):
    page = browser.get("/desk/sign-in/login/").content.decode()
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r"\son\w+=", page)
