"""Take a lost second factor away from a person's account."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from duta.accounts import letters
from duta.accounts.models import User
from duta.accounts.operations.people import end_sessions, require_may_change
from duta.core import audit


@transaction.atomic
def reset_factors(*, person: User, by: User | None, now: datetime) -> None:
    """Remove a person's app, passkeys and recovery codes, end all sessions, and tell the person by e-mail.

    The password alone signs in again until a new factor is set up; a role that needs one leads there first. Raises
    PermissionDenied: also for one's own, which one removes by oneself; ValidationError when there is none.
    """
    require_may_change(by, person, now)
    if by is not None and by.pk == person.pk:
        raise PermissionDenied(_("You remove your own second factors under “My account”."))
    kinds = sorted(Authenticator.objects.filter(user=person).values_list("type", flat=True).distinct())
    if not kinds:
        raise ValidationError(_("This person has no second factor. Nothing was changed."))
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person=person)
    audit.record(action="person.factors_reset", target=person, by=by, at=now, detail={"factors": kinds})
    transaction.on_commit(lambda: letters.factors_were_reset(person, by=by))
