"""Where a delivery's subject has its own screens: rooms above say so, since this room does not know what it delivers.

A room above registers a finder for its kind of subject::

    register_doors("newsroom.release_version", doors_of_versions)
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from duta.accounts.models import Organisation
from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.core.subjects import Subject


@dataclass(frozen=True)
class Door:
    """The screens of what a delivery is for, and the organisation that it belongs to."""

    label: str
    change_url: str = ""
    chain_url: str = ""
    place: Organisation | None = None


Finder = Callable[[Iterable[str]], Mapping[str, Door]]
_FINDERS: dict[str, Finder] = {}


def register_doors(kind: str, finder: Finder) -> None:
    """Have the doors of this kind of subject found by ``finder``: keys in, doors by key out, one query for all."""
    _FINDERS[kind] = finder


def door_to(subject: str, user: Any) -> Door | None:
    """Return the door of a subject, None where nobody knows it; only with the addresses where the person may go."""
    try:
        parsed = Subject.parse(subject)
    except ValueError:
        return None
    finder = _FINDERS.get(parsed.kind)
    door = finder([parsed.key]).get(parsed.key) if finder else None
    return _for(door, user) if door else None


def _for(door: Door, user: Any) -> Door:
    changes, looks = (may(user, action, door.place) for action in (Action.WRITE, Action.VIEW))
    return replace(door, change_url=door.change_url if changes else "", chain_url=door.chain_url if looks else "")
