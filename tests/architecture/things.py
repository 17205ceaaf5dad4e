"""One of each thing that an organisation can own, at three places, and one person of each kind to ask for it."""

from typing import Any

from django.db.models import Model
from django.test import Client

import make
from duta.accounts.models import Organisation, User
from duta.accounts.rules import Role
from duta.delivery.models import Hold
from duta.evaluation.models import Reading
from duta.newsroom.models import Clearance, Initials, Release, Story, Submission
from signing import confirm

from .expectations import NOBODY, PLACES, ROOT, STRANGER


class Matrix:
    """The planted world; ``ask`` requests an address as somebody."""

    def __init__(self) -> None:
        ministry = make.organisation("Kementerian", kind="ministry")
        own = make.organisation("KBRI Den Haag", parent=ministry)
        places = {"own": own, "below": make.organisation("KJRI Rotterdam", parent=own),
                  "sibling": make.organisation("KBRI Kairo", parent=ministry)}  # fmt: skip
        self.people: dict[Any, User | None] = {role: make.person(role, own) for role in Role}
        self.people |= {ROOT: make.user(is_superuser=True), NOBODY: make.user(), STRANGER: None}
        self.things = {place: self._plant(places[place]) for place in PLACES}
        self.clients = {who: _client_of(person) for who, person in self.people.items()}

    def _plant(self, where: Organisation) -> dict[str, Model]:
        """Everything in one organisation. What has a signatory has the one of ``own``, who may act below it too."""
        signatory, author = self.people[Role.SIGNATORY], self.people[Role.AUTHOR]
        plan = make.strategy(where)
        goal = make.objective(plan)
        measure, story = make.indicator(goal), make.story(where)
        submission = _submission(where, signatory, author)
        cleared = _cleared(where, signatory, author)
        released = make.release(make.story(where))
        delivery = make.delivery(released, make.channel(where))
        by_hand = make.channel(where, connector_key="x_by_hand", settings={"account": "kbri"})
        handed_out = make.delivery(released, by_hand)
        line = make.channel(where, connector_key="line_by_hand", settings={"account": "kbri"})
        return {
            "organisation": where,
            "person": make.person(Role.AUTHOR, where),
            "delegation": make.delegation(where),
            "place": where.home,
            "story": story,
            "translation": make.story(where, language="en", translation_key=story.translation_key),
            "picture": make.picture(where),
            "strategy": plan,
            "objective": goal,
            "audience": make.audience(where),
            "activity": make.activity(goal),
            "indicator": measure,
            "reading": Reading.objects.create(
                indicator=measure, value=1, read_at=make.NOW, metric_ref=measure.metric_ref, rule=measure.aggregation
            ),
            "channel": delivery.channel,
            "delivery": delivery,
            "hand_channel": by_hand,
            "handed_out": handed_out,
            "to_post": make.delivery(released, line, state="handed"),
            "counted": make.tally(by_hand, delivery=handed_out),
            "tally": make.tally(by_hand, file_name="x.csv", file_digest="a" * 64),
            "link": make.link(where),
            "contact": make.contact(where),
            "mailing": make.mailing(where),
            "hold": Hold.objects.create(organisation=where, reason="Uji", placed_at=make.NOW),
            "submission": submission,
            "submitted": submission.story,
            "initials": Initials.objects.create(submission=submission, person=signatory),
            "release": Release.objects.create(submission=cleared, story=cleared.story),
            "released": released.story,
        }

    def ask(self, who: Any, method: str, path: str, data: dict[str, Any]) -> Any:
        """Request an address as somebody."""
        return getattr(self.clients[who], method)(path, data)


def _client_of(person: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        confirm(client, person)
    return client


def _submission(where: Organisation, signatory: User | None, author: User | None, **fields: Any) -> Submission:
    story: Story = make.story(where)
    return Submission.objects.create(
        story=story, revision=story.latest_revision, locale=story.locale, organisation=where, title=story.title,
        manifest={}, digest="0" * 64, signatory=signatory, submitted_by=author, submitted_at=make.NOW, **fields,
    )  # fmt: skip


def _cleared(where: Organisation, signatory: User | None, author: User | None) -> Submission:
    submission = _submission(where, signatory, author, state="cleared")
    Clearance.objects.create(
        submission=submission, digest=submission.digest, signatory=signatory, name="Uji", signed_at=make.NOW
    )
    return submission
