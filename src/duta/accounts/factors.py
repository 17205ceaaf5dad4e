"""Second factors: how allauth.mfa keeps, draws and names them here."""

import base64
import hashlib
import io
import secrets
from typing import Any

import segno
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from duta.accounts import queries

SEALED = "box:"


class DeskFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's, with secrets that are sealed in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy(
            "Your role needs a second factor. Set up another one first, then remove this one."
        ),
        "incorrect_code": gettext_lazy(
            "This was not accepted. A code changes every 30 seconds: enter the newest one, and check that the phone’s "
            "clock is right. A passkey can simply be tried again."
        ),
    }

    def build_totp_svg(self, url: str) -> str:
        """Draw the QR code: dark on white also in a dark window, since cameras expect it."""
        drawing = io.BytesIO()
        segno.make(url, error="m", micro=False).save(drawing, kind="svg", scale=5, border=4, light="#fff", dark="#111")
        return drawing.getvalue().decode()

    def get_totp_label(self, user: Any) -> str:
        """The name that signs in."""
        return str(user.get_username())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the host that the desk is at."""
        return {"id": context.request.get_host().partition(":")[0], "name": "Duta"}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  (allauth's name for it)
        """What a passkey is called before a person names it."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody whose role needs one."""
        if not queries.needs_factor(authenticator.user, now=timezone.now()):
            return True
        return bool(queries.factors_of(authenticator.user).exclude(pk=authenticator.pk).exists())

    def encrypt(self, text: str) -> str:
        """Seal a secret with a key made of Django's: a stolen copy of the database opens nothing."""
        return SEALED + base64.b64encode(SecretBox(_key(settings.SECRET_KEY)).encrypt(text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open it with the present key or an earlier one (SECRET_KEY_FALLBACKS).

        Without the key nothing fits any more: a new secret that nobody knows is returned, so that no code is
        accepted and an administrator resets the factor.
        """
        if not encrypted_text.startswith(SEALED):
            return encrypted_text
        sealed = base64.b64decode(encrypted_text.removeprefix(SEALED))
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                return SecretBox(_key(key)).decrypt(sealed).decode()
            except CryptoError:
                continue
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _key(secret: str | bytes) -> bytes:
    return hashlib.sha256(b"duta.accounts.factors:" + force_bytes(secret)).digest()
