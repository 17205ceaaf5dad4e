"""The lifecycle of a delivery, back-off, and what an outcome means. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from duta.connectors.protocol import Accepted, Deferred, Handed, Outcome, Refused, Unknown
from duta.core.lifecycle import Lifecycle
from duta.core.problems import Problem


class DeliveryState(TextChoices):
    """The design's states."""

    SCHEDULED = "scheduled", _("Scheduled")
    CLAIMED = "claimed", _("Taken up")
    ATTEMPTING = "attempting", _("Being sent")
    DEFERRED = "deferred", _("Waiting to try again")
    UNKNOWN = "unknown", _("Unknown: being looked up")
    HANDED = "handed", _("With a person")
    DELIVERED = "delivered", _("Delivered")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")


S = DeliveryState

# Every move with its reason: the lifecycle, its diagram in docs/developers/delivery.md and its tests come from here.
MOVES: Mapping[tuple[DeliveryState, DeliveryState], str] = {
    (S.SCHEDULED, S.CLAIMED): "a pump takes it",
    (S.SCHEDULED, S.CANCELLED): "withdrawn in time",
    (S.CLAIMED, S.ATTEMPTING): "the attempt is written down",
    (S.CLAIMED, S.REFUSED): "the channel cannot send",
    (S.CLAIMED, S.SCHEDULED): "its pump died first",
    (S.CLAIMED, S.CANCELLED): "no longer wanted",
    (S.ATTEMPTING, S.DELIVERED): "accepted",
    (S.ATTEMPTING, S.REFUSED): "the platform said no",
    (S.ATTEMPTING, S.DEFERRED): "certainly not sent",
    (S.ATTEMPTING, S.UNKNOWN): "perhaps sent",
    (S.ATTEMPTING, S.CANCELLED): "not sent, no longer wanted",
    (S.ATTEMPTING, S.HANDED): "a person is to do it",
    (S.HANDED, S.DELIVERED): "somebody did it",
    (S.HANDED, S.REFUSED): "somebody could not do it",
    (S.HANDED, S.CANCELLED): "not done, no longer wanted",
    (S.DEFERRED, S.CLAIMED): "its time has come again",
    (S.DEFERRED, S.CANCELLED): "withdrawn in time",
    (S.UNKNOWN, S.UNKNOWN): "still cannot tell",
    (S.UNKNOWN, S.DELIVERED): "found on the channel",
    (S.UNKNOWN, S.DEFERRED): "certainly not there",
    (S.UNKNOWN, S.REFUSED): "something else is there",
    (S.UNKNOWN, S.CANCELLED): "not there, no longer wanted",
    (S.REFUSED, S.SCHEDULED): "somebody sends it again",
    (S.REFUSED, S.CANCELLED): "somebody gives it up",
    (S.REFUSED, S.DELIVERED): "somebody found it there",
}


def _following(old: DeliveryState) -> frozenset[DeliveryState]:
    return frozenset(new for before, new in MOVES if before is old)


LIFECYCLE: Lifecycle[DeliveryState] = Lifecycle(
    initial=S.SCHEDULED,
    final=frozenset({S.DELIVERED, S.CANCELLED}),
    moves={old: _following(old) for old in S if _following(old)},
)
UNSENT = frozenset({S.SCHEDULED, S.DEFERRED, S.REFUSED})  # certainly not out, and nobody is sending it
SETTLED = frozenset({S.DELIVERED, S.REFUSED, S.CANCELLED})
LETS_FOLLOW = frozenset({S.DELIVERED, S.CANCELLED})  # what a delivery must be before its follower goes out


