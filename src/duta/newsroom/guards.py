"""Nothing goes live uncleared: the invariants that a story's and a picture's ``save`` hold.

A live story's text has the hash that was signed, its live revision is the one that was submitted, and its release is
out. A release sets its own state first, in the same transaction, so that the invariant holds at the moment of saving.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from duta.newsroom.content import page_digest
from duta.newsroom.rules import ReleaseState, SubmissionState

PUBLIC_FIELDS = frozenset(
    {
        "title",
        "slug",
        "seo_title",
        "search_description",
        "lead",
        "body",
        "theme",
        "activity",
        "activity_id",
        "picture",
        "picture_id",
        "picture_alt",
        "live",
        "live_revision",
        "live_revision_id",
        "number",
        "translation_key",
        "locale",
        "locale_id",
        "alias_of",
        "alias_of_id",
        "go_live_at",
        "expire_at",
    }
)
# What of a picture shows on the portal: its file, its crop and whose it is.
SHOWN_OF_PICTURE = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height", "credit")


class NotCleared(PermissionDenied):
    """The change would alter what the public reads, or the record of it, without the clearance that it needs."""


def touches_the_public(update_fields: Iterable[str] | None) -> bool:
    """Whether a save with these ``update_fields`` can change what the public reads."""
    return update_fields is None or not PUBLIC_FIELDS.isdisjoint(update_fields)


def refuse_uncleared(story: Any) -> None:
    """Raise NotCleared when saving this story would leave the public with something that nobody signed."""
    if story.alias_of_id:
        raise NotCleared(_("A story has no aliases: each one is cleared by itself."))
    refuse_schedule(story)
    out = _release_out(story)
    if story.live:
        _refuse_unsigned(story, out)
    elif out is not None:
        raise NotCleared(_("A released story goes off the portal by its withdrawal only."))


def refuse_schedule(story: Any) -> None:
    """Raise NotCleared for times of Wagtail's own: ``publish_scheduled`` would act on them without a clearance."""
    if story.go_live_at or story.expire_at:
        raise NotCleared(_("The time of a story's release is chosen when it is submitted, not on its page."))


def _refuse_unsigned(story: Any, out: Any) -> None:
    if out is None:
        raise NotCleared(_("This story has no clearance: it can go live by its release only."))
    submission = out.submission
    if submission.state != SubmissionState.CLEARED or submission.clearance.digest != submission.digest:
        raise NotCleared(_("The signature does not match what was submitted."))
    if story.live_revision_id != submission.revision_id or page_digest(story) != submission.manifest["page_digest"]:
        raise NotCleared(_("This text is not the one that was signed."))


def _release_out(story: Any) -> Any:
    if not story.pk:
        return None
    return story.releases.filter(state=ReleaseState.RELEASED).select_related("submission__clearance").first()


def refuse_changed_picture(picture: Any) -> None:
    """Raise NotCleared when a picture that was submitted would get another file, crop or credit."""
    if is_held(picture) and shows_otherwise(picture):
        raise NotCleared(held_sentence())


def is_held(picture: Any) -> bool:
    """Whether a submission that is open or cleared holds the picture fast."""
    states = [SubmissionState.SUBMITTED, SubmissionState.CLEARED]
    return bool(picture.pk and picture.frozen_in.filter(submission__state__in=states).exists())


def shows_otherwise(picture: Any) -> bool:
    """Whether saving the picture would change what of it the portal shows."""
    names = ("file", *SHOWN_OF_PICTURE)
    stored = type(picture)._base_manager.filter(pk=picture.pk).values(*names).first()
    if stored is None:
        return False
    same_file = picture.file.name == stored["file"] and getattr(picture.file, "_committed", True)
    return not same_file or any(getattr(picture, name) != stored[name] for name in SHOWN_OF_PICTURE)


def held_sentence() -> str:
    """Say why a held picture stays as it is, and the way out."""
    return _("This picture was submitted for clearance, so it stays as it is. Upload the new one as another picture.")


def refuse_deleted_picture(picture: Any) -> None:
    """Raise NotCleared when the picture belongs to the record of any submission."""
    if picture.frozen_in.exists():
        raise NotCleared(_("This picture was submitted for clearance: it is part of the record and cannot be deleted."))
