"""The pump's hot path in SQL: whole sets at once, one round trip each.

Measured: the ORM's way through a tick costs the database thread four times as much, and this thread shares the
interpreter with the network. Everything off the hot path is ordinary Django. Rows come back as plain values.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

# The head of each line that has anybody in it. The recursion jumps from line to line in the index, so that its
# cost follows the number of lines and not of the deliveries that wait in them: 50,000 behind one head cost
# nothing. A delivery that a pump is busy with has no wake_at: its line stands still.
HEADS = """
WITH RECURSIVE lines(line) AS (
    SELECT MIN(line) FROM delivery_delivery WHERE line IS NOT NULL
    UNION ALL
    SELECT (SELECT MIN(d.line) FROM delivery_delivery d WHERE d.line > lines.line) FROM lines
    WHERE lines.line IS NOT NULL
), heads AS (
    SELECT d.id, d.channel_id, d.lane, d.action, d.state, d.wake_at FROM lines {head}
)
"""
DUE = f"""{HEADS}
SELECT id, channel_id, lane, action, state, EXISTS (SELECT 1 FROM delivery_hold WHERE lifted_at IS NULL)
FROM heads WHERE wake_at <= %s ORDER BY wake_at, id
"""  # noqa: S608  # constants only
NEXT = f"{HEADS} SELECT MIN(wake_at) FROM heads WHERE wake_at > %s"  # noqa: S608  # constants only

CLAIM = """
UPDATE delivery_delivery SET
    state = CASE state WHEN 'unknown' THEN 'unknown' ELSE 'claimed' END,
    state_since = CASE state WHEN 'unknown' THEN state_since ELSE {now} END,
    owner_id = %(pump)s, fence = fence + 1, wake_at = NULL
WHERE id IN (
    SELECT id FROM delivery_delivery WHERE {keys} AND wake_at <= {now} AND owner_id IS NULL {skip_locked}
)
RETURNING id, channel_id, lane, action, state, fence, attempt_count, send_count, lookup_count, wanted,
    payload_data, payload_digest, changes_id, account
"""

BEGIN = """
UPDATE delivery_delivery SET
    state = CASE state WHEN 'claimed' THEN 'attempting' ELSE state END,
    attempt_count = attempt_count + 1,
    send_count = CASE state WHEN 'claimed' THEN send_count + 1 ELSE send_count END,
    lookup_count = CASE state WHEN 'claimed' THEN 0 ELSE lookup_count + 1 END
WHERE {keys} AND {mine} AND state IN ('claimed', 'unknown')
"""

WRITE_ATTEMPTS = """
INSERT INTO delivery_attempt (delivery_id, number, fence, pump_name, kind, started_at, outcome)
SELECT id, attempt_count, fence, %(name)s, CASE state WHEN 'unknown' THEN 'lookup' ELSE 'send' END, {now}, ''
FROM delivery_delivery WHERE {keys} AND {mine}
"""

LOCK = "SELECT id, fence, state, wanted FROM delivery_delivery WHERE {keys} AND {mine} {locked}"

DELIVERED = """
UPDATE delivery_delivery
SET state = 'delivered', state_since = {now}, wake_at = NULL, line = NULL, owner_id = NULL, problem_data = NULL
WHERE {fenced} AND {mine} AND state IN ('attempting', 'unknown')
RETURNING id, fence
"""

CLOSE_ATTEMPTS = """
UPDATE delivery_attempt SET ended_at = {greatest}(started_at, {now}), outcome = %(outcome)s, problem_data = {problem}
WHERE {keys} AND ended_at IS NULL
"""

# A statement of its own, after LOCK: whoever scheduled a follower held the lock, and LOCK's own snapshot is older.
FOLLOWED = """
SELECT 1 FROM delivery_delivery WHERE {keys} AND state = 'scheduled' AND wake_at IS NULL LIMIT 1
"""


def fetch(statement: str, keys: Iterable[UUID], *, column: str = "id", **values: Any) -> list[tuple[Any, ...]]:
    """Run a statement over some keys and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(*_ready(statement, keys, column, values))
        return list(cursor.fetchall())


