"""The one permission policy, said to Wagtail for what is Wagtail's: pages, pictures, people, and its own
models.

Nobody is in a group. Page and collection trees mirror the organisations' tree, so a role held for an
organisation is a grant on its page in every language and on its collection. Wagtail never gets a grant to
publish or to lock: clearance and its lock are the newsroom's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.models import AbstractPage, Collection, Locale, Page, Site, Task, Workflow
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from duta.accounts import queries
from duta.accounts.models import Organisation, User
from duta.accounts.rules import Action
from duta.accounts.wagtail_policies import OrganisationPermissionPolicy, people_who_may

WRITING = frozenset({"add", "change"})
LOOKING = frozenset({"view", "choose"})
# How Wagtail asks "may this person see the explorer at all?": any of these, named together.
EXPLORING = frozenset({"add", "change", "publish", "bulk_delete", "lock", "unlock"})


@dataclass(frozen=True)
class Codename:
    """As much of a Django permission as Wagtail looks at."""

    codename: str


@dataclass(frozen=True)
class PageGrant:
    """As much of a GroupPagePermission as Wagtail looks at."""

    page: Page
    permission: Codename

    @property
    def page_id(self) -> int:
        """The page's key."""
        return int(self.page.pk)


@dataclass(frozen=True)
class CollectionGrant:
    """As much of a GroupCollectionPermission as Wagtail looks at."""

    collection: Collection
    permission: Codename

    @property
    def collection_id(self) -> int:
        """The collection's key."""
        return int(self.collection.pk)


