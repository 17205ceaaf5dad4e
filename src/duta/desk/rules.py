"""What the desk says to people, as far as it needs no database. Pure."""

import hashlib
from enum import StrEnum

from duta.accounts.rules import Role

MORNING, MIDDAY, AFTERNOON, EVENING = 4, 11, 15, 18  # hours at which the parts of a day begin
FEW = 8  # entries of one group on the home

# Who comes first when somebody holds several roles: the one whose work others wait for.
ROLE_ORDER = (
    Role.SIGNATORY, Role.AUTHOR, Role.CHANNEL_MANAGER, Role.PLANNER, Role.ANALYST, Role.ADMINISTRATOR,
)  # fmt: skip


class PartOfDay(StrEnum):
    """When people greet differently: Indonesian has four greetings for a day."""

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"


def part_of_day(hour: int) -> PartOfDay:
    """Return the part of the day that an hour (0 to 23) lies in."""
    if MORNING <= hour < MIDDAY:
        return PartOfDay.MORNING
    if MIDDAY <= hour < AFTERNOON:
        return PartOfDay.MIDDAY
    return PartOfDay.AFTERNOON if AFTERNOON <= hour < EVENING else PartOfDay.EVENING


def leading_role(roles: set[str]) -> Role | None:
    """Return the role that the home speaks to; None for somebody who holds none (a superuser)."""
    return next((role for role in ROLE_ORDER if role in roles), None)


def share_of(part: float) -> int:
    """Return a share as a whole number from 0 to 100, as far as a bar can show it."""
    return round(min(max(part, 0.0), 1.0) * 100)


def digest_of_secret(secret: str) -> str:
    """Return the hash under which the secret of an address is kept; 256 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