def lifecycle_diagram() -> str:
    """Return the lifecycle as a mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {LIFECYCLE.initial.value}"]
    lines += [f"    {old.value} --> {new.value}: {reason}" for (old, new), reason in MOVES.items()]
    lines += [f"    {state.value} --> [*]" for state in S if state in LIFECYCLE.final]
    return "\n".join(lines)


class Lane(IntegerChoices):
    """Priority; each lane has slots of its own, so that an alert never waits behind a newsletter."""

    ALERT = 0, _("Alert")
    STORY = 1, _("Story")
    BULK = 2, _("Bulk")


class DeliveryAction(TextChoices):
    """What the delivery does on the channel."""

    PUBLISH = "publish", _("Publish")
    EDIT = "edit", _("Correct")
    WITHDRAW = "withdraw", _("Withdraw")


CHANGES_ENTRY = frozenset({DeliveryAction.EDIT, DeliveryAction.WITHDRAW})  # doing one of these twice harms nothing
TO_DO = {DeliveryAction.PUBLISH: "to_post", DeliveryAction.EDIT: "to_correct", DeliveryAction.WITHDRAW: "to_take_back"}


class AttemptKind(TextChoices):
    """What an attempt did: send (or withdraw), or only look."""

    SEND = "send", _("sent")
    LOOKUP = "lookup", _("looked up")


class AttemptOutcome(TextChoices):
    """What came of an attempt; LOST: its pump died, nobody heard the answer."""

    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    DEFERRED = "deferred", _("not sent")
    UNKNOWN = "unknown", _("no clear answer")
    LOST = "lost", _("interrupted")
    HANDED = "handed", _("given to a person")


def attempt_outcome(outcome: Outcome) -> AttemptOutcome:
    """Name what came of an attempt."""
    match outcome:
        case Accepted():
            return AttemptOutcome.ACCEPTED
        case Refused():
            return AttemptOutcome.REFUSED
        case Deferred():
            return AttemptOutcome.DEFERRED
        case Unknown():
            return AttemptOutcome.UNKNOWN
        case Handed():
            return AttemptOutcome.HANDED


class ReminderKind(TextChoices):
    """Why a person is reminded of what they publish by hand."""

    SOON = "soon", _("shortly before its time")
    LATE = "late", _("late")


class Found(TextChoices):
    """What stands at an address that a person pasted: the worker looked."""

    REACHABLE = "reachable", _("reachable")
    NOT_FOUND = "not_found", _("not found")
    NOT_TOLD = "not_told", _("could not be checked")


# How long after it was pasted an address is looked at; a new entry may need a moment, and a network comes back.
LOOKS = (timedelta(0), timedelta(minutes=10), timedelta(hours=6), timedelta(days=1))


def found_by(status: int) -> Found:
    """Say what an answer's status means; who refuses, is busy or asks us to sign in says nothing of the entry."""
    if 200 <= status < 300:
        return Found.REACHABLE
    return Found.NOT_FOUND if status in (404, 410) else Found.NOT_TOLD


def next_look(pasted_at: datetime, *, now: datetime) -> datetime | None:
    """Say when an address is looked at again; None: that was the last time."""
    return next((pasted_at + after for after in LOOKS if pasted_at + after > now), None)


REMIND_BEFORE = REMIND_AFTER = timedelta(minutes=30)  # before its time; after it was given to a person
REMIND_UNTIL = timedelta(days=7)  # what lies longer than that is known to lie


def line_of(channel_id: int, lane: int, action: str) -> int:
    """Number the line that a delivery stands in: one for each channel, lane and action; its order is kept.

    Withdrawals have a line of their own: a withdrawal never waits behind what waits to go out.
    """
    return channel_id * 16 + int(lane) * 2 + (action == DeliveryAction.WITHDRAW)


@dataclass(frozen=True)
class Timing:
    """Seconds. A request may start only while more than ``deadline`` is left of the lease.

    ``errand`` is for all requests of one attempt. A lease is prolonged every ``beat``; it may be taken over
    ``skew`` after its end, since clocks differ. Raises ValueError when these cannot keep a promise.
    """

    deadline: float = 20.0
    lease: float = 30.0
    beat: float = 5.0
    skew: float = 2.0
    errand: float = 180.0
    sweep: float = 1.0
    idle: float = 5.0

    def __post_init__(self) -> None:
        if self.lease <= self.deadline + self.beat:
            raise ValueError("a lease must outlive a beat and a request")
        if self.idle > self.beat:
            raise ValueError("an idle pump must still beat")

    def quarantine(self, lookup_delay: float) -> timedelta:
        """How long an unknown outcome rests: until the request is dead and the platform shows what it took."""
        return timedelta(seconds=self.deadline + lookup_delay)


FIRST_WAIT, LONGEST_WAIT = 5.0, 900.0  # seconds
LONGEST_RETRY_AFTER = 24 * 3600.0  # seconds; what a platform may ask for
MAX_SENDS = 100  # about a day
MAX_LOOKUPS = 30  # about six hours


