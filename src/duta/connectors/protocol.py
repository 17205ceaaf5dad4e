"""The contract between delivery and the platforms. No Django here.

A payload is frozen when its story is submitted: its spelling (``as_json``) is part of what a signatory signs.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol, cast, runtime_checkable

from duta.connectors.spool import Spool
from duta.core.frozen import digest_of
from duta.core.http import Answer, Guard, SafeHttp
from duta.core.problems import Problem


class MediaKind(StrEnum):
    """Kinds of media that a payload can carry."""

    IMAGE = "image"
    ANIMATION = "animation"
    VIDEO = "video"
    DOCUMENT = "document"


class Idempotency(StrEnum):
    """How a platform keeps one delivery from appearing twice."""

    NATIVE_KEY = "native_key"  # the platform honours an idempotency key
    CLIENT_ID = "client_id"  # we choose the entry's own key
    LOOKUP = "lookup"  # we can only read the timeline back
    NONE = "none"  # unknown outcomes wait for a person


@dataclass(frozen=True)
class Capability:
    """What a platform can do for us; ``cannot`` names what it can never do."""

    publish: bool = True
    edit: bool = False
    edit_media: bool = True  # a correction can change the pictures too, not only the text
    withdraw: bool = False
    measure: bool = False
    receive: bool = False
    media: frozenset[MediaKind] = frozenset()
    metrics: tuple[str, ...] = ()  # names in the metric dictionary, such as "platform.likes"
    by_hand: bool = False  # a person does it on the platform and tells us: every call is ``Handed``
    thread: bool = False  # a long text can go on in further entries, each an answer to the one before
    shows_title: bool = False  # the story's title is part of what goes out, not of a card that follows the page
    medium: str = "social"  # of links from there, as statistics programmes name it ("email")
    withdrawal_leaves: str = ""  # what stays visible after a withdrawal: a code of WITHDRAWAL_WORDS

    @property
    def cannot(self) -> tuple[str, ...]:
        """Codes of ``problem_words`` for what a person may expect and this platform can never do."""
        lacking = {"cannot_edit": self.edit, "cannot_withdraw": self.withdraw, "cannot_measure": self.measure}
        return tuple(code for code, able in lacking.items() if not able)


class Counting(StrEnum):
    """How a platform counts the length of a text."""

    GRAPHEMES = "graphemes"
    CODE_POINTS = "code_points"
    UTF16 = "utf16"
    BYTES = "bytes"
    WEIGHTED = "weighted"  # as X does: most scripts one, others and every emoji two
    EMOJI_BYTES = "emoji_bytes"  # as Threads does: code points, emoji by their bytes


@dataclass(frozen=True)
class Limits:
    """A platform's limits in force. Zero means: no limit known."""

    text: int = 0
    counting: Counting = Counting.CODE_POINTS
    text_bytes: int = 0
    media_count: int = 0
    media_bytes: int = 0
    media_side: int = 0  # pixels, the longer side
    media_types: tuple[str, ...] = ()
    alt: int = 0
    alt_required: bool = True
    link_length: int = 0  # characters that any link counts as; zero: as long as it is

    def as_json(self) -> dict[str, Any]:
        """Return what a channel's row keeps."""
        return {**self.__dict__, "counting": self.counting.value, "media_types": list(self.media_types)}


def limits_from_json(data: Mapping[str, Any]) -> Limits:
    """Read back what ``Limits.as_json`` wrote; unknown keys are left out."""
    known = {name: data[name] for name in Limits.__dataclass_fields__ if name in data}
    if "counting" in known:
        known["counting"] = Counting(known["counting"])
    if "media_types" in known:
        known["media_types"] = tuple(known["media_types"])
    return Limits(**known)


@dataclass(frozen=True)
class Link:
    """The story's permanent address, and what a link card shows of it."""

    url: str
    title: str = ""
    description: str = ""
    thumbnail: str = ""  # sha256 of a frozen picture, or empty


