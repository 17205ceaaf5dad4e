"""What a chain is made from: read at once, in a number of queries that does not grow with the stories."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from wagtail.models import Revision

from duta.accounts.queries import page_paths_where, paths_where
from duta.accounts.rules import Action
from duta.channels.models import Channel
from duta.delivery.models import Delivery
from duta.delivery.rules import DeliveryAction
from duta.evaluation.models import Reading
from duta.evaluation.queries import newest_readings, readings_seen_by
from duta.evaluation.works import Work, release_of_subject, stories_seen_by, thing_of_plan, works, works_of_activities
from duta.metrics.models import Observation
from duta.metrics.queries import Pair, observations_about, observations_by_pk
from duta.newsroom.models import Release, Story, Submission
from duta.strategy.models import Activity, Indicator, Objective
from duta.strategy.queries import activities_seen_by, indicators_seen_by, objectives_seen_by
from duta.strategy.rules import Scope


@dataclass(frozen=True)
class Asked:
    """The thing that was asked for, and what of the plan it belongs to."""

    kind: str
    pk: str
    node: str  # the key of its node
    objective: Objective | None = None
    activity: Activity | None = None
    story: Story | None = None
    indicator: Indicator | None = None
    reading: Reading | None = None

    @property
    def counts_one_activity(self) -> bool:
        """Whether an indicator was asked for that leaves the objective's other activities out."""
        return self.indicator is not None and self.indicator.scope == Scope.ACTIVITY


@dataclass(frozen=True)
class Facts:
    """Rows, by what they belong to."""

    asked: Asked
    activities: Sequence[Activity] = ()
    works: Sequence[Work] = ()
    hidden: int = 0
    frozen: Mapping[int, "Frozen"] = field(default_factory=dict)
    channels: Mapping[int, Channel] = field(default_factory=dict)
    observations: Mapping[Pair, Observation] = field(default_factory=dict)
    indicators: Sequence[Indicator] = ()
    readings: Mapping[int, Reading] = field(default_factory=dict)
    used: Mapping[int, Observation] = field(default_factory=dict)


@dataclass(frozen=True)
class Frozen:
    """A page's newest submission: its state, and the channels that it goes to."""

    state: str
    channels: tuple[int, ...]


def asked_for(kind: str, pk: Any, user: Any) -> Asked | None:
    """Find the thing, if the person may look at it."""
    finders: dict[str, Callable[[Any, Any], Asked | None]] = {
        "objective": _objective,
        "activity": _activity,
        "story": _story,
        "delivery": _delivery,
        "indicator": _indicator,
        "reading": _reading,
    }
    key = _key(kind, pk)
    return finders[kind](key, user) if kind in finders and key is not None else None


def _key(kind: str, pk: Any) -> Any:
    """Read a key from an address; None for one that cannot be."""
    try:
        return UUID(str(pk)) if kind == "delivery" else int(pk)
    except ValueError:
        return None


def _objective(pk: int, user: Any) -> Asked | None:
    found = objectives_seen_by(user).filter(pk=pk).first()
    return Asked("objective", str(pk), f"objective:{pk}", objective=found) if found else None


def _activity(pk: int, user: Any) -> Asked | None:
    found = activities_seen_by(user).filter(pk=pk).first()
    if found is None:
        return None
    return Asked("activity", str(pk), f"activity:{pk}", objective=found.objective, activity=found)


def _indicator(pk: int, user: Any) -> Asked | None:
    found = indicators_seen_by(user).filter(pk=pk).first()
    if found is None:
        return None
    return Asked("indicator", str(pk), f"indicator:{pk}", objective=found.objective, indicator=found)


def _reading(pk: int, user: Any) -> Asked | None:
    found = readings_seen_by(user).filter(pk=pk).first()
    if found is None:
        return None
    indicator = found.indicator
    return Asked("reading", str(pk), f"reading:{pk}", objective=indicator.objective, indicator=indicator, reading=found)


def _story(pk: int, user: Any) -> Asked | None:
    page = Story.objects.select_related("locale").filter(stories_seen_by(user), pk=pk).first()
    return _of_story("story", str(pk), f"story:{page.translation_key}", page, user) if page else None


