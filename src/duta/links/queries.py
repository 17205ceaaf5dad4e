"""Read links and their clicks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Sum

from duta.core.remembering import ShortMemory
from duta.core.subjects import Subject
from duta.links import rules
from duta.links.models import LinkClicks, TrackedLink


@dataclass(frozen=True)
class Clicks:
    """How often a link was followed."""

    people: int = 0
    robots: int = 0


@dataclass(frozen=True)
class Followed:
    """A link, and how often it was followed."""

    link: TrackedLink
    clicks: Clicks


@dataclass(frozen=True)
class Lead:
    """Where a link leads, and until when; the link by its key."""

    link: int
    destination: str
    expires_at: datetime | None

    def has_ended(self, now: datetime) -> bool:
        """Whether it leads nowhere any more."""
        return self.expires_at is not None and self.expires_at <= now


LEADS: ShortMemory[str, Lead] = ShortMemory(seconds=1.0, most=2000)


def lead_at(typed: str) -> Lead | None:
    """Where the link of a code leads, as a person may have typed it; None where there is no such link.

    Each web process keeps it for at most one second, for every click asks this and the one statement took most of a
    click's time: a link that is changed, ended or opened again does so everywhere within a second. Clicks are counted
    one by one all the same. At most one query.
    """
    return LEADS.get(rules.code_from(typed), _lead)


def _lead(code: str) -> Lead | None:
    link = TrackedLink.objects.filter(code=code).only("target", "parameters", "expires_at").first()
    return Lead(link.pk, link.destination, link.expires_at) if link else None


def links_for(subjects: Iterable[Subject | str]) -> dict[str, TrackedLink]:
    """The links of some subjects, by subject; those without one are left out. One query."""
    rows = TrackedLink.objects.filter(subject__in={str(subject) for subject in subjects})
    return {link.subject: link for link in rows}


def clicks_of(links: Iterable[TrackedLink]) -> dict[int, Clicks]:
    """The clicks that were written down of some links, by the link's key; zero for those without any. One query."""
    keys = [link.pk for link in links]
    rows = LinkClicks.objects.filter(link__in=keys).values("link").annotate(came=Sum("people"), crawled=Sum("robots"))
    return dict.fromkeys(keys, Clicks()) | {row["link"]: Clicks(row["came"], row["crawled"]) for row in rows}


@dataclass(frozen=True)
class Day:
    """How often a link was followed on one day; ``share``: of its busiest day, in percent."""

    day: date
    clicks: Clicks
    share: int


def days_of(link: TrackedLink, *, today: date, days: int = 14) -> list[Day]:
    """The last days of a link, the newest first, those without a click too. One query."""
    first = today - timedelta(days=days - 1)
    rows = {row.day: Clicks(row.people, row.robots) for row in link.days.filter(day__gte=first, day__lte=today)}
    most = max((clicks.people for clicks in rows.values()), default=0)
    told = (today - timedelta(days=back) for back in range(days))
    return [Day(day, found := rows.get(day, Clicks()), round(found.people * 100 / most) if most else 0) for day in told]


def thing_of_link(link_pk: int) -> Subject:
    """Name a link as its clicks are observed."""
    return Subject("links.link", str(link_pk))


def unwritten_address() -> str:
    """An address exactly as long as the one that a link will get; it leads nowhere."""
    return rules.short_address(settings.BASE_URL, rules.NO_CODE)