def run(statement: str, keys: Iterable[UUID], *, column: str = "id", **values: Any) -> None:
    """Run a statement over some keys."""
    with connection.cursor() as cursor:
        cursor.execute(*_ready(statement, keys, column, values))


def fetch_fenced(statement: str, claims: Sequence[tuple[UUID, int]], **values: Any) -> list[tuple[Any, ...]]:
    """Run a statement over keys, each with its own fence, and return its rows."""
    return fetch(statement, [key for key, _ in claims], fences=[fence for _, fence in claims], **values)


def fetch_at(statement: str, now: datetime) -> list[tuple[Any, ...]]:
    """Run a statement whose one value is a time."""
    with connection.cursor() as cursor:
        cursor.execute(statement.format(head=_HEAD[connection.vendor]), [time_value(now)])
        return list(cursor.fetchall())


def time_value(moment: datetime | None) -> Any:
    """Spell a time as Django's columns keep it."""
    return None if moment is None else connection.ops.adapt_datetimefield_value(moment)


def time_from(value: Any) -> datetime | None:
    """Read a time back."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def key_value(key: UUID) -> Any:
    """Spell a key as Django's columns keep it."""
    return key if connection.features.has_native_uuid_field else key.hex


def key_from(value: Any) -> UUID:
    """Read a key back."""
    return value if isinstance(value, UUID) else UUID(value)


def _ready(statement: str, keys: Iterable[UUID], column: str, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Fill in what the two databases say differently."""
    given = {name: time_value(value) if isinstance(value, datetime) else value for name, value in values.items()}
    if connection.vendor == "postgresql":
        keys_text = "{" + ",".join(map(str, keys)) + "}"
        return statement.format(keys=f"{column} = ANY(%(keys)s::uuid[])", **_POSTGRESQL), {**given, "keys": keys_text}
    if "fences" in given:
        given["fences"] = json.dumps(given["fences"])
    given["keys"] = json.dumps([key.hex for key in keys])
    return statement.format(keys=f"{column} {_IN_KEYS}", **_SQLITE), given


# PostgreSQL has to be told to go from line to head: left to itself it reads every delivery that waits.
_HEAD = {
    "postgresql": "CROSS JOIN LATERAL (SELECT * FROM delivery_delivery h WHERE h.line = lines.line "
    "ORDER BY h.place_at, h.id LIMIT 1) d",
    "sqlite": "JOIN delivery_delivery d ON d.id = (SELECT h.id FROM delivery_delivery h WHERE h.line = lines.line "
    "ORDER BY h.place_at, h.id LIMIT 1)",
}
_POSTGRESQL = {
    # The sum keeps it off the index of owners, which is full of what this pump owned a moment ago: each tick would
    # cost more than the one before until the next vacuum.
    "mine": "owner_id + 0 = %(pump)s",
    "fenced": "(id, fence) IN (SELECT * FROM unnest(%(keys)s::uuid[], %(fences)s::int[]))",
    "now": "%(now)s::timestamptz",
    "problem": "%(problem)s::jsonb",
    "locked": "FOR UPDATE",
    "skip_locked": "FOR UPDATE SKIP LOCKED",
    "greatest": "GREATEST",
}
_IN_KEYS = "IN (SELECT value FROM json_each(%(keys)s))"
_SQLITE = {
    "mine": "owner_id = %(pump)s",
    "fenced": "(id, fence) IN (SELECT k.value, f.value FROM json_each(%(keys)s) k JOIN json_each(%(fences)s) f "
    "ON k.key = f.key)",
    "now": "%(now)s",
    "problem": "%(problem)s",
    "locked": "",
    "skip_locked": "",
    "greatest": "MAX",
}