@dataclass(frozen=True)
class Media:
    """One frozen file: its bytes are read by ``session.media(sha256)``. Sizes in pixels and bytes."""

    kind: MediaKind
    sha256: str
    mime: str
    size: int
    alt: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Payload:
    """One channel version, frozen. ``created_at`` is fixed at release and the same in every attempt."""

    text: str
    language: str  # BCP 47
    created_at: datetime
    link: Link | None = None
    media: tuple[Media, ...] = ()
    tags: tuple[str, ...] = ()  # without '#'
    thread: tuple[str, ...] = ()  # the texts of the entries that follow this one; only where ``capabilities.thread``

    def as_json(self) -> dict[str, Any]:
        """Return the spelling that is stored and hashed: ``payload_from_json`` reads it. A thread is named only if it is one."""
        return {
            "text": self.text,
            "language": self.language,
            "created_at": self.created_at.isoformat(),
            "link": self.link.__dict__ if self.link else None,
            "media": [{**item.__dict__, "kind": item.kind.value} for item in self.media],
            "tags": list(self.tags),
            **({"thread": list(self.thread)} if self.thread else {}),
        }

    def digest(self) -> str:
        """Return the SHA-256 over ``as_json``."""
        return digest_of(self.as_json())


def payload_from_json(data: Mapping[str, Any]) -> Payload:
    """Read back what ``Payload.as_json`` wrote. Raises KeyError, ValueError on anything else."""
    return Payload(
        text=data["text"],
        language=data["language"],
        created_at=datetime.fromisoformat(data["created_at"]),
        link=Link(**data["link"]) if data.get("link") else None,
        media=tuple(Media(**{**item, "kind": MediaKind(item["kind"])}) for item in data.get("media", [])),
        tags=tuple(data.get("tags", [])),
        thread=tuple(data.get("thread", [])),
    )


class SpanKind(StrEnum):
    """What a stretch of visible text is."""

    TEXT = "text"
    LINK = "link"
    TAG = "tag"
    MENTION = "mention"


@dataclass(frozen=True)
class Span:
    """A stretch of visible text; ``target`` is an address for a link, else the tag or the account's name."""

    text: str
    kind: SpanKind = SpanKind.TEXT
    target: str = ""


@dataclass(frozen=True)
class PreviewCard:
    """A link card as the platform draws it: ``ratio`` is width by height of its picture, cropped to fill."""

    url: str
    title: str
    description: str
    domain: str
    thumbnail: str = ""  # sha256 of a frozen picture, or empty
    ratio: float = 1.91


@dataclass(frozen=True)
class PreviewImage:
    """A picture in the platform's frame, cropped to fill it: ``ratio`` is width by height, 0: not known."""

    sha256: str
    alt: str
    ratio: float = 0.0
    cropped: bool = False


@dataclass(frozen=True)
class Preview:
    """How the platform will show a payload. Pure data; the desk draws it.

    Joined, the spans are the visible text, tags and link included. ``length`` is what counts against
    ``limit``, in ``counting``. ``over_from``: index in the visible text of the first character that no
    longer fits; ``folds_at``: index from which the platform hides the rest behind its "more". None: it all
    fits; nothing is hidden.
    """

    spans: tuple[Span, ...]
    length: int = 0
    limit: int = 0
    counting: Counting = Counting.CODE_POINTS
    over_from: int | None = None
    folds_at: int | None = None
    card: PreviewCard | None = None
    images: tuple[PreviewImage, ...] = ()

    @property
    def text(self) -> str:
        """The visible text."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class Proof:
    """What the platform gave us: ``handle`` names the entry to it, ``address`` shows it to people."""

    handle: str
    address: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Accepted:
    """It is out (or withdrawn), and the platform said so."""

    proof: Proof


@dataclass(frozen=True)
class Refused:
    """The platform said no: this version is not out, and a person must act."""

    problem: Problem


@dataclass(frozen=True)
class Deferred:
    """Certainly nothing is out; try again, not before ``retry_after`` seconds (None: our own back-off)."""

    problem: Problem
    retry_after: float | None = None


@dataclass(frozen=True)
class Unknown:
    """Perhaps it is out. It is never sent again before ``reconcile`` says that it is not."""

    problem: Problem


@dataclass(frozen=True)
class Handed:
    """A person has it to do on the platform: it is done when they say so. Nothing was sent."""


Outcome = Accepted | Refused | Deferred | Unknown | Handed


@dataclass(frozen=True)
class Measurement:
    """One count that the platform gave for one entry: ``metric`` is a name of the metric dictionary."""

    metric: str
    value: int
    at: datetime


class Locked(Exception):  # noqa: N818
    """The channel's credential is missing or cannot be opened: ``problem`` says which.

    Every call that takes a session may raise it, and only before anything was sent.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass
