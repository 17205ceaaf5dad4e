"""Step-up: a recent confirmation that it is really this person, before something that cannot be taken back.

Written against allauth's public parts: its records of how a session was authenticated, and its list of methods by
which a person can confirm. Where the person has a second factor (allauth.mfa), only that one counts; else the
password. What the person was about to do is kept by allauth and done after the confirmation.
"""

import time

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

SECOND_FACTOR = "mfa"  # allauth's name for a code or a passkey, in records and in the methods' names


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the person proved within ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` seconds who it is, as strongly as they can."""
    records = get_authentication_records(request, request.user)
    if has_second_factor(request.user) or settings.DUTA_SIGNING_SECOND_FACTOR:
        records = [record for record in records if record.get("method") == SECOND_FACTOR]
    newest = max((record["at"] for record in records), default=0.0)
    return bool(time.time() - newest < app_settings.REAUTHENTICATION_TIMEOUT)


def has_second_factor(person: object) -> bool:
    """Whether the person has an authenticator app or a passkey."""
    if not apps.is_installed("allauth.mfa"):
        return False
    from allauth.mfa.utils import is_mfa_enabled  # noqa: PLC0415  (its models exist only where it is installed)

    return bool(is_mfa_enabled(person))


def ask_to_confirm(request: HttpRequest, *, back: str) -> HttpResponse:
    """Lead to the confirmation; afterwards what was posted is done. ``back``: where a person goes who cannot confirm.

    Without any method, or where a second factor is demanded that the person does not have, it says what to do.
    """
    methods = get_adapter().get_reauthentication_methods(request.user)
    second = [method for method in methods if str(method["id"]).startswith(SECOND_FACTOR)]
    if settings.DUTA_SIGNING_SECOND_FACTOR and not second:
        messages.error(
            request,
            _(
                "Nothing was signed: your ministry demands a second factor for signing. Set one up in your account first."
            ),
        )
        return redirect(back)
    if not methods:
        messages.error(request, _("Nothing was signed: sign out and in again, then sign within a few minutes."))
        return redirect(back)
    answer: HttpResponse = suspend_request(request, (second or methods)[0]["url"])
    return answer
