"""Give and end roles."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from duta.accounts import queries
from duta.accounts.models import Delegation, Organisation, RoleHeld, User
from duta.accounts.rules import Action, DelegationKind, Role
from duta.core import audit


@transaction.atomic
def give_role(
    *,
    person: User,
    role: Role,
    organisation: Organisation,
    starts_at: datetime,
    ends_at: datetime | None = None,
    by: User | None,
    now: datetime,
) -> RoleHeld:
    """Let a person hold a role for an organisation and all below it, for a period.

    Raises PermissionDenied unless ``by`` administers the organisation and the role is for somebody else (a
    superuser may do both), ValidationError for a period that is over, runs backwards or meets the same role
    again.
    """
    _require_administrator(by, person, organisation, now)
    _require_good_period(starts_at, ends_at, now)
    if _same_role(person, role, organisation, starts_at, ends_at):
        raise ValidationError(
            {"role": _("%(person)s holds this role there already in that time.") % {"person": person}}
        )
    held = RoleHeld.objects.create(
        user=person, role=role, organisation=organisation, starts_at=starts_at, ends_at=ends_at
    )
    _write_down("role.given", held, by=by, now=now)
    return held


@transaction.atomic
def end_role(*, held: RoleHeld, by: User | None, now: datetime) -> None:
    """End a role now; one that has not begun is taken away altogether.

    Raises PermissionDenied as ``give_role`` does, ValidationError when the role was over already.
    """
    _require_administrator(by, held.user, held.organisation, now)
    if not close_role(held=held, by=by, now=now):
        raise ValidationError(_("This role was over already. Nothing was changed."))


def close_role(*, held: RoleHeld, by: User | None, now: datetime) -> bool:
    """End a role without asking who may; False when it was over already. For this room's operations only.

    What hangs on it ends with it: the delegation that gave it, and those to people who sign in its holder's place.
    """
    delegation = Delegation.objects.filter(held=held.pk).first()
    rows = RoleHeld.objects.not_over(now).filter(pk=held.pk)
    if not rows.filter(starts_at__lt=now).update(ends_at=now) and not rows.delete()[0]:
        return False
    _write_down("role.ended", held, by=by, now=now)
    if delegation is not None:
        revoke(delegation, by=by, now=now)
    elif held.role == Role.SIGNATORY:
        _end_places(held, by=by, now=now)
    return True


def end_delegations(*, person: User, by: User | None, now: datetime) -> None:
    """End what a person signs in another's place, and what others sign in his; also where the roles are over already.

    For this room's operations only.
    """
    his = Q(delegate=person) | Q(holder=person, kind=DelegationKind.PLH)
    left = Delegation.objects.not_over(now).filter(his)
    for delegation in left.select_related("held__user", "held__organisation", "organisation", "holder"):
        if delegation.held is None or not close_role(held=delegation.held, by=by, now=now):
            revoke(delegation, by=by, now=now)


def _end_places(held: RoleHeld, *, by: User | None, now: datetime) -> None:
    """Nobody signs in the place of somebody who signs no more."""
    given = Delegation.objects.not_over(now).filter(kind=DelegationKind.PLH, holder=held.user)
    given = given.filter(organisation__path__startswith=held.organisation.path).select_related("organisation", "holder")
    for delegation in given:
        if queries.signs_of_own(held.user, delegation.organisation, now=now):
            continue
        if delegation.held is None or not close_role(held=delegation.held, by=by, now=now):
            revoke(delegation, by=by, now=now)


def revoke(delegation: Delegation, *, by: User | None, now: datetime) -> None:
    """Mark a delegation revoked, once; its role is closed by ``close_role``. For this room's operations only."""
    rows = Delegation.objects.filter(pk=delegation.pk, revoked_at__isnull=True, ends_at__gt=now)
    if rows.update(revoked_at=now, revoked_by=by):
        write_down_delegation("delegation.revoked", delegation, by=by, now=now)


def write_down_delegation(action: str, delegation: Delegation, *, by: User | None, now: datetime) -> None:
    """Put what happened to a delegation on the audit trail. For this room's operations only."""
    audit.record(
        action=action, target=delegation, by=by, at=now, organisation_id=delegation.organisation_id,
        detail={
            "capacity": delegation.capacity,
            "order_number": delegation.order_number,
            "holder": str(delegation.holder or ""),
            "organisation": delegation.organisation.name,
            "from": delegation.starts_at.isoformat(),
            "until": delegation.ends_at.isoformat(),
        },
    )  # fmt: skip


def _require_administrator(by: User | None, person: User, organisation: Organisation, now: datetime) -> None:
    if by is None:
        return
    if not queries.may(by, Action.ADMINISTER, organisation, now=now):
        raise PermissionDenied(_("Only an administrator of this organisation gives and ends roles there."))
    if by.pk == person.pk and not by.is_superuser:
        raise PermissionDenied(_("Nobody changes their own roles. Ask another administrator."))


def _require_good_period(starts_at: datetime, ends_at: datetime | None, now: datetime) -> None:
    if ends_at is None:
        return
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("The end must come after the beginning.")})
    if ends_at <= now:
        raise ValidationError({"ends_at": _("This period is over already.")})


def _same_role(
    person: User, role: Role, organisation: Organisation, starts_at: datetime, ends_at: datetime | None
) -> bool:
    rows = RoleHeld.objects.filter(user=person, role=role, organisation=organisation)
    rows = rows.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=starts_at))
    return rows.filter(starts_at__lt=ends_at).exists() if ends_at else rows.exists()


def _write_down(action: str, held: RoleHeld, *, by: User | None, now: datetime) -> None:
    audit.record(
        action=action,
        target=held.user,
        by=by,
        at=now,
        organisation_id=held.organisation_id,
        detail={
            "role": held.role,
            "organisation": held.organisation.name,
            "from": held.starts_at.isoformat(),
            "until": held.ends_at.isoformat() if held.ends_at else None,
        },
    )
