"""The connector of Bluesky."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from duta.connectors.answers import is_object, json_of, said
from duta.connectors.bundled.bluesky.account import OK, SERVER, Stopped, call, sign_in, url_of
from duta.connectors.bundled.bluesky.errors import PLATFORM, after_publishing, before_publishing, error_of
from duta.connectors.bundled.bluesky.wire import (
    COLLECTION,
    TAG_GRAPHEMES,
    image_type,
    is_ours,
    mentions_of,
    pictures,
    preview_of,
    record_key,
    record_of,
    visible_text,
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
from duta.core.http import MaybeSent, NotSent
from duta.core.problems import Problem

BLOB = 1_000_000  # bytes of one picture
MIMES = ("image/jpeg", "image/png", "image/webp", "image/gif")
COUNTS = {
    "likeCount": "platform.likes",
    "repostCount": "platform.reposts",
    "replyCount": "platform.replies",
    "quoteCount": "platform.quotes",
}


class BlueskyConnector:
    """Publishes posts under a key that comes from the delivery: a second attempt can never make a second post."""

    key: ClassVar[str] = "bluesky"
    name: ClassVar[str] = PLATFORM
    capabilities: ClassVar[Capability] = Capability(
        withdraw=True,
        measure=True,
        media=frozenset({MediaKind.IMAGE}),
        metrics=tuple(COUNTS.values()),
        withdrawal_leaves="copies_elsewhere",
    )
    idempotency: ClassVar[Idempotency] = Idempotency.CLIENT_ID
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField(
            "server",
            label={"id": "Server", "en": "Server"},
            help={
                "id": "Biarkan, kecuali akun ini ada di server lain.",
                "en": "Leave it, unless the account lives on another server.",
            },
            default=SERVER,
            identity=True,
        ),
        SettingField(
            "identifier",
            label={"id": "Nama akun", "en": "Account"},
            help={
                "id": "Tanpa @, misalnya kemlu.go.id atau kbri.bsky.social.",
                "en": "Without @, for instance kemlu.go.id or kbri.bsky.social.",
            },
            identity=True,
        ),
        SettingField(
            "password",
            label={"id": "Kata sandi aplikasi", "en": "App password"},
            help={
                "id": "Bukan kata sandi akun: buat di Bluesky, Pengaturan, Privasi dan keamanan, Kata sandi aplikasi.",
                "en": "Not the account's own: make one in Bluesky, Settings, Privacy and security, App passwords.",
            },
            secret=True,
        ),
    )
    lookup_delay: ClassVar[float] = 0.0  # the account's own server reads what it wrote
    default_limits: ClassVar[Limits] = Limits(
        text=300,
        counting=Counting.GRAPHEMES,
        text_bytes=3000,
        media_count=4,
        media_bytes=BLOB,
        media_types=MIMES,
        alt=2000,
    )

    async def limits(self, session: Session) -> Limits:
        """Return the limits of the published record description: no server tells them."""
        return self.default_limits

    def problems(self, payload: Payload, limits: Limits) -> Sequence[Problem]:
        """Say what Bluesky would refuse, counted over the text that is really sent."""
        return [
            *text_problems(payload, limits, whole=visible_text(payload)),
            *tag_problems(payload, limit=TAG_GRAPHEMES),
            *media_problems(payload, limits, platform=self.name, kinds=self.capabilities.media),
        ]

    def preview(self, payload: Payload, limits: Limits) -> Preview:
        """Say how the app will show it."""
        return preview_of(payload, limits)

    async def submit(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Upload the pictures, look the mentioned accounts up, then put the record under its key."""
        if not pictures(payload):
            return Refused(_only_pictures())
        try:
            record = await _record(payload, session)
            return await _put(payload, record, record_key(delivery_id), session)
        except Stopped as stopped:
            return stopped.outcome
        except NotSent as error:
            return Deferred(Problem("platform_down", said=str(error)))

    async def reconcile(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Read the record under the delivery's key back."""
        try:
            return await _read_back(payload, record_key(delivery_id), session)
        except Stopped as stopped:
            return Unknown(stopped.outcome.problem)
        except (NotSent, MaybeSent) as error:
            return Unknown(Problem("platform_down", said=str(error)))

    async def edit(self, handle: str, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Refuse: Bluesky's public copies keep the first text."""
        return Refused(Problem("cannot_edit", {"platform": self.name}))

    async def withdraw(self, handle: str, *, delivery_id: str, session: Session) -> Outcome:
        """Delete the record; one that is gone already counts as deleted."""
        key = handle.rpartition("/")[2] if handle.startswith("at://") else record_key(delivery_id)
        try:
            account = await sign_in(session)
            body = {"repo": account.did, "collection": COLLECTION, "rkey": key}
            answer = await call(session, "POST", "com.atproto.repo.deleteRecord", publishing=True, json=body)
        except Stopped as stopped:
            return stopped.outcome
        except (NotSent, MaybeSent) as error:
            return Deferred(Problem("platform_down", said=str(error)))
        if answer.status == OK and is_object(answer):
            return Accepted(Proof(handle))
        return before_publishing(answer, session)

    async def measure(self, handle: str, *, session: Session) -> Sequence[Measurement]:
        """Read the counts through the account's server, which asks the network's index; empty where none answers."""
        try:
            answer = await call(session, "GET", "app.bsky.feed.getPosts", params={"uris": handle})
        except Stopped:
            return []
        posts = json_of(answer).get("posts") if answer.status == OK else None
        counts: Mapping[str, Any] = posts[0] if isinstance(posts, list) and posts else {}
        now = session.clock()
        return [
            Measurement(metric, value, now)
            for name, metric in COUNTS.items()
            if isinstance(value := counts.get(name), int)
        ]

    async def check(self, session: Session) -> Sequence[Problem]:
        """Sign in with the password, not with what memory keeps."""
        try:
            account = await sign_in(session, afresh=True)
        except Stopped as stopped:
            return [stopped.outcome.problem]
        except NotSent as error:
            return [Problem("platform_down", said=str(error))]
        return [] if account.active else [Problem("platform_forbids")]


async def _record(payload: Payload, session: Session) -> dict[str, Any]:
    """Upload and look up what the record needs. Nothing is out yet. Raises Locked, Stopped, NotSent."""
    try:
        blobs = {item.sha256: await _upload(item.sha256, session) for item in payload.media}
        if not payload.media and payload.link and payload.link.thumbnail:
            content = await session.media(payload.link.thumbnail)
            if len(content) <= BLOB:  # a card without its picture is better than no card
                blobs[payload.link.thumbnail] = await _upload(payload.link.thumbnail, session, content)
        dids = {name: did for name in mentions_of(payload) if (did := await _did_of(name, session))}
    except MaybeSent as error:
        raise NotSent(str(error)) from error
    return record_of(payload, blobs=blobs, dids=dids)


async def _upload(sha256: str, session: Session, content: bytes | None = None) -> Mapping[str, Any]:
    """Upload a picture and return its blob. The same bytes again are the same blob."""
    content = await session.media(sha256) if content is None else content
    answer = await call(
        session,
        "POST",
        "com.atproto.repo.uploadBlob",
        data=content,
        headers={"Content-Type": image_type(content)},
    )
    blob = json_of(answer).get("blob")
    if answer.status != OK or not isinstance(blob, dict):
        raise Stopped(before_publishing(answer, session))
    return blob


async def _did_of(name: str, session: Session) -> str:
    """Return the mentioned account's DID, or '' when there is no such account."""
    answer = await session.http.request(
        "GET", url_of(session, "com.atproto.identity.resolveHandle"), params={"handle": name}
    )
    if answer.status in (400, 404):
        return ""
    if answer.status != OK:
        raise Stopped(before_publishing(answer, session))
    return str(json_of(answer).get("did", ""))


async def _put(payload: Payload, record: Mapping[str, Any], key: str, session: Session) -> Outcome:
    """Put the record where nothing stands yet (swapRecord null). Raises Locked, Stopped, NotSent."""
    account = await sign_in(session)
    body = {"repo": account.did, "collection": COLLECTION, "rkey": key, "record": record, "swapRecord": None}
    try:
        answer = await call(session, "POST", "com.atproto.repo.putRecord", publishing=True, json=body)
    except MaybeSent as error:
        return Unknown(Problem("answer_lost", said=str(error)))
    if answer.status == OK and (cid := json_of(answer).get("cid")):
        return Accepted(_proof(account.did, key, str(cid)))
    if error_of(answer) == "InvalidSwap":
        return await _what_stands_there(payload, key, session)
    return after_publishing(answer, session)


async def _what_stands_there(payload: Payload, key: str, session: Session) -> Outcome:
    """Something has our key: say whether it is ours. Never Deferred: it was there a moment ago."""
    try:
        outcome = await _read_back(payload, key, session)
    except (Stopped, NotSent, MaybeSent) as error:
        return Unknown(Problem("answer_lost", said=str(error)))
    return Unknown(outcome.problem) if isinstance(outcome, Deferred) else outcome


async def _read_back(payload: Payload, key: str, session: Session) -> Outcome:
    """Read the record under our key. Raises Locked, Stopped, NotSent, MaybeSent."""
    account = await sign_in(session)
    where = {"repo": account.did, "collection": COLLECTION, "rkey": key}
    answer = await call(session, "GET", "com.atproto.repo.getRecord", params=where)
    if answer.status != OK:
        missing = error_of(answer) == "RecordNotFound"
        return Deferred(Problem("not_out")) if missing else Unknown(Problem("answer_lost", said=said(answer)))
    found = json_of(answer)
    if not found.get("cid"):
        return Unknown(Problem("answer_lost", said=said(answer)))
    if not is_ours(payload, found.get("value") or {}):
        return Refused(Problem("content_differs", said=str((found.get("value") or {}).get("text", ""))[:500]))
    return Accepted(_proof(account.did, key, str(found.get("cid", ""))))


def _proof(did: str, key: str, cid: str) -> Proof:
    """Name the record; the address has the DID, so that it outlives a change of the account's name."""
    return Proof(f"at://{did}/{COLLECTION}/{key}", f"https://bsky.app/profile/{did}/post/{key}", {"cid": cid})


def _only_pictures() -> Problem:
    words = {"platform": PLATFORM, "medium": "video", "accepted": ", ".join(MIMES)}
    return Problem("medium_unsupported", words, field="media")
