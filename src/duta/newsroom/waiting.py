"""What of the newsroom can wait for a person: signatures, initials, drafts; and how a colleague gets it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duta.accounts import waiting
from duta.accounts.models import User
from duta.accounts.queries import may, organisation_of_page_paths
from duta.accounts.rules import Action
from duta.core import audit
from duta.newsroom.models import Initials, Story, Submission
from duta.newsroom.operations.states import lock_story, record_submission
from duta.newsroom.queries import awaiting_initials, awaiting_signature, editors_since_clearance
from duta.newsroom.rules import SubmissionState


def _to_sign(person: User) -> Iterator[waiting.Thing]:
    return (_as_thing(row) for row in awaiting_signature(person, now=timezone.now()).filter(signatory=person))


def _to_initial(person: User) -> Iterator[waiting.Thing]:
    return (_as_thing(row) for row in awaiting_initials(person))


def _as_thing(row: Submission) -> waiting.Thing:
    return waiting.Thing(row.pk, row.title, row.organisation, reverse("newsroom:submission", args=[row.pk]))


def _drafts(person: User) -> Iterator[waiting.Thing]:
    rows = list(Story.objects.filter(owner=person, has_unpublished_changes=True).order_by("pk"))
    places = organisation_of_page_paths(row.path for row in rows)
    for row in rows:
        if row.path in places:
            name = row.draft_title or row.title
            yield waiting.Thing(row.pk, name, places[row.path], reverse("wagtailadmin_pages:edit", args=[row.pk]))


@transaction.atomic
def give_to_signatory(*, pks: Sequence[int], person: User, to: User, by: User | None, now: datetime) -> None:
    """Name another signatory for submissions that still wait. Raises ValidationError when he may not sign one."""
    for row in awaiting_signature(person, now=now).filter(pk__in=pks, signatory=person):
        story = lock_story(row.story_id)
        if to.pk in editors_since_clearance(story):
            words = {"person": to, "title": row.title}
            raise ValidationError(
                _("%(person)s edited “%(title)s” and cannot sign it. Choose somebody else, or send it back.") % words
            )
        if not may(to, Action.SIGN, row.organisation, now=now):
            raise ValidationError(_("%(person)s may not sign for this organisation.") % {"person": to})
        still = Submission.objects.filter(pk=row.pk, state=SubmissionState.SUBMITTED, signatory=person)
        if still.update(signatory=to):
            row.initials.filter(person=to, put_at=None).delete()  # nobody initials what he signs
            detail = {"from": str(person), "to": str(to)}
            record_submission("submission.signatory_changed", row, by, now, **detail)


@transaction.atomic
def give_initials(*, pks: Sequence[int], person: User, to: User, by: User | None, now: datetime) -> None:
    """Ask a colleague for the initials; who signs it, or was asked already, is not asked a second time."""
    for row in awaiting_initials(person).filter(pk__in=pks):
        asked = Initials.objects.filter(submission=row, person=person, put_at=None)
        known = row.signatory_id == to.pk or Initials.objects.filter(submission=row, person=to).exists()
        done = asked.delete()[0] if known else asked.update(person=to)
        if done:
            detail = {"from": str(person), "to": str(to)}
            record_submission("submission.initials_handed_over", row, by, now, **detail)


@transaction.atomic
def give_drafts(*, pks: Sequence[int], person: User, to: User, by: User | None, now: datetime) -> None:
    """Make a colleague the owner of drafts; who wrote them stays in their history."""
    rows = list(Story.objects.filter(pk__in=pks, owner=person))
    places = organisation_of_page_paths(row.path for row in rows)
    for row in rows:
        Story.objects.filter(pk=row.pk).update(owner=to)
        place = places.get(row.path)
        audit.record(
            action="story.owner_changed", target=row, by=by, at=now, organisation_id=place.pk if place else None,
            detail={"from": str(person), "to": str(to)},
        )  # fmt: skip


def register() -> None:
    """Tell accounts."""
    waiting.register(
        waiting.Kind("signatures", gettext_lazy("To sign"), Action.SIGN, _to_sign, give_to_signatory),
        waiting.Kind("initials", gettext_lazy("To initial"), Action.INITIAL, _to_initial, give_initials),
        waiting.Kind("drafts", gettext_lazy("Drafts"), Action.WRITE, _drafts, give_drafts),
    )
