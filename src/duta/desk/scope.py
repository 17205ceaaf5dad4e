"""What waits, and what goes out, within one chain."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from duta.desk import home, queries
from duta.desk.home import Soon
from duta.desk.home_things import Entry
from duta.evaluation.chain import Chain, Column
from duta.evaluation.queries import overdue_readings
from duta.newsroom.models import Release, Story
from duta.newsroom.queries import awaiting_initials, awaiting_signature, returned_to, subjects_of

HORIZON = timedelta(days=60)
FEW = 6


def stories_of(chain: Chain, lit: Iterable[str]) -> list[int]:
    """The pages, in all languages, of the stories that the chain is about: those that are lit in its drawing."""
    pks = [chain.node(key).pk for key in lit if chain.node(key).column is Column.STORY]
    own = [int(pk) for pk in pks if pk.isdecimal()]
    keys = Story.objects.filter(pk__in=own).values("translation_key")
    return list(Story.objects.filter(translation_key__in=keys).values_list("pk", flat=True))


def needs_now(user: Any, stories: list[int], indicators: list[int], *, now: datetime) -> list[Entry]:
    """What waits for the person in this chain, the most urgent first; a few."""
    subjects = subjects_of(Release.objects.filter(story__in=stories).select_related("submission"))
    found = [home.stuck(row, now) for row in queries.stuck_deliveries(user).filter(subject__in=subjects)[:FEW]]
    own = queries.stuck_deliveries_of_own_stories(user).filter(subject__in=subjects)
    found += [home.stuck(row, now) for row in own[:FEW]]
    found += [home.failed(row, now) for row in queries.failed_releases(user).filter(story__in=stories)[:FEW]]
    found += [home.to_sign(row, user, now) for row in awaiting_signature(user, now=now).filter(story__in=stories)[:FEW]]
    found += [home.to_initial(row, now) for row in awaiting_initials(user).filter(story__in=stories)[:FEW]]
    found += [home.sent_back(row, now) for row in returned_to(user).filter(story__in=stories)[:FEW]]
    late = [row for row in overdue_readings(user, now=now) if row.pk in set(indicators)]
    return [*found, *(home.overdue(row, now) for row in late)][:FEW]


def next_out(user: Any, stories: list[int], *, now: datetime) -> list[Soon]:
    """What is planned to go out of this chain, the next one first; a few."""
    rows = queries.releases_soon(user, now, now + HORIZON).filter(story__in=stories)
    return [home.soon(row, now) for row in rows[:FEW]]
