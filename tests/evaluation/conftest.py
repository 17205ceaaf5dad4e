"""A plan at work: an objective, an activity, stories that went out, and what was observed of them."""

from dataclasses import dataclass, field
from typing import Any

import pytest

import make
from duta.accounts.models import Organisation, User
from duta.accounts.rules import OrganisationKind, Role
from duta.channels.models import Channel
from duta.delivery.models import Delivery
from duta.delivery.rules import DeliveryState
from duta.newsroom.models import Release, Story
from duta.strategy.models import Activity, Objective


@dataclass
class Scene:
    """One mission below a ministry, its sibling, and one activity of one objective."""

    ministry: Organisation
    mission: Organisation
    sibling: Organisation
    planner: User
    analyst: User
    objective: Objective
    activity: Activity
    channels: list[Channel] = field(default_factory=list)

    def story(self, **fields: Any) -> Story:
        """A draft of the activity, in the mission's pages."""
        where = fields.pop("where", self.mission)
        return make.story(where, **{"activity": self.activity, **fields})

    def out(self, story: Story, *channels: Channel, state: str = DeliveryState.DELIVERED) -> Release:
        """A release with a delivery for each channel, all of them with receipts if they were delivered."""
        release = make.release(story, channels=channels)
        for channel in channels:
            make.delivery(release, channel, state=state)
        return release

    def deliveries(self, release: Release) -> list[Delivery]:
        """What was sent of a release."""
        return list(Delivery.objects.filter(subject__startswith=f"newsroom.release_version:{release.pk}/"))


@pytest.fixture
def scene(db: Any) -> Scene:
    ministry = make.organisation("Kementerian", kind=OrganisationKind.MINISTRY)
    mission = make.organisation("KBRI Den Haag", parent=ministry)
    planner = make.person(Role.PLANNER, mission, "rani")
    objective = make.objective(make.strategy(mission), owner=planner)
    return Scene(
        ministry=ministry,
        mission=mission,
        sibling=make.organisation("KBRI Paris", parent=ministry),
        planner=planner,
        analyst=make.person(Role.ANALYST, mission, "bima"),
        objective=objective,
        activity=make.activity(objective),
        channels=[make.channel(mission, name="Latihan"), make.channel(mission, name="Bluesky")],
    )
