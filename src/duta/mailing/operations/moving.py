"""Move letters through their life, by compare-and-swap: two workers never hold one letter."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from duta.core.problems import Problem
from duta.mailing import queries
from duta.mailing.models import Contact, Letter, Subscription
from duta.mailing.operations.subscribing import suspend_dead
from duta.mailing.rules import LEASE, STOPPABLE, Decision, LetterKind, LetterState, SubscriptionState


@transaction.atomic
def begin_letter(*, letter: Letter, now: datetime) -> bool:
    """Write down that a letter is about to be sent; False when somebody else took it, or it is not to be sent.

    Committed before the mail server hears of it. A letter that may be out already is counted as repeated.
    """
    _send_where_they_are(letter)
    if (problem := _obstacle(letter)) is not None:
        cancel_letter(letter=letter, problem=problem, now=now)
        return False
    repeats = F("repeats") + int(letter.state == LetterState.UNSURE)
    mine = Letter.objects.filter(pk=letter.pk, state=letter.state, attempts=letter.attempts, wake_at__lte=now)
    moved = mine.update(
        state=LetterState.ATTEMPTING, state_since=now, wake_at=None, lease_until=now + LEASE,
        attempts=letter.attempts + 1, attempted_at=now, repeats=repeats,
    )  # fmt: skip
    letter.attempts += moved
    return bool(moved)


def _send_where_they_are(letter: Letter) -> None:
    """A statement follows its contact to another address, to which they said yes; it was being sent as they moved."""
    if letter.contact_id is None or letter.subscription_id is None or letter.kind == LetterKind.CONFIRMATION:
        return
    if not letter.address or _is_at(letter.contact_id, letter.address):
        return
    confirmed = Subscription.objects.filter(pk=letter.subscription_id, state=SubscriptionState.CONFIRMED)
    address = confirmed.values_list("contact__address", flat=True).first()
    if address and Letter.objects.filter(pk=letter.pk, state__in=STOPPABLE).update(address=address):
        letter.address = address


def _is_at(contact_pk: int, address: str) -> bool:
    return Contact.objects.filter(pk=contact_pk, address=address).exists()


def _obstacle(letter: Letter) -> Problem | None:
    """Why a letter is not to be sent any more: asked once more right before it is."""
    if not letter.address or letter.contact_id is None or letter.subscription_id is None:
        return Problem("letter_unsubscribed")
    if not _is_at(letter.contact_id, letter.address):
        return Problem("letter_moved")
    state = Subscription.objects.values_list("state", flat=True).get(pk=letter.subscription_id)
    if letter.kind == LetterKind.CONFIRMATION:
        return None if state == SubscriptionState.ASKED else Problem("letter_unwanted")
    if state != SubscriptionState.CONFIRMED:
        return Problem("letter_unsubscribed")
    return None if queries.is_wanted(letter) else Problem("letter_unwanted")


def cancel_letter(*, letter: Letter, problem: Problem, now: datetime) -> bool:
    """Give up a letter that nobody is sending."""
    mine = Letter.objects.filter(pk=letter.pk, state__in=STOPPABLE)
    return bool(mine.update(state=LetterState.CANCELLED, state_since=now, wake_at=None, problem_data=problem.as_json()))


@transaction.atomic
def settle_letter(*, letter: Letter, decision: Decision, now: datetime) -> bool:
    """Write down what an attempt came to; False when the letter was taken for lost meanwhile: then nothing is written."""
    mine = Letter.objects.filter(pk=letter.pk, state=LetterState.ATTEMPTING, attempts=letter.attempts)
    moved = mine.update(
        state=decision.state, state_since=now, wake_at=decision.wake_at, lease_until=None, hard=decision.hard,
        problem_data=decision.problem.as_json() if decision.problem else None,
    )  # fmt: skip
    if moved and decision.hard and letter.contact_id is not None:
        suspend_dead(contact_pk=letter.contact_id, now=now)
    return bool(moved)


def lose_letters(*, now: datetime) -> int:
    """Take letters back whose worker died while it sent them: they may be out, and are sent again."""
    lost = Letter.objects.filter(state=LetterState.ATTEMPTING, lease_until__lt=now)
    problem = Problem("letter_unsure").as_json()
    return lost.update(state=LetterState.UNSURE, state_since=now, wake_at=now, lease_until=None, problem_data=problem)
