"""A platform in memory, and its connector: for tests of whatever stands above connectors.

with installed(FakeConnector()) as fake:
    fake.platform.next(Step.lose_answer(stored=True))
    ...
    assert fake.platform.texts() == ["Selamat pagi"]
"""

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, TypeVar

from duta.connectors.checks import media_problems, over_from, text_problems
from duta.connectors.counting import length_of
from duta.connectors.protocol import (
    Accepted,
    Capability,
    Connector,
    Deferred,
    Idempotency,
    Limits,
    Measurement,
    MediaKind,
    Outcome,
    Payload,
    Preview,
    PreviewImage,
    Proof,
    Refused,
    Session,
    SettingField,
    Span,
    Unknown,
)
from duta.connectors.registry import all_connectors
from duta.core.http import NotSent
from duta.core.problems import Problem


@dataclass(frozen=True)
class Step:
    """What the platform does with one publishing call: whether it stores the entry, and what it then says.

    ``outcome`` None: it accepts. ``error``: the connector itself raises, as a faulty one would.
    """

    stores: bool
    outcome: Outcome | None = None
    error: Exception | None = None

    @classmethod
    def accept(cls) -> "Step":
        """Store it and say so."""
        return cls(stores=True)

    @classmethod
    def refuse(cls, code: str = "platform_refused", said: str = "No, says the platform.") -> "Step":
        """Say no."""
        return cls(stores=False, outcome=Refused(Problem(code, said=said)))

    @classmethod
    def defer(cls, retry_after: float | None = None, code: str = "platform_busy") -> "Step":
        """Ask to come back later."""
        return cls(stores=False, outcome=Deferred(Problem(code), retry_after))

    @classmethod
    def lose_answer(cls, *, stored: bool) -> "Step":
        """Lose the answer, after or before storing the entry."""
        return cls(stores=stored, outcome=Unknown(Problem("answer_lost")))

    @classmethod
    def crash(cls, error: Exception, *, stored: bool = False) -> "Step":
        """Raise from inside the connector, after or before storing the entry."""
        return cls(stores=stored, error=error)


@dataclass
class FakeEntry:
    """One thing on the platform; ``calls`` counts the publishing calls that named it."""

    account: str
    delivery_id: str
    payload: Payload
    handle: str
    withdrawn: bool = False


@dataclass
class FakePlatform:
    """The platform: what is on it, what reached it, and what it will do next.

    ``delay`` seconds pass inside every publishing call; ``down`` refuses connections; ``honours_key`` False
    makes a second publishing call a second entry, as most platforms would. ``counts``: by handle, by
    metric.
    """

    honours_key: bool = True
    delay: float = 0.0
    down: bool = False
    entries: list[FakeEntry] = field(default_factory=list)
    published_calls: Counter[str] = field(default_factory=Counter)
    looked_up: Counter[str] = field(default_factory=Counter)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    steps: deque[Step] = field(default_factory=deque)
    withdrawals: deque[Outcome] = field(default_factory=deque)
    edits: deque[Outcome] = field(default_factory=deque)

    def next(self, *steps: Step) -> None:
        """Say what the next publishing calls meet; after them every call is accepted."""
        self.steps.extend(steps)

    def visible(self, account: str | None = None) -> list[FakeEntry]:
        """Return what the public sees, oldest first."""
        return [entry for entry in self.entries if not entry.withdrawn and account in (None, entry.account)]

    def texts(self, account: str | None = None) -> list[str]:
        """Return the visible texts, oldest first."""
        return [entry.payload.text for entry in self.visible(account)]

    def find(self, account: str, delivery_id: str) -> FakeEntry | None:
        """Return the first entry under a key, withdrawn ones included."""
        mine = (entry for entry in self.entries if (entry.account, entry.delivery_id) == (account, delivery_id))
        return next(mine, None)

    def store(self, account: str, delivery_id: str, payload: Payload) -> FakeEntry:
        """Keep an entry, or return the one under this key where keys are honoured."""
        if self.honours_key and (entry := self.find(account, delivery_id)):
            return entry
        entry = FakeEntry(account, delivery_id, payload, handle=f"fake:{len(self.entries) + 1}")
        self.entries.append(entry)
        return entry


_DIFFERS = Problem("content_differs")


