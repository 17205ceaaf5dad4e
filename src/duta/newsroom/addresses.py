"""Where a story is found: its permanent address, and the short one by which each channel version leads to it."""

from collections.abc import Iterable

from django.utils.text import slugify
from wagtail.models import Site

from duta.core.subjects import Subject
from duta.links.models import TrackedLink
from duta.links.queries import links_for, unwritten_address
from duta.newsroom.models import ChannelVersion, Story

FIRST_NUMBER = 10_000  # stands in an address whose number is not known yet


def address_of(story: Story) -> str:
    """Return the permanent address, complete."""
    address: str = story.full_url or ""
    return address


def draft_address(story: Story) -> str:
    """Return the permanent address, or one as long as it will be for a story that was never saved."""
    if story.pk:
        return address_of(story)
    slug = story.slug or slugify(story.title) or "-"
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return f"{site.root_url if site else ''}/{story.language}/{FIRST_NUMBER}-{slug}/"


def link_subject(number: int | None, language: str, channel_id: int) -> Subject:
    """Name the link of a story's version on a channel: the same one through every correction."""
    return Subject("newsroom.version_link", f"{number}/{language}/{channel_id}")


def links_of_story(story: Story, channel_ids: Iterable[int]) -> dict[int, TrackedLink]:
    """The links of a story's versions by channel; those that were never submitted have none. One query."""
    subjects = {channel: str(link_subject(story.number, story.language, channel)) for channel in channel_ids}
    found = links_for(subjects.values())
    return {channel: found[subject] for channel, subject in subjects.items() if subject in found}


def draft_link(version: ChannelVersion) -> str:
    """Return a version's short address, or one exactly as long before there is one."""
    return version.short_address or unwritten_address()
