"""What waits for a person, over all rooms. Each row's own room says what it means; here it is only put together."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, StrIndex

from duta.accounts.models import Organisation, RoleHeld
from duta.accounts.queries import (
    EVERYWHERE,
    allowed,
    below,
    holds_any_role,
    lacks_factor,
    organisations_where,
    page_paths_where,
    paths_where,
    roles_of,
)
from duta.accounts.rules import Action
from duta.channels.models import Channel
from duta.channels.queries import channels_needing_somebody
from duta.channels.rules import ChannelState
from duta.core.models import AuditEntry
from duta.delivery.models import Delivery
from duta.delivery.queries import deliveries_needing_somebody
from duta.desk.models import CalendarFeed
from duta.desk.rules import digest_of_secret
from duta.evaluation.models import Reading
from duta.evaluation.queries import Stand, newest_readings, stand_of
from duta.newsroom.models import Clearance, Release, Story
from duta.newsroom.queries import releases_between
from duta.newsroom.rules import ReleaseState
from duta.strategy.models import Activity, Indicator, Objective
from duta.strategy.queries import activities_seen_by, indicators_seen_by, objectives_seen_by

PAGE = 1000  # entries of the trail that an export holds in memory


def roles_held(user: Any, *, now: datetime) -> list[RoleHeld]:
    """The roles that the person holds now, the widest first."""
    return list(roles_of(user, now=now).order_by("organisation__path", "role"))


def stuck_deliveries(user: Any) -> "QuerySet[Delivery]":
    """Refused or unknown deliveries on the channels where the person decides, the longest waiting first."""
    return allowed(deliveries_needing_somebody(), user, Action.DELIVER, field="channel__organisation")


def stuck_deliveries_of_own_stories(user: Any) -> "QuerySet[Delivery]":
    """Refused or unknown deliveries of what the person submitted, where somebody else decides on them."""
    prefix = Concat(Value("newsroom.release_version:"), Cast("pk", CharField()), Value("/"))
    mine = Release.objects.filter(submission__submitted_by=user).annotate(found=StrIndex(OuterRef("subject"), prefix))
    own = deliveries_needing_somebody().filter(Exists(mine.filter(found=1)))
    decided = allowed(Delivery.objects.all(), user, Action.DELIVER, field="channel__organisation")
    return own.exclude(pk__in=decided.values("pk"))


def failed_releases(user: Any) -> "QuerySet[Release]":
    """Releases that failed at their time and that the person may repeat, the oldest first."""
    rows = Release.objects.filter(state=ReleaseState.FAILED)
    rows = rows.select_related("story", "submission__locale", "submission__organisation").order_by("due_at", "pk")
    return allowed(rows, user, Action.RELEASE, field="submission__organisation")


def drafts_of(user: Any) -> "QuerySet[Story]":
    """Stories whose newest draft is this person's, that they may still write and that nobody submitted yet, the newest first."""
    rows: QuerySet[Story] = Story.objects.filter(
        below(page_paths_where(user, Action.WRITE)), latest_revision__user=user
    )
    open_ones = rows.filter(has_unpublished_changes=True).exclude(submissions__revision=F("latest_revision"))
    return open_ones.select_related("locale").order_by("-latest_revision_created_at", "-pk")


def releases_soon(user: Any, start: datetime, end: datetime) -> "QuerySet[Release]":
    """Planned releases of the person's organisations in a span of time, the earliest first."""
    return allowed(releases_between(start, end), user, Action.VIEW, field="submission__organisation")


def channels_in_need(user: Any, *, now: datetime) -> list[tuple[Channel, ChannelState]]:
    """Channels that the person manages and that need somebody, each with the reason. One query."""
    rows = allowed(Channel.objects.order_by("name", "pk"), user, Action.MANAGE_CHANNELS)
    return channels_needing_somebody(rows, now)


def writing_place(user: Any) -> Organisation | None:
    """The organisation where the person usually writes: the first one of a role that writes; None for nowhere."""
    paths = paths_where(user, Action.WRITE)
    places: QuerySet[Organisation] = Organisation.objects.filter(home__isnull=False).select_related("home")
    if paths != EVERYWHERE:
        places = places.filter(path__in=paths)
    return places.order_by("path").first()


