"""Sign-in by the ministry's directory, against a real provider on loopback that also lies."""

import base64
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import translation

import make
from accounts import oidc
from duta.accounts.directory import REFUSALS
from duta.accounts.rules import Role
from duta.config.signing_in import directory_app, directory_from
from duta.core.models import AuditEntry

SIGN_IN, BACK = "/desk/sign-in/directory/", "/desk/sign-in/directory/back/"


@pytest.fixture
def provider(settings):
    with oidc.running() as found:
        settings.DUTA_OIDC = {
            "issuer": found.address, "client_id": oidc.CLIENT, "secret": oidc.SECRET, "name": "SSO Kemlu", "match": "email",
        }  # fmt: skip
        settings.DUTA_OIDC_ALLOWED_PRIVATE = frozenset({found.place})
        settings.SOCIALACCOUNT_PROVIDERS = directory_app(settings.DUTA_OIDC)
        yield found


@pytest.fixture
def browser(db):
    return Client(headers={"accept-language": "en", "accept": "text/html"})


@pytest.fixture
def person(world):
    return make.person(Role.SIGNATORY, world.own, "wibisono")


def begin(browser, **more):
    answer = browser.post(SIGN_IN, more)
    assert answer.status_code == 302, answer.content.decode()
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def go_round(browser, provider, **more):
    """Sign in at the directory and come back; returns the answer to the way back."""
    asked = begin(browser, **more)
    provider.nonce = asked["nonce"]
    return browser.get(BACK, {"state": asked["state"], "code": "c"})


def test_an_account_that_is_there_is_signed_in_and_bound(browser, provider, person):
    assert "Sign in with SSO Kemlu" in browser.get("/desk/sign-in/login/").content.decode()
    answer = go_round(browser, provider, next="/desk/channels/")
    assert answer.headers["Location"] == "/desk/channels/", answer.content.decode()
    assert browser.session["_auth_user_id"] == str(person.pk)
    assert SocialAccount.objects.get(user=person).uid == "4711"
    assert AuditEntry.objects.filter(action="person.directory_bound").count() == 1
    how, form = provider.asked[0]
    assert base64.b64decode(how.removeprefix("Basic ")).decode() == f"{oidc.CLIENT}:{oidc.SECRET}"
    assert form["code_verifier"]
    # Later it is the directory's own number that counts, whatever the address is now.
    provider.claims = {"email": "other@kemlu.example", "email_verified": False}
    other = Client()
    go_round(other, provider)
    assert other.session["_auth_user_id"] == str(person.pk)


def lies(provider):
    """Each lie with the refusal that it must meet."""
    old = int(time.time()) - 3600
    return {
        "wrong issuer": ("other_issuer", {"claims": {"iss": "https://evil.example"}}),
        "another description": ("other_issuer", {"description": {"issuer": "https://evil.example"}}),
        "wrong nonce": ("other_nonce", {"claims": {"nonce": "of another sign-in"}}),
        "no nonce": ("other_nonce", {"claims": {"nonce": None}}),
        "expired": ("expired", {"claims": {"exp": old, "iat": old - 300}}),
        "from the future": ("expired", {"claims": {"iat": int(time.time()) + 3600}}),
        "another application": ("other_audience", {"claims": {"aud": "mail"}}),
        "one of several": ("other_audience", {"claims": {"aud": ["mail", oidc.CLIENT], "azp": "mail"}}),
        "another key": ("bad_signature", {"key": oidc.key_pair()}),
        "unknown key": ("bad_signature", {"header": {"kid": "two"}}),
        "signed by the secret": ("bad_signature", {"key": oidc.SECRET * 3, "algorithm": "HS256"}),
        "not signed": ("bad_signature", {"key": None, "algorithm": "none"}),
        "no keys": ("unreadable", {"jwks": {"keys": []}}),
        "unverified": ("unverified_email", {"claims": {"email_verified": False}}),
        "verified in words": ("unverified_email", {"claims": {"email_verified": "true"}}),
        "no address": ("unverified_email", {"claims": {"email": None}}),
        "a stranger": ("nobody", {"claims": {"email": "stranger@kemlu.example"}}),
        "no subject": ("unreadable", {"claims": {"sub": None}}),
    }


