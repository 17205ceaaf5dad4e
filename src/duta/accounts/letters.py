"""Letters to people about their own accounts, each in the person's language."""

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.users.models import UserProfile

from duta.accounts.models import User

log = logging.getLogger(__name__)
# What allauth tells people of, by its name for the letter.
CHANGES: Mapping[str, str | Promise] = {
    "account/email/password_changed": gettext_lazy("Your password was changed."),
    "account/email/password_reset": gettext_lazy("Your password was chosen anew by a letter."),
    "account/email/password_set": gettext_lazy("Your account has a password now."),
    "socialaccount/email/account_connected": gettext_lazy("Your account was bound to your entry in the directory."),
    "mfa/email/totp_activated": gettext_lazy("An authenticator app was set up as a second factor."),
    "mfa/email/totp_deactivated": gettext_lazy("The authenticator app was removed from your second factors."),
    "mfa/email/webauthn_added": gettext_lazy("A passkey was added to your account."),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey was removed from your account."),
    "mfa/email/recovery_codes_generated": gettext_lazy("New recovery codes were made; the old ones no longer work."),
}


def account_changed(person: Any, kind: str, context: Mapping[str, Any]) -> bool:
    """Tell a person of a change that was made while signed in; False for a kind of letter that is not ours."""
    if kind not in CHANGES:
        return False
    _send(person, "accounts/letters/changed.txt", _change_subject, {**context, "change": CHANGES[kind]})
    return True


def factors_were_reset(person: User, *, by: User | None) -> None:
    """Tell a person that somebody took all second factors away."""
    _send(person, "accounts/letters/factors_reset.txt", _reset_subject, {"by": by})


def _change_subject() -> str:
    return _("A change to your account")


def _reset_subject() -> str:
    return _("Your second factor was reset")


def _send(person: Any, template: str, subject: Any, context: Mapping[str, Any]) -> None:
    """Send one letter; a mail server that is away must not undo what was done, so it is only logged."""
    if not person.email:
        return
    language = UserProfile.get_for_user(person).preferred_language or settings.LANGUAGE_CODE
    with translation.override(language):
        text = render_to_string(template, {**context, "person": person})
        try:
            send_mail(subject(), text, None, [person.email])
        except OSError:
            log.exception("the letter to person %s about the own account was not sent", person.pk)
