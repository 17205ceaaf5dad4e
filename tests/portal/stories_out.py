"""What the portal's tests share: stories that are out, without going through clearance."""

from datetime import datetime
from typing import Any

from django.test import Client

import make
from duta.accounts.models import Organisation
from duta.accounts.rules import OrganisationKind
from duta.newsroom.models import Release, Story, Submission
from duta.newsroom.rules import ReleaseState, SubmissionState

PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


def ministry(**fields: Any) -> Organisation:
    """The ministry, with its pages."""
    return make.organisation("Kementerian Luar Negeri", kind=OrganisationKind.MINISTRY, **fields)


def out(where: Organisation, *, at: datetime = make.NOW, language: str = "id", **fields: Any) -> Story:
    """A story that is out; as a row, since clearance is the newsroom's to test."""
    draft = make.story(where, language=language, **fields)
    Story.objects.filter(pk=draft.pk).update(live=True, first_published_at=at, last_published_at=at)
    return Story.objects.get(pk=draft.pk)


def translated(story: Story, where: Organisation, *, language: str = "en", **fields: Any) -> Story:
    """The same story, out in another language."""
    other = out(where, language=language, **fields)
    Story.objects.filter(pk=other.pk).update(number=story.number, translation_key=story.translation_key)
    return Story.objects.get(pk=other.pk)


def withdraw(story: Story, *, reason: str, at: datetime = make.NOW) -> None:
    """Take a story off the portal, with the record of it."""
    person, organisation = make.user(), Organisation.objects.get(home__translation_key=_home_key(story))
    submission = Submission.objects.create(
        story=story, revision=story.latest_revision, locale=story.locale, organisation=organisation, title=story.title,
        manifest={}, digest="0" * 64, state=SubmissionState.CLEARED, signatory=person, submitted_by=person, submitted_at=at,
    )  # fmt: skip
    Release.objects.create(
        submission=submission, story=story, state=ReleaseState.WITHDRAWN, released_at=at, withdrawn_at=at,
        withdrawn_by=person, withdrawal_reason=reason,
    )  # fmt: skip
    Story.objects.filter(pk=story.pk).update(live=False)


def _home_key(story: Story) -> Any:
    return story.get_parent().translation_key


def read(path: str, **headers: str) -> Any:
    """What a reader's browser gets."""
    return Client(
        headers={"user-agent": PHONE, **{name.replace("_", "-"): text for name, text in headers.items()}}
    ).get(path)


def text_of(path: str) -> str:
    """The HTML of a page that is there."""
    answer = read(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()
