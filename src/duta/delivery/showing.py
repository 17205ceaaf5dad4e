"""What a delivery looks like to a person: the colour of its state, what happens next, what can be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.channels.rules import is_of_channel
from duta.connectors.by_hand import ByHand
from duta.connectors.protocol import Payload, Preview
from duta.connectors.registry import UnknownConnector
from duta.core.languages import in_readers_language, language_name
from duta.core.problem_words import ProblemSentence, sentence_of
from duta.core.when import at_time
from duta.delivery.models import Attempt, Delivery, Hold, Receipt
from duta.delivery.phone_calendar import Moment, moments
from duta.delivery.queries import text_to_come
from duta.delivery.rules import UNSENT, AttemptKind, AttemptOutcome, DeliveryAction, DeliveryState, Found

S = DeliveryState
TONES = {
    S.SCHEDULED: "wait",
    S.CLAIMED: "wait",
    S.ATTEMPTING: "wait",
    S.DEFERRED: "wait",
    S.UNKNOWN: "no",
    S.HANDED: "wait",
    S.DELIVERED: "ok",
    S.REFUSED: "no",
    S.CANCELLED: "off",
}


ATTEMPT_TONES = {
    AttemptOutcome.ACCEPTED: "ok",
    AttemptOutcome.HANDED: "ok",
    AttemptOutcome.DEFERRED: "wait",
    AttemptOutcome.UNKNOWN: "no",
    AttemptOutcome.REFUSED: "no",
    AttemptOutcome.LOST: "no",
}


# What happens to a correction, and to a withdrawal: something is out in either case.
CHANGE_WORDS = {
    S.DEFERRED: (
        gettext_lazy("What is out may still say the old text. Duta corrects it again by itself."),
        gettext_lazy("It may still be out. Duta takes it back again by itself."),
    ),
    S.REFUSED: (
        gettext_lazy("What is out still says the old text. Nothing more happens until somebody acts."),
        gettext_lazy("It is still out. Nothing more happens until somebody acts."),
    ),
    S.DELIVERED: (gettext_lazy("It was corrected."), gettext_lazy("It was taken back.")),
    S.CANCELLED: (
        gettext_lazy("This correction was given up: a newer one took its place, or the entry is out no longer."),
        gettext_lazy("This withdrawal was given up: nothing was out."),
    ),
}


@dataclass(frozen=True)
class Shown:
    """A delivery as lists and pages show it."""

    delivery: Delivery
    label: str
    tone: str
    problem: ProblemSentence | None
    receipt: Receipt | None

    @property
    def withdraws(self) -> bool:
        """Whether it takes something back."""
        return self.delivery.action == DeliveryAction.WITHDRAW

    @property
    def corrects(self) -> bool:
        """Whether it changes something that is out."""
        return self.delivery.action == DeliveryAction.EDIT

    @property
    def language(self) -> str:
        """The name of the language of what goes out; "" for a withdrawal."""
        code = self.delivery.payload_data.get("language", "")
        return language_name(code) if code else ""


def shown(delivery: Delivery) -> Shown:
    """Say how a delivery shows. No query when channel and receipt are loaded."""
    state = DeliveryState(delivery.state)
    receipt = receipt_of(delivery)
    settled = state in (S.DELIVERED, S.CANCELLED)
    problem = None if settled or delivery.problem is None else sentence_of(delivery.problem)
    if receipt is not None and receipt.withdrawn_at:
        return Shown(delivery, _("Taken back"), "off", problem, receipt)
    return Shown(delivery, _label(delivery, state), _tone(delivery, state), problem, receipt)


@dataclass(frozen=True)
class Tried:
    """One attempt as the page shows it."""

    attempt: Attempt
    what: str
    tone: str
    problem: ProblemSentence | None


def tried(attempt: Attempt) -> Tried:
    """Say how an attempt shows."""
    outcome = AttemptOutcome(attempt.outcome) if attempt.outcome else None
    came_to = str(outcome.label) if outcome else _("under way")
    what = f"{AttemptKind(attempt.kind).label}: {came_to}"
    tone = ATTEMPT_TONES[outcome] if outcome else "wait"
    return Tried(attempt, what[:1].upper() + what[1:], tone, sentence_of(attempt.problem) if attempt.problem else None)


def receipt_of(delivery: Delivery) -> Receipt | None:
    """Return the proof that it is out, if there is one."""
    return getattr(delivery, "receipt", None)


LOOK_WORDS = {
    Found.REACHABLE: ("ok", gettext_lazy("The address can be reached.")),
    Found.NOT_FOUND: ("no", gettext_lazy("Nothing was found at the address. Look whether the entry is still there.")),
    Found.NOT_TOLD: (
        "off", gettext_lazy("The address could not be checked: there was no connection, or the platform shows it to nobody who is not signed in."),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """What a look at a pasted address came to; ``at`` None: nobody looked yet."""

    tone: str
    words: str
    at: datetime | None = None


def look_of(receipt: Receipt | None) -> Look | None:
    """Say what stands at the address that a person pasted; None where no person did, nobody looks, or it is withdrawn."""
    if receipt is None or receipt.withdrawn_at or not (receipt.look_at or receipt.found):
        return None
    if not receipt.found and not settings.DUTA_LOOK_AT_ADDRESSES:
        return None
    if not receipt.found:
        return Look("wait", _("Duta looks shortly whether the address can be reached."))
    tone, words = LOOK_WORDS[Found(receipt.found)]
    return Look(tone, str(words), receipt.looked_at)


def waits_for_somebody(delivery: Delivery) -> bool:
    """Whether nothing more happens until a person acts."""
    stuck = delivery.state == S.UNKNOWN and delivery.wake_at is None and delivery.owner_id is None
    return delivery.state in (S.REFUSED, S.HANDED) or stuck


def _label(delivery: Delivery, state: DeliveryState) -> str:
    if state is S.UNKNOWN and waits_for_somebody(delivery):
        return _("Unknown: somebody must look")
    if state is S.DELIVERED and delivery.action != DeliveryAction.PUBLISH:
        return _("Taken back") if delivery.action == DeliveryAction.WITHDRAW else _("Corrected")
    return str(state.label)


def _tone(delivery: Delivery, state: DeliveryState) -> str:
    return "wait" if state is S.UNKNOWN and not waits_for_somebody(delivery) else TONES[state]


def what_next(delivery: Delivery, *, hold: Hold | None, now: datetime) -> str:
    """Say in one sentence what happens next by itself, or that nothing does."""
    zone, state = delivery.channel.organisation.time_zone, DeliveryState(delivery.state)
    if hold is not None and state in (S.SCHEDULED, S.DEFERRED):
        return _("It is held back: nothing goes out here until the hold is lifted.")
    if state is S.SCHEDULED and delivery.wake_at is None:
        return _("It goes out as soon as the delivery before it is done.")
    if delivery.action != DeliveryAction.PUBLISH and state in CHANGE_WORDS:
        return str(CHANGE_WORDS[state][delivery.action == DeliveryAction.WITHDRAW])
    if state in (S.SCHEDULED, S.DEFERRED, S.UNKNOWN) and delivery.wake_at is not None:
        moment = at_time(max(delivery.wake_at, now), zone=zone, now=now)
        return {
            S.SCHEDULED: _("It goes out %(moment)s."),
            S.DEFERRED: _("Certainly nothing is out. Duta tries again %(moment)s."),
            S.UNKNOWN: _(
                "It may be out. Duta looks it up on the channel %(moment)s, and never sends it blindly again."
            ),
        }[state] % {"moment": moment}
    return {
        S.CLAIMED: _("A worker has taken it up."),
        S.ATTEMPTING: _("It is being sent now."),
        S.HANDED: _("It waits for somebody who does it on the platform and says so here."),
        S.UNKNOWN: _("It may be out, and Duta cannot look it up. Look at the account, then say what is there."),
        S.REFUSED: _("It is not out. Nothing more happens until somebody acts."),
        S.CANCELLED: _("It was given up and does not go out."),
    }.get(state, "")


@dataclass(frozen=True)
class Acts:
    """What a person may do to a delivery now."""

    again: bool = False
    settle: bool = False
    absent: bool = False
    cancel: bool = False
    channel_first: bool = False  # the channel is the trouble: mend it, then send again
    change_first: bool = False  # this version is the trouble
    done: bool = False  # a correction or withdrawal that a person makes on the platform
    not_done: bool = False


def acts_on(delivery: Delivery, user: Any) -> Acts:
    """Say what the person may do: who decides on deliveries there, and what the state allows."""
    if not may(user, Action.DELIVER, delivery.channel.organisation):
        return Acts()
    state = DeliveryState(delivery.state)
    publishes = delivery.action == DeliveryAction.PUBLISH
    of_channel = delivery.problem is not None and is_of_channel(delivery.problem)
    return Acts(
        again=state is S.REFUSED and delivery.wanted,
        settle=publishes and (state in (S.UNKNOWN, S.HANDED) or _may_be_there(delivery)),
        absent=state is S.UNKNOWN,
        cancel=delivery.action != DeliveryAction.WITHDRAW and state in UNSENT,
        done=state is S.HANDED and not publishes,
        not_done=state is S.HANDED,
        channel_first=state is S.REFUSED and of_channel,
        change_first=state is S.REFUSED and publishes and not of_channel and not _may_be_there(delivery),
    )


def _may_be_there(delivery: Delivery) -> bool:
    """Refused because something stands there already."""
    return delivery.state == S.REFUSED and (delivery.problem_data or {}).get("code") == "content_differs"


def may_lift(user: Any, hold: Hold) -> bool:
    """Whether the person may lift a hold: who may deliver where it holds; one on everything: superusers."""
    return may(user, Action.DELIVER, hold.channel.organisation if hold.channel else hold.organisation)


@dataclass(frozen=True)
class ShownSheet:
    """What a person posts, its steps in their language."""

    parts: tuple[str, ...]
    link: str
    steps: list[str]
    compose: str
    source: Delivery  # whose payload this is: a correction's, where the text was changed before it was published
    payload: Payload
    changed_at: datetime | None = None


def sheet_of(delivery: Delivery) -> ShownSheet | None:
    """Return what a person is to post or to change now; None when there is nothing of the kind."""
    if delivery.state != S.HANDED or delivery.action == DeliveryAction.WITHDRAW:
        return None
    try:
        connector = delivery.channel.connector
    except UnknownConnector:
        return None
    if not isinstance(connector, ByHand):
        return None
    newer = text_to_come(delivery) if delivery.action == DeliveryAction.PUBLISH else None
    source = newer or delivery
    payload = source.payload
    sheet = connector.sheet(payload)
    steps = [in_readers_language(step) for step in sheet.steps]
    changed_at = newer.created_at if newer else None
    return ShownSheet(sheet.parts, sheet.link, steps, sheet.compose, source, payload, changed_at)


def is_by_hand(delivery: Delivery) -> bool:
    """Whether a person makes this delivery, and has not done so yet."""
    return delivery.channel.by_hand and delivery.state in (S.SCHEDULED, S.DEFERRED, S.HANDED)


def moments_of(delivery: Delivery, *, now: datetime) -> dict[Moment, datetime]:
    """Return the times for the phone's calendar of what a person has to do; empty when nobody has to."""
    if not is_by_hand(delivery):
        return {}
    return moments(due_at=delivery.due_at, zone=delivery.channel.organisation.time_zone, now=now)


def preview_of(delivery: Delivery) -> Preview | None:
    """Return how the platform shows it; None for a withdrawal and for a connector that is not installed."""
    if delivery.action == DeliveryAction.WITHDRAW or not delivery.payload_data:
        return None
    try:
        return delivery.channel.connector.preview(delivery.payload, delivery.channel.limits)
    except UnknownConnector:
        return None
