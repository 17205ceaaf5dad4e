"""Keep contacts: enter, change, import, erase."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from duta.accounts.models import Organisation, User
from duta.channels.models import Channel
from duta.core.problems import Problem
from duta.mailing import queries, rules
from duta.mailing.models import Contact, Letter, Subscription
from duta.mailing.operations import trail
from duta.mailing.operations.subscribing import add_to_list, unsubscribe
from duta.mailing.rules import STOPPABLE, LetterKind, LetterState, SubscriptionState

KEPT_UNCONFIRMED = rules.CONFIRM_WITHIN + timedelta(days=1)


@dataclass(frozen=True)
class Person:
    """One row of an import."""

    address: str
    name: str = ""
    medium: str = ""
    languages: tuple[str, ...] = ()
    beats: tuple[str, ...] = ()
    evidence: str = ""  # how they said yes; empty: they are asked by letter


@transaction.atomic
def save_contact(
    *, contact: Contact, lists: Collection[Channel], words: str, evidence: str, by: User, now: datetime
) -> Contact:
    """Write a contact down and put them on exactly these lists of those that can be chosen for them.

    A changed address is asked anew: the yes was that of another mailbox. Otherwise nobody is asked twice by a save.
    """
    action = "contact.changed" if contact.pk else "contact.added"
    contact.address = rules.same_address(contact.address)
    moved = _is_moved(contact)
    if not contact.pk:
        contact.created_at, contact.created_by = now, by
    contact.save()
    trail.of_contacts(action, contact, by=by, now=now, contact=contact.pk)
    if moved:
        _forget_yes(contact, words, now)
    quiet = frozenset() if moved or evidence else _not_to_ask(contact)
    for channel in lists:
        if channel.pk not in quiet:
            add_to_list(channel=channel, contact=contact, words=words, by=by, now=now, evidence=evidence)
    _take_off(contact, lists, by, now)
    if moved:
        _move_letters(contact, now)
    return contact


def _is_moved(contact: Contact) -> bool:
    """Whether a contact that is there gets another address; another spelling is none."""
    before = Contact.objects.filter(pk=contact.pk).values_list("address", flat=True).first()
    return before is not None and rules.same_address(before) != contact.address


def _forget_yes(contact: Contact, words: str, now: datetime) -> None:
    rows = Subscription.objects.filter(contact=contact)
    rows.update(asked_at=None, asked_since=None, asked_times=0)
    confirmed = rows.filter(state=SubscriptionState.CONFIRMED)
    confirmed.update(state=SubscriptionState.ASKED, state_since=now, consent_words=words)


def _move_letters(contact: Contact, now: datetime) -> None:
    """What waits goes to the new address where they said yes to it; everything else to the old one is stopped."""
    old = Letter.objects.filter(contact=contact, state__in=STOPPABLE).exclude(address__in=["", contact.address])
    agreed = old.filter(kind=LetterKind.STATEMENT, subscription__state=SubscriptionState.CONFIRMED)
    agreed.update(address=contact.address)
    problem = Problem("letter_moved").as_json()
    old.update(state=LetterState.CANCELLED, state_since=now, wake_at=None, problem_data=problem)


def _not_to_ask(contact: Contact) -> frozenset[int]:
    """Lists that asked already, or whose letters come back: saving the contact again writes to nobody."""
    states = (SubscriptionState.ASKED, SubscriptionState.BOUNCED)
    rows = Subscription.objects.filter(contact=contact, state__in=states)
    return frozenset(rows.values_list("channel", flat=True))


def _take_off(contact: Contact, lists: Collection[Channel], by: User, now: datetime) -> None:
    dropped = Subscription.objects.filter(contact=contact).exclude(channel__in=[channel.pk for channel in lists])
    for row in dropped.exclude(state=SubscriptionState.UNSUBSCRIBED):
        unsubscribe(subscription_pk=row.pk, by=by, now=now)


@transaction.atomic
def erase_contact(*, contact: Contact, by: User | None, now: datetime) -> None:
    """Forget somebody: their row, their subscriptions, their address on every letter. Counts stay."""
    rows = Letter.objects.filter(contact=contact)
    rows.filter(state__in=STOPPABLE).update(state=LetterState.CANCELLED, state_since=now, wake_at=None)
    rows.update(address="", problem_data=None)
    trail.of_contacts("contact.erased", contact, by=by, now=now, contact=contact.pk)
    contact.delete()


def forget_strangers(now: datetime) -> int:
    """Erase who was signed up for a list by somebody and never confirmed; return how many."""
    strangers = list(queries.never_confirmed(before=now - KEPT_UNCONFIRMED).select_related("organisation")[:500])
    for contact in strangers:
        erase_contact(contact=contact, by=None, now=now)
    return len(strangers)


@transaction.atomic
def import_contacts(
    *, people: Sequence[Person], organisation: Organisation, channel: Channel | None, words: str, by: User, now: datetime
) -> tuple[int, int]:  # fmt: skip
    """Enter many, all or none; who is there already is changed, who left the list stays off it.

    Returns how many were added and how many changed.
    """
    known = {row.address: row for row in Contact.objects.filter(organisation=organisation)}
    left = queries.who_left(channel) if channel else frozenset()
    added = 0
    for person in people:
        contact = known.get(person.address) or Contact(
            organisation=organisation, address=person.address, created_at=now, created_by=by
        )
        added += contact.pk is None
        _fill(contact, person)
        contact.save()
        known[person.address] = contact
        if channel is not None and contact.pk not in left:
            add_to_list(channel=channel, contact=contact, words=words, by=by, now=now, evidence=person.evidence)
    changed = len(people) - added
    trail.of_contacts("contact.imported", organisation, by=by, now=now, added=added, changed=changed)
    return added, changed


def _fill(contact: Contact, person: Person) -> None:
    """An empty cell says nothing: what is known stays."""
    contact.name = person.name or contact.name
    contact.medium = person.medium or contact.medium
    contact.languages = list(person.languages) or contact.languages
    contact.beats = list(person.beats) or contact.beats
