"""Whose token it is, and calls in the account's name."""

from dataclasses import dataclass
from typing import Any

from duta.connectors.answers import json_of
from duta.connectors.bundled.mastodon.errors import OK, PLATFORM, Stopped, before_publishing
from duta.connectors.protocol import Refused, Session
from duta.core.frozen import digest_of
from duta.core.http import Answer, MaybeSent, NotSent
from duta.core.problems import Problem


@dataclass(frozen=True)
class Account:
    """The account that the token belongs to."""

    id: str
    name: str


def server_of(session: Session) -> str:
    """Return the server's address without a slash at the end; a bare name means https."""
    server = session.setting("server").rstrip("/")
    return server if "://" in server or not server else f"https://{server}"


def name_of(session: Session) -> str:
    """Return the account's name on its server: ``kemlu`` of ``@kemlu@social.example``."""
    return session.setting("account").removeprefix("@").partition("@")[0].casefold()


async def account_of(session: Session, *, afresh: bool = False) -> Account:
    """Return the account, after making sure that it is the channel's; ``afresh`` asks the server again.

    Raises Locked, Stopped, NotSent; what was only half sent published nothing.
    """
    secret = session.secret("token")
    for key in ("server", "account"):
        if not session.setting(key):
            raise Stopped(Refused(Problem("setting_missing", {"setting": key}, field=key)))
    remembered = f"account:{digest_of([server_of(session), name_of(session), secret])}"
    async with session.lock():
        if afresh or remembered not in session.memory:
            session.memory[remembered] = await _verified(session)
        return session.memory[remembered]  # type: ignore[no-any-return]


async def _verified(session: Session) -> Account:
    answer = await harmless(session, "GET", "/api/v1/accounts/verify_credentials")
    data = json_of(answer)
    account = Account(str(data.get("id") or ""), str(data.get("username") or ""))
    if answer.status != OK or not (account.id and account.name):
        raise Stopped(before_publishing(answer, session))
    if account.name.casefold() != name_of(session):
        words = {"found": f"@{account.name}", "account": f"@{name_of(session)}", "platform": PLATFORM}
        raise Stopped(Refused(Problem("other_account", words, field="account")))
    if data.get("suspended") is True:
        raise Stopped(Refused(Problem("platform_forbids")))
    return account


async def call(session: Session, verb: str, path: str, *, publishing: bool = False, **request: Any) -> Answer:
    """Call the server in the account's name. Raises Locked, NotSent, MaybeSent."""
    headers = {"Authorization": f"Bearer {session.secret('token')}", **request.pop("headers", {})}
    send = session.send if publishing else session.http.request
    return await send(verb, server_of(session) + path, headers=headers, **request)


async def harmless(session: Session, verb: str, path: str, **request: Any) -> Answer:
    """Make a call that publishes nothing, so that a lost answer leaves no doubt. Raises Locked, NotSent."""
    try:
        return await call(session, verb, path, **request)
    except MaybeSent as error:
        raise NotSent(str(error)) from error
