"""What the composer writes of a story in one language, as plain values: the shared part, and one part for each channel.

Each part has a mark. Who saves says which mark they saw, so that two people who write at once lose nothing of either:
a part that only one of them changed is taken from that one, a part that both changed is refused.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import asdict, dataclass, field
from typing import Any

from duta.core.frozen import digest_of
from duta.newsroom.models import ChannelVersion, Picture, Story
from duta.newsroom.sharing import plain_lines

SHARED = "shared"


@dataclass(frozen=True)
class Chosen:
    """A picture of a version, with the alternative text of this use; the picture may be gone."""

    picture: int
    alt: str = ""
    decorative: bool = False


@dataclass(frozen=True)
class Shared:
    """What all versions of a language share."""

    text: str = ""
    tags: str = ""
    picture: int | None = None
    picture_alt: str = ""


@dataclass(frozen=True)
class Version:
    """One channel's part. Empty ``text`` and ``tags``: the shared ones."""

    channel: int
    text: str = ""
    tags: str = ""
    with_link: bool = True
    with_tags: bool = True
    with_picture: bool = False
    pictures: tuple[Chosen, ...] = ()


Part = Shared | Version


@dataclass(frozen=True)
class Change:
    """One part as a person wants it; None: taken out. ``seen`` is the mark of what they began with, "" for nothing."""

    seen: str
    wanted: Part | None


@dataclass(frozen=True)
class Merged:
    """The parts to write, and the names of those that somebody else changed meanwhile, in another way."""

    parts: dict[str, Part] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    changed: bool = False


def parts_of(draft: Story) -> dict[str, Part]:
    """Return what a draft says now: the shared part first, then the versions in their order, by the channel's number."""
    shared = Shared(
        text=plain_lines(draft.shared_text),
        tags=draft.shared_tags.strip(),
        picture=draft.picture_id,
        picture_alt=draft.picture_alt.strip(),
    )
    return {SHARED: shared, **{str(row.channel_id): version_part(row) for row in draft.channel_versions.all()}}


def version_part(row: ChannelVersion) -> Version:
    """Return one version as plain values, without asking for its pictures."""
    return Version(
        channel=row.channel_id,
        text=plain_lines(row.text),
        tags=row.tags.strip(),
        with_link=row.with_link,
        with_tags=row.with_tags,
        with_picture=row.with_picture,
        pictures=tuple(_chosen(row.media.get_prep_value())),
    )


def _chosen(blocks: Iterable[Any]) -> Iterable[Chosen]:
    for block in blocks:
        value = block["value"] if isinstance(block["value"], dict) else {"image": block["value"]}
        if value.get("image"):
            yield Chosen(value["image"], (value.get("alt_text") or "").strip(), bool(value.get("decorative")))


def mark_of(part: Part | None) -> str:
    """Return the mark of a part as it stands; "" for one that is not there."""
    return digest_of(asdict(part))[:16] if part else ""


def merge(current: Mapping[str, Part], changes: Mapping[str, Change]) -> Merged:
    """Bring what a person wants together with what is there now. A part that was not posted stays as it is."""
    parts, conflicts = dict(current), []
    for name, change in changes.items():
        now, wanted = mark_of(current.get(name)), mark_of(change.wanted)
        if wanted in (now, change.seen):  # done already, or not touched by this person
            continue
        if change.seen != now:
            conflicts.append(name)
        elif change.wanted is None:
            parts.pop(name, None)
        else:
            parts[name] = change.wanted
    return Merged(parts, tuple(conflicts), changed=parts != dict(current))


def write_parts(draft: Story, parts: Mapping[str, Part], pictures: Mapping[int, Picture]) -> Story:
    """Write parts into a draft in memory and return it; ``pictures``: those that are named, by number."""
    rows = {str(row.channel_id): row for row in draft.channel_versions.all()}
    kept = []
    for name, part in parts.items():
        if isinstance(part, Shared):
            _write_shared(draft, part, pictures)
        else:
            kept.append(_written(rows.get(name) or ChannelVersion(channel_id=part.channel), part, pictures))
    for order, row in enumerate(kept):
        row.sort_order = order
    draft.channel_versions = kept
    return draft


def _write_shared(draft: Story, part: Shared, pictures: Mapping[int, Picture]) -> None:
    draft.shared_text, draft.shared_tags, draft.picture_alt = part.text, part.tags, part.picture_alt
    if part.picture in pictures or part.picture is None:
        draft.picture = pictures[part.picture] if part.picture else None


def _written(row: ChannelVersion, part: Version, pictures: Mapping[int, Picture]) -> ChannelVersion:
    if part.pictures != version_part(row).pictures:
        row.media = [("picture", used) for item in part.pictures if (used := _used(item, pictures)) is not None]
    row.text, row.tags = part.text, part.tags
    row.with_link, row.with_tags, row.with_picture = part.with_link, part.with_tags, part.with_picture
    return row


def with_pictures(draft: Story, parts: Mapping[str, Part], pictures: Mapping[int, Picture]) -> Story:
    """Hang pictures that were read for all languages at once on a draft in memory; one that is gone is an empty place."""
    draft.picture = pictures.get(draft.picture_id) if draft.picture_id else None
    for row in draft.channel_versions.all():
        part = parts[str(row.channel_id)]
        if isinstance(part, Version):
            row.media = [("picture", _used(item, pictures)) for item in part.pictures]
    return draft


def _used(item: Chosen, pictures: Mapping[int, Picture]) -> Picture | None:
    if item.picture not in pictures:
        return None
    picture = copy(pictures[item.picture])  # the alternative text hangs on the picture, and each use has its own
    picture.contextual_alt_text, picture.decorative = item.alt, item.decorative
    return picture


def pictures_named(parts: Iterable[Part]) -> set[int]:
    """Return the numbers of all pictures that some parts name."""
    found: set[int] = set()
    for part in parts:
        if isinstance(part, Version):
            found.update(item.picture for item in part.pictures)
        elif part.picture:
            found.add(part.picture)
    return found
