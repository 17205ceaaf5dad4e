"""Read the newsroom."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from wagtail.models import Locale, PageLogEntry, Revision

from duta.accounts.models import Organisation, User
from duta.accounts.queries import organisation_of_page, where
from duta.accounts.rules import Action
from duta.channels.models import Channel
from duta.channels.queries import channel_state
from duta.channels.rules import ChannelState
from duta.connectors.registry import UnknownConnector
from duta.core.problems import Problem, Severity
from duta.core.subjects import Subject
from duta.delivery.models import Delivery
from duta.delivery.queries import deliveries_for
from duta.delivery.rules import DeliveryAction, DeliveryState
from duta.newsroom.addresses import draft_link, links_of_story
from duta.newsroom.content import text_digest
from duta.newsroom.freezing import draft_payload, pictures_of
from duta.newsroom.models import ChannelVersion, Release, Reminder, Story, Submission
from duta.newsroom.rules import ReleaseState, SubmissionState
from duta.newsroom.signatories import levels_for, waiting_for

CANNOT_SEND = frozenset({ChannelState.NO_CREDENTIAL, ChannelState.EXPIRED, ChannelState.FAILING})
EVERYWHERE = frozenset({"channels_locked"})
EDITS = ("wagtail.create", "wagtail.edit", "wagtail.revert", "wagtail.copy", "wagtail.copy_for_translation")


class NoOrganisation(Exception):  # noqa: N818
    """The story lies outside every organisation's pages."""


def organisation_of(story: Story) -> Organisation:
    """Return the organisation in whose pages the story lies. Raises NoOrganisation."""
    found = organisation_of_page(story)
    if found is None:
        raise NoOrganisation(str(story))
    return found


def latest(story: Story) -> Story:
    """Return the story as its newest revision has it: what the author sees in the editor."""
    fresh = Story.objects.select_related("latest_revision").get(pk=story.pk)  # a page in memory may be behind
    newest: Story = fresh.get_latest_revision_as_object()
    return newest


def open_submission(story: Story) -> Submission | None:
    """The submission that awaits clearance, if there is one."""
    return Submission.objects.filter(story=story, state=SubmissionState.SUBMITTED).first()


def release_out(story: Story) -> Release | None:
    """The release that the public reads now, if there is one."""
    rows = Release.objects.filter(story=story, state=ReleaseState.RELEASED)
    return rows.select_related("submission__clearance", "submission__organisation", "submission__story").first()


def release_waiting(story: Story) -> Release | None:
    """The release that is cleared and not out yet, if there is one: planned, or failed and waiting for a person."""
    rows = Release.objects.filter(story=story, state__in=[ReleaseState.PLANNED, ReleaseState.FAILED])
    return rows.select_related("submission").order_by("-pk").first()


def editors_since_clearance(story: Story) -> set[int]:
    """The numbers of the people who edited any revision since the last cleared one."""
    revisions, log = story.revisions.all(), PageLogEntry.objects.filter(page=story.pk, action__in=EDITS)
    cleared = story.submissions.filter(state=SubmissionState.CLEARED).order_by("-pk").first()
    if cleared is not None:  # by number, not by clock: a cleared revision is never written again
        revisions, log = revisions.filter(pk__gt=cleared.revision_id), log.filter(revision__gt=cleared.revision_id)
    found = {*revisions.values_list("user", flat=True), *log.values_list("user", flat=True)}
    return {pk for pk in found if pk is not None}


def signatories_for(story: Story, *, now: datetime) -> list[User]:
    """The people who may sign this story, the nearest first: signatories of its organisation or above, not its editors."""
    levels = levels_for(organisation_of(story), editors_since_clearance(story), now=now)
    return list(dict.fromkeys(person for level in levels for person in level.people))


def page_subject(number: int | None, language: str) -> Subject:
    """Name a story's page in one language: the same one through every correction."""
    return Subject("newsroom.story", f"{number}/{language}")


def delivery_subject(release: Release, channel_id: int) -> Subject:
    """Name what a delivery is for: one channel version of one release."""
    return Subject("newsroom.release_version", f"{release.pk}/{channel_id}")


def subjects_of(releases: Iterable[Release]) -> list[str]:
    """The subjects of all deliveries that some releases ordered; they come with ``submission``."""
    return [
        str(delivery_subject(release, version["channel"]))
        for release in releases
        for version in release.submission.manifest["versions"]
    ]


