"""Entries of a calendar: what a room says of its own things, small and frozen; the desk puts them together.

A room offers a query ``(user, span, *, now) -> list[Entry]`` that leaves only what the person may look at.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Standing(TextChoices):
    """Where a thing of any room stands, as coarsely as a calendar needs it."""

    PLANNED = "planned", _("Planned")
    DONE = "done", pgettext_lazy("standing of an entry", "Done")
    TROUBLE = "trouble", _("Needs somebody")
    OVER = "over", _("No longer valid")


@dataclass(frozen=True)
class Span:
    """What a calendar asks for: instants from ``start`` up to ``end``, whole days from ``first`` through ``last``.

    ``below``: a path in the organisations' tree; "": everywhere. ``most``: how many entries of a kind are read.
    """

    start: datetime
    end: datetime
    first: date
    last: date
    below: str = ""
    most: int = 2000

    def within(self, field: str) -> Q:
        """Return the condition that the instant in a column lies in the span."""
        return Q(**{f"{field}__gte": self.start, f"{field}__lt": self.end})

    def place(self, field: str) -> Q:
        """Return the condition that the organisation of a column lies at or below the one that is asked for."""
        return Q(**{f"{field}__path__startswith": self.below}) if self.below else Q()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in time: an instant ``at``, a time from ``at`` to ``until``, or days from ``first`` through ``last``.

    ``kind`` is the room's word, ``key`` names the thing among its kind for good, ``page`` what its screen needs.
    ``zone`` is the one in which a person chose the time, "" for the organisation's. ``endless``: nobody knows yet until when.
    ``movable``: its state would let it be moved; whether this person may is another question. ``subject``: of a delivery.
    """

    kind: str
    key: str
    title: str
    organisation_id: int | None
    standing: Standing
    state: str
    at: datetime | None = None
    until: datetime | None = None
    first: date | None = None
    last: date | None = None
    endless: bool = False
    page: str = ""
    zone: str = ""
    language: str = ""
    theme: str = ""
    place: str = ""
    subject: str = ""
    movable: bool = False
    changed_at: datetime | None = None