def back_off(tries: int, *, jitter: float, asked: float | None = None) -> timedelta:
    """Return the wait after the ``tries``-th try: doubling from 5 s to 15 min, spread by ``jitter`` in [0, 1).

    Never shorter than what the platform ``asked`` for.
    """
    ours = min(FIRST_WAIT * 2 ** min(max(tries - 1, 0), 16), LONGEST_WAIT) * (0.75 + jitter / 2)
    theirs = min(max(asked or 0.0, 0.0), LONGEST_RETRY_AFTER)
    return timedelta(seconds=max(ours, theirs + jitter if theirs else 0.0))


@dataclass(frozen=True)
class Course:
    """What is known of a delivery when its attempt ends. ``sends`` and ``lookups`` include this one."""

    action: DeliveryAction = DeliveryAction.PUBLISH
    kind: AttemptKind = AttemptKind.SEND
    sends: int = 1
    lookups: int = 0
    wanted: bool = True
    can_look_up: bool = True
    lookup_delay: float = 0.0


@dataclass(frozen=True)
class Decision:
    """What becomes of a delivery. ``wake_at`` None: nothing more happens by itself."""

    state: DeliveryState
    wake_at: datetime | None = None
    problem: Problem | None = None


def decide(outcome: Outcome, course: Course, *, now: datetime, timing: Timing, jitter: float) -> Decision:
    """Say what an outcome means for a delivery."""
    match outcome:
        case Accepted():
            return Decision(S.DELIVERED)
        case Refused(problem) if not course.wanted and problem.code != "content_differs":
            return Decision(S.CANCELLED)
        case Refused(problem):
            return Decision(S.REFUSED, problem=problem)
        case Handed():
            return Decision(S.HANDED, problem=Problem(TO_DO[course.action])) if course.wanted else Decision(S.CANCELLED)
        case Unknown(problem) if course.action in CHANGES_ENTRY:
            rest = timing.quarantine(course.lookup_delay) if course.action is DeliveryAction.EDIT else None
            asked = rest.total_seconds() if rest else None
            return _later(Deferred(problem, asked), course, now, jitter)  # doing it again harms nothing
        case Unknown(problem) if course.kind is AttemptKind.LOOKUP:
            return _look_again(problem, course, now, jitter)
        case Unknown(problem):
            return after_silence(problem, course, now=now, timing=timing)
        case Deferred():
            return _later(outcome, course, now, jitter)


def after_silence(problem: Problem, course: Course, *, now: datetime, timing: Timing) -> Decision:
    """Say what becomes of a delivery that may be out: looked up after its quarantine, or put to a person."""
    if course.action in CHANGES_ENTRY:
        return Decision(S.DEFERRED, now, problem) if course.wanted else Decision(S.CANCELLED)
    wake_at = now + timing.quarantine(course.lookup_delay) if course.can_look_up else None
    return Decision(S.UNKNOWN, wake_at, problem)


def _look_again(problem: Problem, course: Course, now: datetime, jitter: float) -> Decision:
    if course.lookups >= MAX_LOOKUPS:
        return Decision(S.UNKNOWN, None, problem)
    return Decision(S.UNKNOWN, now + back_off(course.lookups, jitter=jitter), problem)


def _later(outcome: Deferred, course: Course, now: datetime, jitter: float) -> Decision:
    if not course.wanted:
        return Decision(S.CANCELLED)
    if course.sends >= MAX_SENDS:
        said = outcome.problem.said or outcome.problem.code
        return Decision(S.REFUSED, problem=Problem("given_up", {"attempts": course.sends}, said=said))
    wake_at = now + back_off(course.sends, jitter=jitter, asked=outcome.retry_after)
    return Decision(S.DEFERRED, wake_at, outcome.problem)


def next_measurement(accepted_at: datetime, *, now: datetime) -> datetime:
    """Say when an entry's counts are read again.

    Every minute in its first half hour, every 5 minutes in its first day, every hour in its first week, then daily.
    """
    age = now - accepted_at
    if age < timedelta(minutes=30):
        return now + timedelta(minutes=1)
    if age < timedelta(days=1):
        return now + timedelta(minutes=5)
    return now + (timedelta(hours=1) if age < timedelta(days=7) else timedelta(days=1))
