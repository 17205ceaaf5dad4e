"""What changes people, organisations and roles. Everything here is audited, in one transaction each.

``PermissionDenied`` means that this person may not do it; ``ValidationError`` names what can be corrected,
by field. ``by=None`` is the system itself (``duta init``, the demonstration): it may do everything.
"""

from duta.accounts.operations.delegations import Order, give_delegation, revoke_delegation
from duta.accounts.operations.ending import end_account, end_due_accounts, hand_over_all
from duta.accounts.operations.factors import reset_factors
from duta.accounts.operations.organisations import (
    change_organisation,
    create_organisation,
    move_organisation,
)
from duta.accounts.operations.people import (
    change_person,
    create_person,
    deactivate_person,
    reactivate_person,
    set_password,
)
from duta.accounts.operations.roles import end_role, give_role

__all__ = [
    "Order",
    "change_organisation",
    "change_person",
    "create_organisation",
    "create_person",
    "deactivate_person",
    "end_account",
    "end_due_accounts",
    "end_role",
    "give_delegation",
    "give_role",
    "hand_over_all",
    "move_organisation",
    "reactivate_person",
    "reset_factors",
    "revoke_delegation",
    "set_password",
]