class RolePagePolicy(PagePermissionPolicy):
    """Who may write edits the pages of his organisation and below, in every language; who may look explores them."""

    permission_cache_name = "_duta_page_grants"

    def get_all_permissions_for_user(self, user: Any) -> list[PageGrant]:
        """Grants to add and change on the outermost pages where the person may write."""
        if not user.is_active or user.is_anonymous or user.is_superuser:
            return []
        roots = Page.objects.filter(path__in=queries.page_paths_where(user, Action.WRITE)).order_by("path")
        return [PageGrant(page, Codename(f"{action}_page")) for page in roots for action in sorted(WRITING)]

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Whether the person may do one of these to some page; being let into the explorer needs only to look."""
        known = self._base_user_has_permission(user)
        if known is not None:
            return bool(known)
        return any(queries.may_anywhere(user, action) for action in _asked(actions))

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        """Whether the person may do one of these to the page."""
        known = self._base_user_has_permission(user)
        if known is not None:
            return bool(known)
        return any(
            instance.path.startswith(path)
            for action in _asked(actions)
            for path in queries.page_paths_where(user, action)
        )

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        """The pages that the person may do one of these to."""
        known = self._base_queryset_for_user(user)
        if known is not None:
            return known
        paths = [path for action in _asked(actions) for path in queries.page_paths_where(user, action)]
        return self.model._default_manager.filter(queries.below(paths))

    def instances_with_direct_explore_permission(self, user: Any) -> Any:
        """The outermost pages that the person may look at; Wagtail shows the tree from their common ancestor on."""
        if user.is_superuser:
            return super().instances_with_direct_explore_permission(user)
        return list(Page.objects.filter(path__in=queries.page_paths_where(user, Action.VIEW)))

    def explorable_instances(self, user: Any) -> Any:
        """What the person may look at, and the way down to it from the common ancestor."""
        known = self._base_queryset_for_user(user)
        if known is not None:
            return known
        paths = queries.page_paths_where(user, Action.VIEW)
        lines = [set(queries.line_of(path)) for path in paths]
        shared = max(set.intersection(*lines), default="") if lines else ""
        way = {step for line in lines for step in line if step >= shared}
        return self.model._default_manager.filter(queries.below(paths) | Q(path__in=way))

    def users_with_any_permission(self, actions: Iterable[str], include_superusers: bool = True) -> "QuerySet[User]":
        """The people who may do one of these to some page."""
        return _without_superusers(people_who_may(_asked(actions)), include_superusers)

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Any, include_superusers: bool = True
    ) -> "QuerySet[User]":
        """The people who may do one of these to the page."""
        organisation = queries.organisation_of_page(instance)
        people = people_who_may(_asked(actions), [organisation] if organisation else [])
        return _without_superusers(people, include_superusers)


def _asked(actions: Iterable[str]) -> set[Action]:
    """Say in our words what Wagtail asks about; what it may never have, like publishing, is left out."""
    actions = set(actions)
    asked = {Action.WRITE} if actions & WRITING else set()
    return asked | ({Action.VIEW} if actions & LOOKING or actions >= EXPLORING else set())


def _without_superusers(people: "QuerySet[User]", include_superusers: bool) -> "QuerySet[User]":
    return people if include_superusers else people.filter(is_superuser=False)


class PicturePolicy(CollectionPermissionPolicy):
    """Who may write has the pictures of his organisation's collection and of those below it.

    What was submitted for clearance stays all the same: the newsroom's guards see to it.
    """

    permission_cache_name = "_duta_picture_grants"
    granted = frozenset({"add", "change", "choose", "delete"})

    def get_all_permissions_for_user(self, user: Any) -> list[CollectionGrant]:
        """Grants on the outermost collections where the person may write."""
        if not user.is_active or user.is_anonymous or user.is_superuser:
            return []
        roots = Collection.objects.filter(path__in=queries.collection_paths_where(user, Action.WRITE))
        codenames = [Codename(self._get_permission_codename(action)) for action in sorted(self.granted)]
        return [CollectionGrant(root, codename) for root in roots for codename in codenames]

    def _collections_with_perm(self, user: Any, actions: Iterable[str]) -> Any:
        return Collection.objects.filter(queries.below(self._paths(user, actions)))

    def _paths(self, user: Any, actions: Iterable[str]) -> tuple[str, ...]:
        return queries.collection_paths_where(user, Action.WRITE) if self.granted & set(actions) else ()

    def _users_with_perm(self, actions: Iterable[str], collection: Any = None) -> "QuerySet[User]":
        asked = {Action.WRITE} if self.granted & set(actions) else set()
        if collection is None:
            return people_who_may(asked)
        return people_who_may(asked, Organisation.objects.filter(collection__path__in=queries.line_of(collection.path)))


class PeoplePolicy(BasePermissionPolicy):
    """Who administers an organisation sees the people who hold a role there or below; nobody is deleted."""

    granted = frozenset({"view", "add", "change"})

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Whether the person administers any organisation."""
        return bool(self.granted & set(actions)) and queries.may_anywhere(user, Action.ADMINISTER)

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the person administers any organisation."""
        return self.user_has_any_permission(user, [action])

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether the other person is one of those whom this one sees."""
        return self.instances_user_has_any_permission_for(user, [action]).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> "QuerySet[User]":
        """The people whom this one administers."""
        if not self.granted & set(actions):
            return User.objects.none()
        return queries.people_administered_by(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> "QuerySet[User]":
        """The people who administer something."""
        return people_who_may({Action.ADMINISTER} if self.granted & set(actions) else set())


class SuperusersPolicy(BasePermissionPolicy):
    """Locales, sites, redirects, collections and the like: for superusers only."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the person is an active superuser."""
        return bool(user.is_active and user.is_superuser)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Whether the person is an active superuser."""
        return bool(user.is_active and user.is_superuser)

    def users_with_any_permission(self, actions: Iterable[str]) -> "QuerySet[User]":
        """The active superusers."""
        return User.objects.filter(is_active=True, is_superuser=True)


class CollectionsPolicy(SuperusersPolicy):
    """Collections mirror the organisations: they are made and renamed with them, by hand only by superusers."""

    def collections_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        """All collections for superusers; the root can never be deleted."""
        rows = self.instances_user_has_any_permission_for(user, actions)
        return rows.exclude(depth=1) if set(actions) == {"delete"} else rows

    def instances_user_has_permission_for(self, user: Any, action: str) -> Any:
        """All collections for superusers; the root can never be deleted."""
        return self.collections_user_has_any_permission_for(user, [action])


def register() -> None:
    """Tell Wagtail; once, when all apps are loaded (after ``wagtail.images``, which registers its own before)."""
    register_permission_policy(AbstractPage, RolePagePolicy(Page))
    picture = get_image_model()
    register_permission_policy(picture, PicturePolicy(picture))
    register_permission_policy(get_user_model(), PeoplePolicy(User))
    register_permission_policy(Collection, CollectionsPolicy(Collection))
    register_permission_policy(
        Organisation, OrganisationPermissionPolicy(Organisation, field="", change=Action.ADMINISTER)
    )
    for model in (Group, Locale, Redirect, Site, Task, Workflow):
        register_permission_policy(model, SuperusersPolicy(model))
