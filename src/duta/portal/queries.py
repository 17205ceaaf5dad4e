"""Read what is public. Every query leaves out whatever is not live."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import get_language_info
from wagtail.models import Page

from duta.accounts.models import Organisation
from duta.accounts.rules import OrganisationKind
from duta.newsroom.models import Picture, Release, Story
from duta.newsroom.rules import ReleaseState
from duta.portal.models import HomePage, OrganisationPage
from duta.portal.rules import news_path, permanent_path, theme_path
from duta.portal.words import Moment

DEFAULT_ZONE = "Asia/Jakarta"
LONG, LONGEST = 70, 130  # characters of a title that no longer fit the largest letters


@dataclass(frozen=True)
class House:
    """An organisation as the portal shows it in one language; ``page`` is None where it has no page in it."""

    organisation: Organisation
    language: str
    page: Any

    @property
    def name(self) -> str:
        """Its name in the page's language, else in Indonesian."""
        english = self.language == "en" and self.organisation.name_en
        return str(english or self.organisation.name)

    @property
    def name_language(self) -> str:
        """The language that the name is really in; empty when it is the page's."""
        foreign = self.language == "en" and not self.organisation.name_en
        return "id" if foreign else ""

    @property
    def is_out(self) -> bool:
        """Whether the public can open its page."""
        return bool(self.page and self.page.live)

    @property
    def url(self) -> str:
        """The address of its page; empty when the public cannot open it."""
        return self.page.get_url() or "" if self.is_out else ""

    @property
    def news_url(self) -> str:
        """The address of the list of what it says."""
        return news_path(self.language, self.organisation.slug)


@dataclass(frozen=True)
class Houses:
    """All organisations of the portal in one language: read once for each request."""

    language: str
    all: Sequence[House]

    @property
    def ministry(self) -> House | None:
        """The ministry itself: the first of its kind in the tree, None before there is one."""
        return next((h for h in self.all if h.organisation.kind == OrganisationKind.MINISTRY), None)

    @cached_property
    def missions(self) -> list[House]:
        """The missions with a live page in this language, by name."""
        return self._out(OrganisationKind.MISSION)

    @cached_property
    def directorates(self) -> list[House]:
        """The directorates with a live page in this language, by name."""
        return self._out(OrganisationKind.DIRECTORATE)

    def _out(self, kind: str) -> list[House]:
        found = [house for house in self.all if house.is_out and house.organisation.kind == kind]
        return sorted(found, key=lambda house: house.name.casefold())

    @cached_property
    def _by_path(self) -> dict[str, House]:
        return {house.page.path: house for house in self.all if house.page}

    def of_path(self, path: str) -> House | None:
        """The organisation in whose part of the page tree a path lies: its nearest page above."""
        for end in range(len(path) - Page.steplen, 0, -Page.steplen):
            if path[:end] in self._by_path:
                return self._by_path[path[:end]]
        return None

    def of_page(self, page: Any) -> House | None:
        """The organisation whose own page this is."""
        return self._by_path.get(page.path)

    def of_slug(self, slug: str) -> House | None:
        """The organisation with this short name, if it has a live page in this language."""
        return next((h for h in self.all if h.is_out and h.organisation.slug == slug), None)


def houses(language: str, home: Any) -> Houses:
    """All organisations with their pages in a language; the ministry's may be its ``home``. Two queries, however many."""
    organisations = list(Organisation.objects.select_related("home").order_by("path"))
    pages = OrganisationPage.objects.filter(locale__language_code=language).select_related("locale")
    by_key = {page.translation_key: page for page in ([home, *pages] if home else pages)}
    found = [House(o, language, by_key.get(o.home.translation_key) if o.home else None) for o in organisations]
    return Houses(language, found)


def homes() -> dict[str, Any]:
    """The live home pages by language; more than one language has a portal only when each has its home."""
    pages = HomePage.objects.live().select_related("locale").order_by("path")
    return {page.locale.language_code: page for page in pages}


def _out(language: str) -> Any:
    return Story.objects.live().filter(
        locale__language_code=language, number__isnull=False, first_published_at__isnull=False
    )


def _with_pictures(stories: Any) -> Any:
    pictures = Picture.objects.prefetch_related(Prefetch("renditions", to_attr="prefetched_renditions"))
    return stories.prefetch_related(Prefetch("picture", queryset=pictures))


def live_stories(language: str) -> "QuerySet[Story]":
    """What is out in a language, the newest first; without the bodies, with the pictures."""
    newest = _out(language).order_by("-first_published_at", "-number").defer_streamfields()
    stories: QuerySet[Story] = _with_pictures(newest)
    return stories


