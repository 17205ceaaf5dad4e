"""The maps for search engines: what there is, in which languages, changed when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator

from duta.newsroom.models import Story
from duta.portal import queries, rules
from duta.portal.frame import absolute
from duta.strategy.rules import Theme

PER_MAP = 5_000


@dataclass(frozen=True)
class Place:
    """One address with its languages."""

    address: str
    changed: datetime | None
    alternates: Mapping[str, str]


def story_maps() -> int:
    """How many maps of stories there are."""
    return _pages().num_pages if _rows().exists() else 0


def stories_on(number: int) -> list[Place]:
    """The stories of one map. Raises InvalidPage for a map that is not there."""
    rows = list(_pages().page(number).object_list)
    alternates: dict[int, dict[str, str]] = {}
    for row in _rows().filter(number__in={row["number"] for row in rows}):
        alternates.setdefault(row["number"], {})[row["locale__language_code"]] = _address(row)
    return [Place(_address(row), row["last_published_at"], alternates[row["number"]]) for row in rows]


def _rows() -> Any:
    rows = Story.objects.live().filter(number__isnull=False, first_published_at__isnull=False)
    rows = rows.values("number", "slug", "locale__language_code", "last_published_at")
    return rows.order_by("number", "locale__language_code")


def _pages() -> "Paginator[Any]":
    return Paginator(_rows(), PER_MAP)


def _address(row: Mapping[str, Any]) -> str:
    return absolute(rules.permanent_path(row["locale__language_code"], row["number"], row["slug"]))


def standing_places() -> list[Place]:
    """Homes, lists, and organisations' pages."""
    languages = list(queries.homes())
    kinds = [rules.home_path, rules.news_path, rules.missions_path]
    groups = [{code: absolute(path(code)) for code in languages} for path in kinds]
    groups += [{code: absolute(rules.theme_path(code, theme)) for code in languages} for theme in Theme]
    return list(_places(groups + _house_groups(languages)))


def _house_groups(languages: Iterable[str]) -> list[dict[str, str]]:
    groups: dict[int, dict[str, str]] = {}
    for code in languages:
        for house in queries.houses(code, None).all:
            if house.is_out:
                groups.setdefault(house.organisation.pk, {})[code] = absolute(house.url)
    return list(groups.values())


def _places(groups: Iterable[Mapping[str, str]]) -> Iterable[Place]:
    return (Place(address, None, group) for group in groups for address in group.values())
