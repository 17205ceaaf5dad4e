"""What the outbox delivers, said to the outbox's screens: they know subjects only by name."""

from collections.abc import Iterable, Mapping

from duta.delivery.doors import Door, register_doors
from duta.desk import links
from duta.newsroom.models import Release


def doors_of_versions(keys: Iterable[str]) -> Mapping[str, Door]:
    """Find the stories behind channel versions of releases, "release/channel"; one query for all."""
    numbers = {key: int(number) for key in keys if (number := key.partition("/")[0]).isdecimal()}
    releases = Release.objects.select_related("submission__organisation").in_bulk(set(numbers.values()))
    return {key: _door(releases[number]) for key, number in numbers.items() if number in releases}


def _door(release: Release) -> Door:
    return Door(
        label=release.submission.title,
        change_url=links.edit_url(release.story_id),
        chain_url=links.chain_url("story", release.story_id),
        place=release.submission.organisation,
    )


def register() -> None:
    """Tell the outbox; once."""
    register_doors("newsroom.release_version", doors_of_versions)
