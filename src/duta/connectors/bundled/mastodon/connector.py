"""The connector of Mastodon."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from duta.connectors.answers import is_object, json_of, said
from duta.connectors.bundled.mastodon.account import Account, account_of, call
from duta.connectors.bundled.mastodon.errors import (
    OK,
    PLATFORM,
    Stopped,
    after_publishing,
    before_publishing,
    is_gone,
)
from duta.connectors.bundled.mastodon.media import upload_all
from duta.connectors.bundled.mastodon.timeline import CannotTell, find_status
from duta.connectors.bundled.mastodon.wire import (
    body_of,
    counted_text,
    limits_of,
    new_body,
    preview_of,
    visible_spans,
)
from duta.connectors.checks import media_problems, tag_problems, text_problems
from duta.connectors.protocol import (
    Accepted,
    Capability,
    Counting,
    Deferred,
    Idempotency,
    Limits,
    Measurement,
    MediaKind,
    Outcome,
    Payload,
    Preview,
    Proof,
    Refused,
    Session,
    SettingField,
    Unknown,
)
from duta.core.http import Answer, MaybeSent, NotSent
from duta.core.problems import Problem

STATUSES = "/api/v1/statuses"
COUNTS = {
    "favourites_count": "platform.likes",
    "reblogs_count": "platform.reposts",
    "replies_count": "platform.replies",
    "quotes_count": "platform.quotes",  # since Mastodon 4.4
}


class MastodonConnector:
    """Publishes public statuses, and reads the account's own timeline so that none is out twice."""

    key: ClassVar[str] = "mastodon"
    name: ClassVar[str] = PLATFORM
    capabilities: ClassVar[Capability] = Capability(
        edit=True,
        withdraw=True,
        measure=True,
        media=frozenset({MediaKind.IMAGE}),
        metrics=tuple(COUNTS.values()),
        withdrawal_leaves="copies_elsewhere",
    )
    idempotency: ClassVar[Idempotency] = Idempotency.LOOKUP
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField(
            "server",
            label={"id": "Alamat server", "en": "Server's address"},
            help={
                "id": "Server tempat akun ini berada, misalnya https://mastodon.social.",
                "en": "The server on which the account lives, for instance https://mastodon.social.",
            },
            identity=True,
        ),
        SettingField(
            "account",
            label={"id": "Nama akun", "en": "Account"},
            help={
                "id": "Misalnya @kemlu atau @kemlu@mastodon.social. Token harus milik akun ini.",
                "en": "For instance @kemlu or @kemlu@mastodon.social. The token must belong to this account.",
            },
            identity=True,
        ),
        SettingField(
            "token",
            label={"id": "Token akses", "en": "Access token"},
            help={
                "id": "Buat di Mastodon: Preferensi, Pengembangan, Aplikasi baru, dengan hak read dan write.",
                "en": "Make one in Mastodon: Preferences, Development, New application, with the scopes read and write.",
            },
            secret=True,
        ),
    )
    lookup_delay: ClassVar[float] = 3.0  # large servers read from copies of their database, which lag a little
    default_limits: ClassVar[Limits] = Limits(
        text=500,  # these are Mastodon's own; each server tells its limits in /api/v2/instance
        counting=Counting.GRAPHEMES,
        media_count=4,
        media_bytes=16_777_216,
        media_types=("image/jpeg", "image/png", "image/gif", "image/webp"),
        alt=1500,
        link_length=23,
    )

    async def limits(self, session: Session) -> Limits:
        """Return what the server tells of itself, in its newer or its older description. Raises NotSent, MaybeSent."""
        for version in ("v2", "v1"):
            answer = await call(session, "GET", f"/api/{version}/instance")
            if answer.status == OK and json_of(answer):
                return limits_of(json_of(answer), self.default_limits)
        return self.default_limits

    def problems(self, payload: Payload, limits: Limits) -> Sequence[Problem]:
        """Say what the server would refuse, counted as it counts."""
        return [
            *text_problems(payload, limits, whole=counted_text(visible_spans(payload), limits)),
            *tag_problems(payload),
            *media_problems(payload, limits, platform=self.name, kinds=self.capabilities.media),
        ]

    def preview(self, payload: Payload, limits: Limits) -> Preview:
        """Say how the web client will show it."""
        return preview_of(payload, limits)

    async def submit(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Upload the pictures, make sure that it is not out already, then publish."""

        async def publish(account: Account) -> Outcome:
            media_ids = await upload_all(payload, session)
            async with session.lock():  # nobody else of us publishes between our look and our post
                if found := await find_status(payload, account, session):
                    return Accepted(_proof(found))
                return await _post(new_body(payload, media_ids), delivery_id, session)

        return await _as_account(publish, session)

    async def reconcile(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Look for it in the account's own timeline."""

        async def look(account: Account) -> Outcome:
            found = await find_status(payload, account, session)
            return Accepted(_proof(found)) if found else Deferred(Problem("not_out"))

        outcome = await _as_account(look, session)
        told = isinstance(outcome, Accepted) or (isinstance(outcome, Deferred) and outcome.problem.code == "not_out")
        return outcome if told or not isinstance(outcome, Deferred | Refused) else Unknown(outcome.problem)

    async def edit(self, handle: str, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Change the status; its pictures are uploaded anew, with their alternative texts."""

        async def change(_: Account) -> Outcome:
            body = body_of(payload, await upload_all(payload, session))
            answer = await call(session, "PUT", _path(handle), publishing=True, json=body)
            if is_gone(answer):
                return Refused(Problem("gone", said=said(answer)))
            status = json_of(answer)
            return Accepted(_proof(status)) if answer.status == OK and _named(status) else _undone(answer, session)

        return await _as_account(change, session)

    async def withdraw(self, handle: str, *, delivery_id: str, session: Session) -> Outcome:
        """Delete the status; one that is gone already counts as deleted."""

        async def delete(_: Account) -> Outcome:
            answer = await call(session, "DELETE", _path(handle), publishing=True)
            if is_gone(answer) or (answer.status == OK and is_object(answer)):
                return Accepted(Proof(handle))
            return _undone(answer, session)

        return await _as_account(delete, session)

    async def measure(self, handle: str, *, session: Session) -> Sequence[Measurement]:
        """Read the counts of the status."""
        answer = await call(session, "GET", _path(handle))
        counts, now = json_of(answer) if answer.status == OK else {}, session.clock()
        return [
            Measurement(metric, value, now)
            for name, metric in COUNTS.items()
            if isinstance(value := counts.get(name), int) and value >= 0
        ]

    async def check(self, session: Session) -> Sequence[Problem]:
        """Ask whose token it is."""
        try:
            await account_of(session, afresh=True)
        except Stopped as stopped:
            return [stopped.outcome.problem]
        except NotSent as error:
            return [Problem("platform_down", said=str(error))]
        return []


async def _as_account(work: Callable[[Account], Awaitable[Outcome]], session: Session) -> Outcome:
    """Do something as the channel's account; whatever ends it before anything is out becomes an outcome.

    A lost answer of a change or a withdrawal is Deferred: doing it again harms nothing. Publishing says itself
    what its lost answer means.
    """
    try:
        return await work(await account_of(session))
    except Stopped as stopped:
        return stopped.outcome
    except (NotSent, MaybeSent) as error:
        return Deferred(Problem("platform_down", said=str(error)))
    except CannotTell:
        return Unknown(Problem("answer_lost"))


async def _post(body: Mapping[str, Any], delivery_id: str, session: Session) -> Outcome:
    """Publish. The key helps on servers that honour it. Raises Locked, NotSent."""
    headers = {"Idempotency-Key": delivery_id}
    try:
        answer = await call(session, "POST", STATUSES, publishing=True, json=body, headers=headers)
    except MaybeSent as error:
        return Unknown(Problem("answer_lost", said=str(error)))
    status = json_of(answer)
    return Accepted(_proof(status)) if answer.status == OK and _named(status) else after_publishing(answer, session)


def _undone(answer: Answer, session: Session) -> Outcome:
    """Say what an answer to a change or a withdrawal means; one that cannot be read leaves a doubt: do it again."""
    if answer.status < 300:
        return Deferred(Problem("platform_down", said=said(answer)))
    return before_publishing(answer, session)


def _named(status: Mapping[str, Any]) -> bool:
    return bool(status.get("id")) and str(_address(status)).startswith(("https://", "http://"))


def _address(status: Mapping[str, Any]) -> str:
    return str(status.get("url") or status.get("uri") or "")


def _proof(status: Mapping[str, Any]) -> Proof:
    return Proof(str(status.get("id")), _address(status), {"uri": str(status.get("uri") or "")})


def _path(handle: str) -> str:
    return f"{STATUSES}/{quote(handle, safe='')}"