class Session:
    """What a connector is lent for one call.

    ``settings`` are the channel's plain settings (a server's address, a handle), ``secrets`` its opened credential. ``memory``
    lives as long as the process and belongs to the channel: a place for an access token, never for truth. ``guard`` goes into
    every request that publishes: it stops us once our lease ran out. ``spool`` is for what goes on to many recipients.
    """

    http: SafeHttp
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    media: Callable[[str], Awaitable[bytes]]
    clock: Callable[[], datetime]
    memory: MutableMapping[str, Any] = field(default_factory=dict)
    guard: Guard | None = None
    spool: Spool | None = None

    def secret(self, key: str) -> str:
        """Return one opened secret. Raises Locked when the channel has none."""
        if not (value := self.secrets.get(key, "").strip()):
            raise Locked(Problem("credential_missing", field=key))
        return value

    def setting(self, key: str, default: str = "") -> str:
        """Return one plain setting, trimmed; ``default`` when it is missing or empty."""
        return self.settings.get(key, "").strip() or default

    def lock(self) -> asyncio.Lock:
        """Return the channel's lock in this event loop: one call signs in while the others wait."""
        loop, lock = self.memory.get("lock", (None, None))
        if loop is not asyncio.get_running_loop():
            loop, lock = asyncio.get_running_loop(), asyncio.Lock()
            self.memory["lock"] = (loop, lock)
        return cast("asyncio.Lock", lock)

    async def send(self, method: str, url: str, **kwargs: Any) -> Answer:
        """Request with the guard in place. Raises NotSent, MaybeSent."""
        return await self.http.request(method, url, guard=self.guard, **kwargs)


@dataclass(frozen=True)
class SettingField:
    """One plain setting or secret that a channel needs; ``label`` and ``help`` by language.

    ``identity``: it says which account this is; with another value, what was cleared for the channel is not sent.
    """

    key: str
    label: Mapping[str, str]
    help: Mapping[str, str] = field(default_factory=dict)
    secret: bool = False
    required: bool = True
    default: str = ""
    identity: bool = False


@runtime_checkable
class Connector(Protocol):
    """One platform. Instances hold nothing: everything comes with the call, so that one serves all channels.

    Whatever the platform answers becomes an outcome; ``submit``, ``reconcile`` and ``withdraw`` raise only
    Locked, and what ``session.media`` raises.
    """

    key: ClassVar[str]
    name: ClassVar[str]  # the platform's own name, as people know it
    capabilities: ClassVar[Capability]
    idempotency: ClassVar[Idempotency]
    fields: ClassVar[tuple[SettingField, ...]]
    lookup_delay: ClassVar[float]  # seconds until the platform's own read shows what it accepted
    default_limits: ClassVar[Limits]

    async def limits(self, session: Session) -> Limits:
        """Ask the platform for its limits in force; ``default_limits`` where it does not say."""

    def problems(self, payload: Payload, limits: Limits) -> Sequence[Problem]:
        """Say what the platform would refuse. Pure: called at every keystroke."""

    def preview(self, payload: Payload, limits: Limits) -> Preview:
        """Say how the platform will show it. Pure; never raises, whatever ``problems`` says."""

    async def submit(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Publish. ``delivery_id`` is the same in every attempt; a second call makes no second entry."""

    async def reconcile(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Look up whether it is out. Accepted: it is. Deferred: it certainly is not. Unknown: cannot tell.

        Refused: something else stands under this delivery's key; a person must look.
        """

    async def edit(self, handle: str, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Make an entry say ``payload`` instead; twice is Accepted, doubtful is Deferred. Only when ``capabilities.edit``."""

    async def withdraw(self, handle: str, *, delivery_id: str, session: Session) -> Outcome:
        """Take an entry back; doing it twice is Accepted. Never Unknown: a doubtful one is Deferred and done again."""

    async def measure(self, handle: str, *, session: Session) -> Sequence[Measurement]:
        """Read the entry's counts; empty when the platform tells none. Raises NotSent, MaybeSent, Locked."""

    async def check(self, session: Session) -> Sequence[Problem]:
        """Sign in and look around without publishing: the channel's health. Raises Locked."""
