"""End an account for good: roles, sessions and factors go, what waited goes to colleagues, what was done stays."""

from collections.abc import Mapping
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from duta.accounts import waiting
from duta.accounts.models import RoleHeld, User
from duta.accounts.operations.people import deactivate_person, require_may_change
from duta.core import audit


@transaction.atomic
def end_account(*, person: User, successors: Mapping[str, User], at: datetime, by: User | None, now: datetime) -> int:
    """End a person's account at an instant; returns how many things were handed over.

    ``successors`` name by ``Pile.key`` who gets what waits now; a pile that is not named stays and can be handed over
    later. An instant that is past or now: signing in, sessions, passkeys and roles end at once. A later one: the roles
    get that end, and ``end_due_accounts`` does the rest then. Raises PermissionDenied, ValidationError by pile.
    """
    require_may_change(by, person, now)
    if by is not None and by.pk == person.pk:
        raise PermissionDenied(_("Nobody ends their own account. Ask another administrator."))
    if not person.is_active:
        raise ValidationError(_("This account is switched off already. Nothing was changed."))
    handed = hand_over_all(person=person, successors=successors, by=by, now=now)
    if at <= now:
        _end(person=person, by=by, now=now)
    else:
        _plan(person=person, at=at, by=by, now=now)
    return handed


@transaction.atomic
def hand_over_all(*, person: User, successors: Mapping[str, User], by: User | None, now: datetime) -> int:
    """Give what waits for a person to colleagues; returns how many things. Raises ValidationError by pile."""
    require_may_change(by, person, now)
    handed: dict[str, int] = {}
    for pile in waiting.piles_of(person, by=by, now=now):
        if pile.key in successors:
            waiting.hand_over(pile, person=person, to=successors[pile.key], by=by, now=now)
            handed[pile.kind.key] = handed.get(pile.kind.key, 0) + len(pile.things)
    if handed:
        audit.record(action="person.handed_over", target=person, by=by, at=now, detail={"things": handed})
    return sum(handed.values())


def end_due_accounts(*, now: datetime) -> int:
    """End the accounts whose day has come; returns how many. A duty of the worker."""
    due = User.objects.filter(is_active=True, ends_at__lte=now)
    for person in due:
        with transaction.atomic():
            _end(person=person, by=None, now=now)
    return len(due)


def _end(*, person: User, by: User | None, now: datetime) -> None:
    deactivate_person(person=person, by=by, now=now)
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    person.set_unusable_password()
    person.ends_at = person.ends_at or now
    person.save(update_fields=["password", "ends_at"])
    audit.record(action="person.ended", target=person, by=by, at=now)


def _plan(*, person: User, at: datetime, by: User | None, now: datetime) -> None:
    person.ends_at = at
    person.save(update_fields=["ends_at"])
    later = RoleHeld.objects.not_over(now).filter(user=person)
    later.filter(starts_at__gte=at).delete()
    later.exclude(ends_at__lte=at).update(ends_at=at)
    audit.record(action="person.end_planned", target=person, by=by, at=now, detail={"until": at.isoformat()})
