"""What a row of the matrix can say. The table itself is in ``routes.py``.

Roles are written as letters: Planner, Author, Signatory, Channel manager, aNalyst, aDministrator.
"""

from dataclasses import dataclass, field
from typing import Any

from duta.accounts.rules import Role

LETTERS = {
    "P": Role.PLANNER, "A": Role.AUTHOR, "S": Role.SIGNATORY, "C": Role.CHANNEL_MANAGER, "N": Role.ANALYST,
    "D": Role.ADMINISTRATOR,
}  # fmt: skip
EVERYBODY = "PASCND"
ROOT, NOBODY, STRANGER = "superuser", "without a role", "anonymous"
# "told": led back with a sentence why not, and nothing was changed.
OK, TOLD, REFUSED, MISSING, LOGIN = "ok", "told", "refused", "404", "sign-in"
PLACES = ("own", "below", "sibling")


@dataclass(frozen=True)
class Expectation:
    """Who gets what. ``thing`` names what the address is about (``things.py``); "" when it names nothing."""

    roles: frozenset[Role] = frozenset()
    roles_below: frozenset[Role] | None = None
    thing: str = ""
    method: str = "get"
    root: str = OK
    more: dict[str, Any] = field(default_factory=dict)
    query: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    asked: bool = True
    public: bool = False

    def outcomes(self, who: Any, place: str) -> set[str]:
        """What may come of it for one person and one place."""
        if who == STRANGER:
            return {LOGIN}
        if who == NOBODY:
            return {REFUSED}
        if who == ROOT:
            return {self.root, TOLD}
        if self.thing and place == "sibling":
            return {MISSING}
        roles = self.roles if place == "own" or self.roles_below is None else self.roles_below
        return {OK, TOLD} if who in roles else {TOLD, REFUSED, MISSING}


def _roles(letters: str) -> frozenset[Role]:
    return frozenset(LETTERS[letter] for letter in letters)


def about(thing: str, letters: str = "", *, below: str | None = None, **more: Any) -> Expectation:
    """An address about a thing of an organisation: these roles at own and below; a sibling's is a 404 for all."""
    roles_below = _roles(below) if below is not None else None
    return Expectation(roles=_roles(letters), roles_below=roles_below, thing=thing, **more)


def screen(letters: str, **more: Any) -> Expectation:
    """An address that names nothing: a list, an empty form. What it shows is tested where it is written."""
    return Expectation(roles=_roles(letters), **more)


def superusers(**more: Any) -> Expectation:
    """For superusers only."""
    return Expectation(**more)


def closed(**more: Any) -> Expectation:
    """A 404 for everybody who is signed in."""
    return Expectation(root=MISSING, **more)


def public() -> Expectation:
    """For the whole world; tested where it is written."""
    return Expectation(public=True, asked=False)


def not_asked(why: str) -> Expectation:
    """Listed, not requested here; ``why`` says where it is tested or why there is nothing to ask."""
    return Expectation(asked=False, more={"why": why})
