"""Help with drafts: propose channel versions, mark a translation as in step."""

from datetime import datetime

from django.db import transaction
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction, ParentNotTranslatedError
from wagtail.models import Locale

from duta.accounts.models import User
from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.channels.models import Channel
from duta.channels.queries import channels_for
from duta.connectors.counting import length_of
from duta.connectors.protocol import MediaKind
from duta.core import audit
from duta.core.problems import Problem
from duta.newsroom.content import text_digest
from duta.newsroom.freezing import kind_of
from duta.newsroom.models import ChannelVersion, Story
from duta.newsroom.operations.problems import NotPossible
from duta.newsroom.queries import latest, organisation_of, source_of
from duta.newsroom.rules import propose_text


@transaction.atomic
def propose_versions(*, story: Story, by: User, now: datetime) -> list[ChannelVersion]:
    """Add a version for each channel that speaks the language and has none yet, to a new revision; return those.

    Raises NotPossible when the person may not write or the story is frozen.
    """
    _refuse_writing(story, by, now)
    draft = latest(story)
    had = {version.channel_id for version in draft.channel_versions.all()}
    wanted = channels_for(organisation_of(story)).filter(active=True).exclude(pk__in=had).order_by("name")
    made = [
        _proposal(draft, channel) for channel in wanted if not channel.languages or draft.language in channel.languages
    ]
    if made:
        draft.channel_versions.add(*made)
        draft.save_revision(user=by, log_action=True, clean=False)
        audit.record(action="story.versions_proposed", target=story, by=by, at=now, detail={"channels": len(made)})
    return made


@transaction.atomic
def mark_in_step(*, story: Story, by: User, now: datetime) -> Story:
    """Say that the translation says what its source says now. Raises NotPossible, ValueError for a source itself."""
    _refuse_writing(story, by, now)
    source = source_of(story)
    if source is None:
        raise ValueError("this story is no translation")
    draft = latest(story)
    draft.in_step_with = text_digest(latest(source))
    draft.save_revision(user=by, log_action=True, clean=False)
    Story.objects.filter(pk=story.pk).update(in_step_with=draft.in_step_with)
    audit.record(action="story.in_step", target=story, by=by, at=now, detail={"source": source.pk})
    return draft


@transaction.atomic
def translate_story(*, story: Story, language: str, by: User, now: datetime) -> Story:
    """Start the story in another language: a draft with the source's text, to be translated; without versions.

    A language that is there already is returned as it is. Raises NotPossible: the person may not write there, or the
    organisation has no pages in that language. Raises Locale.DoesNotExist for a language that the portal does not have.
    """
    locale = Locale.objects.get(language_code=language)
    if not may(by, Action.WRITE, organisation_of(story), now=now):
        raise NotPossible(Problem("not_allowed"))
    known: Story | None = Story.objects.filter(translation_key=story.translation_key, locale=locale).first()
    if known is not None:
        return known
    try:
        made: Story = CopyPageForTranslationAction(story, locale, user=by).execute(skip_permission_checks=True)
    except ParentNotTranslatedError:
        raise NotPossible(Problem("no_pages_in_language", {"language": locale.get_display_name()})) from None
    audit.record(action="story.translated", target=made, by=by, at=now, detail={"source": story.pk})
    return made


def _refuse_writing(story: Story, by: User, now: datetime) -> None:
    if not may(by, Action.WRITE, organisation_of(story), now=now):
        raise NotPossible(Problem("not_allowed"))
    if story.is_frozen:
        raise NotPossible(Problem("already_submitted"))


def _proposal(draft: Story, channel: Channel) -> ChannelVersion:
    limits = channel.limits
    reserve = (limits.link_length or length_of(draft.full_url or "", limits.counting)) + 2
    room = max(0, limits.text - reserve) if limits.text else 0
    text = propose_text(draft.title, draft.lead, room=room, measure=lambda words: length_of(words, limits.counting))
    takes_pictures = MediaKind.IMAGE in channel.connector.capabilities.media
    shows = takes_pictures and draft.picture is not None and kind_of(draft.picture) is MediaKind.IMAGE
    return ChannelVersion(channel=channel, text="" if draft.shared_text.strip() else text, with_picture=shows)