def deliveries_of_story(story: Story) -> list[Delivery]:
    """The publishing deliveries of all releases of a story in this language, the newest first."""
    names = subjects_of(story.releases.select_related("submission"))
    rows = deliveries_for(names).filter(action=DeliveryAction.PUBLISH).order_by("-created_at", "pk")
    return list(rows)


def deliveries_out(story: Story) -> list[Delivery]:
    """The deliveries that put the story out, or may do so, in this language, the newest first."""
    return [delivery for delivery in deliveries_of_story(story) if _is_or_may_be_out(delivery)]


def channels_reached(story: Story) -> set[int]:
    """The numbers of the channels on which the story is, or may be, out in this language."""
    return {delivery.channel_id for delivery in deliveries_out(story)}


def channels_corrected(story: Story) -> set[int]:
    """The numbers of those channels on which a correction changes what is out."""
    return {delivery.channel_id for delivery in deliveries_out(story) if can_correct(delivery.channel)}


def can_correct(channel: Channel) -> bool:
    """Whether what is out on a channel can be changed there."""
    try:
        return channel.connector.capabilities.edit
    except UnknownConnector:
        return False


def keeps_pictures(channel: Channel) -> bool:
    """Whether a correction on a channel changes the text but never the pictures."""
    try:
        able = channel.connector.capabilities
    except UnknownConnector:
        return False
    return able.edit and not able.edit_media


def _is_or_may_be_out(delivery: Delivery) -> bool:
    receipt = getattr(delivery, "receipt", None)
    if receipt is not None:
        return receipt.withdrawn_at is None
    return delivery.state not in (DeliveryState.REFUSED, DeliveryState.CANCELLED)


def is_shown(picture_pk: int) -> bool:
    """Whether any story shows a picture: on its page, in its text, with a channel version, live or in its draft."""
    named = Q()
    for name in ('"picture"', '\\"image\\"'):  # in a revision; in a text inside it, with its quotes escaped
        for end in (",", "}"):
            named |= Q(text__contains=f"{name}: {picture_pk}{end}")
    newest = Story.objects.filter(latest_revision__isnull=False).values("latest_revision")
    rows = Revision.objects.filter(pk__in=newest).annotate(text=Cast("content", TextField()))
    drafts = (revision.as_object() for revision in rows.filter(named).iterator(chunk_size=50))
    pages = Story.objects.filter(picture=picture_pk).exists()
    return pages or any(picture.pk == picture_pk for draft in drafts for picture in pictures_of(draft))


def source_of(story: Story) -> Story | None:
    """The story that this one translates: the first of its languages; None for the first itself."""
    first = Story.objects.filter(translation_key=story.translation_key).order_by("pk").first()
    return None if first is None or first.pk == story.pk else first


def out_of_date(story: Story) -> bool:
    """Whether the source's text changed since the translator last said that both are in step."""
    source = source_of(story)
    return source is not None and story.in_step_with != text_digest(latest(source))


def untranslated(story: Story) -> bool:
    """Whether a translation is still its source, word for word."""
    source = source_of(story)
    return source is not None and text_digest(latest(story)) == text_digest(latest(source))


def languages_of(story: Story) -> "QuerySet[Story]":
    """The story in all its languages, itself included."""
    rows: QuerySet[Story] = Story.objects.filter(translation_key=story.translation_key)
    return rows.select_related("locale").order_by("pk")


def versions_of(story: Story) -> list[ChannelVersion]:
    """The channel versions of a story, with their short addresses and everything of their channels that a check reads.

    Two queries for all.
    """
    versions: list[ChannelVersion] = list(story.channel_versions.all())
    rows = Channel.objects.select_related("organisation", "credential")
    channels = rows.in_bulk({version.channel_id for version in versions})
    links = links_of_story(story, channels)
    for version in versions:
        version.channel = channels[version.channel_id]
        if version.channel_id in links:
            version.short_address = links[version.channel_id].address
            version.link_ends_at = links[version.channel_id].expires_at
    return versions


def problems_of_story(draft: Story, *, now: datetime) -> list[Problem]:
    """What is missing or wrong before submission, page first, then each channel version (``field``: "version.N…")."""
    place, versions = organisation_of(draft), versions_of(draft)
    return gathered(draft, [problems_of_version(version, draft, place=place, now=now) for version in versions])


