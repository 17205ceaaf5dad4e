"""Sign-in at the desk: nobody signs up by himself, and changes to an account are told in our words."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from duta.accounts import letters

LONGEST_BROWSER = 200  # characters of what a browser says it is


class DeskAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """An administrator makes the accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """Leave the subject as the letter has it: allauth would put the host's name in front."""
        return subject

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Mapping[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell a person of a change to the own account, with where it was made."""
        where = {
            "timestamp": timezone.now(),
            "ip": self.get_client_ip(self.request),
            "user_agent": self.get_http_user_agent(self.request)[:LONGEST_BROWSER],
        }
        if not letters.account_changed(user, template_prefix, {**where, **(context or {})}):
            super().send_notification_mail(template_prefix, user, context, email)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to show once more that it is oneself, in our words.

        Who has a second factor confirms by it: by the password alone nobody adds a factor, and then signs with it.
        """
        words = {
            "reauthenticate": _("My password"), "mfa_reauthenticate": _("A code of my app"),
            "mfa_reauthenticate:webauthn": _("My passkey"),
        }  # fmt: skip
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        second = [method for method in methods if str(method["id"]).startswith("mfa")]
        shown = second or methods
        return [{**method, "description": words.get(method["id"], method["description"])} for method in shown]
