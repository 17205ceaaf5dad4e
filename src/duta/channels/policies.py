"""Who may do what to channels, said to Wagtail: channel managers change, everybody of the organisation looks."""

from wagtail.permissions import register_permission_policy

from duta.accounts.rules import Action
from duta.accounts.wagtail_policies import OrganisationPermissionPolicy
from duta.channels.models import Channel


def register() -> None:
    """Tell Wagtail; once, when all apps are loaded."""
    register_permission_policy(Channel, OrganisationPermissionPolicy(Channel, change=Action.MANAGE_CHANNELS))
