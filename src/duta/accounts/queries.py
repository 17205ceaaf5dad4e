"""The one permission policy: may this person do that, there, now?

Every queryset, chooser, form and view asks here. Superusers may do everything except what the rules of
clearance forbid to everybody.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Left
from django.db.models.lookups import In
from django.utils import timezone
from wagtail.models import Page

from duta.accounts.models import Delegation, DelegationQuerySet, Organisation, RoleHeld, RoleHeldQuerySet, User
from duta.accounts.rules import Action, DelegationKind, Role, roles_allowing

Row = TypeVar("Row", bound=Model)
EVERYWHERE = ("",)
FEW = 8  # up to here one condition for each path; beyond, the expression must not grow with the paths


def paths_where(user: Any, action: Action, *, now: datetime | None = None) -> tuple[str, ...]:
    """Return the tree paths under which the person may do this; EVERYWHERE for superusers, () for nowhere.

    No path lies below another one of the answer.
    """
    if not getattr(user, "is_active", False):
        return ()
    if user.is_superuser:
        return EVERYWHERE
    now = now or timezone.now()
    return outermost(path for role, path in _roles_of(user, now) if role in roles_allowing(action))


def outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """Drop the paths that lie below another one; sorted."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


def below(paths: Iterable[str], lookup: str = "path") -> Q:
    """Return the condition that leaves rows whose tree path (``lookup``) is one of these or lies below one.

    It stays small however many paths there are: SQLite refuses deep expressions.
    """
    paths = outermost(paths)
    if paths == EVERYWHERE:
        return Q(pk__isnull=False)
    condition = Q(pk__in=())
    if len(paths) <= FEW:
        for path in paths:
            condition |= Q(**{f"{lookup}__startswith": path})
        return condition
    for length in sorted({len(path) for path in paths}):
        same = [path for path in paths if len(path) == length]
        condition |= Q(In(Left(F(lookup), length), same))
    return condition


def _roles_of(user: User, now: datetime) -> list[tuple[str, str]]:
    """Read a person's roles once for each object of the person (one request), and again after a minute."""
    minute = now.replace(second=0, microsecond=0)
    kept: tuple[datetime, list[tuple[str, str]]] | None = user.__dict__.get("_duta_roles")
    if kept is None or kept[0] != minute:
        rows = RoleHeld.objects.in_force(now).filter(user=user).values_list("role", "organisation__path")
        kept = (minute, list(rows))
        user.__dict__["_duta_roles"] = kept
    return kept[1]


def may(user: Any, action: Action, organisation: Organisation | None, *, now: datetime | None = None) -> bool:
    """Whether the person may do this to things of the organisation."""
    if organisation is None:
        return bool(getattr(user, "is_superuser", False) and user.is_active)
    return any(organisation.path.startswith(path) for path in paths_where(user, action, now=now))


def holds_any_role(user: Any, *, now: datetime) -> bool:
    """Whether an active person holds any role now, or is a superuser."""
    return bool(getattr(user, "is_active", False) and (user.is_superuser or _roles_of(user, now)))


def needs_factor(user: Any, *, now: datetime) -> bool:
    """Whether a role that the person holds now needs a second factor; a superuser counts as an administrator."""
    required: frozenset[str] = settings.DUTA_SECOND_FACTOR_ROLES
    if not required or not getattr(user, "is_active", False):
        return False
    if user.is_superuser:
        return True
    return any(role in required for role, _path in _roles_of(user, now))


def factors_of(user: Any) -> "QuerySet[Any]":
    """The person's authenticator app and passkeys; recovery codes only stand in for those."""
    main = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    rows: QuerySet[Any] = Authenticator.objects.filter(user_id=user.pk, type__in=main)
    return rows


def lacks_factor(user: Any, *, now: datetime) -> bool:
    """Whether the person must set up a second factor before anything else."""
    return needs_factor(user, now=now) and not factors_of(user).exists()


def may_anywhere(user: Any, action: Action, *, now: datetime | None = None) -> bool:
    """Whether there is any organisation where the person may do this."""
    return bool(paths_where(user, action, now=now))


def where(user: Any, action: Action, *, field: str = "organisation", now: datetime | None = None) -> Q:
    """Return the condition that leaves the rows the person may do this to; ``field`` leads to the organisation."""
    return below(paths_where(user, action, now=now), f"{field}__path" if field else "path")


def allowed(rows: "QuerySet[Row]", user: Any, action: Action, *, field: str = "organisation") -> "QuerySet[Row]":
    """Leave the rows that the person may do this to; a sibling's row is not there."""
    return rows.filter(where(user, action, field=field))


