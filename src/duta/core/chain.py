"""The audit trail's hash chain: how an entry is spelled, hashed and compared. Pure, no database.

An entry's hash is SHA-256 over its spelling, and the spelling holds the hash of the entry sealed before it. Whoever
changes, removes or reorders an entry changes every hash after it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

NEWEST = 1  # the spelling that new seals use


class Content(NamedTuple):
    """What an entry says: every column of its row but the seal."""

    id: int
    at: datetime
    actor_id: int | None
    actor_name: str
    action: str
    target: str
    target_name: str
    organisation_id: int | None
    detail: Any


class Seal(NamedTuple):
    """What sealing adds to a row. ``sealed_number`` counts from 1 without a gap; it is the chain's order."""

    sealed_number: int
    spelling: int
    previous_hash: str
    hash: str


class Head(NamedTuple):
    """Where a chain ends; (0, "") before its first entry."""

    number: int = 0
    hash: str = ""


class Flaw(StrEnum):
    """What can be wrong with a chain."""

    CHANGED = "changed"  # a column is not what was sealed
    MISSING = "missing"  # a number is skipped
    ORDER = "order"  # an entry does not follow the one before it
    CUT = "cut"  # entries are missing at the end
    ADDED = "added"  # entries stand after the end that sealing keeps


@dataclass(frozen=True)
class Break:
    """The first place where a chain is wrong: the number in the chain, and the row's own id where there is a row."""

    flaw: Flaw
    number: int
    entry_id: int | None = None
    column: str = ""  # the one column, where the chain itself tells which

    def as_json(self) -> dict[str, Any]:
        """Return it for a JSON column."""
        return {"flaw": self.flaw.value, "number": self.number, "entry_id": self.entry_id, "column": self.column}


def break_from_json(data: Mapping[str, Any]) -> Break:
    """Read what ``as_json`` wrote. Raises ValueError or KeyError for anything else."""
    return Break(Flaw(data["flaw"]), data["number"], data["entry_id"], data["column"])


def spell(content: Content, *, number: int, previous: str, spelling: int = NEWEST) -> bytes:
    """Return the bytes that an entry's hash covers. Two different entries never have the same.

    Raises KeyError for a spelling that this code does not know.
    """
    return SPELLINGS[spelling](content, number, previous)


def hash_of(content: Content, *, number: int, previous: str, spelling: int = NEWEST) -> str:
    """Return SHA-256 of the spelling as 64 hexadecimal digits. Raises KeyError for an unknown spelling."""
    return hashlib.sha256(spell(content, number=number, previous=previous, spelling=spelling)).hexdigest()


def seal_after(head: Head, content: Content) -> Seal:
    """Return the seal that makes an entry the one after ``head``."""
    number = head.number + 1
    return Seal(number, NEWEST, head.hash, hash_of(content, number=number, previous=head.hash))


def find_break(head: Head, content: Content, seal: Seal) -> Break | None:
    """Compare a stored entry with the chain up to ``head``; None: it follows, and says what was sealed."""
    number = head.number + 1
    if seal.sealed_number != number:
        return Break(Flaw.MISSING, number)
    if seal.spelling not in SPELLINGS:
        return Break(Flaw.CHANGED, number, content.id, "spelling")
    if not isinstance(
        content.at, datetime
    ):  # SQLite keeps whatever is put into a column; Django reads nonsense as None
        return Break(Flaw.CHANGED, number, content.id, "at")
    fits = hash_of(content, number=number, previous=head.hash, spelling=seal.spelling) == seal.hash
    if seal.previous_hash != head.hash:
        return (
            Break(Flaw.CHANGED, number, content.id, "previous_hash") if fits else Break(Flaw.ORDER, number, content.id)
        )
    return None if fits else Break(Flaw.CHANGED, number, content.id)


def _first_spelling(content: Content, number: int, previous: str) -> bytes:
    """JSON of one list, ASCII only, keys sorted, no blanks, the instant in UTC with microseconds.

    Rows are sealed with it for good: it is never edited. Another spelling gets another number.
    """
    at = content.at.astimezone(UTC).isoformat(timespec="microseconds")
    row = ["duta-audit-1", number, previous, content.id, at, *content[2:]]
    return json.dumps(row, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode("ascii")


SPELLINGS: Mapping[int, Callable[[Content, int, str], bytes]] = {1: _first_spelling}