class FakeConnector:
    """A connector for tests: honours keys, so that a repeated submit makes no second entry."""

    key: ClassVar[str] = "fake"
    name: ClassVar[str] = "Fake"
    capabilities: ClassVar[Capability] = Capability(
        edit=True,
        withdraw=True,
        measure=True,
        media=frozenset({MediaKind.IMAGE}),
        metrics=("platform.likes", "platform.reposts", "platform.replies"),
    )
    idempotency: ClassVar[Idempotency] = Idempotency.NATIVE_KEY
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField("account", label={"en": "Account", "id": "Akun"}, identity=True),
        SettingField("token", label={"en": "Token", "id": "Token"}, secret=True),
    )
    lookup_delay: ClassVar[float] = 0.0
    default_limits: ClassVar[Limits] = Limits(
        text=280, media_count=2, media_bytes=1_000_000, media_types=("image/png", "image/jpeg"), alt=1000
    )

    def __init__(self, platform: FakePlatform | None = None) -> None:
        honours = self.idempotency is Idempotency.NATIVE_KEY
        self.platform = platform or FakePlatform(honours_key=honours)

    async def limits(self, session: Session) -> Limits:
        """Return the limits in force."""
        return self.default_limits

    def problems(self, payload: Payload, limits: Limits) -> Sequence[Problem]:
        """Say what the platform would refuse."""
        return [
            *text_problems(payload, limits, whole=payload.text.strip()),
            *media_problems(payload, limits, platform=self.name, kinds=self.capabilities.media),
        ]

    def preview(self, payload: Payload, limits: Limits) -> Preview:
        """Show the text and the pictures as they are."""
        text = payload.text.strip()
        return Preview(
            spans=(Span(text),),
            length=length_of(text, limits.counting),
            limit=limits.text,
            counting=limits.counting,
            over_from=over_from(text, limits),
            images=tuple(PreviewImage(item.sha256, item.alt) for item in payload.media),
        )

    async def submit(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Publish, as the platform's next step says."""
        session.secret("token")
        if not session.setting("account"):
            return Refused(Problem("setting_missing", {"setting": "account"}, field="account"))
        if problem := self._unreachable(session):
            return Deferred(problem)
        self.platform.published_calls[delivery_id] += 1
        step = self.platform.steps.popleft() if self.platform.steps else Step.accept()
        account, handle = session.setting("account"), ""
        if self.platform.honours_key and (known := self.platform.find(account, delivery_id)):
            return Accepted(_proof(known.handle)) if known.payload == payload else Refused(_DIFFERS)
        if step.stores:
            handle = self.platform.store(account, delivery_id, payload).handle
        await asyncio.sleep(self.platform.delay)
        if step.error is not None:
            raise step.error
        return step.outcome or Accepted(_proof(handle))

    async def reconcile(self, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Look the key up."""
        session.secret("token")
        self.platform.looked_up[delivery_id] += 1
        if self.platform.down:
            return Unknown(Problem("platform_down"))
        entry = self.platform.find(session.setting("account"), delivery_id)
        if entry is None or entry.withdrawn:
            return Deferred(Problem("not_out"))
        if entry.payload != payload:
            return Refused(_DIFFERS)
        return Accepted(_proof(entry.handle))

    async def edit(self, handle: str, payload: Payload, *, delivery_id: str, session: Session) -> Outcome:
        """Change an entry."""
        session.secret("token")
        if problem := self._unreachable(session):
            return Deferred(problem)
        if self.platform.edits:
            return self.platform.edits.popleft()
        entry = next((entry for entry in self.platform.visible() if entry.handle == handle), None)
        if entry is None:
            return Refused(Problem("gone"))
        entry.payload = payload
        return Accepted(_proof(handle))

    async def withdraw(self, handle: str, *, delivery_id: str, session: Session) -> Outcome:
        """Take an entry back."""
        session.secret("token")
        if problem := self._unreachable(session):
            return Deferred(problem)
        if self.platform.withdrawals:
            return self.platform.withdrawals.popleft()
        for entry in self.platform.entries:
            entry.withdrawn = entry.withdrawn or entry.handle == handle
        return Accepted(Proof(handle))

    async def measure(self, handle: str, *, session: Session) -> Sequence[Measurement]:
        """Read the counts that the test set."""
        session.secret("token")
        if self.platform.down:
            raise NotSent("the fake platform is down")
        counts = self.platform.counts.get(handle, {})
        return [Measurement(metric, value, session.clock()) for metric, value in counts.items()]

    async def check(self, session: Session) -> Sequence[Problem]:
        """Say whether the platform answers."""
        session.secret("token")
        return [Problem("platform_down")] if self.platform.down else []

    def _unreachable(self, session: Session) -> Problem | None:
        if self.platform.down:
            return Problem("platform_down")
        try:
            if session.guard is not None:
                session.guard()
        except Exception as error:  # noqa: BLE001  # as SafeHttp does: whatever the guard raises means: not sent
            return Problem("platform_down", said=str(error))
        return None


class ForgetfulFakeConnector(FakeConnector):
    """Its platform knows no keys: every publishing call is one more entry, as on most platforms.

    With it a test of delivery sees a double post as two entries.
    """

    key: ClassVar[str] = "forgetful"
    idempotency: ClassVar[Idempotency] = Idempotency.LOOKUP


def _proof(handle: str) -> Proof:
    return Proof(handle, address=f"https://fake.example/{handle.partition(':')[2]}")


C = TypeVar("C", bound=Connector)


@contextlib.contextmanager
def installed(connector: C) -> Iterator[C]:
    """Put a connector into the registry for as long as the block lasts, as if it had been installed."""
    known = all_connectors()
    before = known.get(connector.key)
    known[connector.key] = connector
    try:
        yield connector
    finally:
        if before is None:
            known.pop(connector.key, None)
        else:
            known[connector.key] = before
