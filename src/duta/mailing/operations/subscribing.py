"""Say yes and no to a list's letters. Yes needs two steps, no needs one, and doing either again harms nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare

from duta.accounts.models import User
from duta.channels.models import Channel
from duta.core.problems import Problem
from duta.mailing import queries, rules, tokens
from duta.mailing.models import Contact, Letter, Subscription
from duta.mailing.operations import trail
from duta.mailing.operations.naming import message_id
from duta.mailing.rules import STOPPABLE, ConsentHow, LetterKind, LetterState, SubscriptionState


class NotAsked(Exception):  # noqa: N818
    """There is nothing to confirm: it was confirmed and ended since, or never asked."""


@transaction.atomic
def sign_up(
    *, channel: Channel, address: str, name: str, medium: str, languages: Sequence[str], words: str, now: datetime
) -> None:
    """Somebody asks for a list's letters: write to the address and ask whether it was its owner.

    Nothing is told: whoever asks cannot learn who is on the list. What is known of a contact is not changed by a
    stranger, and an address gets few such letters, however often it is asked for.
    """
    contact, _made = Contact.objects.get_or_create(
        organisation_id=channel.organisation_id, address=rules.same_address(address),
        defaults={"name": name, "medium": medium, "languages": list(languages), "created_at": now},
    )  # fmt: skip
    add_to_list(channel=channel, contact=contact, words=words, by=None, now=now)


@transaction.atomic
def add_to_list(
    *, channel: Channel, contact: Contact, words: str, by: User | None, now: datetime, evidence: str = ""
) -> Subscription:
    """Put a contact on a list: with ``evidence`` of their yes at once, without it once they confirmed by letter.

    Who is on it stays on it; who left or was suspended is asked again.
    """
    row, made = Subscription.objects.select_for_update().get_or_create(
        channel=channel, contact=contact, defaults={"state_since": now, "consent_words": words}
    )
    if row.state == SubscriptionState.CONFIRMED:
        return row
    if evidence:
        row.consent_words = evidence
        _say_yes(row, ConsentHow.EVIDENCE, by, now)
        return row
    if not made and row.state != SubscriptionState.ASKED:
        row.state, row.state_since, row.consent_words = SubscriptionState.ASKED, now, words
    _ask(row, now)
    trail.of_subscription("subscription.asked", row, by=by, now=now)
    return row


def _ask(row: Subscription, now: datetime) -> None:
    """Write the letter that asks, unless the address got one just now or several today."""
    if row.asked_since is None or now - row.asked_since >= timedelta(days=1):
        row.asked_since, row.asked_times = now, 0
    just_now = row.asked_at is not None and now - row.asked_at < rules.ASK_AGAIN_AFTER
    if not just_now and row.asked_times < rules.ASKS_A_DAY:
        row.asked_at, row.asked_times = now, row.asked_times + 1
        _write_question(row, now)
    row.save()


def _write_question(row: Subscription, now: datetime) -> None:
    name = message_id(f"join.{row.pk}.{int(now.timestamp() * 1000)}")
    Letter.objects.create(
        kind=LetterKind.CONFIRMATION, subscription=row, contact=row.contact, address=row.contact.address,
        message_id=name, state_since=now, wake_at=now, created_at=now,
    )  # fmt: skip


def _say_yes(row: Subscription, how: ConsentHow, by: User | None, now: datetime) -> None:
    row.state, row.state_since, row.consent_at, row.consent_how = SubscriptionState.CONFIRMED, now, now, how
    row.save()
    trail.of_subscription("subscription.confirmed", row, by=by, now=now, how=how.value)


@transaction.atomic
def confirm_subscription(*, subscription_pk: int, seal: str, now: datetime) -> Subscription:
    """The owner of the address that a link was mailed to, known by its ``seal``, says yes. Doing it again changes nothing.

    Raises NotAsked when it was confirmed and ended since: an old link brings nobody back who left; and when the contact
    has another address now.
    """
    row = _row(subscription_pk)
    if row is None or row.state in (SubscriptionState.UNSUBSCRIBED, SubscriptionState.BOUNCED):
        raise NotAsked
    if not is_own_link(row, seal):
        raise NotAsked
    if row.state == SubscriptionState.ASKED:
        entered = row.contact.created_by_id is not None
        _say_yes(row, ConsentHow.CONFIRMED if entered else ConsentHow.SIGNED_UP, None, now)
    return row


def is_own_link(row: Subscription, seal: str) -> bool:
    """Whether a link was mailed to the address that the contact has now.

    One from before links held a seal counts while no other address was ever asked.
    """
    # As it is now, not as it was read with the subscription.
    address = Contact.objects.values_list("address", flat=True).get(pk=row.contact_id)
    if seal:
        return constant_time_compare(seal, tokens.address_seal(address))
    asked = Letter.objects.filter(subscription=row, kind=LetterKind.CONFIRMATION)
    return not asked.exclude(address=address).exists()


@transaction.atomic
def unsubscribe(*, subscription_pk: int, by: User | None, now: datetime) -> Subscription | None:
    """Say no, at once; letters that are not out are stopped. Doing it again changes nothing. None: nobody is there."""
    row = _row(subscription_pk)
    if row is None or row.state == SubscriptionState.UNSUBSCRIBED:
        return row
    row.state, row.state_since = SubscriptionState.UNSUBSCRIBED, now
    row.save(update_fields=["state", "state_since"])
    problem = Problem("letter_unsubscribed").as_json()
    Letter.objects.filter(subscription=row, state__in=STOPPABLE).update(
        state=LetterState.CANCELLED, state_since=now, wake_at=None, problem_data=problem
    )
    trail.of_subscription("subscription.ended", row, by=by, now=now)
    return row


def _row(pk: int) -> Subscription | None:
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("channel__organisation", "contact")
    return rows.filter(pk=pk).first()


def suspend_dead(*, contact_pk: int, now: datetime) -> int:
    """Suspend a contact's subscriptions once enough letters came back for good. Called inside a transaction."""
    if queries.failures_of(contact_pk) < rules.DEAD_AFTER:
        return 0
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("channel__organisation", "contact")
    suspended = list(rows.filter(contact=contact_pk, state=SubscriptionState.CONFIRMED))
    for row in suspended:
        row.state, row.state_since = SubscriptionState.BOUNCED, now
        row.save(update_fields=["state", "state_since"])
        trail.of_subscription("subscription.suspended", row, by=None, now=now)
    return len(suspended)
