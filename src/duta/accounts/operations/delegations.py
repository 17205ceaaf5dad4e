"""Give and revoke the signatory's role in another's place: Plh. and Plt."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from duta.accounts import queries
from duta.accounts.models import Delegation, Organisation, RoleHeld, User
from duta.accounts.operations.roles import close_role, revoke, write_down_delegation
from duta.accounts.rules import Action, DelegationKind, Role


@dataclass(frozen=True)
class Order:
    """What the written order says. ``position`` stands under the signature; ``holder`` may be None for Plt. only."""

    kind: DelegationKind
    delegate: User
    holder: User | None
    organisation: Organisation
    position: str
    number: str
    starts_at: datetime
    ends_at: datetime | None


@transaction.atomic
def give_delegation(*, order: Order, by: User | None, now: datetime) -> Delegation:
    """Let somebody sign for an organisation and all below it in another's place, for a period.

    Raises PermissionDenied unless ``by`` administers the organisation, or is the one in whose place is signed (Plh.
    only; a delegate delegates no further); ValidationError, by field, for an order that does not fit.
    """
    _require_may_give(order, by, now)
    ends_at = _check(order, now)
    held = RoleHeld.objects.create(
        user=order.delegate, role=Role.SIGNATORY, organisation=order.organisation, starts_at=order.starts_at,
        ends_at=ends_at,
    )  # fmt: skip
    delegation = Delegation.objects.create(
        kind=order.kind, position=order.position.strip(), delegate=order.delegate, holder=order.holder,
        organisation=order.organisation, order_number=order.number.strip(), starts_at=order.starts_at, ends_at=ends_at,
        held=held, given_by=by, given_at=now,
    )  # fmt: skip
    write_down_delegation("delegation.given", delegation, by=by, now=now)
    return delegation


@transaction.atomic
def revoke_delegation(*, delegation: Delegation, by: User | None, now: datetime) -> None:
    """End a delegation now. Raises PermissionDenied for who has no say in it, ValidationError when it was over already."""
    if by is not None and not queries.may_revoke(by, delegation, now=now):
        raise PermissionDenied
    delegation = Delegation.objects.select_for_update().get(pk=delegation.pk)
    if delegation.revoked_at or delegation.ends_at <= now:
        raise ValidationError(_("This delegation was over already. Nothing was changed."))
    if delegation.held is None or not close_role(held=delegation.held, by=by, now=now):
        revoke(delegation, by=by, now=now)


def _require_may_give(order: Order, by: User | None, now: datetime) -> None:
    if by is None or by.is_superuser:
        return
    if queries.may(by, Action.ADMINISTER, order.organisation, now=now):
        if by.pk == order.delegate.pk:
            raise PermissionDenied(_("Nobody changes their own roles. Ask another administrator."))
        return
    if order.holder != by or order.kind is not DelegationKind.PLH:
        raise PermissionDenied(
            _("An administrator of this organisation delegates there, or the signatory who will be away.")
        )
    if not queries.signs_of_own(by, order.organisation, now=now):
        raise PermissionDenied(_("Who signs in another's place delegates no further. Ask an administrator."))


def _check(order: Order, now: datetime) -> datetime:
    """Return the end. Raises ValidationError, by field."""
    if not order.number.strip():
        raise ValidationError({"order_number": _("Enter the number of the order: it stands under each signature.")})
    if not order.position.strip():
        raise ValidationError({"position": _("Enter the position that is represented.")})
    if order.ends_at is None:
        raise ValidationError({"ends_at": _("A delegation has its last day.")})
    if order.ends_at <= order.starts_at:
        raise ValidationError({"ends_at": _("The end must come after the beginning.")})
    if order.ends_at <= now:
        raise ValidationError({"ends_at": _("This period is over already.")})
    _check_people(order, order.ends_at)
    return order.ends_at


def _check_people(order: Order, ends_at: datetime) -> None:
    names = {"person": order.delegate, "holder": order.holder}
    if not order.delegate.is_active:
        raise ValidationError({"delegate": _("The account of %(person)s is switched off.") % names})
    if order.delegate == order.holder:
        raise ValidationError({"delegate": _("Choose somebody else: nobody signs in their own place.")})
    if order.kind is DelegationKind.PLH and order.holder is None:
        raise ValidationError(
            {"holder": _("Plh. is somebody who is away: choose whom. Plt. is for a vacant position.")}
        )
    if order.kind is DelegationKind.PLH and order.holder and not _holds_throughout(order, order.holder, ends_at):
        raise ValidationError(
            {"holder": _("%(holder)s does not hold the signatory's role there for the whole period.") % names}
        )
    same = Delegation.objects.filter(
        revoked_at__isnull=True, delegate=order.delegate, organisation=order.organisation, holder=order.holder,
        starts_at__lt=ends_at, ends_at__gt=order.starts_at,
    )  # fmt: skip
    if same.exists():
        raise ValidationError({"delegate": _("%(person)s signs there in that place already in that time.") % names})


def _holds_throughout(order: Order, holder: User, ends_at: datetime) -> bool:
    rows = queries.own_signatory_roles(holder, order.organisation).filter(starts_at__lte=order.starts_at)
    return any(held.ends_at is None or held.ends_at >= ends_at for held in rows)