def story_at(number: int, language: str) -> Any:
    """The live story with this number in this language, whole, or None."""
    return _with_pictures(_out(language).filter(number=number).select_related("locale")).first()


def addresses_of(number: int) -> dict[str, str]:
    """The permanent addresses of a story in every language it is out in, by language."""
    rows = Story.objects.live().filter(number=number, first_published_at__isnull=False)
    pairs = rows.values_list("locale__language_code", "slug").order_by("locale__language_code")
    return {language: permanent_path(language, number, slug) for language, slug in pairs}


def addresses_of_page(page: Any) -> dict[str, str]:
    """The addresses of a page of the tree in every language it is out in."""
    pages = page.get_translations(inclusive=True).live().select_related("locale")
    return {found.locale.language_code: found.get_url() or "" for found in pages}


def withdrawal_of(number: int, language: str) -> Release | None:
    """The newest withdrawal of a story that is not live in this language, or None."""
    gone = Release.objects.filter(story__number=number, story__locale__language_code=language, story__live=False)
    return gone.filter(state=ReleaseState.WITHDRAWN).select_related("story").order_by("-withdrawn_at", "-pk").first()


def theme_counts(language: str) -> dict[str, int]:
    """How many stories are out in a language, by theme; a theme without any is not there."""
    rows = _out(language).exclude(theme="").order_by()
    return dict(rows.values_list("theme").annotate(count=Count("pk")))


def related_stories(story: Any, *, limit: int) -> "QuerySet[Story]":
    """The newest others of the same theme; of any theme when it has none."""
    others = live_stories(story.locale.language_code).exclude(pk=story.pk)
    return (others.filter(theme=story.theme) if story.theme else others)[:limit]


def stories_of_house(house: House) -> "QuerySet[Story]":
    """What an organisation itself says: the stories right below its page, not those of organisations below it."""
    return live_stories(house.language).child_of(house.page)  # type: ignore[attr-defined,no-any-return]


def prepare_pictures(body: Any) -> None:
    """Read the renditions of all pictures in a story's body at once, instead of one query for each."""
    blocks = [block.value.get("image") for block in body if block.block_type == "picture"]
    by_key = {image.pk: image for image in blocks if image is not None and image.pk}
    rows = Picture.objects.filter(pk__in=by_key).prefetch_related("renditions") if by_key else ()
    kept = {picture.pk: list(picture.renditions.all()) for picture in rows}
    for image in (image for image in blocks if image is not None):
        image.prefetched_renditions = list(kept.get(image.pk, ()))


@dataclass(frozen=True)
class Entry:
    """A story as lists show it."""

    story: Any
    house: House | None
    language: str
    path: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", permanent_path(self.language, self.story.number or 0, self.story.slug))

    @property
    def zone(self) -> str:
        """The zone of the organisation that speaks."""
        return self.house.organisation.time_zone if self.house else DEFAULT_ZONE

    @property
    def moment(self) -> Moment | None:
        """When it first came out, in the organisation's zone; None for a draft."""
        at = self.story.first_published_at
        return Moment.of(at, self.zone) if at else None

    @property
    def size(self) -> str:
        """How large its title can be set: "short", "long" (from 70 characters) or "longest" (from 130)."""
        length = len(self.story.title)
        return "longest" if length >= LONGEST else "long" if length >= LONG else "short"

    @property
    def theme_url(self) -> str:
        """The list of its theme; empty when it has none."""
        return theme_path(self.language, self.story.theme) if self.story.theme else ""


def entries(stories: Iterable[Any], here: Houses) -> list[Entry]:
    """The stories with the organisations that say them."""
    return [Entry(story, here.of_path(story.path), here.language) for story in stories]


@dataclass(frozen=True)
class Tongue:
    """A language in the switch. ``url`` is this page in it, or its home where the page is ``missing`` in it.

    On a page that has no languages at all (an error) ``here`` and ``missing`` are both false.
    """

    code: str
    name: str
    url: str
    here: bool
    missing: bool


def tongues(codes: Iterable[str], addresses: Mapping[str, str], homes: Mapping[str, str]) -> list[Tongue]:
    """The languages of the switch, each by its own name."""
    found = []
    for code in codes:
        here = code in addresses
        name = str(get_language_info(code)["name_local"])
        found.append(Tongue(code, name, addresses[code] if here else homes[code], here, bool(addresses) and not here))
    return found
