"""The connector of the practice platform."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from duta.connectors.answers import is_object, json_of, said
from duta.connectors.bundled.practice.errors import after_publishing, before_publishing
from duta.connectors.bundled.practice.wire import body_of, digest_of_post, preview_of, visible_text
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
from duta.core.frozen import digest_of
from duta.core.http import Answer, MaybeSent, NotSent
from duta.core.problems import Problem

SERVER = "http://127.0.0.1:8010"
METRICS = {"likes": "platform.likes", "shares": "platform.reposts", "replies": "platform.replies"}
OK = frozenset({200, 201})
UNAUTHORISED, NOT_FOUND, GONE = 401, 404, 410


class PracticeConnector:
    """Publishes on "Latihan", the social network on loopback. It honours the delivery's own key."""

    key: ClassVar[str] = "practice"
    name: ClassVar[str] = "Latihan"
    capabilities: ClassVar[Capability] = Capability(
        withdraw=True,
        measure=True,
        media=frozenset({MediaKind.IMAGE}),
        metrics=tuple(METRICS.values()),
    )
    idempotency: ClassVar[Idempotency] = Idempotency.NATIVE_KEY
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField(
            "server",
            label={"id": "Alamat platform latihan", "en": "Address of the practice platform"},
            default=SERVER,
            identity=True,
        ),
        SettingField(
            "account",
            label={"id": "Nama akun", "en": "Account"},
            help={
                "id": "Huruf kecil, angka, titik; misalnya kbri.denhaag. Dibuat saat pertama kali dipakai.",
                "en": "Small letters, digits, dots; for instance kbri.denhaag. Made on first use.",
            },
            identity=True,
        ),
        SettingField(
            "name",
            label={"id": "Nama yang tampil", "en": "Name shown"},
            required=False,
        ),
        SettingField(
            "key",
            label={"id": "Kunci pemasangan", "en": "Installation key"},
            help={
                "id": "Tercetak saat platform latihan dinyalakan.",
                "en": "Printed when the practice platform starts.",
            },
            secret=True,
        ),
    )
    lookup_delay: ClassVar[float] = 0.0
    default_limits: ClassVar[Limits] = Limits(
        text=500,
        counting=Counting.CODE_POINTS,
        media_count=4,
        media_bytes=4_000_000,
        media_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
        alt=1000,
    )

    async def limits(self, session: Session) -> Limits:
        """Return the limits: they are part of the platform, which ships with this connector."""
        return self.default_limits

    def problems(self, payload: Payload, limits: Limits) -> Sequence[Problem]:
        """Say what the platform would refuse."""
        return [
            *text_problems(payload, limits, whole=visible_text(payload)),
            *tag_problems(payload),
            *media_problems(payload, limits, platform=self.name, kinds=self.capabilities.media),
        ]

    def preview(self, payload: Payload, limits: Limits) -> Preview:
        """Say how the timeline will show it."""
        return preview_of(payload, limits)

    async def submit(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Upload the pictures, then put the post under the delivery's key."""
        try:
            await _upload_media(payload, session)
            answer = await _call(session, "PUT", _path(delivery_id), json=body_of(payload), publishing=True)
        except _Stopped as stopped:
            return stopped.outcome
        except NotSent as error:
            return Deferred(Problem("platform_down", said=str(error)))
        except MaybeSent as error:
            return Unknown(Problem("answer_lost", said=str(error)))
        if answer.status in OK and json_of(answer).get("address"):
            return Accepted(_proof(answer, delivery_id))
        return after_publishing(answer, session)

    async def reconcile(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Look the key up."""
        try:
            answer = await _call(session, "GET", _path(delivery_id))
        except _Stopped as stopped:
            return Unknown(stopped.outcome.problem)
        except (NotSent, MaybeSent) as error:
            return Unknown(Problem("platform_down", said=str(error)))
        match answer.status:
            case 200 if not is_object(answer):
                return Unknown(Problem("answer_lost", said=said(answer)))
            case 200 if json_of(answer).get("digest") == digest_of_post(payload):
                return Accepted(_proof(answer, delivery_id))
            case 200:
                return Refused(Problem("content_differs"))
            case 404:
                return Deferred(Problem("not_out"))
            case 410:
                return Refused(Problem("gone", said=said(answer)))
            case _:
                return Unknown(Problem("answer_lost", said=said(answer)))

    async def edit(self, handle: str, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Refuse: the practice platform changes nothing that is out."""
        return Refused(Problem("cannot_edit", {"platform": self.name}))

    async def withdraw(self, handle: str, *, delivery_id: str, session: Session) -> Outcome:
        """Take the post back; what was never there, or is gone already, is Accepted."""
        try:
            answer = await _call(session, "DELETE", _path(handle), publishing=True)
        except _Stopped as stopped:
            return stopped.outcome
        except (NotSent, MaybeSent) as error:
            return Deferred(Problem("platform_down", said=str(error)))
        if answer.status in (*OK, NOT_FOUND, GONE) and is_object(answer):
            return Accepted(Proof(handle))
        return before_publishing(answer, session)

    async def measure(self, handle: str, *, session: Session) -> Sequence[Measurement]:
        """Read likes, shares and replies."""
        try:
            answer = await _call(session, "GET", f"{_path(handle)}/counts")
        except _Stopped:
            return []
        counts, now = json_of(answer) if answer.status in OK else {}, session.clock()
        return [
            Measurement(metric, value, now)
            for name, metric in METRICS.items()
            if isinstance(value := counts.get(name), int)
        ]

    async def check(self, session: Session) -> Sequence[Problem]:
        """Sign in."""
        try:
            await _sign_in(session, renewing=True)
        except _Stopped as stopped:
            return [stopped.outcome.problem]
        except (NotSent, MaybeSent) as error:
            return [Problem("platform_down", said=str(error))]
        return []


class _Stopped(Exception):  # noqa: N818
    """Signing in or uploading ended it; nothing was published."""

    def __init__(self, outcome: Refused | Deferred) -> None:
        super().__init__(outcome.problem.code)
        self.outcome = outcome


async def _upload_media(payload: Payload, session: Session) -> None:
    """Upload what the post shows. Raises _Stopped, NotSent."""
    thumbnail = payload.link.thumbnail if payload.link else ""
    for sha256 in dict.fromkeys([*(item.sha256 for item in payload.media), thumbnail]):
        if not sha256:
            continue
        content = await session.media(sha256)
        try:
            answer = await _call(session, "PUT", f"/api/media/{sha256}", data=content)
        except MaybeSent as error:
            raise NotSent(str(error)) from error  # of the post itself nothing was sent
        if answer.status not in OK:
            raise _Stopped(before_publishing(answer, session))


async def _call(session: Session, method: str, path: str, *, publishing: bool = False, **body: Any) -> Answer:
    """Call the platform as our account; a token it no longer knows is renewed once.

    Raises _Stopped, NotSent, MaybeSent.
    """
    answer = await _call_once(session, method, path, publishing=publishing, renewing=False, **body)
    if answer.status == UNAUTHORISED and json_of(answer).get("error") == "token_unknown":
        answer = await _call_once(session, method, path, publishing=publishing, renewing=True, **body)
    return answer


async def _call_once(
    session: Session, method: str, path: str, *, publishing: bool, renewing: bool, **body: Any
) -> Answer:
    try:
        token = await _sign_in(session, renewing=renewing)
    except MaybeSent as error:
        raise NotSent(str(error)) from error  # signing in publishes nothing
    headers = {"Authorization": f"Bearer {token}", "X-Account": _account(session)}
    send = session.send if publishing else session.http.request
    return await send(method, _server(session) + path, headers=headers, **body)


async def _sign_in(session: Session, *, renewing: bool) -> str:
    """Return the account's token, from memory where it is known. Raises Locked, _Stopped, NotSent, MaybeSent."""
    secret = session.secret("key")
    if not _account(session):
        raise _Stopped(Refused(Problem("setting_missing", {"setting": "account"}, field="account")))
    who = {"handle": _account(session), "name": session.setting("name")}
    remembered = f"token:{digest_of([_server(session), who, secret])}"
    async with session.lock():
        if not renewing and (token := session.memory.get(remembered)):
            return str(token)
        answer = await session.http.request(
            "POST",
            f"{_server(session)}/api/accounts",
            json=who,
            headers={"Authorization": f"Bearer {secret}"},
        )
        if answer.status not in OK:
            raise _Stopped(before_publishing(answer, session))
        if not json_of(answer).get("token"):
            raise _Stopped(before_publishing(answer, session))
        session.memory[remembered] = str(json_of(answer)["token"])
        return str(session.memory[remembered])


def _server(session: Session) -> str:
    return session.setting("server", SERVER).rstrip("/")


def _account(session: Session) -> str:
    return session.setting("account").removeprefix("@").lower()


def _path(delivery_id: str) -> str:
    return f"/api/posts/{quote(delivery_id, safe='')}"


def _proof(answer: Answer, delivery_id: str) -> Proof:
    stored: Mapping[str, Any] = json_of(answer)
    return Proof(delivery_id, str(stored.get("address", "")), {"number": stored.get("id")})
