"""Forms of sign-in: allauth's, in our words."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """Username or e-mail address, and password; a password manager may fill both in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("Username or e-mail address")
        login.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


class CodeField:
    """A code of six digits, or one of the eight digits of the recovery codes."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Code")
        code.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 20}


class CodeForm(CodeField, AuthenticateForm):
    """The code after the password."""


class CodeAgainForm(CodeField, ReauthenticateForm):
    """The code once more, before a change that matters."""


class FirstCodeForm(CodeField, ActivateTOTPForm):
    """The first code, which shows that the app has the secret."""


class ShapelessMixin:
    """A credential that no browser makes is refused like one that does not fit; allauth would raise."""

    def clean_credential(self) -> Any:
        """Return what allauth makes of it. Raises ValidationError."""
        clean = getattr(super(), "clean_credential", None)
        with refused_if_shapeless():
            return clean() if clean else self.cleaned_data["credential"]  # type: ignore[attr-defined]


@contextmanager
def refused_if_shapeless() -> Iterator[None]:
    """Raise ValidationError in place of what reading a wrong shape raises."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, struct.error) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class PasskeySignInForm(ShapelessMixin, LoginWebAuthnForm):
    """A passkey in place of the password."""


class PasskeyAfterForm(ShapelessMixin, AuthenticateWebAuthnForm):
    """A passkey after the password."""


class PasskeyAgainForm(ShapelessMixin, ReauthenticateWebAuthnForm):
    """A passkey once more, before a change that matters."""


class PasskeyForm(AddWebAuthnForm):
    """A passkey, which signs in alone unless one wants it only beside the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].help_text = _("So that you know it again, for instance “Office phone”.")
        self.fields["name"].max_length = 80
        alone = self.fields["passwordless"]
        alone.initial, alone.label = True, _("Sign in with it alone")
        alone.help_text = _("Without your password; the device then asks for your finger, face or PIN.")

    def clean(self) -> dict[str, Any]:
        """Check the new passkey. Raises ValidationError."""
        with refused_if_shapeless():
            cleaned: dict[str, Any] = super().clean()
        return cleaned


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