def _delivery(pk: UUID, user: Any) -> Asked | None:
    """What was sent of a story is there for who may look at the story, or at the channel."""
    delivery = Delivery.objects.select_related("channel__organisation").filter(pk=pk).first()
    if delivery is not None and delivery.action == DeliveryAction.WITHDRAW:  # its place is that of what it takes back
        same = {"channel": delivery.channel_id, "subject": delivery.subject, "action": DeliveryAction.PUBLISH}
        delivery = Delivery.objects.select_related("channel__organisation").filter(**same).first()
    release = release_of_subject(delivery.subject) if delivery else None
    row = Release.objects.filter(pk=release).select_related("story__locale").first() if release else None
    if delivery is None or row is None:
        return None
    seen = Story.objects.filter(stories_seen_by(user), pk=row.story_id).exists()
    if not seen and not delivery.channel.organisation.path.startswith(paths_where(user, Action.VIEW)):
        return None
    return _of_story("delivery", str(delivery.pk), f"delivery:{delivery.pk}", row.story, user)


def _of_story(kind: str, pk: str, node: str, page: Story, user: Any) -> Asked:
    """A draft names its activity in its newest revision only."""
    numbers = [page.activity_id, _in_draft(page)]
    rows = {row.pk: row for row in activities_seen_by(user).filter(pk__in=[one for one in numbers if one])}
    activity = next((rows[one] for one in numbers if one in rows), None)
    return Asked(kind, pk, node, objective=activity.objective if activity else None, activity=activity, story=page)


def _in_draft(page: Story) -> int | None:
    if page.activity_id or page.live or page.latest_revision_id is None:
        return None
    content = Revision.objects.filter(pk=page.latest_revision_id).values_list("content__activity", flat=True)
    return next((int(pk) for pk in content if pk), None)


def facts_for(asked: Asked, user: Any) -> Facts:
    """Read everything that the chain of a thing shows."""
    activities = _activities_of(asked)
    found = works_of_activities([activity.pk for activity in activities]) if activities else []
    found += _own_work(asked, found)
    paths = page_paths_where(user, Action.VIEW)
    seen = [work for work in found if _is_asked(work, asked) or _is_seen(work, paths)]
    frozen = _frozen([page.pk for work in seen for page in work.pages])
    indicators = _indicators_of(asked)
    readings = _readings_of(asked, indicators)
    return Facts(
        asked=asked,
        activities=activities,
        works=seen,
        hidden=len(found) - len(seen),
        frozen=frozen,
        channels=Channel.objects.in_bulk({pk for one in frozen.values() for pk in one.channels}),
        observations=observations_about(_things(asked, activities, seen)),
        indicators=indicators,
        readings=readings,
        used=observations_by_pk(pk for reading in readings.values() for pk in reading.used),
    )


def _activities_of(asked: Asked) -> list[Activity]:
    """All activities of the objective, since sums are whole; of an indicator of one activity only that one."""
    if asked.indicator and asked.indicator.activity:
        return [asked.indicator.activity]
    if asked.objective is None:
        return []
    return list(asked.objective.activities.select_related("responsible"))


def _own_work(asked: Asked, found: Sequence[Work]) -> list[Work]:
    """The asked story where no activity led to it."""
    if asked.story is None or any(_is_asked(work, asked) for work in found):
        return []
    return works(Q(translation_key=asked.story.translation_key))


def _is_asked(work: Work, asked: Asked) -> bool:
    return asked.story is not None and work.key == str(asked.story.translation_key)


def _is_seen(work: Work, paths: tuple[str, ...]) -> bool:
    return any(page.path.startswith(paths) for page in work.pages)


def _frozen(page_pks: Iterable[int]) -> dict[int, Frozen]:
    rows = Submission.objects.filter(story__in=list(page_pks)).order_by("pk")
    values = rows.values_list("story", "state", "manifest__versions")
    return {
        story: Frozen(state, tuple(version["channel"] for version in versions or ()))
        for story, state, versions in values
    }


def _things(asked: Asked, activities: Sequence[Activity], seen: Sequence[Work]) -> list[str]:
    plans: list[Activity | Objective] = [*activities]
    if asked.objective and not asked.counts_one_activity:
        plans.append(asked.objective)
    return [*(str(thing_of_plan(row)) for row in plans), *(thing for work in seen for thing in work.things)]


def _indicators_of(asked: Asked) -> list[Indicator]:
    """The asked one; else those that count the asked activity, or all of the objective."""
    if asked.indicator:
        return [asked.indicator]
    if asked.objective is None:
        return []
    rows = asked.objective.indicators.select_related("activity", "objective__strategy__organisation")
    if asked.activity:
        rows = rows.filter(Q(scope=Scope.OBJECTIVE) | Q(activity=asked.activity))
    return list(rows)


def _readings_of(asked: Asked, indicators: Sequence[Indicator]) -> dict[int, Reading]:
    if asked.reading and asked.indicator:
        return {asked.indicator.pk: asked.reading}
    return newest_readings(indicator.pk for indicator in indicators)
