"""Read what was achieved: what an indicator counts, its readings, what is overdue.

The way from a story to its releases, deliveries and the names that observations know them by is here and only here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Q, QuerySet, Subquery

from duta.accounts.models import Organisation
from duta.accounts.queries import below, page_paths_where
from duta.accounts.rules import Action
from duta.core.days import FIRST_DAY, LAST_DAY
from duta.core.subjects import Subject
from duta.delivery.models import Delivery
from duta.delivery.queries import deliveries_for
from duta.delivery.rules import DeliveryAction
from duta.evaluation import rules
from duta.evaluation.models import Reading
from duta.evaluation.rules import Aggregate, Judgement, Observed, Window
from duta.links.models import TrackedLink
from duta.links.queries import links_for, thing_of_link
from duta.metrics.figures import is_same_unit
from duta.metrics.models import Observation
from duta.metrics.queries import largest_of, latest_of
from duta.metrics.rules import Shape
from duta.newsroom.addresses import link_subject
from duta.newsroom.models import Release, Story
from duta.newsroom.queries import page_subject
from duta.strategy.models import Activity, Indicator, Objective
from duta.strategy.queries import indicators_seen_by
from duta.strategy.rules import Aggregation, Period, Scope, further_on

# Stories: one identity over several pages.


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


# What an indicator counts, and its value.


def things_of(indicator: Indicator) -> tuple[str, ...]:
    """Name everything that an indicator counts: its activities' pages and deliveries, and what people
    entered for the activities and, when all of them count, for the objective itself.
    """
    plans = plans_of(indicator)
    stories = works_of_activities([row.pk for row in plans if isinstance(row, Activity)])
    return (*(str(thing_of_plan(row)) for row in plans), *(thing for work in stories for thing in work.things))


def plans_of(indicator: Indicator) -> list[Activity | Objective]:
    """The activities that an indicator counts, and the objective itself when all of them count."""
    if indicator.scope == Scope.ACTIVITY and indicator.activity:
        return [indicator.activity]
    return [*indicator.objective.activities.all(), indicator.objective]


def zone_of(organisation: Organisation) -> ZoneInfo:
    """The zone in which an organisation's days begin."""
    return ZoneInfo(organisation.time_zone)


def window_of(indicator: Indicator) -> Window:
    """Return an indicator's days as moments, in its organisation's zone."""
    zone = zone_of(indicator.organisation)
    first, last = max(indicator.starts_on, FIRST_DAY), min(indicator.ends_on, LAST_DAY)
    return Window(
        datetime.combine(first, time(), zone),
        datetime.combine(last + timedelta(days=1), time(), zone),
    )


def value_of(indicator: Indicator, *, until: datetime | None = None) -> Aggregate:
    """Compute an indicator's value by its own rule, from what was observed before ``until``."""
    window = window_of(indicator)
    end = min(window.end, until) if until else window.end
    pairs = [(thing, indicator.metric_ref) for thing in things_of(indicator)]
    shape, aggregation = indicator.metric.shape, Aggregation(indicator.aggregation)
    pick = largest_of if aggregation is Aggregation.MAXIMUM else latest_of
    rows = list(pick(pairs, since=window.start, before=end).values())
    if shape is Shape.TOTAL:
        rows += latest_of(pairs, before=window.start).values()
    observed = [Observed(row.pk, row.thing, row.value, row.observed_at) for row in rows]
    return rules.aggregate(observed, aggregation=aggregation, window=Window(window.start, end), shape=shape)


def open_indicators(*, now: datetime) -> list[Indicator]:
    """The indicators that are measured now, and those whose window closed within the last day: a last look."""
    day = now.date()
    rows = Indicator.objects.filter(starts_on__lte=day + timedelta(days=1), ends_on__gte=day - timedelta(days=2))
    rows = rows.select_related("activity", "objective__strategy__organisation")
    grace = timedelta(days=1)
    return [
        indicator
        for indicator in rows.order_by("pk")
        if Window((window := window_of(indicator)).start, window.end + grace).covers(now)
    ]


# Readings.


def readings_seen_by(user: Any) -> "QuerySet[Reading]":
    """The readings that the person may look at, the newest first."""
    seen = indicators_seen_by(user).values("pk")
    rows = Reading.objects.filter(indicator__in=seen).select_related("entered_by")
    return rows.select_related("indicator__activity", "indicator__objective__strategy__organisation")


def newest_readings(indicator_pks: Iterable[int]) -> dict[int, Reading]:
    """Return the newest reading of each indicator; those without one are left out."""
    newest = Reading.objects.filter(indicator=OuterRef("pk")).order_by("-read_at", "-pk").values("pk")[:1]
    rows = Indicator.objects.filter(pk__in=list(indicator_pks)).annotate(newest=Subquery(newest))
    readings = Reading.objects.filter(pk__in=rows.values("newest")).select_related("entered_by")
    return {reading.indicator_id: reading for reading in readings}


