"""What can wait for a person, room by room: each upper room registers its kinds in its ``AppConfig.ready``.

When an account ends, an administrator sees what waits for the person and hands it to colleagues. What the person
signed, wrote and entered stays as it is: only what is still to be done changes hands.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from duta.accounts import queries
from duta.accounts.models import Organisation, User
from duta.accounts.rules import Action


@dataclass(frozen=True)
class Thing:
    """One thing that waits: its number within its kind, what it is called, whose it is, and where one sees it."""

    pk: int
    name: str
    organisation: Organisation
    url: str = ""


class HandOver(Protocol):
    """A room's operation that gives things to a colleague, all or none.

    It checks once more that they still wait for ``person`` and leaves out those that do not; it writes an entry of
    the audit trail for each. Raises ValidationError, naming the thing, when the colleague cannot have it.
    """

    def __call__(self, *, pks: Sequence[int], person: User, to: User, by: User | None, now: datetime) -> None:
        """Do it."""


@dataclass(frozen=True)
class Kind:
    """One kind of thing. A colleague who gets it must be allowed to do ``action`` at the thing's organisation."""

    key: str
    label: str | Promise
    action: Action
    of: Callable[[User], Iterable[Thing]]
    hand_over: HandOver


@dataclass(frozen=True)
class Pile:
    """Things of one kind at one organisation, and the colleagues who may have them, also when the person has left."""

    kind: Kind
    organisation: Organisation
    things: Sequence[Thing]
    colleagues: Sequence[User]

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.kind.key}-{self.organisation.pk}"


_KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Say what can wait in a room. Doing it twice changes nothing."""
    _KINDS.update({kind.key: kind for kind in kinds})


def piles_of(person: User, *, by: User | None, now: datetime) -> list[Pile]:
    """What waits for a person where ``by`` administers (None: everywhere), by kind and organisation."""
    piles = []
    for kind in _KINDS.values():
        by_place: dict[int, list[Thing]] = {}
        for thing in kind.of(person):
            by_place.setdefault(thing.organisation.pk, []).append(thing)
        for things in by_place.values():
            place = things[0].organisation
            if by is None or queries.may(by, Action.ADMINISTER, place, now=now):
                able = queries.people_who_may_without(person, kind.action, place, now=now)
                piles.append(Pile(kind, place, things, list(able)))
    return piles


def hand_over(pile: Pile, *, person: User, to: User, by: User | None, now: datetime) -> None:
    """Give a pile to a colleague. Raises ValidationError when he may not have it."""
    if to not in pile.colleagues:
        words = {"person": to, "organisation": pile.organisation}
        raise ValidationError({pile.key: _("%(person)s holds no fitting role at %(organisation)s.") % words})
    try:
        pile.kind.hand_over(pks=[thing.pk for thing in pile.things], person=person, to=to, by=by, now=now)
    except ValidationError as error:
        raise ValidationError({pile.key: error.messages}) from error
