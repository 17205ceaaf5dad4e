"""The life of a letter and of a subscription, what a mail server's answer means, when it is tried again. Pure."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from duta.core.lifecycle import Lifecycle
from duta.core.problems import Problem


class LetterState(TextChoices):
    """Where one letter is."""

    WAITING = "waiting", _("Waiting")
    ATTEMPTING = "attempting", _("Being sent")
    DEFERRED = "deferred", _("Waiting to try again")
    UNSURE = "unsure", _("Perhaps sent: repeated")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Refused")
    BOUNCED = "bounced", _("Came back")
    CANCELLED = "cancelled", _("Not sent any more")


L = LetterState
MOVES: Mapping[tuple[LetterState, LetterState], str] = {
    (L.WAITING, L.ATTEMPTING): "a worker takes it",
    (L.WAITING, L.CANCELLED): "no longer wanted",
    (L.ATTEMPTING, L.SENT): "the mail server took it",
    (L.ATTEMPTING, L.DEFERRED): "the mail server said: later",
    (L.ATTEMPTING, L.UNSURE): "no clear answer, or the worker died",
    (L.ATTEMPTING, L.REFUSED): "the mail server said no",
    (L.ATTEMPTING, L.CANCELLED): "not sent, no longer wanted",
    (L.DEFERRED, L.ATTEMPTING): "its time has come again",
    (L.DEFERRED, L.CANCELLED): "no longer wanted",
    (L.UNSURE, L.ATTEMPTING): "sent again under the same name",
    (L.UNSURE, L.BOUNCED): "it was out, and came back",
    (L.UNSURE, L.CANCELLED): "not repeated, no longer wanted",
    (L.SENT, L.BOUNCED): "it came back",
}
LIFECYCLE: Lifecycle[LetterState] = Lifecycle(
    initial=L.WAITING,
    final=frozenset({L.REFUSED, L.BOUNCED, L.CANCELLED}),
    moves={old: frozenset(new for before, new in MOVES if before is old) for old in {old for old, _new in MOVES}},
)
TO_SEND = LIFECYCLE.sources_of(L.ATTEMPTING)
STOPPABLE = frozenset({L.WAITING, L.DEFERRED, L.UNSURE})
MAY_COME_BACK = LIFECYCLE.sources_of(L.BOUNCED)
WENT_OUT = frozenset({L.SENT, L.BOUNCED, L.UNSURE, L.ATTEMPTING})  # the recipient has it, or may have it


class SubscriptionState(TextChoices):
    """Whether somebody wants a list's letters."""

    ASKED = "asked", _("Asked, not confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    BOUNCED = "bounced", _("Suspended: letters came back")


class ConsentHow(TextChoices):
    """How somebody said yes."""

    SIGNED_UP = "signed_up", _("signed up on the portal and confirmed by letter")
    CONFIRMED = "confirmed", _("was entered by staff and confirmed by letter")
    EVIDENCE = "evidence", _("told staff, who wrote down how")


class LetterKind(IntegerChoices):
    """What a letter is; the smaller number goes first."""

    CONFIRMATION = 0, _("Asks to confirm")
    STATEMENT = 1, _("Statement")


@dataclass(frozen=True)
class Taken:
    """The mail server took it over."""


@dataclass(frozen=True)
class Later:
    """Certainly not taken: try again. ``whole``: not about this recipient but about the server, so stop for now."""

    said: str
    whole: bool = False


@dataclass(frozen=True)
class Never:
    """The mail server said no for good. ``hard``: the address itself is dead."""

    said: str
    hard: bool = False


@dataclass(frozen=True)
class Unclear:
    """The connection ended after the letter was out of our hands: it may have been taken."""

    said: str


Answer = Taken | Later | Never | Unclear

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=4)
PATIENCE = timedelta(hours=72)  # a letter that nobody takes for so long is given up
REPEAT_AFTER = timedelta(minutes=1)
LEASE = timedelta(minutes=5)  # longer than any conversation: the socket gives up after 20 s for each answer
DEAD_AFTER = 3  # letters that came back for good, of different mailings, until the address is suspended
CONFIRM_WITHIN = timedelta(days=7)
ASK_AGAIN_AFTER = timedelta(minutes=10)
ASKS_A_DAY = 3
LONGEST_ADDRESS = 254  # RFC 5321


@dataclass(frozen=True)
class Decision:
    """What becomes of a letter; ``wake_at`` None: nothing more happens by itself."""

    state: LetterState
    wake_at: datetime | None = None
    problem: Problem | None = None
    hard: bool = False


def decide(answer: Answer, *, tries: int, since: datetime, now: datetime, jitter: float, wanted: bool) -> Decision:
    """Say what an answer means for a letter that was tried so often; ``jitter`` in [0, 1) spreads the next tries."""
    match answer:
        case Taken():
            return Decision(L.SENT)
        case Never(said, hard):
            return Decision(L.REFUSED, problem=Problem("letter_refused", said=said), hard=hard)
        case _ if not wanted and isinstance(answer, Later):
            return Decision(L.CANCELLED, problem=Problem("letter_unwanted"))
        case Unclear(said):
            return Decision(L.UNSURE, now + REPEAT_AFTER, Problem("letter_unsure", said=said))
        case Later(said):
            return _later(said, tries, since, now, jitter)


def _later(said: str, tries: int, since: datetime, now: datetime, jitter: float) -> Decision:
    if now - since >= PATIENCE:
        return Decision(L.REFUSED, problem=Problem("letter_given_up", {"attempts": tries}, said=said))
    return Decision(L.DEFERRED, now + back_off(tries, jitter=jitter), Problem("letter_later", said=said))


def back_off(tries: int, *, jitter: float) -> timedelta:
    """Return the wait after the ``tries``-th try: doubling from 2 minutes to 4 hours, spread by ``jitter`` in [0, 1)."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(max(tries - 1, 0), 12)
    return min(doubled, LONGEST_WAIT) * (0.75 + jitter / 2)


def same_address(address: str) -> str:
    """Return an address as it is compared: no blanks around it, small letters, its domain as mail servers spell it."""
    plain = address.strip().lower()
    local, at, domain = plain.rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    spelt = f"{local}{at}{domain}"
    return spelt if len(spelt) <= LONGEST_ADDRESS else plain


def reads(languages: list[str], language: str) -> bool:
    """Whether somebody who reads these languages reads this one; regions do not matter ("en-GB" is "en")."""
    return _tongue(language) in {_tongue(one) for one in languages}


def _tongue(code: str) -> str:
    return code.partition("-")[0].lower()


def portal_language(language: str) -> str:
    """The language of our own words around a text in some language: Indonesian for Indonesian, else English."""
    return "id" if _tongue(language) == "id" else "en"
