"""A ministry with one mission and its sibling, and people of every role."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

import make
from duta.accounts.models import Organisation, User
from duta.accounts.rules import Role
from duta.channels import sealing
from duta.core.problems import Problem
from duta.newsroom.models import Initials, Release, Submission

ALT = Problem("alt_missing", {"number": 2})


@dataclass
class World:
    """Makes things of the desk: every maker may be called many times."""

    ministry: Organisation
    mission: Organisation
    sibling: Organisation
    now: datetime = field(default_factory=timezone.now)

    def person(self, role: Role, where: Organisation | None = None) -> User:
        """Somebody with a role in the mission."""
        return make.person(role, where or self.mission)

    def submission(
        self, *, signatory: User, by: User, state: str = "submitted", where: Any = None, **fields: Any
    ) -> Any:
        """A story that was put up for a signature."""
        where = where or self.mission
        story = fields.pop("story", None) or make.story(where)
        ago = fields.pop("ago", timedelta(hours=3))
        return Submission.objects.create(
            story=story, revision=story.save_revision(), locale=story.locale, title=story.title, digest="0" * 64,
            organisation=where, signatory=signatory, submitted_by=by, submitted_at=self.now - ago, state=state,
            manifest={"address": "", "versions": []}, **fields,
        )  # fmt: skip

    def initials(self, person: User, **given: Any) -> Submission:
        """Somebody's initials are asked for."""
        submission = self.submission(**given)
        Initials.objects.create(submission=submission, person=person)
        return submission

    def returned(self, *, by: User, signatory: User, **fields: Any) -> Submission:
        """A story that came back."""
        fields = {"return_reason": "Check the name of the dancer.", **fields}
        return self.submission(
            signatory=signatory,
            by=by,
            state="returned",
            closed_by=signatory,
            closed_at=self.now - timedelta(hours=1),
            **fields,
        )

    def release(self, *, due: timedelta, state: str = "planned", where: Any = None, **fields: Any) -> Release:
        """A release at a time."""
        where = where or self.mission
        return make.release(make.story(where), state=state, due_at=self.now + due, released_at=None, **fields)

    def delivery(self, channel: Any, state: str = "refused", problem: Problem = ALT, **fields: Any) -> Any:
        """A delivery in a state."""
        release = make.release(make.story(channel.organisation), channels=[channel])
        return make.delivery(release, channel, state=state, problem_data=problem.as_json(), **fields)


@pytest.fixture
def client(client):
    """A browser that reads English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Any) -> World:
    """Everything in place; nothing waits."""
    settings.DUTA_VAR = tmp_path
    sealing.write_keys([sealing.new_pair()])
    ministry = make.organisation("Kementerian")
    return World(
        ministry=ministry,
        mission=make.organisation("Den Haag", parent=ministry, time_zone="Europe/Amsterdam"),
        sibling=make.organisation("Tokyo", parent=ministry, time_zone="Asia/Tokyo"),
    )