def gathered(draft: Story, of_versions: Sequence[Sequence[Problem]]) -> list[Problem]:
    """Put the page's problems before those that were found of its versions, in their order."""
    problems = _problems_of_page(draft)
    for number, found in enumerate(of_versions, start=1):
        known = {problem.code for problem in problems}
        problems += [_at_version(problem, number) for problem in found if not _said_before(problem, known)]
    if not of_versions:
        problems.append(Problem("no_versions", severity=Severity.WARNING))
    if release_waiting(draft):
        problems.append(Problem("release_waiting", severity=Severity.WARNING))
    return problems


def _said_before(problem: Problem, known: set[str]) -> bool:
    """One sentence is enough for what is wrong with every channel alike."""
    return problem.code in EVERYWHERE and problem.code in known


def problems_of_version(version: ChannelVersion, story: Story, *, place: Organisation, now: datetime) -> list[Problem]:
    """What the channel would refuse, and what stands in the way of this version on our side.

    ``place``: the organisation in whose pages the story lies.
    """
    channel, problems = version.channel, []
    if not channel.active:
        problems.append(Problem("version_channel_off", {"channel": channel.name}))
    if channel.languages and story.language not in channel.languages:
        problems.append(Problem("channel_language", {"channel": channel.name}))
    if version.with_link and version.link_ends_at and version.link_ends_at <= now:
        problems.append(Problem("link_ended", {"address": version.short_address}, field="with_link"))
    if not place.path.startswith(channel.organisation.path):
        problems.append(Problem("channel_elsewhere", {"channel": channel.name}))
    try:
        if any(block.value is None for block in version.media):
            problems.append(Problem("picture_missing", field="media"))
        payload = draft_payload(version, story, address=draft_link(version))
        return [*problems, *channel.connector.problems(payload, channel.limits), *_problems_of_channel(channel, now)]
    except UnknownConnector:
        return [*problems, Problem("connector_missing", {"connector": channel.connector_key})]


def _problems_of_channel(channel: Channel, now: datetime) -> list[Problem]:
    """A channel that cannot send today does not stop a text: it may be mended until the release."""
    state = channel_state(channel, now)
    if state is ChannelState.LOCKED:
        return [Problem("channels_locked", severity=Severity.WARNING)]
    if state not in CANNOT_SEND:
        return []
    words = {"channel": channel.name, "state": str(state.label)}
    return [Problem("channel_needs_somebody", words, severity=Severity.WARNING)]


def _problems_of_page(draft: Story) -> list[Problem]:
    found = [Problem(code, field=name) for code, name, missing in _blanks(draft) if missing]
    if not draft.activity_id:
        found.append(Problem("activity_missing", severity=Severity.WARNING, field="activity"))
    found += [Problem("body_alt_missing", field="body") for block in draft.body if _lacks_alt(block)]
    found += [Problem("picture_missing", field="body") for block in draft.body if _lacks_picture(block)]
    return [*found, *_problems_of_translation(draft), *_problems_of_address(draft)]


def _problems_of_translation(draft: Story) -> list[Problem]:
    source = source_of(draft)
    if source is None:
        return []
    theirs, language = text_digest(latest(source)), {"language": source.locale.get_display_name()}
    if text_digest(draft) == theirs:
        return [Problem("not_translated", language, severity=Severity.WARNING, field="title")]
    found = []
    if len(draft.body) and draft.body.get_prep_value() == latest(source).body.get_prep_value():
        found.append(Problem("body_not_translated", language, severity=Severity.WARNING, field="body"))
    if draft.in_step_with != theirs:
        found.append(Problem("out_of_date", language, severity=Severity.WARNING))
    return found


def _problems_of_address(draft: Story) -> list[Problem]:
    """A permanent address stays what it was at the first release."""
    out = draft.releases.filter(released_at__isnull=False).order_by("pk").select_related("submission").first()
    slug = out.submission.manifest["page"]["slug"] if out else draft.slug
    return [] if slug == draft.slug else [Problem("address_changed", {"slug": slug}, field="slug")]


def _blanks(draft: Story) -> list[tuple[str, str, bool]]:
    return [
        ("lead_missing", "lead", not draft.lead.strip()),
        ("body_missing", "body", not len(draft.body)),
        ("theme_missing", "theme", not draft.theme),
        ("picture_alt_missing", "picture_alt", bool(draft.picture_id) and not draft.picture_alt.strip()),
    ]


def _lacks_alt(block: Any) -> bool:
    image = block.value.get("image") if block.block_type == "picture" else None
    if image is None or getattr(image, "decorative", False):
        return False
    return not getattr(image, "contextual_alt_text", "")


