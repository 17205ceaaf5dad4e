"""Read contacts, lists, mailings and letters."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from duta.accounts.models import Organisation
from duta.channels.models import Channel
from duta.mailing import rules
from duta.mailing.models import Contact, Letter, Mailing, Notice, Subscription
from duta.mailing.rules import LetterKind, LetterState, SubscriptionState

CONNECTOR = "press_list"


def lists() -> "QuerySet[Channel]":
    """Every press list."""
    return Channel.objects.filter(connector_key=CONNECTOR).select_related("organisation")


def open_lists() -> list[Channel]:
    """The lists that the public may sign up for."""
    return [channel for channel in lists().filter(active=True) if takes_sign_ups(channel)]


def takes_sign_ups(channel: Channel) -> bool:
    """Whether the public may sign up for a list: in use, and not by invitation only."""
    return channel.active and not str(channel.settings.get("by_invitation", "")).strip()


def recipients_of(channel: Channel | int, language: str) -> list[Subscription]:
    """Who gets what a list says in a language: confirmed, not suspended, and reads it. One query."""
    key = channel if isinstance(channel, int) else channel.pk
    rows = Subscription.objects.filter(channel=key, state=SubscriptionState.CONFIRMED).select_related("contact")
    return [row for row in rows.order_by("pk") if rules.reads(row.contact.languages, language)]


def thread_of(mailing: Mailing) -> "QuerySet[Mailing]":
    """A mailing's first text and all its corrections, the oldest first."""
    root = mailing.corrects_id or mailing.pk
    return Mailing.objects.filter(Q(pk=root) | Q(corrects=root)).order_by("made_at", "pk")


def current_of(root: Mailing) -> Mailing:
    """What a mailing says now: its last correction, or itself."""
    return thread_of(root).last() or root


def mailing_at(key: UUID) -> Mailing | None:
    """The mailing of an archive page: never a correction, which has no page of its own."""
    return Mailing.objects.filter(pk=key, corrects=None).select_related("channel__organisation").first()


def archive_of(channel: Channel, *, few: int) -> list[Mailing]:
    """What a list said lately, the newest first; what was withdrawn is left out."""
    return list(Mailing.objects.filter(channel=channel, corrects=None, withdrawn_at=None).order_by("-made_at")[:few])


def due_letters(*, now: datetime, held: Collection[int], limit: int) -> list[Letter]:
    """Letters that may be sent now, those that ask to confirm first; held lists and lists not in use are left out."""
    rows = Letter.objects.filter(wake_at__lte=now)
    rows = rows.exclude(mailing__channel__in=list(held)).exclude(mailing__channel__active=False)
    related = ("mailing__channel__organisation", "subscription__channel__organisation", "contact")
    return list(rows.select_related(*related).order_by("kind", "wake_at", "pk")[:limit])


def is_anything_due(now: datetime) -> bool:
    """Whether any letter's time has come, or its worker died."""
    return Letter.objects.filter(Q(wake_at__lte=now) | Q(lease_until__lt=now)).exists()


def attempts_within(*, seconds: int, now: datetime) -> int:
    """How many letters all workers together tried lately."""
    return Letter.objects.filter(attempted_at__gt=now - timedelta(seconds=seconds)).count()


def is_wanted(letter: Letter) -> bool:
    """Whether a letter's text still holds: not withdrawn, and not corrected since."""
    if letter.mailing_id is None:
        return True
    mailing = Mailing.objects.get(pk=letter.mailing_id)
    last = thread_of(mailing).last()
    return mailing.withdrawn_at is None and last is not None and last.pk == mailing.pk


def letters_by_state(mailing: Mailing) -> dict[str, int]:
    """How many letters of a mailing are in each state."""
    rows = mailing.letters.values_list("state").annotate(n=Count("pk"))
    return dict(rows.order_by())


def repeats_of(mailing: Mailing) -> int:
    """How many letters went out once more although they may have been out: doubles that somebody may have seen."""
    return int(mailing.letters.aggregate(n=Sum("repeats"))["n"] or 0)


def subscribers_by_state(channel: Channel) -> dict[str, int]:
    """How many subscriptions of a list are in each state."""
    return dict(Subscription.objects.filter(channel=channel).values_list("state").annotate(n=Count("pk")).order_by())


def failures_of(contact_pk: int) -> int:
    """How many letters to a contact came back for good since their last yes, each mailing counted once."""
    dead = Letter.objects.filter(
        contact=contact_pk, hard=True, kind=LetterKind.STATEMENT,
        state__in=[LetterState.BOUNCED, LetterState.REFUSED],
    )  # fmt: skip
    since_yes = Q(subscription=None) | Q(subscription__consent_at__lte=F("created_at"))
    return dead.filter(since_yes).values("mailing").distinct().count()


def known_notices(keys: Collection[str]) -> set[str]:
    """Which of some messages were read already."""
    known: set[str] = set()
    asked = list(keys)
    for start in range(0, len(asked), 500):
        known |= set(Notice.objects.filter(key__in=asked[start : start + 500]).values_list("key", flat=True))
    return known


def notices_by_verdict() -> dict[str, int]:
    """How many messages of the returns mailbox turned out to be what."""
    return dict(Notice.objects.values_list("verdict").annotate(n=Count("pk")).order_by())


def contacts_where(organisations: "QuerySet[Organisation] | list[Organisation]") -> "QuerySet[Contact]":
    """The contacts of some organisations."""
    return Contact.objects.filter(organisation__in=organisations)


def who_left(channel: Channel) -> frozenset[int]:
    """Contacts who unsubscribed from a list."""
    rows = Subscription.objects.filter(channel=channel, state=SubscriptionState.UNSUBSCRIBED)
    return frozenset(rows.values_list("contact", flat=True))


def never_confirmed(*, before: datetime) -> "QuerySet[Contact]":
    """Contacts whom nobody of us entered and who never said yes to any list, nor were asked since."""
    others = Subscription.objects.filter(contact=OuterRef("pk")).exclude(state=SubscriptionState.ASKED)
    said_yes = Subscription.objects.filter(contact=OuterRef("pk"), consent_at__isnull=False)
    fresh = Subscription.objects.filter(contact=OuterRef("pk"), asked_at__gte=before)
    rows: QuerySet[Any] = Contact.objects.filter(created_by=None, created_at__lt=before)
    return rows.filter(~Exists(others), ~Exists(said_yes), ~Exists(fresh))