def where_or_above(user: Any, action: Action, *, field: str = "organisation", now: datetime | None = None) -> Q:
    """Like ``where``, and the rows of the organisations above: a ministry's plan guides every mission below it."""
    paths = paths_where(user, action, now=now)
    lookup = f"{field}__path" if field else "path"
    return below(paths, lookup) | Q(**{f"{lookup}__in": {path for own in paths for path in line_of(own)}})


def is_above(user: Any, action: Action, organisation: Organisation | None) -> bool:
    """Whether the organisation stands above one where the person may do this."""
    if organisation is None:
        return False
    return any(path.startswith(organisation.path) for path in paths_where(user, action))


def organisations_where(user: Any, action: Action) -> "QuerySet[Organisation]":
    """The organisations where the person may do this, in tree order."""
    rows: QuerySet[Organisation] = Organisation.objects.filter(where(user, action, field="")).order_by("path")
    return rows


def people_who_may(action: Action, organisation: Organisation, *, now: datetime) -> "QuerySet[User]":
    """The active people who may do this to the organisation's things by a role held there or above."""
    line = line_of(organisation.path)
    held = RoleHeld.objects.in_force(now).filter(role__in=roles_allowing(action), organisation__path__in=line)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("first_name", "last_name", "pk")


def people_who_may_without(
    person: User, action: Action, organisation: Organisation, *, now: datetime
) -> "QuerySet[User]":
    """Those who may do this and still may when ``person`` is gone: who only signs in his place ends with him."""
    his = Delegation.objects.filter(kind=DelegationKind.PLH, holder=person, held__isnull=False)
    line = line_of(organisation.path)
    held = RoleHeld.objects.in_force(now).filter(role__in=roles_allowing(action), organisation__path__in=line)
    able = held.exclude(user=person).exclude(pk__in=his.values("held"))
    return people_who_may(action, organisation, now=now).filter(pk__in=able.values("user"))


def people_in_line_with(user: Any, *, now: datetime) -> "QuerySet[User]":
    """The active people who hold a role where this person does, above or below; everybody for superusers."""
    people = User.objects.filter(is_active=True)
    paths = paths_where(user, Action.VIEW, now=now)
    if paths == EVERYWHERE:
        return people
    above = {path for own in paths for path in line_of(own)}
    line = below(paths, "organisation__path") | Q(organisation__path__in=above)
    return people.filter(pk__in=RoleHeld.objects.in_force(now).filter(line).values("user"))


def line_of(path: str) -> list[str]:
    """Return the tree path of a node and of all its ancestors, the root first."""
    step = Organisation.steplen  # pages and collections step by the same four characters
    return [path[:end] for end in range(step, len(path) + 1, step)]


def roles_of(user: User, *, now: datetime) -> "QuerySet[RoleHeld]":
    """The roles that the person holds now."""
    return RoleHeld.objects.in_force(now).filter(user=user).select_related("organisation")


def people_administered_by(user: Any) -> "QuerySet[User]":
    """The people who hold or held a role where this person administers; everybody for superusers."""
    paths = paths_where(user, Action.ADMINISTER)
    if paths == EVERYWHERE:
        return User.objects.all()
    held = RoleHeld.objects.filter(below(paths, "organisation__path"))
    return User.objects.filter(pk__in=held.values("user"), is_superuser=False)


def roles_administered_by(user: Any) -> RoleHeldQuerySet:
    """The roles held, once or now, where this person administers, in tree order."""
    rows = RoleHeld.objects.filter(where(user, Action.ADMINISTER))
    rows = rows.select_related("organisation", "delegation__organisation")
    return rows.order_by("organisation__path", "role", "starts_at")


def may_change_person(user: Any, person: User, *, now: datetime) -> bool:
    """Whether this person may change the other one's name, address, password and whether he may sign in.

    Only who administers every organisation where the other holds a role, now or later: else a mission's
    administrator could take over the account of a director who has a role there too.
    """
    if not may_anywhere(user, Action.ADMINISTER, now=now):
        return False
    if user.is_superuser:
        return True
    own = below(paths_where(user, Action.ADMINISTER, now=now), "organisation__path")
    elsewhere = RoleHeld.objects.not_over(now).filter(user=person).exclude(own)
    return people_administered_by(user).filter(pk=person.pk).exists() and not elsewhere.exists()