def _lacks_picture(block: Any) -> bool:
    """Left empty, or the picture was deleted meanwhile."""
    return block.block_type == "picture" and block.value.get("image") is None


def _at_version(problem: Problem, number: int) -> Problem:
    if problem.code in EVERYWHERE:
        return problem
    field = f"version.{number}.{problem.field}".rstrip(".")
    return Problem(problem.code, problem.params, problem.severity, field, problem.said)


def awaiting_signature(user: User, *, now: datetime) -> "QuerySet[Submission]":
    """The submissions that a person is asked to sign, in another's place too, the longest waiting first."""
    rows = Submission.objects.filter(waiting_for(user, now=now), state=SubmissionState.SUBMITTED)
    rows = rows.select_related("story", "locale", "organisation", "submitted_by", "signatory")
    told = Reminder.objects.filter(submission=OuterRef("pk"), person=user).order_by("-written_at")
    rows = rows.annotate(reminded_at=Subquery(told.values("written_at")[:1])).prefetch_related("initials__person")
    return rows.order_by("submitted_at")


def awaiting_initials(user: User) -> "QuerySet[Submission]":
    """The submissions that wait for this person's initials."""
    rows = Submission.objects.filter(
        state=SubmissionState.SUBMITTED, initials__person=user, initials__put_at__isnull=True
    )
    return rows.select_related("story", "locale", "organisation", "submitted_by").order_by("submitted_at")


def returned_to(user: User) -> "QuerySet[Submission]":
    """What this person submitted and got back, as long as it was not submitted again."""
    rows = Submission.objects.filter(state=SubmissionState.RETURNED, submitted_by=user)
    newer = Q(story__submissions__submitted_at__gt=F("submitted_at"))
    return rows.exclude(pk__in=rows.filter(newer).values("pk")).select_related("story", "locale", "closed_by")


def releases_due(*, now: datetime) -> "QuerySet[Release]":
    """Planned releases whose time has come, the earliest first."""
    return Release.objects.filter(state=ReleaseState.PLANNED, due_at__lte=now).order_by("due_at", "pk")


def releases_between(start: datetime, end: datetime) -> "QuerySet[Release]":
    """Planned releases that are due in a span of time, the earliest first."""
    rows = Release.objects.filter(state=ReleaseState.PLANNED, due_at__gt=start, due_at__lte=end)
    return rows.select_related("story", "submission__locale", "submission__organisation").order_by("due_at", "pk")


def submissions_seen_by(user: Any) -> "QuerySet[Submission]":
    """The submissions of the organisations that the person may look at."""
    rows = Submission.objects.filter(where(user, Action.VIEW))
    return rows.select_related("story", "locale", "organisation", "signatory", "submitted_by", "release", "clearance")


def releases_seen_by(user: Any) -> "QuerySet[Release]":
    """The releases of the organisations that the person may look at."""
    rows = Release.objects.filter(where(user, Action.VIEW, field="submission__organisation"))
    return rows.select_related("story", "submission__organisation", "submission__locale")


def awaiting(user: Any, *, now: datetime) -> "QuerySet[Submission]":
    """The submissions that wait for this person, for a signature or for initials."""
    mine = waiting_for(user, now=now) | Q(initials__person=user, initials__put_at__isnull=True)
    return submissions_seen_by(user).filter(mine, state=SubmissionState.SUBMITTED).distinct()


def cleared_before(submission: Submission) -> Submission | None:
    """The submission of this story that was cleared last before this one."""
    rows = Submission.objects.filter(story=submission.story_id, state=SubmissionState.CLEARED, pk__lt=submission.pk)
    return rows.select_related("revision").order_by("-pk").first()


def editors_of(submission: Submission) -> list[User]:
    """The people who wrote what this submission froze, since the clearance before it."""
    before = cleared_before(submission)
    revisions = submission.story.revisions.filter(pk__lte=submission.revision_id)
    if before is not None:
        revisions = revisions.filter(pk__gt=before.revision_id)
    return list(User.objects.filter(pk__in=revisions.values("user")).order_by("first_name", "last_name", "pk"))


def untranslated_languages(story: Story) -> list[Locale]:
    """The portal's languages that the story does not have yet, where its organisation has pages in them."""
    had = languages_of(story).values("locale")
    parent = story.get_parent()
    ready = parent.get_translations(inclusive=True).values("locale")
    return list(Locale.objects.filter(pk__in=ready).exclude(pk__in=had).order_by("pk"))
