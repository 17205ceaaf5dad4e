"""Stories as evaluation sees them: one identity over several pages.

The way from a story to its releases, deliveries and the names that observations know them by is here and only here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from duta.accounts.queries import below, page_paths_where
from duta.accounts.rules import Action
from duta.core.subjects import Subject
from duta.delivery.models import Delivery
from duta.delivery.queries import deliveries_for
from duta.delivery.rules import DeliveryAction
from duta.links.models import TrackedLink
from duta.links.queries import links_for, thing_of_link
from duta.newsroom.addresses import link_subject
from duta.newsroom.models import Release, Story
from duta.newsroom.queries import page_subject
from duta.strategy.models import Activity, Objective


@dataclass(frozen=True)
class Work:
    """One story in all its languages, with its releases, what was sent of it and the links that lead to it."""

    pages: tuple[Story, ...]
    releases: tuple[Release, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    corrections: tuple[Delivery, ...] = ()
    links: tuple[TrackedLink, ...] = ()

    @property
    def key(self) -> str:
        """What its pages share."""
        return str(self.pages[0].translation_key)

    @property
    def activity_id(self) -> int | None:
        """The activity it serves: that of the first page that names one, pages that were out before drafts.

        What was cleared decides: a draft in one language moves no figure of the text that is out in another.
        """
        pages = sorted(self.pages, key=lambda page: page.first_published_at is None)
        return next((page.activity_id for page in pages if page.activity_id), None)

    @property
    def things(self) -> tuple[str, ...]:
        """The names that observations know it by: its pages, its entries on channels, the links that lead to it."""
        pages = (thing_of_page(page) for page in self.pages if page.number)
        links = (str(thing_of_link(link.pk)) for link in self.links)
        return (*pages, *(thing_of_delivery(delivery) for delivery in self.deliveries), *links)

    def link_on(self, page: Story, channel_id: int) -> TrackedLink | None:
        """The link by which the version on a channel leads to a page, if it does."""
        subject = str(link_subject(page.number, page.language, channel_id))
        return next((link for link in self.links if link.subject == subject), None)


def thing_of_page(page: Story) -> str:
    """Name a story's page in one language, as page views and its publication know it."""
    return str(page_subject(page.number, page.locale.language_code))


def thing_of_delivery(delivery: Delivery) -> str:
    """Name an entry on a channel."""
    return str(Subject("delivery.delivery", str(delivery.pk)))


def thing_of_plan(row: Activity | Objective) -> Subject:
    """Name an activity or an objective, as people's figures know it."""
    return Subject(row._meta.label_lower, str(row.pk))


def works_of_activities(activity_pks: Iterable[int]) -> list[Work]:
    """The stories that serve some activities, in the order in which they were begun.

    A story counts for one activity only, the one that ``Work.activity_id`` names: so sums never count it twice.
    """
    wanted = set(activity_pks)
    keys = _pages().filter(activity__in=wanted).values("translation_key")
    return [work for work in works(Q(translation_key__in=keys)) if work.activity_id in wanted]


def works(condition: Q) -> list[Work]:
    """Read stories with their releases, deliveries and links, in five queries, whatever their number."""
    pages: dict[Any, list[Story]] = {}
    for page in _pages().filter(condition):
        pages.setdefault(page.translation_key, []).append(page)
    releases = _grouped(_releases([page.pk for group in pages.values() for page in group]), "story_id")
    channels = _channels_of([release for group in releases.values() for release in group])
    sent = _deliveries(channels)
    deliveries = {pk: [row for row in rows if row.action == DeliveryAction.PUBLISH] for pk, rows in sent.items()}
    corrections = {pk: [row for row in rows if row.action == DeliveryAction.EDIT] for pk, rows in sent.items()}
    links = _links([page for group in pages.values() for page in group], releases, channels)
    return [
        Work(
            pages=tuple(group),
            releases=tuple(release for page in group for release in releases.get(page.pk, ())),
            deliveries=_of_pages(group, releases, deliveries),
            corrections=_of_pages(group, releases, corrections),
            links=tuple(link for page in group for link in links.get(page.pk, ())),
        )
        for group in pages.values()
    ]


def _of_pages(
    pages: Sequence[Story], releases: Mapping[Any, Sequence[Release]], rows: Mapping[int, Sequence[Delivery]]
) -> tuple[Delivery, ...]:
    return tuple(row for page in pages for release in releases.get(page.pk, ()) for row in rows.get(release.pk, ()))


def _pages() -> "QuerySet[Story]":
    rows: QuerySet[Story] = Story.objects.select_related("locale").defer("body", "lead").order_by("pk")
    return rows


def _releases(story_pks: Sequence[int]) -> "QuerySet[Release]":
    return Release.objects.filter(story__in=story_pks).order_by("pk")


def subject_of_version(release_pk: int, channel_pk: int) -> str:
    """Name what a delivery is for: one channel version of one release."""
    return str(Subject("newsroom.release_version", f"{release_pk}/{channel_pk}"))


def release_of_subject(subject: str) -> int | None:
    """Return the release that a delivery's subject names, or None when it is for something else."""
    parsed = Subject.parse(subject)
    release = parsed.key.partition("/")[0]
    return int(release) if parsed.kind == "newsroom.release_version" and release.isdecimal() else None


def _channels_of(releases: Sequence[Release]) -> dict[int, list[int]]:
    """The channels that each release's frozen content names."""
    rows = Release.objects.filter(pk__in=[release.pk for release in releases])
    frozen = rows.values_list("pk", "submission__manifest__versions")
    return {pk: [version["channel"] for version in versions or ()] for pk, versions in frozen}


def _links(
    pages: Sequence[Story], releases: Mapping[int, Sequence[Release]], channels: Mapping[int, Sequence[int]]
) -> dict[int, list[TrackedLink]]:
    """The links to some pages, by page; one for each channel that a release of it went to with a link."""
    subjects = {
        str(link_subject(page.number, page.language, channel)): page.pk
        for page in pages
        for release in releases.get(page.pk, ())
        for channel in channels.get(release.pk, ())
    }
    found: dict[int, list[TrackedLink]] = {}
    for subject, link in sorted(links_for(subjects).items(), key=lambda pair: pair[1].pk):
        found.setdefault(subjects[subject], []).append(link)
    return found


def _deliveries(channels: Mapping[int, Sequence[int]]) -> dict[int, list[Delivery]]:
    """The publications and corrections of some releases, by release, on the channels that each one names."""
    subjects = {subject_of_version(pk, channel): pk for pk, named in channels.items() for channel in named}
    found: dict[int, list[Delivery]] = {}
    wanted = [DeliveryAction.PUBLISH, DeliveryAction.EDIT]
    for delivery in deliveries_for(subjects).filter(action__in=wanted).order_by("created_at", "pk"):
        found.setdefault(subjects[delivery.subject], []).append(delivery)
    return found


def _grouped(rows: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def stories_seen_by(user: Any) -> Q:
    """Return the condition that leaves the stories the person may look at."""
    return below(page_paths_where(user, Action.VIEW))