def own_signatory_roles(person: User, organisation: Organisation) -> RoleHeldQuerySet:
    """The signatory's roles that a person holds for an organisation, now or ever, by no delegation."""
    rows = RoleHeld.objects.filter(user=person, role=Role.SIGNATORY, delegation__isnull=True)
    return rows.filter(organisation__path__in=line_of(organisation.path))


def signs_of_own(person: User, organisation: Organisation, *, now: datetime) -> bool:
    """Whether an active person signs for an organisation at ``now`` by a role that no delegation gave."""
    return person.is_active and own_signatory_roles(person, organisation).in_force(now).exists()


def delegations_of(person: User, *, now: datetime) -> "QuerySet[Delegation]":
    """The delegations by which a person signs in another's place now, the oldest first."""
    rows = Delegation.objects.in_force(now).filter(delegate=person, held__ends_at__gt=now)
    return rows.select_related("organisation", "holder").order_by("starts_at", "pk")


def delegations_seen_by(user: Any) -> DelegationQuerySet:
    """Those of the organisations that the person administers, those that he gave, and those by which he signs."""
    own = Q(delegate=user) | Q(holder=user)
    rows = Delegation.objects.filter(where(user, Action.ADMINISTER) | own)
    return rows.select_related("organisation", "delegate", "holder", "given_by", "revoked_by")


def may_revoke(user: User, delegation: Delegation, *, now: datetime) -> bool:
    """Whether the person administers there, or it is about himself: his place, or his task."""
    concerned = user.pk in (delegation.holder_id, delegation.delegate_id)
    return concerned or may(user, Action.ADMINISTER, delegation.organisation, now=now)


def may_delegate_anywhere(user: Any, *, now: datetime) -> bool:
    """Whether the person may give a delegation: an administrator, or a signatory by a role of his own."""
    if may_anywhere(user, Action.ADMINISTER, now=now):
        return True
    rows = RoleHeld.objects.in_force(now).filter(user=user, role=Role.SIGNATORY, delegation__isnull=True)
    return bool(user.is_active) and rows.exists()


def page_paths_where(user: Any, action: Action) -> tuple[str, ...]:
    """Return the outermost tree paths of pages where the person may do this, in every language."""
    return _kept(user, ("pages", action), _page_paths)


def collection_paths_where(user: Any, action: Action) -> tuple[str, ...]:
    """Return the outermost tree paths of collections where the person may do this."""
    return _kept(user, ("collections", action), _collection_paths)


def _kept(user: Any, key: tuple[str, Action], read: Callable[[Q], Iterable[str]]) -> tuple[str, ...]:
    """Read the paths once for each object of the person and each set of organisations."""
    paths = paths_where(user, key[1])
    if paths in ((), EVERYWHERE):
        return paths
    kept: dict[Any, tuple[str, ...]] = user.__dict__.setdefault("_duta_paths", {})
    if (*key, paths) not in kept:
        kept[*key, paths] = outermost(read(below(paths)))
    return kept[*key, paths]


def _page_paths(condition: Q) -> Iterable[str]:
    homes = Organisation.objects.filter(condition, home__isnull=False)
    pages = Page.objects.filter(translation_key__in=homes.values("home__translation_key"))
    paths: list[str] = list(pages.values_list("path", flat=True))
    return paths


def _collection_paths(condition: Q) -> Iterable[str]:
    own = Organisation.objects.filter(condition, collection__isnull=False)
    return list(own.values_list("collection__path", flat=True))


def organisation_of_page_paths(paths: Iterable[str]) -> dict[str, Organisation]:
    """Map page tree paths to organisations: the nearest page above that is an organisation's home."""
    paths = list(paths)
    homes = _homes_among({step for path in paths for step in line_of(path)})
    found = {path: [homes[step] for step in line_of(path) if step in homes] for path in paths}
    return {path: line[-1] for path, line in found.items() if line}


def organisation_of_page(page: Any) -> Organisation | None:
    """Return the organisation in whose subtree a page lies, or None above all of them."""
    return organisation_of_page_paths([page.path]).get(page.path)


def _homes_among(paths: set[str]) -> dict[str, Organisation]:
    """Map those paths that are some organisation's page, in any language, to it."""
    keys = dict(Page.objects.filter(path__in=paths).values_list("path", "translation_key"))
    rows = Organisation.objects.filter(home__translation_key__in=keys.values()).select_related("home")
    by_key = {organisation.home.translation_key: organisation for organisation in rows if organisation.home}
    return {path: by_key[key] for path, key in keys.items() if key in by_key}