def overdue_readings(user: Any, *, now: datetime) -> list[Indicator]:
    """The indicators whose reading is overdue and that the person may enter one for, the longest waiting first.

    Each carries its newest reading, or None, as ``newest``.
    """
    seen = indicators_seen_by(user, Action.MEASURE)
    rows = [one for one in seen if window_of(one).covers(now) and not one.metric.counted]
    newest = newest_readings(one.pk for one in rows)
    for one in rows:
        one.newest = newest.get(one.pk)  # type: ignore[attr-defined]
    late = [one for one in rows if is_overdue(one, newest.get(one.pk), now=now)]
    return sorted(late, key=lambda one: _since(one, newest.get(one.pk)))


def is_overdue(indicator: Indicator, newest: Reading | None, *, now: datetime) -> bool:
    """Whether the indicator is measured now and its newest reading is older than its rhythm.

    What Duta counts itself and nobody did yet is not overdue: there is nothing to read.
    """
    window = window_of(indicator)
    if newest is None and indicator.metric.counted:
        return False
    return window.covers(now) and rules.is_overdue(
        read_at=newest.read_at if newest else None,
        opened_at=max(window.start, indicator.created_at),
        every_days=indicator.read_every_days,
        now=now,
    )


def _since(indicator: Indicator, newest: Reading | None) -> datetime:
    return newest.read_at if newest else window_of(indicator).start


def was_taken_back(reading: Reading) -> bool:
    """Whether every figure that a reading of a running total was made of was taken back since."""
    if not reading.used or reading.metric.shape is not Shape.TOTAL:
        return False
    return not Observation.objects.filter(pk__in=reading.used, withdrawn_at=None).exists()


def last_of_each_day(indicator: Indicator, *, days: int) -> list[Reading]:
    """The last reading of each day in the organisation's zone, at most so many, the oldest first."""
    zone = zone_of(indicator.organisation)
    found: dict[date, Reading] = {}
    for reading in Reading.objects.filter(indicator=indicator).order_by("-read_at", "-pk").iterator(chunk_size=500):
        found.setdefault(reading.read_at.astimezone(zone).date(), reading)
        if len(found) > days:
            break
    return list(found.values())[:days][::-1]


def entered_figures(indicator: Indicator) -> list[tuple[Activity | Objective, Observation]]:
    """What people entered last for the activities, and for the objective, that an indicator counts."""
    by_thing = {str(thing_of_plan(row)): row for row in plans_of(indicator)}
    window = window_of(indicator)
    pairs = ((thing, indicator.metric_ref) for thing in by_thing)
    known = latest_of(pairs, since=window.start, before=window.end)
    return [(by_thing[thing], row) for (thing, _ref), row in known.items()]


# Where a plan stands.


@dataclass(frozen=True)
class Stand:
    """An indicator with its newest reading and what that says about its target."""

    indicator: Indicator
    reading: Reading | None
    judgement: Judgement
    overdue: bool


@dataclass(frozen=True)
class ObjectiveStand:
    """An objective judged by the indicator that speaks for it, if one does."""

    objective: Objective
    leading: Stand | None
    judgement: Judgement
    stands: tuple[Stand, ...] = field(default=())


def stand_of(indicator: Indicator, newest: Reading | None, *, now: datetime) -> Stand:
    """Judge an indicator by its newest reading."""
    today = now.astimezone(zone_of(indicator.organisation)).date()
    judgement = rules.judge(
        baseline=indicator.baseline,
        target=indicator.target,
        value=newest.value if newest else None,
        period=Period(indicator.starts_on, max(indicator.starts_on, indicator.deadline)),
        today=today,
    )
    return Stand(indicator, newest, judgement, is_overdue(indicator, newest, now=now))


def stand_of_objective(objective: Objective, stands: Sequence[Stand], *, today: date) -> ObjectiveStand:
    """Judge an objective by the leading one of its indicators: the same unit, the furthest stage, the first made."""
    same = [stand for stand in stands if is_same_unit(stand.indicator.unit, objective.unit)]
    leading = max(same, key=lambda one: (further_on(one.indicator.stage), -one.indicator.pk), default=None)
    judgement = rules.judge(
        baseline=objective.baseline,
        target=objective.target,
        value=leading.reading.value if leading and leading.reading else None,
        period=Period(objective.strategy.starts_on, max(objective.strategy.starts_on, objective.deadline)),
        today=today,
    )
    return ObjectiveStand(objective, leading, judgement, tuple(stands))


def observations_of(reading: Reading) -> "QuerySet[Observation]":
    """The observations that a reading was made of, the oldest first."""
    return Observation.objects.filter(pk__in=reading.used)
