"""Our own timeline, read back: the only way to know whether a status is out.

Servers honour ``Idempotency-Key`` or ignore it, and some let two posts with one key race. It is sent, never trusted.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from duta.connectors.bundled.mastodon.account import Account, harmless
from duta.connectors.bundled.mastodon.errors import OK, Stopped, before_publishing
from duta.connectors.bundled.mastodon.wire import created_at, is_ours, oldest
from duta.connectors.protocol import Payload, Session
from duta.core.http import Answer

PAGE, PAGES = 40, 10  # statuses in one answer, as many as the interface allows; answers that are read at most


class CannotTell(Exception):  # noqa: N818
    """So much was published since the release that the timeline was not read to its end."""


async def find_status(payload: Payload, account: Account, session: Session) -> Mapping[str, Any] | None:
    """Return the first status that is this payload, or None: it certainly is not out.

    Raises Locked, Stopped, NotSent, CannotTell.
    """
    found, before = None, ""
    for _ in range(PAGES):
        page = await _page(account, before, session)
        ours = [status for status in page if is_ours(payload, status)]
        found = ours[-1] if ours else found  # the oldest: what a race made twice is the same entry for ever
        moment = created_at(page[-1]) if page else None
        if not page or (moment is not None and moment < oldest(payload)):
            return found
        before = str(page[-1].get("id"))
    if found is None:
        raise CannotTell
    return found


async def _page(account: Account, before: str, session: Session) -> list[Mapping[str, Any]]:
    """Read statuses older than the one with the id ``before``, the newest first."""
    wanted = {"limit": str(PAGE), "exclude_reblogs": "true", "exclude_replies": "true"}
    if before:
        wanted["max_id"] = before
    path = f"/api/v1/accounts/{quote(account.id, safe='')}/statuses"
    answer = await harmless(session, "GET", path, params=wanted)
    statuses = _list_of(answer) if answer.status == OK else None
    if statuses is None:
        raise Stopped(before_publishing(answer, session))
    return statuses


def _list_of(answer: Answer) -> list[Mapping[str, Any]] | None:
    try:
        data = answer.json()
    except ValueError:
        return None
    return data if isinstance(data, list) and all(isinstance(item, dict) for item in data) else None
