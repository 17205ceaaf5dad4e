"""A mission at work: people, channels on the fake platform, a story with everything in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone
from wagtail.users.models import UserProfile

import make
from duta.accounts.models import Organisation, User
from duta.accounts.rules import Role
from duta.channels.models import Channel
from duta.connectors.registry import all_connectors
from duta.connectors.testing.fake import FakeConnector
from duta.newsroom import operations
from duta.newsroom.models import ChannelVersion, Clearance, Picture, Release, Story, Submission


@pytest.fixture(autouse=True)
def fake_platform() -> Iterator[FakeConnector]:
    """The only platform: tests of the newsroom depend on no real one."""
    fake = FakeConnector()
    with mock.patch.dict(all_connectors(), {"fake": fake}, clear=True):
        yield fake


@dataclass
class Scene:
    """One mission below a ministry, its sibling, its people, and one story ready to be submitted."""

    ministry: Organisation
    mission: Organisation
    sibling: Organisation
    author: User
    signatory: User
    planner: User
    manager: User
    root: User
    first: Channel
    second: Channel
    picture: Picture
    story: Story
    now: datetime = field(default_factory=timezone.now)

    def draft(self) -> Story:
        """The story as its newest revision has it."""
        return Story.objects.get(pk=self.story.pk).get_latest_revision_as_object()

    def edit(self, by: User | None = None, **changes: Any) -> Story:
        """Write into the draft."""
        draft = self.draft()
        for name, value in changes.items():
            setattr(draft, name, value)
        draft.save_revision(user=by or self.author, log_action=True, clean=False)
        return draft

    def edit_version(self, channel: Channel, text: str) -> None:
        """Write another text for one channel into the draft."""
        draft = self.draft()
        versions = list(draft.channel_versions.all())
        for version in versions:
            version.text = text if version.channel_id == channel.pk else version.text
        draft.channel_versions = versions
        draft.save_revision(user=self.author, log_action=True, clean=False)

    def submit(self, **given: Any) -> Submission:
        """Put the draft up for the signatory's signature."""
        given = {"story": self.story, "by": self.author, "signatory": self.signatory, "now": timezone.now(), **given}
        return operations.submit_story(**given)

    def sign(self, submission: Submission, **given: Any) -> Clearance:
        """Sign what was submitted."""
        given = {"by": submission.signatory, "seen": submission.digest, "now": timezone.now(), **given}
        return operations.sign_submission(submission=submission, **given)

    def clear(self, **given: Any) -> Release:
        """Submit and sign; the release is planned."""
        return self.sign(self.submit(**given)).submission.release

    def release(self, **given: Any) -> Release:
        """Submit, sign and release."""
        return operations.release_story(release=self.clear(**given), by=None, now=timezone.now())

    def public(self) -> tuple[Any, ...]:
        """What the public reads: everything that no forbidden way may change."""
        row = Story.objects.filter(pk=self.story.pk).first()
        if row is None:
            return ("gone",)
        return (row.live, row.title, row.lead, str(row.body.get_prep_value()), row.slug, row.live_revision_id,
                row.picture_alt, row.get_parent().pk, row.full_url, row.locale_id)  # fmt: skip


def person(role: Role, where: Organisation, name: str) -> User:
    """One person with one role."""
    return reads_english(make.person(role, where, name))


def reads_english(person: User) -> User:
    """Somebody whose desk is in English, as the tests are."""
    UserProfile.objects.create(user=person, preferred_language="en")
    return person


def write_everything(story: Story, picture: Picture, channels: list[Channel], by: User) -> Story:
    """Fill every part of a story that a signature covers."""
    draft = story.get_latest_revision_as_object()
    draft.picture, draft.picture_alt = picture, "Penari Kecak melingkar."
    picture.contextual_alt_text, picture.decorative = "Penari dari dekat.", False
    draft.body = [("paragraph", "<p>Isi.</p>"), ("picture", {"image": picture, "caption": "Uluwatu", "credit": ""})]
    picture_of_version = Picture.objects.get(pk=picture.pk)
    picture_of_version.contextual_alt_text, picture_of_version.decorative = "Kecak di Uluwatu.", False
    draft.channel_versions = [
        ChannelVersion(
            channel=channels[0], text="Kecak malam ini.", tags="Kecak, Bali", media=[("picture", picture_of_version)]
        ),
        ChannelVersion(channel=channels[1], text="Menonton Kecak."),
    ]
    draft.save_revision(user=by, log_action=True, clean=False)
    return Story.objects.get(pk=story.pk)


@pytest.fixture
def scene(db: None) -> Scene:
    """Everything in place; nothing submitted yet."""
    ministry = make.organisation("Kementerian")
    mission = make.organisation("KBRI Den Haag", parent=ministry, time_zone="Europe/Amsterdam")
    sibling = make.organisation("KBRI Tokyo", parent=ministry, time_zone="Asia/Tokyo")
    author = person(Role.AUTHOR, mission, "penyusun")
    first = make.channel(mission, connector_key="fake")
    second = make.channel(ministry, connector_key="fake")
    picture = make.picture(mission)
    story = write_everything(make.story(mission, title="Malam Kecak"), picture, [first, second], author)
    return Scene(
        ministry=ministry, mission=mission, sibling=sibling, author=author,
        signatory=person(Role.SIGNATORY, mission, "penandatangan"), planner=person(Role.PLANNER, mission, "perencana"),
        manager=person(Role.CHANNEL_MANAGER, mission, "pengelola"),
        root=reads_english(make.user("root", is_superuser=True, is_staff=True)),
        first=first, second=second, picture=picture, story=story,
    )  # fmt: skip
