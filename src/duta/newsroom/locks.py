"""The lock of a story that waits for its clearance: frozen means frozen, for everybody."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.locks import BaseLock


class SubmissionLock(BaseLock):
    """Nobody edits a story while a submission of it is open."""

    def for_user(self, user: Any) -> bool:
        """Everybody is kept out."""
        return True

    def get_message(self, user: Any) -> str:
        """Say why, and the way out."""
        return _("This story is frozen while it awaits clearance. To change it, take the submission back first.")

    def get_locked_by(self, user: Any) -> str:
        """The short form."""
        return _("Awaiting clearance")

    def get_description(self, user: Any) -> str:
        """The longer form, in the side panel."""
        return _("What was submitted is what will be signed.")
