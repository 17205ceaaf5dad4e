"""Who may do what here, said to Wagtail: channel managers keep contacts and only they see them; mailings show to all.

Contacts are people's addresses: an author needs to know how many get a letter, not who.
"""

from wagtail.permissions import register_permission_policy

from duta.accounts.rules import Action
from duta.accounts.wagtail_policies import OrganisationPermissionPolicy
from duta.mailing.models import Contact, Mailing

KEEPS = Action.MANAGE_CHANNELS


def register() -> None:
    """Tell Wagtail; once, when all apps are loaded."""
    register_permission_policy(Contact, OrganisationPermissionPolicy(Contact, view=KEEPS, change=KEEPS))
    register_permission_policy(
        Mailing, OrganisationPermissionPolicy(Mailing, field="channel__organisation", change=Action.DELIVER)
    )