@pytest.mark.parametrize("lie", list(lies(None)))
@pytest.mark.parametrize("language", ["en", "id"])
def test_a_lie_signs_nobody_in_and_is_said_in_clear_words(provider, person, lie, language):
    browser = Client(headers={"accept-language": language})
    reason, changes = lies(provider)[lie]
    asked = begin(browser) if "description" not in changes else None
    for name, value in changes.items():
        setattr(provider, name, value)
    if asked is None:
        answer = browser.post(SIGN_IN)
    else:
        provider.nonce = asked["nonce"]
        answer = browser.get(BACK, {"state": asked["state"], "code": "c"})
    assert answer.status_code == 401
    with translation.override(language):
        assert str(REFUSALS[reason]) in answer.content.decode().replace("&#x27;", "'")
    assert "_auth_user_id" not in browser.session
    assert not SocialAccount.objects.exists()


def test_an_answer_that_nobody_asked_for_and_one_that_comes_twice_sign_nobody_in(browser, provider, person):
    asked = begin(browser)
    provider.nonce = asked["nonce"]
    assert Client().get(BACK, {"state": asked["state"], "code": "c"}).status_code == 401
    assert browser.get(BACK, {"state": "x", "code": "c"}).status_code == 401
    assert browser.get(BACK).status_code == 401
    assert browser.get(BACK, {"state": asked["state"], "code": "c"}).status_code == 302
    browser.post("/desk/sign-in/logout/")
    assert browser.get(BACK, {"state": asked["state"], "code": "c"}).status_code == 401
    assert browser.get(BACK, {"state": begin(browser)["state"], "error": "access_denied"}).status_code == 302
    assert "_auth_user_id" not in browser.session


def test_another_entry_of_the_directory_does_not_take_over_a_bound_account(provider, person):
    go_round(Client(), provider)
    provider.claims = {"sub": "4712"}
    answer = go_round(Client(headers={"accept-language": "en"}), provider)
    assert answer.status_code == 401
    assert str(REFUSALS["other_person"]) in answer.content.decode().replace("&#x27;", "'")


def test_a_switched_off_account_stays_off(browser, provider, person):
    person.is_active = False
    person.save()
    assert go_round(browser, provider).headers["Location"] == "/desk/sign-in/inactive/"
    assert not SocialAccount.objects.exists()


def test_a_claim_may_be_the_username(browser, provider, person, settings):
    settings.DUTA_OIDC = {**settings.DUTA_OIDC, "match": "preferred_username"}
    provider.claims = {"email_verified": False, "preferred_username": "wibisono"}
    assert go_round(browser, provider).status_code == 302
    assert browser.session["_auth_user_id"] == str(person.pk)


def test_no_private_address_unless_a_setting_allows_it_and_a_dead_directory_is_said(browser, provider, settings):
    settings.DUTA_OIDC_ALLOWED_PRIVATE = frozenset()
    answer = browser.post(SIGN_IN)
    assert answer.status_code == 401
    assert str(REFUSALS["forbidden_address"]) in answer.content.decode().replace("&#x27;", "'")
    settings.DUTA_OIDC = {**settings.DUTA_OIDC, "issuer": "http://127.0.0.1:9"}
    settings.DUTA_OIDC_ALLOWED_PRIVATE = frozenset({"127.0.0.1:9"})
    settings.SOCIALACCOUNT_PROVIDERS = directory_app(settings.DUTA_OIDC)
    assert str(REFUSALS["unreachable"]) in browser.post(SIGN_IN).content.decode()


def test_without_a_directory_there_is_nothing(browser):
    assert browser.post(SIGN_IN).status_code == 404
    assert browser.get(BACK).status_code == 404
    assert "/desk/sign-in/directory/" not in browser.get("/desk/sign-in/login/").content.decode()


def test_half_a_setting_is_refused_and_the_secret_may_be_a_file(tmp_path):
    def read(**values):
        return lambda name: values.get(name.removeprefix("DUTA_OIDC_"), "")

    assert directory_from(read()) == {}
    with pytest.raises(ImproperlyConfigured, match="DUTA_OIDC_CLIENT_SECRET"):
        directory_from(read(ISSUER="https://sso.example", CLIENT_ID="duta"))
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        directory_from(read(ISSUER="https://sso.example", CLIENT_ID="duta", CLIENT_SECRET_FILE=str(tmp_path / "no")))
    (tmp_path / "secret").write_text("s3\n")
    found = directory_from(
        read(ISSUER="https://sso.example/", CLIENT_ID="duta", CLIENT_SECRET_FILE=str(tmp_path / "secret"))
    )
    assert (found["issuer"], found["secret"]) == ("https://sso.example/", "s3")
