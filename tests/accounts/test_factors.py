"""Second factors: set up, asked for at sign-in, needed by role before anything else, and reset when they are lost."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.test import Client

import make
from accounts.codes import code_of, secret_on
from duta.accounts import operations
from duta.accounts.factors import DeskFactorAdapter
from duta.accounts.rules import Role
from duta.config.signing_in import IN_PRODUCTION, ROLES, second_factor_roles, trusted_proxies
from duta.core.models import AuditEntry
from signing import confirm

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SIGN_IN, FACTORS = "/desk/sign-in/login/", "/desk/sign-in/factors/"


@pytest.fixture(autouse=True)
def _no_code_was_used():
    cache.clear()


@pytest.fixture
def signatory(world):
    return world.person(Role.SIGNATORY)


@pytest.fixture
def administrator(world):
    return world.person(Role.ADMINISTRATOR)


@pytest.fixture
def required(settings):
    settings.DUTA_SECOND_FACTOR_ROLES = frozenset({"signatory", "administrator", "channel_manager"})


@pytest.fixture
def browser(db):
    return Client(headers={"accept-language": "en", "accept": "text/html"})


def sign_in(client, person, **more):
    return client.post(SIGN_IN, {"login": person.username, "password": PASSWORD, **more})


def give_app(person):
    TOTP.activate(person, SECRET)
    return RecoveryCodes.activate(person)


def test_a_signatory_without_a_factor_sets_one_up_before_anything_else(browser, signatory, required):
    answer = sign_in(browser, signatory)
    for path in ("/desk/", "/desk/pages/", "/desk/channels/", "/desk/account/", "/desk/reports/site-history/"):
        assert browser.get(path).headers["Location"] == FACTORS, path
    page = browser.get(FACTORS)
    assert page.status_code == 200
    assert "First, a second factor" in page.content.decode()
    again = browser.get(FACTORS + "totp/activate/", follow=True)
    assert "Confirm that it is you" in again.content.decode()
    page = browser.post(again.redirect_chain[-1][0], {"password": PASSWORD}, follow=True).content.decode()
    assert "data:image/svg+xml;base64," in page
    answer = browser.post(FACTORS + "totp/activate/", {"code": code_of(secret_on(page))}, follow=True)
    codes = re.findall(r"<code>(\d{8})</code>", answer.content.decode())
    assert len(codes) == 10
    download = browser.get(FACTORS + "recovery-codes/download/")
    assert "attachment" in download.headers["Content-Disposition"]
    assert all(code in download.content.decode() for code in codes)
    assert browser.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/desk/api/main/pages/", {"accept": "application/json"}),
        ("/desk/pages/", {"x-requested-with": "XMLHttpRequest"}),
    ],
)
def test_what_a_script_asks_for_is_refused_with_a_sentence(browser, signatory, required, path, headers):
    sign_in(browser, signatory)
    answer = browser.get(path, headers=headers)
    assert answer.status_code == 403
    assert "second factor" in answer.json()["error"]


def test_exports_and_changes_are_not_reached_without_the_factor(browser, administrator, required):
    sign_in(browser, administrator)
    before = AuditEntry.objects.count()
    assert browser.get("/desk/reports/trail/export/csv/").headers["Location"] == FACTORS
    assert browser.get("/desk/users/?export=csv").headers["Location"] == FACTORS
    answer = browser.post("/desk/users/new/", {"username": "x"})
    assert answer.headers["Location"] == FACTORS
    assert AuditEntry.objects.count() == before


def test_what_the_desk_uploaded_is_hidden_as_from_the_public(browser, signatory, required, world):
    picture = make.picture(world.own)
    client = Client()
    client.force_login(signatory, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(picture.file.url).status_code == 404
    give_app(signatory)
    assert client.get(picture.file.url).status_code == 200


def test_a_role_that_needs_none_and_the_demonstration_ask_for_nothing(browser, world, required, settings):
    sign_in(browser, world.person(Role.AUTHOR))
    assert browser.get("/desk/").status_code == 200
    settings.DUTA_SECOND_FACTOR_ROLES = frozenset()
    other = Client()
    sign_in(other, world.person(Role.SIGNATORY))
    assert other.get("/desk/").status_code == 200


def test_a_superuser_needs_one_as_administrators_do(browser, required):
    sign_in(browser, make.user(is_superuser=True))
    assert browser.get("/desk/").headers["Location"] == FACTORS


def test_the_password_alone_does_not_sign_in_any_more(browser, signatory):
    give_app(signatory)
    answer = sign_in(browser, signatory, next="/desk/pages/")
    assert answer.headers["Location"].startswith(FACTORS + "authenticate/")
    assert "_auth_user_id" not in browser.session
    wrong = browser.post(FACTORS + "authenticate/", {"code": "000000"})
    assert "This was not accepted" in wrong.content.decode()
    assert "_auth_user_id" not in browser.session
    answer = browser.post(FACTORS + "authenticate/", {"code": code_of(SECRET)})
    assert browser.session["_auth_user_id"] == str(signatory.pk)
    assert answer.headers["Location"] == "/desk/pages/"


def test_a_code_serves_once(browser, signatory):
    give_app(signatory)
    code = code_of(SECRET)
    sign_in(browser, signatory)
    browser.post(FACTORS + "authenticate/", {"code": code})
    second = Client()
    sign_in(second, signatory)
    second.post(FACTORS + "authenticate/", {"code": code})
    assert "_auth_user_id" not in second.session


def test_a_recovery_code_signs_in_once(browser, signatory):
    code = give_app(signatory).get_unused_codes()[0]
    for found in (True, False):
        client = Client()
        sign_in(client, signatory)
        client.post(FACTORS + "authenticate/", {"code": code})
        assert ("_auth_user_id" in client.session) is found


def test_guessing_codes_is_slowed_down(browser, signatory, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
    give_app(signatory)
    sign_in(browser, signatory)
    for number in range(5):
        browser.post(FACTORS + "authenticate/", {"code": f"00000{number}"})
    answer = browser.post(FACTORS + "authenticate/", {"code": code_of(SECRET)})
    assert "Too many failed login attempts" in answer.content.decode()
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("credential", ["", "x", "{}", "[]", "null", '{"id": 1}', '{"response": {"userHandle": 5}}'])
def test_a_passkey_that_is_none_signs_nobody_in(browser, credential):
    answer = browser.post(FACTORS + "webauthn/login/", {"credential": credential}, follow=True)
    assert answer.status_code == 200
    assert "_auth_user_id" not in browser.session


def test_the_last_factor_of_a_role_that_needs_one_stays(enter, signatory, required, browser):
    give_app(signatory)
    sign_in(browser, signatory)
    browser.post(FACTORS + "authenticate/", {"code": code_of(SECRET)})
    confirm(browser, signatory, method="mfa")
    page = browser.post(FACTORS + "totp/deactivate/")
    assert "Your role needs a second factor" in page.content.decode()
    assert Authenticator.objects.filter(user=signatory, type="totp").exists()


def test_who_has_a_second_factor_does_not_confirm_by_the_password(browser, signatory):
    give_app(signatory)
    sign_in(browser, signatory)
    browser.post(FACTORS + "authenticate/", {"code": code_of(SECRET)})
    answer = browser.post("/desk/sign-in/reauthenticate/", {"password": PASSWORD, "next": FACTORS})
    assert answer.url.startswith(FACTORS + "reauthenticate/")


def test_secrets_are_sealed_in_the_database_and_a_lost_key_lets_nobody_in(signatory, settings):
    give_app(signatory)
    assert all(SECRET not in str(row.data) for row in Authenticator.objects.all())
    adapter = DeskFactorAdapter()
    sealed = adapter.encrypt(SECRET)
    assert sealed != adapter.encrypt(SECRET)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    assert adapter.decrypt(sealed) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    assert adapter.decrypt(sealed) not in (SECRET, "")
    assert adapter.decrypt(sealed) != adapter.decrypt(sealed)


def test_a_change_to_the_factors_is_told_by_letter(browser, signatory, django_capture_on_commit_callbacks):
    sign_in(browser, signatory)
    browser.get(FACTORS + "totp/activate/")
    browser.post("/desk/sign-in/reauthenticate/", {"password": PASSWORD, "next": FACTORS})
    page = browser.get(FACTORS + "totp/activate/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(FACTORS + "totp/activate/", {"code": code_of(secret_on(page))})
    letter = mail.outbox[-1]
    assert (letter.to, letter.subject) == ([signatory.email], "Perubahan pada akun Anda")
    assert "127.0.0.1" in letter.body


class TestReset:
    def test_an_administrator_resets_a_lost_factor(
        self, enter, administrator, signatory, browser, django_capture_on_commit_callbacks
    ):
        give_app(signatory)
        theirs = enter(signatory)
        assert theirs.get("/desk/").status_code == 200
        client = enter(administrator)
        page = client.get(f"/desk/users/{signatory.pk}/factors/")
        assert "Be sure who asks you" in page.content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"/desk/users/{signatory.pk}/factors/")
        assert not Authenticator.objects.filter(user=signatory).exists()
        assert theirs.get("/desk/").status_code == 302
        letter = mail.outbox[-1]
        assert letter.to == [signatory.email]
        assert str(administrator) in letter.body
        entry = AuditEntry.objects.get(action="person.factors_reset")
        assert (entry.actor_id, entry.detail) == (administrator.pk, {"factors": ["recovery_codes", "totp"]})
        assert sign_in(browser, signatory).headers["Location"] == "/desk/"

    def test_nobody_resets_one_s_own_and_a_mission_no_directors(self, world, administrator):
        director = make.person(Role.SIGNATORY, world.above)
        make.role(director, Role.SIGNATORY, world.own)
        give_app(director)
        give_app(administrator)
        for person in (director, administrator):
            with pytest.raises(PermissionDenied):
                operations.reset_factors(person=person, by=administrator, now=make.NOW)
        assert Authenticator.objects.filter(user=director).exists()

    def test_without_a_factor_nothing_is_reset(self, administrator, signatory):
        with pytest.raises(ValidationError):
            operations.reset_factors(person=signatory, by=administrator, now=make.NOW)


class TestSettings:
    def test_roles_are_named_or_none(self):
        assert second_factor_roles("", default=IN_PRODUCTION) == frozenset(IN_PRODUCTION)
        assert second_factor_roles("none", default=IN_PRODUCTION) == frozenset()
        assert second_factor_roles(" author, signatory ", default=()) == {"author", "signatory"}
        assert frozenset(role.value for role in Role) == ROLES
        with pytest.raises(ImproperlyConfigured, match="boss"):
            second_factor_roles("boss", default=())

    @pytest.mark.parametrize("value", ["-1", "x", "10", "1.5", "²"])
    def test_proxies_are_a_small_number(self, value):
        assert trusted_proxies("2") == 2
        with pytest.raises(ImproperlyConfigured, match="DUTA_TRUSTED_PROXIES"):
            trusted_proxies(value)
