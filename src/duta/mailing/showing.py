"""What letters and subscriptions look like to a person."""

from dataclasses import dataclass
from typing import Any

from duta.core.problem_words import ProblemSentence, sentence_of
from duta.mailing import queries
from duta.mailing.models import Letter, Mailing, Subscription
from duta.mailing.rules import LetterState, SubscriptionState

L, S = LetterState, SubscriptionState
TONES = {
    L.WAITING: "wait", L.ATTEMPTING: "wait", L.DEFERRED: "wait", L.UNSURE: "wait", L.SENT: "ok", L.REFUSED: "no",
    L.BOUNCED: "no", L.CANCELLED: "off",
}  # fmt: skip
SUBSCRIPTION_TONES = {S.ASKED: "wait", S.CONFIRMED: "ok", S.UNSUBSCRIBED: "off", S.BOUNCED: "no"}


@dataclass(frozen=True)
class Tally:
    """How many letters are in one state, and their part of all in percent."""

    state: str
    label: str
    tone: str
    count: int
    share: int


def tallies(mailing: Mailing) -> list[Tally]:
    """The states that any letter of a mailing is in."""
    counts = queries.letters_by_state(mailing)
    total = sum(counts.values())
    return [
        Tally(
            state.value, str(state.label), TONES[state], counts[state.value], round(100 * counts[state.value] / total)
        )
        for state in LetterState
        if counts.get(state.value)
    ]


@dataclass(frozen=True)
class ShownLetter:
    """One letter in a list."""

    letter: Letter
    label: str
    tone: str
    problem: ProblemSentence | None


def shown_letter(letter: Letter) -> ShownLetter:
    """A letter as it shows."""
    state = LetterState(letter.state)
    problem = sentence_of(letter.problem) if letter.problem and state != L.SENT else None
    return ShownLetter(letter, str(state.label), TONES[state], problem)


def shown_subscription(row: Subscription) -> dict[str, Any]:
    """A subscription as it shows."""
    state = SubscriptionState(row.state)
    return {"row": row, "label": state.label, "tone": SUBSCRIPTION_TONES[state]}