def trail_seen_by(user: Any) -> "QuerySet[AuditEntry]":
    """The audit trail of the organisations that the person administers; all of it for superusers."""
    if user.is_active and user.is_superuser:
        return AuditEntry.objects.all()
    own = organisations_where(user, Action.ADMINISTER)
    return AuditEntry.objects.filter(organisation_id__in=own.values("pk"))


def administered_first(user: Any) -> Organisation | None:
    """The first of the organisations that the person administers, in tree order; None where there is none."""
    return organisations_where(user, Action.ADMINISTER).first()


def newest_entries(rows: "QuerySet[AuditEntry]", *, most: int, upto: int) -> Iterator[AuditEntry]:
    """Yield entries of the trail by their numbers, ``upto`` and the newest first, at most so many.

    They are read in pages: nothing stays open in the database while a slow reader takes them.
    """
    while most > 0:
        page = list(rows.filter(pk__lte=upto).order_by("-pk")[: min(PAGE, most)])
        yield from page
        if len(page) < PAGE:
            return
        most, upto = most - len(page), page[-1].pk - 1


def stands_of(indicator_pks: Iterable[int], readings: Mapping[int, Reading], *, now: datetime) -> list[Stand]:
    """Some indicators, each judged by its newest reading, or by the one that is given for it."""
    pks = list(indicator_pks)
    rows = Indicator.objects.filter(pk__in=pks).select_related("activity", "objective__strategy__organisation")
    newest = {**newest_readings(pks), **readings}
    by_pk = {row.pk: stand_of(row, newest.get(row.pk), now=now) for row in rows}
    return [by_pk[pk] for pk in pks if pk in by_pk]


def readings_by_indicator(reading_pks: Iterable[int]) -> dict[int, Reading]:
    """Some readings, by the indicator that each belongs to."""
    pks = list(reading_pks)
    rows = Reading.objects.filter(pk__in=pks).select_related("entered_by") if pks else []
    return {row.indicator_id: row for row in rows}


def part_of_plan(kind: str, pk: str, user: Any) -> Objective | Activity | Indicator | None:
    """An objective, activity, indicator or reading that the person may look at."""
    if not pk.isdecimal():
        return None
    rows: dict[str, QuerySet[Any]] = {
        "objective": objectives_seen_by(user).select_related("owner", "strategy__organisation"),
        "activity": activities_seen_by(user).select_related("responsible", "objective__strategy__organisation"),
        "indicator": indicators_seen_by(user).select_related("objective__owner", "objective__strategy__organisation"),
    }
    found: Objective | Activity | Indicator | None = rows[kind].filter(pk=pk).first() if kind in rows else None
    return found


def clearances_of(story: Story) -> "QuerySet[Clearance]":
    """The newest clearances of a story's languages, one for each language that was ever cleared."""
    newest = (
        Clearance.objects.filter(submission__story=OuterRef("submission__story")).order_by("-signed_at").values("pk")
    )
    rows = Clearance.objects.filter(submission__story__translation_key=story.translation_key)
    return (
        rows.filter(pk=Subquery(newest[:1]))
        .select_related("submission__locale", "submission__organisation")
        .order_by("submission__locale")
    )


def home_place(user: Any) -> Organisation | None:
    """The organisation whose pages the person looks at first: where he writes, else the first he may look at."""
    place = writing_place(user)
    if place is not None:
        return place
    visible = organisations_where(user, Action.VIEW).filter(home__isnull=False)
    return visible.select_related("home").first()


def feed_at(secret: str, *, now: datetime) -> CalendarFeed | None:
    """The calendar under a secret address, while its person may enter the desk; None for anything else."""
    rows = CalendarFeed.objects.filter(digest=digest_of_secret(secret)).select_related("person")
    feed = rows.first()
    if feed is None or not holds_any_role(feed.person, now=now) or lacks_factor(feed.person, now=now):
        return None
    return feed
