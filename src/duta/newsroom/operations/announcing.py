"""Remind people of releases of which they publish a version by hand."""

from datetime import datetime

from django.urls import reverse

from duta.delivery.operations import remind_before
from duta.delivery.rules import REMIND_BEFORE
from duta.newsroom.by_hand import channels_by_hand
from duta.newsroom.models import Release
from duta.newsroom.queries import delivery_subject, releases_between


def remind_of_releases(*, now: datetime) -> int:
    """Tell who delivers by hand what goes out soon, each version once; return how many versions. A duty."""
    return sum(_remind_of(release, now) for release in releases_between(now, now + REMIND_BEFORE))


def _remind_of(release: Release, now: datetime) -> int:
    submission = release.submission
    path = reverse("newsroom:submission", args=[submission.pk])
    due_at = release.due_at or now
    return sum(
        remind_before(
            channel=channel, subject=str(delivery_subject(release, channel.pk)), title=submission.title, due_at=due_at,
            path=path, now=now,
        )
        for channel in channels_by_hand(submission)
    )  # fmt: skip
