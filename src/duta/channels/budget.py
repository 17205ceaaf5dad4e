"""How much a platform still lets us ask in its present span of time, as its own answers say. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

NEARLY = 0.8  # of the budget used
LONGEST = timedelta(days=31)  # a reset that is farther away is a mistake of theirs
MOST = 10**11
PREFIXES = ("ratelimit-", "x-ratelimit-")


@dataclass(frozen=True)
class Budget:
    """So many requests of ``limit`` are left until ``resets_at``."""

    limit: int
    left: int
    resets_at: datetime

    @property
    def used(self) -> int:
        """Requests that were made in the present span."""
        return self.limit - self.left

    def is_nearly_used(self, now: datetime) -> bool:
        """Whether four fifths are gone, while the span lasts."""
        return now < self.resets_at and self.used >= self.limit * NEARLY

    def as_json(self) -> dict[str, Any]:
        """Return what a channel's row keeps of it; ``budget_from_json`` reads it back."""
        return {"limit": self.limit, "left": self.left, "resets_at": self.resets_at.isoformat()}


def budget_from_json(data: Mapping[str, Any]) -> Budget:
    """Read back what ``Budget.as_json`` wrote. Raises KeyError, ValueError."""
    return Budget(data["limit"], data["left"], datetime.fromisoformat(data["resets_at"]))


def budget_from(headers: Mapping[str, str], *, now: datetime) -> Budget | None:
    """Read an answer's headers (names in lower case); None when they say nothing usable.

    The names are those of the IETF draft and of most platforms: ``RateLimit-Limit``, ``-Remaining``, ``-Reset``, with
    or without ``X-``. A reset is a moment (ISO 8601, or seconds since 1970), or seconds from now.
    """
    for prefix in PREFIXES:
        limit, left = (_number(headers.get(prefix + name, "")) for name in ("limit", "remaining"))
        resets_at = _moment(headers.get(prefix + "reset", ""), now)
        if limit and left is not None and left <= limit and resets_at:
            return Budget(limit, left, resets_at)
    return None


def tightest(budgets: "list[Budget]") -> Budget | None:
    """The budget of which the largest part is used; None for none."""
    return max(budgets, key=lambda budget: budget.used / budget.limit, default=None)


def _number(text: str) -> int | None:
    first = text.split(",")[0].split(";")[0].strip()
    return int(first) if first.isascii() and first.isdigit() and int(first) <= MOST else None


def _moment(text: str, now: datetime) -> datetime | None:
    seconds = _number(text)
    try:
        if seconds is None:
            found = datetime.fromisoformat(text.strip())
            found = found if found.tzinfo else found.replace(tzinfo=UTC)
        elif seconds > LONGEST.total_seconds():
            found = datetime.fromtimestamp(seconds, UTC)
        else:
            found = now + timedelta(seconds=seconds)
    except (ValueError, OverflowError, OSError):
        return None
    return found if now <= found <= now + LONGEST else None
