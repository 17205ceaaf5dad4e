"""A planned release is moved by who may release it, never before its embargo, never twice at once; the trail tells."""

from datetime import timedelta

import pytest
from django.utils import timezone

import make
from duta.accounts.rules import Role
from duta.core.models import AuditEntry
from duta.core.moments import chosen_at
from duta.delivery.models import Reminder
from duta.delivery.operations import remind_again
from duta.newsroom.models import Release
from duta.newsroom.operations import NotPossible, cancel_release, reschedule_release
from duta.newsroom.operations.releasing import carry_out

pytestmark = pytest.mark.django_db
AMSTERDAM = "Europe/Amsterdam"


@pytest.fixture
def place():
    return make.organisation("Den Haag", time_zone=AMSTERDAM)


@pytest.fixture
def planned(place):
    return make.release(make.story(place), state="planned", released_at=None, due_at=timezone.now() + timedelta(days=1))


@pytest.fixture
def author(place):
    return make.person(Role.AUTHOR, place)


def ahead(**delta):
    return chosen_at(timezone.now() + timedelta(**delta), zone=AMSTERDAM)


def move(release, by, to, seen=None):
    return reschedule_release(release=release, chosen=to, seen=seen or release.due_at, by=by, now=timezone.now())


def refused(*given, **more):
    with pytest.raises(NotPossible) as refusal:
        move(*given, **more)
    return [problem.code for problem in refusal.value.problems]


def test_it_goes_out_at_the_new_time_kept_as_instant_zone_and_wall_time(planned, author):
    before, to = planned.due_at, ahead(days=3)
    move(planned, author, to)
    saved = Release.objects.get(pk=planned.pk)
    assert (saved.due_at, saved.due_zone, saved.due_wall) == (
        to.instant,
        AMSTERDAM,
        to.wall.isoformat(timespec="minutes"),
    )
    assert saved.chosen_zone == AMSTERDAM
    entry = AuditEntry.objects.get(action="release.rescheduled")
    assert entry.actor_id == author.pk
    assert entry.detail["due_at"]["from"][:16] == before.isoformat()[:16]


def test_who_may_not_release_moves_nothing(planned, place):
    sibling = make.person(Role.AUTHOR, make.organisation("Tokyo"))
    for stranger in (sibling, make.person(Role.PLANNER, place)):
        assert refused(planned, stranger, ahead(days=3)) == ["not_allowed"]
    assert Release.objects.get(pk=planned.pk).due_at == planned.due_at


def test_nothing_is_moved_into_the_past(planned, author):
    assert refused(planned, author, ahead(minutes=-5)) == ["time_past"]


def test_nothing_is_moved_before_the_embargo_that_was_signed(planned, author):
    planned.submission.set_embargo(ahead(days=2))
    planned.submission.save()
    assert refused(planned, author, ahead(days=1)) == ["release_before_embargo"]
    move(planned, author, ahead(days=2))


def test_of_two_who_move_at_once_the_second_is_told(planned, author):
    seen = planned.due_at
    move(planned, author, ahead(days=3), seen=seen)
    assert refused(planned, author, ahead(days=4), seen=seen) == ["release_moved_meanwhile"]


@pytest.mark.parametrize("state", ["released", "failed", "cancelled", "withdrawn"])
def test_only_what_is_planned_is_moved(planned, author, state):
    Release.objects.filter(pk=planned.pk).update(state=state, released_at=timezone.now())
    assert refused(planned, author, ahead(days=3)) == ["release_no_longer_open"]


def test_what_was_given_up_meanwhile_stays_given_up(planned, author):
    cancel_release(release=Release.objects.get(pk=planned.pk), by=author, now=timezone.now())
    assert refused(planned, author, ahead(days=3)) == ["release_no_longer_open"]


def test_a_worker_that_read_it_as_due_before_it_was_moved_leaves_it(planned, author):
    stale = Release.objects.get(pk=planned.pk)
    move(planned, author, ahead(days=3))
    assert not carry_out(release=stale, now=timezone.now() + timedelta(days=2))
    assert Release.objects.get(pk=planned.pk).state == "planned"


def test_who_publishes_by_hand_is_told_again_of_the_new_time(planned, author, place):
    subject = "newsroom.version:1/1"
    channel = make.channel(place)
    Reminder.objects.create(channel=channel, subject=subject, kind="soon", reminded_at=timezone.now())
    remind_again(subjects=[subject])
    assert not Reminder.objects.exists()
