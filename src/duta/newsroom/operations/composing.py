"""Write what the composer says into a story's draft, without losing what somebody else wrote meanwhile."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from duta.accounts.models import User
from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.channels.queries import channels_for
from duta.core import audit
from duta.core.problems import Problem
from duta.newsroom.composition import Change, Merged, Version, merge, parts_of, pictures_named, write_parts
from duta.newsroom.models import Picture, Story
from duta.newsroom.operations.problems import NotPossible
from duta.newsroom.operations.states import lock_story
from duta.newsroom.queries import latest, organisation_of


@transaction.atomic
def compose_story(*, story: Story, changes: Mapping[str, Change], by: User, now: datetime) -> bool:
    """Write the shared part and the channel versions of one language into a new revision; return whether it differs.

    What somebody else changed meanwhile in other parts is kept. Raises NotPossible, and writes nothing, when a part was
    changed by both (``field`` names it), when the person may not write, or while the story is frozen or locked.
    Pictures and channels have been checked before: only those that the person may choose get here.
    """
    locked = lock_story(story.pk)
    _refuse(locked, by, now)
    draft = latest(locked)
    merged = merge(parts_of(draft), changes)
    if merged.conflicts:
        raise NotPossible(*_conflicts(merged, locked, draft))
    _refuse_channels(merged, draft)
    if not merged.changed:
        return False
    pictures = Picture.objects.in_bulk(pictures_named(merged.parts.values()))
    write_parts(draft, merged.parts, pictures).save_revision(user=by, log_action=True, clean=False)
    audit.record(action="story.composed", target=locked, by=by, at=now, detail={"versions": len(merged.parts) - 1})
    return True


def _refuse(story: Story, by: User, now: datetime) -> None:
    if not may(by, Action.WRITE, organisation_of(story), now=now):
        raise NotPossible(Problem("not_allowed"))
    if story.is_frozen:
        raise NotPossible(Problem("already_submitted"))
    lock = story.get_lock()
    if lock is not None and lock.for_user(by):
        raise NotPossible(Problem("story_locked"))


def _refuse_channels(merged: Merged, draft: Story) -> None:
    """A new version goes out on a channel that the organisation may use."""
    had = {row.channel_id for row in draft.channel_versions.all()}
    new = {part.channel for part in merged.parts.values() if isinstance(part, Version)} - had
    if new and channels_for(organisation_of(draft)).filter(pk__in=new).count() < len(new):
        raise NotPossible(Problem("not_allowed"))


def _conflicts(merged: Merged, story: Story, draft: Story) -> list[Problem]:
    channels = {str(row.channel_id): row.channel.name for row in draft.channel_versions.all()}
    revision = story.latest_revision
    who = str(revision.user) if revision and revision.user else "–"
    return [_conflict(name, channels, who) for name in merged.conflicts]


def _conflict(name: str, channels: Mapping[str, str], who: str) -> Problem:
    if name in channels:
        return Problem("version_changed_meanwhile", {"channel": channels[name], "name": who}, field=name)
    code = "shared_changed_meanwhile" if name == "shared" else "version_taken_out_meanwhile"
    return Problem(code, {"name": who}, field=name)
