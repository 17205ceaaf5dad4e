"""Make and change the accounts of people; nobody is ever deleted, signatures name them."""

from datetime import datetime
from typing import TypedDict, Unpack

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from duta.accounts import queries
from duta.accounts.models import Organisation, RoleHeld, User
from duta.accounts.operations.roles import close_role, end_delegations, give_role
from duta.accounts.rules import Action, Role
from duta.core import audit


class Particulars(TypedDict, total=False):
    """What can be said of a person."""

    username: str
    first_name: str
    last_name: str
    email: str
    position: str


@transaction.atomic
def create_person(
    *,
    password: str = "",
    role: Role | None = None,
    organisation: Organisation | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    is_superuser: bool = False,
    by: User | None,
    now: datetime,
    **particulars: Unpack[Particulars],
) -> User:
    """Make an account, with its first role. Without a password the person chooses one by "forgotten
    password".

    Raises PermissionDenied when ``by`` administers nothing or makes a superuser without being one;
    ValidationError for particulars or a password that do not fit, and when somebody who is no superuser
    gives no first role: the account would belong to nobody.
    """
    _require(by is None or queries.may_anywhere(by, Action.ADMINISTER, now=now))
    _require(by is None or by.is_superuser or not is_superuser)
    if by is not None and not by.is_superuser and not (role and organisation):
        raise ValidationError({"role": _("Choose the first role: the account belongs where the role is held.")})
    person = User(is_superuser=is_superuser, **particulars)
    _set_password(person, password)
    _check(person)
    person.save()
    audit.record(action="person.created", target=person, by=by, at=now, detail={"superuser": is_superuser})
    if role and organisation:
        give_role(
            person=person, role=role, organisation=organisation, starts_at=starts_at or now, ends_at=ends_at,
            by=by, now=now,
        )  # fmt: skip
    return person


@transaction.atomic
def change_person(*, person: User, by: User | None, now: datetime, **particulars: Unpack[Particulars]) -> User:
    """Change what is said of a person. Raises PermissionDenied, ValidationError."""
    require_may_change(by, person, now)
    changed = {name: value for name, value in particulars.items() if getattr(person, name) != value}
    for name, value in changed.items():
        setattr(person, name, value)
    _check(person)
    if changed:
        person.save(update_fields=list(changed))
        audit.record(action="person.changed", target=person, by=by, at=now, detail={"changed": sorted(changed)})
    return person


@transaction.atomic
def set_password(*, person: User, password: str, by: User | None, now: datetime) -> None:
    """Give a person a new password; all his sessions end. Raises PermissionDenied, ValidationError."""
    require_may_change(by, person, now)
    _set_password(person, password)
    person.save(update_fields=["password"])
    audit.record(action="person.password_set", target=person, by=by, at=now)


@transaction.atomic
def deactivate_person(*, person: User, by: User | None, now: datetime) -> None:
    """Let a person sign in no more; his roles end now. Raises PermissionDenied: also for one's own account."""
    require_may_change(by, person, now)
    _require(by is None or by.pk != person.pk, _("Nobody switches off their own account."))
    if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        return
    person.is_active = False
    for held in RoleHeld.objects.not_over(now).filter(user=person).select_related("user", "organisation"):
        close_role(held=held, by=by, now=now)
    end_delegations(person=person, by=by, now=now)
    end_sessions(person=person)
    audit.record(action="person.deactivated", target=person, by=by, at=now)


@transaction.atomic
def reactivate_person(*, person: User, by: User | None, now: datetime) -> None:
    """Let a person sign in again; his roles must be given anew. Raises PermissionDenied."""
    require_may_change(by, person, now)
    if User.objects.filter(pk=person.pk, is_active=False).update(is_active=True, ends_at=None):
        person.is_active, person.ends_at = True, None
        audit.record(action="person.reactivated", target=person, by=by, at=now)


def end_sessions(*, person: User) -> None:
    """End every session of a person, wherever it is; without asking who may. For this room's operations only."""
    User.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
    person.refresh_from_db(fields=["sessions_ended"])


def _check(person: User) -> None:
    """Raise ValidationError for particulars that do not fit; people sign in by e-mail too, so it must be one's own."""
    person.full_clean(exclude=["password"])
    if person.email and User.objects.filter(email__iexact=person.email).exclude(pk=person.pk).exists():
        raise ValidationError({"email": _("Another account has this e-mail address.")})


def _set_password(person: User, password: str) -> None:
    if not password:
        person.set_unusable_password()
        return
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise ValidationError({"password1": error.messages}) from error
    person.set_password(password)


def require_may_change(by: User | None, person: User, now: datetime) -> None:
    """Raise PermissionDenied, with the reason, unless the account is this one's to change."""
    _require(
        by is None or queries.may_change_person(by, person, now=now),
        _("%(person)s has roles where you are not an administrator. Ask an administrator above.") % {"person": person},
    )


def _require(allowed: bool, sentence: str = "") -> None:
    if not allowed:
        raise PermissionDenied(sentence)
