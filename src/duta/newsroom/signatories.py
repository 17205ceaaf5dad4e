"""Who may sign a submission now and by what, who is next where nobody may, and what waits for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from duta.accounts.models import Delegation, Organisation, RoleHeld, User
from duta.accounts.queries import delegations_of, line_of, may, signs_of_own, where
from duta.accounts.rules import Action, roles_allowing
from duta.core.problems import Problem
from duta.newsroom.models import Submission
from duta.newsroom.rules import ReminderStep, SubmissionState


@dataclass(frozen=True)
class Authority:
    """By what somebody signs: a role of their own, or a delegation."""

    delegation: Delegation | None = None


def authority_of(person: User, submission: Submission, *, now: datetime) -> Authority | None:
    """Return by what a person may sign a submission or send it back at ``now``; None when they may not.

    The named signatory does by their own role; whoever signs in another's place by an order in force, whether named or
    standing in for the one who is. Every answer is read from the database.
    """
    place, named = submission.organisation, submission.signatory_id == person.pk
    if named and signs_of_own(person, place, now=now):
        return Authority()
    for delegation in delegations_of(person, now=now):
        covers = place.path.startswith(delegation.organisation.path)
        if covers and (named or delegation.holder_id == submission.signatory_id):
            return Authority(delegation)
    return None


def refusal_of(person: User, submission: Submission, *, now: datetime) -> Problem:
    """Say why a person without authority may not sign: an order that ended between opening and signing is named."""
    ended = _ended_delegation(person, submission, now)
    if ended is not None:
        moment = ended.revoked_at or ended.ends_at
        zone = submission.organisation.time_zone
        words = {
            "capacity": ended.capacity,
            "number": ended.order_number,
            "moment": moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(timespec="minutes"),
            "zone": zone,
        }
        return Problem("delegation_revoked" if ended.revoked_at else "delegation_ended", words)
    if submission.signatory_id == person.pk:
        return Problem("not_allowed")
    return Problem("not_signatory", {"name": str(submission.signatory)})


def _ended_delegation(person: User, submission: Submission, now: datetime) -> Delegation | None:
    rows = Delegation.objects.filter(delegate=person, organisation__path__in=line_of(submission.organisation.path))
    theirs = Q(holder=submission.signatory_id) | Q(delegate=submission.signatory_id)
    over = Q(revoked_at__isnull=False) | Q(ends_at__lte=now)
    return rows.filter(theirs & over).order_by("-starts_at", "-pk").first()


@dataclass(frozen=True)
class Level:
    """The signatories of one organisation in the line upward, and those of them who edited the story.

    ``capacities``: what stands under the names of those who sign there in another's place, by their numbers.
    """

    organisation: Organisation
    people: tuple[User, ...]
    barred: tuple[User, ...]
    capacities: Mapping[int, str]


def levels_for(place: Organisation, editors: Iterable[int], *, now: datetime) -> list[Level]:
    """Return the organisations from ``place`` up to headquarters that have signatories, the nearest first. One query."""
    edited = set(editors)
    held = RoleHeld.objects.in_force(now).filter(
        role__in=roles_allowing(Action.SIGN), organisation__path__in=line_of(place.path), user__is_active=True
    )
    rows = held.select_related("user", "organisation", "delegation").order_by(
        "-organisation__path", "user__first_name", "user__last_name", "user"
    )
    return [_level(list(group), edited) for _path, group in groupby(rows, key=lambda row: row.organisation.path)]


def _level(roles: list[RoleHeld], edited: set[int]) -> Level:
    people = {row.user_id: row.user for row in roles}
    own = {row.user_id for row in roles if not hasattr(row, "delegation")}
    return Level(
        roles[0].organisation,
        tuple(person for key, person in people.items() if key not in edited),
        tuple(person for key, person in people.items() if key in edited),
        {row.user_id: row.delegation.capacity for row in roles if row.user_id not in own},
    )


@dataclass(frozen=True)
class Route:
    """Who will clear a story: ``people`` of ``organisation``, the nearest one where somebody may; None where nobody may.

    ``barred``: the signatories of the story's own organisation who cannot, because they edited it.
    """

    place: Organisation
    organisation: Organisation | None
    people: tuple[User, ...] = ()
    barred: tuple[User, ...] = ()

    @property
    def falls_back(self) -> bool:
        """Whether it goes to an organisation above."""
        return self.organisation is not None and self.organisation != self.place


def route_for(place: Organisation, editors: Iterable[int], *, now: datetime) -> Route:
    """Find the nearest organisation, from ``place`` up to headquarters, with somebody who may sign."""
    levels = levels_for(place, editors, now=now)
    barred = next((level.barred for level in levels if level.organisation == place), ())
    for level in levels:
        if level.people:
            return Route(place, level.organisation, level.people, barred)
    return Route(place, None, (), barred)


def choices_for(levels: Iterable[Level], place: Organisation, *, now: datetime) -> dict[User, str]:
    """Return who may sign, the nearest first, each with the words to choose by: position or order, place, who stands in."""
    levels = list(levels)
    people = {person.pk for level in levels for person in level.people}
    away = {row.holder_id: row for row in Delegation.objects.in_force(now).filter(holder__in=people)
            .select_related("delegate")}  # fmt: skip
    found: dict[User, str] = {}
    for level in levels:
        for person in level.people:
            found.setdefault(person, _words_for(person, level, place, away.get(person.pk)))
    return found


def _words_for(person: User, level: Level, place: Organisation, stand_in: Delegation | None) -> str:
    under = level.capacities.get(person.pk, person.position)
    words = f"{person}, {under}" if under else str(person)
    if level.organisation != place:
        words = f"{words} ({level.organisation})"
    if stand_in is None:
        return words
    names = {"signatory": words, "person": stand_in.delegate, "capacity": stand_in.capacity}
    return _("%(signatory)s; away, %(person)s signs as %(capacity)s") % names


def next_above(submission: Submission, editors: Iterable[int], *, now: datetime) -> list[User]:
    """The people who are told when a submission waits too long: the nearest signatories above its signatory's own level.

    Where there is nobody above, the other ones of the same level.
    """
    levels = [level for level in levels_for(submission.organisation, editors, now=now) if level.people]
    at = [number for number, level in enumerate(levels) if submission.signatory in level.people]
    above = levels[at[0] + 1 :] if at else levels
    chosen = above[0] if above else levels[at[0]] if at else None
    return [person for person in chosen.people if person != submission.signatory] if chosen else []


def waiting_for(user: User, *, now: datetime) -> Q:
    """Return the condition that leaves the submissions that a person is asked to sign: named, or standing in."""
    condition = Q(signatory=user)
    for delegation in delegations_of(user, now=now):
        if delegation.holder_id:
            condition |= Q(signatory=delegation.holder_id, organisation__path__startswith=delegation.organisation.path)
    return condition


def up_for_taking(user: Any, *, now: datetime) -> "QuerySet[Submission]":
    """The submissions of others that a person may take over, the longest waiting first.

    Those whose named signatory can sign no more, and those that waited too long and were brought before this person.
    """
    rows = Submission.objects.filter(where(user, Action.SIGN, now=now), state=SubmissionState.SUBMITTED)
    told = Q(
        pk__in=Submission.objects.filter(reminders__person=user, reminders__step=ReminderStep.ESCALATE).values("pk")
    )
    rows = rows.exclude(waiting_for(user, now=now)).filter(~Exists(_able(now)) | told)
    rows = rows.select_related("story", "locale", "organisation", "submitted_by", "signatory")
    return rows.prefetch_related("initials__person").order_by("submitted_at")


def may_take_over(user: User, submission: Submission, editors: Iterable[int], *, now: datetime) -> bool:
    """Whether a person may put themselves in the place of the named signatory."""
    if user.pk in set(editors) or not may(user, Action.SIGN, submission.organisation, now=now):
        return False
    return up_for_taking(user, now=now).filter(pk=submission.pk).exists()


def _able(now: datetime) -> "QuerySet[RoleHeld]":
    """The role by which the named signatory of an outer submission may still sign it."""
    held = RoleHeld.objects.in_force(now).filter(
        user=OuterRef("signatory"), user__is_active=True, role__in=roles_allowing(Action.SIGN)
    )
    there = ExpressionWrapper(OuterRef("organisation__path"), output_field=CharField())
    return held.alias(there=there).filter(there__startswith=F("organisation__path"))
