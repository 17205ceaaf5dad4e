"""Signing in, and calls in the account's name."""

from dataclasses import dataclass
from typing import Any

from duta.connectors.answers import json_of
from duta.connectors.bundled.bluesky.errors import PLATFORM, TOKEN_ERRORS, before_publishing, error_of
from duta.connectors.protocol import Deferred, Refused, Session
from duta.core.frozen import digest_of
from duta.core.http import Answer, MaybeSent, NotSent
from duta.core.problems import Problem

SERVER = "https://bsky.social"
OK = 200


class Stopped(Exception):  # noqa: N818
    """It ended before anything could be out; ``outcome`` says how."""

    def __init__(self, outcome: Refused | Deferred) -> None:
        super().__init__(outcome.problem.code)
        self.outcome = outcome


@dataclass(frozen=True)
class Account:
    """A session on the account's server. ``active`` False: closed or suspended."""

    did: str
    handle: str
    access: str
    refresh: str
    active: bool = True


def server_of(session: Session) -> str:
    """Return the server's address without a slash at the end."""
    return session.setting("server", SERVER).rstrip("/")


def url_of(session: Session, method: str) -> str:
    """Return the address of one method."""
    return f"{server_of(session)}/xrpc/{method}"


async def sign_in(session: Session, *, instead_of: Account | None = None, afresh: bool = False) -> Account:
    """Return the session that the channel's memory keeps, or a new one in place of ``instead_of``.

    ``afresh`` shows the password again. Raises Locked, Stopped, NotSent; what was only half sent published nothing.
    """
    secret = session.secret("password")
    if not _identifier(session):
        raise Stopped(Refused(Problem("setting_missing", {"setting": "identifier"}, field="identifier")))
    key = f"account:{digest_of([server_of(session), _identifier(session), secret])}"
    async with session.lock():
        known: Account | None = session.memory.get(key)
        if known is not None and known != instead_of and not afresh:
            return known
        try:
            account = await _refreshed(session, known) if known and not afresh else None
            session.memory[key] = account or await _created(session, secret)
        except MaybeSent as error:
            raise NotSent(str(error)) from error
        return session.memory[key]  # type: ignore[no-any-return]


async def _created(session: Session, secret: str) -> Account:
    answer = await session.http.request(
        "POST",
        url_of(session, "com.atproto.server.createSession"),
        json={"identifier": _identifier(session), "password": secret},
    )
    if answer.status != OK:
        raise Stopped(before_publishing(answer, session))
    account = _account(answer)
    if account is None:
        raise Stopped(Refused(Problem("answer_unreadable", {"platform": PLATFORM})))
    return account


async def _refreshed(session: Session, known: Account) -> Account | None:
    """Return a fresh session for an old one, or None when the password must be shown again."""
    headers = {"Authorization": f"Bearer {known.refresh}"}
    answer = await session.http.request("POST", url_of(session, "com.atproto.server.refreshSession"), headers=headers)
    return _account(answer) if answer.status == OK else None


def _account(answer: Answer) -> Account | None:
    data = json_of(answer)
    values = [data.get(name) for name in ("did", "handle", "accessJwt", "refreshJwt")]
    if not all(isinstance(value, str) and value for value in values):
        return None
    did, handle, access, refresh = map(str, values)
    return Account(did, handle, access, refresh, active=data.get("active") is not False)


def _identifier(session: Session) -> str:
    return session.setting("identifier").removeprefix("@")


async def call(session: Session, verb: str, method: str, *, publishing: bool = False, **request: Any) -> Answer:
    """Call a method in the account's name; a token that ran out is renewed once.

    Raises Locked, Stopped, NotSent, MaybeSent.
    """
    account = await sign_in(session)
    answer = await _call_as(account, session, verb, method, publishing=publishing, **request)
    if answer.status in (400, 401) and error_of(answer) in TOKEN_ERRORS:
        account = await sign_in(session, instead_of=account)
        answer = await _call_as(account, session, verb, method, publishing=publishing, **request)
    return answer


async def _call_as(
    account: Account, session: Session, verb: str, method: str, *, publishing: bool, **request: Any
) -> Answer:
    headers = {"Authorization": f"Bearer {account.access}", **request.pop("headers", {})}
    send = session.send if publishing else session.http.request
    return await send(verb, url_of(session, method), headers=headers, **request)
