"""Who may look at links, said to Wagtail: everybody of the organisation. Submitting makes them; who serves the channels
may end them."""

from wagtail.permissions import register_permission_policy

from duta.accounts.rules import Action
from duta.accounts.wagtail_policies import OrganisationPermissionPolicy
from duta.links.models import TrackedLink


def register() -> None:
    """Tell Wagtail; once, when all apps are loaded."""
    register_permission_policy(TrackedLink, OrganisationPermissionPolicy(TrackedLink, change=Action.DELIVER))
