"""Who may do what to plans, said to Wagtail: planners change; everybody of the organisation and
below it looks, since a ministry's plan guides its missions."""

from wagtail.permissions import register_permission_policy

from duta.accounts.wagtail_policies import OrganisationPermissionPolicy
from duta.strategy.models import Activity, Audience, Indicator, Objective, Strategy

FIELDS = {
    Strategy: "organisation",
    Audience: "organisation",
    Objective: "strategy__organisation",
    Activity: "objective__strategy__organisation",
    Indicator: "objective__strategy__organisation",
}


def register() -> None:
    """Tell Wagtail; once, when all apps are loaded."""
    for model, field in FIELDS.items():
        register_permission_policy(model, OrganisationPermissionPolicy(model, field=field, from_above=True))
