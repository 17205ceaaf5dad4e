"""The one permission policy, said to Wagtail: for our own models, for pages, for pictures and for Wagtail's
own models.

``OrganisationPermissionPolicy`` serves every model that belongs to an organisation. A room registers it in
its ``AppConfig.ready``::

    register_permission_policy(Strategy, OrganisationPermissionPolicy(Strategy))
    register_permission_policy(
        Objective, OrganisationPermissionPolicy(Objective, field="strategy__organisation")
    )
    register_permission_policy(
        Channel, OrganisationPermissionPolicy(Channel, change=Action.MANAGE_CHANNELS)
    )

and shows the model with ``duta.accounts.viewsets.ScopedViewSet`` and ``ScopedChooserViewSet``.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from wagtail.permission_policies import BasePermissionPolicy

from duta.accounts import queries
from duta.accounts.models import Organisation, RoleHeld, User
from duta.accounts.rules import Action, roles_allowing


class OrganisationPermissionPolicy(BasePermissionPolicy):
    """Own and below, by the roles that a person holds; a sibling's row is not there.

    ``field`` is the lookup from a row to its organisation ("" when the model is Organisation itself). Who
    may ``view`` may look and choose, who may ``change`` may add, change and delete; anything else that
    Wagtail may ask for (publish, lock, …) is refused to everybody. ``from_above``: the rows of the organisations
    above may be looked at and chosen too, as plans are.
    """

    def __init__(
        self,
        model: Any,
        *,
        field: str = "organisation",
        view: Action = Action.VIEW,
        change: Action = Action.PLAN,
        delete: Action | None = None,
        from_above: bool = False,
    ) -> None:
        super().__init__(model)
        self.field = field
        self.view, self.change, self.from_above = view, change, from_above
        self.table = {
            "view": view, "choose": view, "add": change, "change": change, "delete": delete or change,
        }  # fmt: skip

    def organisation_of(self, row: Model) -> Organisation | None:
        """Return the organisation that a row belongs to."""
        if not self.field:
            return row if isinstance(row, Organisation) else None
        found: Any = row
        for name in self.field.split("__"):
            found = getattr(found, name, None)
        return found if isinstance(found, Organisation) else None

    def rows_where(self, user: Any, action: Action) -> "QuerySet[Any]":
        """The rows that the person may do this to."""
        rows: QuerySet[Any] = self.model._default_manager.filter(self._condition(user, action))
        return rows

    def _condition(self, user: Any, action: Action) -> Q:
        if self.from_above and action is self.view:
            return queries.where_or_above(user, action, field=self.field)
        return queries.where(user, action, field=self.field)

    def _asked(self, actions: Iterable[str]) -> set[Action]:
        return {self.table[action] for action in actions if action in self.table}

    # What Wagtail asks.

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether there is any organisation for which the person may do this."""
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Whether there is any organisation for which the person may do one of these."""
        return any(queries.may_anywhere(user, action) for action in self._asked(actions))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        """Whether the person may do this to the row."""
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Model) -> bool:
        """Whether the person may do one of these to the row."""
        organisation = self.organisation_of(instance)
        asked = self._asked(actions)
        if self.from_above and self.view in asked and queries.is_above(user, self.view, organisation):
            return True
        return any(queries.may(user, action, organisation) for action in asked)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> "QuerySet[Any]":
        """The rows that the person may do one of these to."""
        condition = Q(pk__in=())
        for action in self._asked(actions):
            condition |= self._condition(user, action)
        rows: QuerySet[Any] = self.model._default_manager.filter(condition)
        return rows

    def instances_user_has_permission_for(self, user: Any, action: str) -> "QuerySet[Any]":
        """The rows that the person may do this to."""
        return self.instances_user_has_any_permission_for(user, [action])

    def users_with_any_permission(self, actions: Iterable[str]) -> "QuerySet[User]":
        """The people who may do one of these somewhere."""
        return people_who_may(self._asked(actions))

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Model) -> "QuerySet[User]":
        """The people who may do one of these to the row."""
        organisation = self.organisation_of(instance)
        return people_who_may(self._asked(actions), [organisation] if organisation else [])


def people_who_may(actions: Iterable[Action], organisations: Iterable[Organisation] | None = None) -> "QuerySet[User]":
    """Superusers, and who holds a fitting role at one of these organisations or above (None: anywhere)."""
    roles = {role for action in actions for role in roles_allowing(action)}
    held = RoleHeld.objects.in_force(timezone.now()).filter(role__in=roles)
    if organisations is not None:
        held = held.filter(organisation__path__in={path for org in organisations for path in queries.line_of(org.path)})
    return User.objects.filter(Q(is_superuser=True) | Q(pk__in=held.values("user")), is_active=True)
