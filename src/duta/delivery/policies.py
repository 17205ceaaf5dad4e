"""Who may do what to deliveries, said to Wagtail: channel managers decide, everybody of the organisation looks."""

from wagtail.permissions import register_permission_policy

from duta.accounts.rules import Action
from duta.accounts.wagtail_policies import OrganisationPermissionPolicy
from duta.delivery.models import Delivery

ORGANISATION = "channel__organisation"


def register() -> None:
    """Tell Wagtail; once, when all apps are loaded."""
    register_permission_policy(
        Delivery, OrganisationPermissionPolicy(Delivery, field=ORGANISATION, change=Action.DELIVER)
    )
