"""Put a story up for clearance: freeze the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from duta.accounts.models import User
from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.core.moments import ChosenTime, is_future
from duta.core.problems import Problem, Severity
from duta.delivery.models import Delivery
from duta.delivery.queries import withdrawal_of
from duta.delivery.rules import DeliveryState
from duta.links.models import TrackedLink
from duta.links.operations import link_for
from duta.links.rules import parameters_for
from duta.newsroom.addresses import address_of, link_subject
from duta.newsroom.freezing import PictureUnreadable, Whole, freeze
from duta.newsroom.models import ChannelVersion, FrozenPicture, Initials, Picture, Release, Story, Submission
from duta.newsroom.operations.problems import NotPossible
from duta.newsroom.operations.states import record_submission
from duta.newsroom.queries import (
    deliveries_out,
    delivery_subject,
    editors_since_clearance,
    keeps_pictures,
    latest,
    organisation_of,
    problems_of_story,
    signatories_for,
    versions_of,
)
from duta.newsroom.rules import ReleaseMode
from duta.newsroom.sharing import pictures_of_version


@dataclass(frozen=True)
class Timing:
    """When it may go out, as the author asks for it; part of what is signed is the embargo only."""

    mode: ReleaseMode = ReleaseMode.AT_CLEARANCE
    release: ChosenTime | None = None
    embargo: ChosenTime | None = None


@transaction.atomic
def submit_story(
    *,
    story: Story,
    by: User,
    signatory: User,
    now: datetime,
    initials: Sequence[User] = (),
    timing: Timing | None = None,
    note: str = "",
) -> Submission:
    """Freeze the newest draft with its channel versions and put it up for one person's signature.

    Raises NotPossible when something is missing, when the signatory edited the story or may not sign, or when the
    story is frozen already. From here on nobody can edit it until it is cleared, sent back or taken back.
    """
    timing = timing or Timing()
    story = Story.objects.select_for_update().get(pk=story.pk)
    draft = latest(story)
    _refuse(story, draft, by, signatory, timing, now)
    _reserve_address(story, draft)
    revision = story.latest_revision
    if revision is None or story.submissions.filter(revision=revision).exists():
        # A copy of what was written, so it is the writer's: whoever submits it unchanged has edited nothing.
        revision = draft.save_revision(user=revision.user if revision else by, clean=False)
    embargo = timing.embargo.instant.isoformat() if timing.embargo else ""
    _refuse_swapped_pictures(story, draft)
    whole = _freeze(draft, _links(draft, by, now), embargo, now)
    submission = Submission(
        story=story, revision=revision, locale=draft.locale, organisation=organisation_of(story), title=draft.title,
        manifest=whole.manifest, digest=whole.digest, note=note, release_mode=timing.mode, signatory=signatory,
        submitted_by=by, submitted_at=now,
    )  # fmt: skip
    submission.set_release(timing.release)
    submission.set_embargo(timing.embargo)
    submission.save()
    _hold_pictures(submission, whole.pictures)
    Initials.objects.bulk_create(
        Initials(submission=submission, person=person) for person in _others(initials, signatory)
    )
    record_submission("submission.submitted", submission, by, now, digest=submission.digest, signatory=signatory.pk)
    return submission


def _reserve_address(story: Story, draft: Story) -> None:
    """Before its first release the draft's address becomes the page's own, so that no other story can take it."""
    if story.live or story.slug == draft.slug:
        return
    if story.get_siblings(inclusive=False).filter(slug=draft.slug).exists():
        raise NotPossible(Problem("address_taken", {"slug": draft.slug}, field="slug"))
    story.slug = draft.slug
    story.save(clean=False)


def _links(draft: Story, by: User, now: datetime) -> dict[int, str]:
    """The short address of each version that leads to the page, by channel; the same ones at every submission."""
    versions = [version for version in versions_of(draft) if version.with_link]
    return {version.channel_id: _link(version, draft, by, now).address for version in versions}


def _link(version: ChannelVersion, draft: Story, by: User, now: datetime) -> TrackedLink:
    platform, story = version.channel.connector, f"{draft.number}-{draft.slug}"
    return link_for(
        subject=link_subject(draft.number, draft.language, version.channel_id), organisation=organisation_of(draft),
        target=address_of(draft), by=by, now=now,
        parameters=parameters_for(
            platform=platform.key, medium=platform.capabilities.medium, story=story, activity=draft.activity_id
        ),
    )  # fmt: skip


def _freeze(draft: Story, links: Mapping[int, str], embargo: str, now: datetime) -> Whole:
    try:
        return freeze(draft, address=address_of(draft), links=links, embargo=embargo, now=now)
    except PictureUnreadable as unreadable:
        raise NotPossible(Problem("picture_unreadable", {"picture": str(unreadable)})) from unreadable


def _refuse_swapped_pictures(story: Story, draft: Story) -> None:
    """Where a correction changes the text alone, other pictures would stay away without a word: refused beforehand.

    The pictures themselves are compared, not the files made of them: those change with the sizes that a platform takes.
    """
    out = {row.channel_id: row for row in reversed(deliveries_out(story)) if row.state != DeliveryState.HANDED}
    releases = list(story.releases.select_related("submission__revision")) if out else []
    problems = []
    for version in versions_of(draft):
        known = out.get(version.channel_id)
        if known is None or not keeps_pictures(known.channel) or withdrawal_of(known) is not None:
            continue
        if _picture_pks(version, draft) != _pictures_out(releases, known):
            problems.append(Problem("correction_swaps_pictures", {"channel": known.channel.name}))
    if problems:
        raise NotPossible(*problems)


def _pictures_out(releases: Sequence[Release], known: Delivery) -> list[int]:
    """The pictures that a delivery put out: those of the revision that its release let out."""
    release = next(row for row in releases if str(delivery_subject(row, known.channel_id)) == known.subject)
    released: Story = release.submission.revision.as_object()
    versions = [row for row in released.channel_versions.all() if row.channel_id == known.channel_id]
    return [pk for version in versions for pk in _picture_pks(version, released)]


def _picture_pks(version: ChannelVersion, story: Story) -> list[int]:
    return [picture.pk for picture in pictures_of_version(version, story)]


def _refuse(story: Story, draft: Story, by: User, signatory: User, timing: Timing, now: datetime) -> None:
    if not may(by, Action.WRITE, organisation_of(story), now=now):
        raise NotPossible(Problem("not_allowed"))
    if story.is_frozen:
        raise NotPossible(Problem("already_submitted"))
    problems = [problem for problem in problems_of_story(draft, now=now) if problem.severity is Severity.ERROR]
    problems += _problems_of_timing(timing, now)
    problems += _problems_of_signatory(story, by, signatory, now)
    if problems:
        raise NotPossible(*problems)


def _problems_of_signatory(story: Story, by: User, signatory: User, now: datetime) -> list[Problem]:
    name = {"name": str(signatory)}
    if signatory.pk in editors_since_clearance(story):
        return [Problem("signatory_edited" if signatory == by else "chosen_signatory_edited", name, field="signatory")]
    if signatory not in signatories_for(story, now=now):
        return [Problem("no_signatory", name, field="signatory")]
    return []


def _problems_of_timing(timing: Timing, now: datetime) -> list[Problem]:
    found = []
    if timing.mode is ReleaseMode.AT_TIME and (timing.release is None or not is_future(timing.release, now=now)):
        found.append(Problem("time_past", field="release"))
    if timing.release and timing.embargo and timing.release.instant < timing.embargo.instant:
        found.append(Problem("release_before_embargo", field="release"))
    return found


def _hold_pictures(submission: Submission, pictures: Sequence[tuple[Picture, str]]) -> None:
    FrozenPicture.objects.bulk_create(
        FrozenPicture(submission=submission, picture=picture, sha256=sha256) for picture, sha256 in pictures
    )


def _others(people: Sequence[User], signatory: User) -> list[User]:
    return list(dict.fromkeys(person for person in people if person != signatory))
