"""Who may enter the desk: everybody who holds a role now."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from duta.accounts.queries import holds_any_role

ENTER_THE_DESK = "wagtailadmin.access_admin"


class RolesBackend(BaseBackend):
    """Answers one question of Wagtail's; every other permission is the policies' to give."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether it is the desk's permission, asked for an active person with a role in force."""
        return perm == ENTER_THE_DESK and obj is None and holds_any_role(user_obj, now=timezone.now())
