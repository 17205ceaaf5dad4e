"""What each page of the tree shows, put together for its template: the same when served and when previewed."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from duta.accounts.rules import OrganisationKind
from duta.newsroom.models import Story
from duta.portal import queries
from duta.portal.frame import Frame, ThemeLink, absolute, theme_link
from duta.portal.models import HomePage, OrganisationPage
from duta.portal.queries import Entry, House
from duta.portal.rules import MISSIONS_SCENE, drawing_path
from duta.portal.words import Moment

CARDS, ROWS = 3, 4  # on the home, below the lead story
RELATED = 3
HOUSE_STORIES = 6
HOME_MISSIONS = 12


@dataclass(frozen=True)
class CountedTheme:
    """A theme and how many stories are out under it."""

    link: ThemeLink
    count: int


@dataclass(frozen=True)
class Front:
    """The home of a language."""

    lead: Entry | None
    cards: list[Entry]
    rows: list[Entry]
    themes: list[CountedTheme]
    missions: list[House]
    more_missions: int
    addresses: dict[str, str]


def front(frame: Frame) -> Front:
    """The home: the newest story large, three in cards, then rows; themes that have stories; missions."""
    newest = list(queries.live_stories(frame.language)[: 1 + CARDS + ROWS])
    found = queries.entries(newest, frame.houses)
    counts = queries.theme_counts(frame.language)
    missions = frame.houses.missions
    return Front(
        lead=found[0] if found else None,
        cards=found[1 : 1 + CARDS],
        rows=found[1 + CARDS :],
        themes=[CountedTheme(link, counts[link.key]) for link in frame.themes if link.key in counts],
        missions=missions[:HOME_MISSIONS],
        more_missions=max(0, len(missions) - HOME_MISSIONS),
        addresses={code: page.get_url() or "" for code, page in frame.homes.items()},
    )


@dataclass(frozen=True)
class Article:
    """A story's page."""

    entry: Entry
    address: str
    theme: ThemeLink | None
    updated: Moment | None
    addresses: dict[str, str]
    related: list[Entry]


def article(story: Any, frame: Frame) -> Article:
    """A story with what stands around it. Works for a draft that is previewed: it has no dates yet."""
    queries.prepare_pictures(story.body)
    entry = queries.entries([story], frame.houses)[0]
    addresses = queries.addresses_of(story.number) if story.number else {}
    if story.live:
        addresses.setdefault(frame.language, entry.path)
    return Article(
        entry=entry,
        address=absolute(entry.path) if story.number else "",
        theme=theme_link(story.theme, frame.language) if story.theme else None,
        updated=_updated(entry),
        addresses=addresses,
        related=queries.entries(queries.related_stories(story, limit=RELATED), frame.houses),
    )


def _updated(entry: Entry) -> Moment | None:
    """When a released story was last replaced by a correction; None when it stands as it first came out."""
    first, last = entry.story.first_published_at, entry.story.last_published_at
    return Moment.of(last, entry.zone) if first and last and (last - first).total_seconds() >= 60 else None


@dataclass(frozen=True)
class HouseFront:
    """An organisation's page."""

    house: House | None
    stories: list[Entry]
    has_more: bool
    below: list[House]
    art: str
    addresses: dict[str, str]


def house_front(page: Any, frame: Frame) -> HouseFront:
    """An organisation's page with the newest of what it says, and the directorates right below it."""
    house = frame.houses.of_page(page)
    found = list(queries.stories_of_house(house)[: HOUSE_STORIES + 1]) if house else []
    below = [h for h in frame.houses.all if h.is_out and h.page.path[: -page.steplen] == page.path]
    below = [h for h in below if h.organisation.kind != OrganisationKind.MISSION]  # they have a list of their own
    return HouseFront(
        house=house,
        stories=queries.entries(found[:HOUSE_STORIES], frame.houses),
        has_more=len(found) > HOUSE_STORIES,
        below=sorted(below, key=lambda h: h.name.casefold()),
        art=_art_of(house),
        addresses=queries.addresses_of_page(page) if page.pk else {},
    )


def _art_of(house: House | None) -> str:
    """A mission wears a drawing of a house abroad, a variant of its own."""
    if house is None or house.organisation.kind != OrganisationKind.MISSION:
        return ""
    return drawing_path(MISSIONS_SCENE, house.organisation.pk, "banner")


Shown: TypeAlias = Front | Article | HouseFront


def shown(page: Any, frame: Frame) -> Shown | None:
    """What a page of the tree shows, by its kind; None for anything else."""
    match page:
        case HomePage():
            return front(frame)
        case OrganisationPage():
            return house_front(page, frame)
        case Story():
            return article(page, frame)
    return None
