"""A submission put together for its page: what was frozen, who did what with it, what came of it, what can be done."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from duta.accounts.models import User
from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.channels.models import Channel
from duta.connectors.registry import UnknownConnector
from duta.core.languages import language_name
from duta.core.problem_words import WITHDRAWAL_WORDS, ProblemSentence, sentence_of
from duta.core.problems import Problem
from duta.delivery.models import Delivery
from duta.delivery.queries import deliveries_for
from duta.delivery.rules import UNSENT, DeliveryState
from duta.delivery.showing import Shown, receipt_of, shown
from duta.links.queries import Followed, clicks_of
from duta.newsroom.addresses import links_of_story
from duta.newsroom.by_hand import channels_by_hand
from duta.newsroom.content import page_digest
from duta.newsroom.models import Clearance, Release, Story, Submission
from duta.newsroom.previews import VersionShown, shown_frozen
from duta.newsroom.queries import cleared_before, deliveries_of_story, editors_of, editors_since_clearance, subjects_of
from duta.newsroom.rules import ReleaseState, SubmissionState
from duta.newsroom.signatories import Authority, authority_of, may_take_over

HASH_SHOWN = 12  # characters of a hash that people compare by eye


@dataclass(frozen=True)
class Acts:
    """What the person may do with the submission now.

    ``why_not``: why an expected signature is not possible yet; ``authority``: by what the person signs.
    """

    sign: bool = False
    initial: bool = False
    send_back: bool = False
    take_back: bool = False
    release: bool = False
    cancel: bool = False
    withdraw: bool = False
    edit: bool = False
    take_over: bool = False
    why_not: str = ""
    authority: Authority | None = None

    @property
    def decides(self) -> bool:
        """Whether the person is asked for something."""
        return self.sign or self.initial or self.send_back


@dataclass
class Record:
    """One submission as its page shows it; each part is read when the template asks for it.

    ``small``: with small pictures, for a phone on a bad line.
    """

    submission: Submission
    request: HttpRequest
    now: datetime
    small: bool = False

    @property
    def zone(self) -> str:
        """The organisation's zone."""
        return self.submission.organisation.time_zone

    @property
    def short_hash(self) -> str:
        """The beginning of the hash, in groups that are easy to compare."""
        start = self.submission.digest[:HASH_SHOWN]
        return " ".join(start[at : at + 4] for at in range(0, HASH_SHOWN, 4))

    @cached_property
    def story(self) -> Story:
        """The frozen page."""
        draft: Story = self.submission.revision.as_object()
        return draft

    @cached_property
    def intact(self) -> bool:
        """Whether the page is still what was frozen."""
        frozen: str = self.submission.manifest["page_digest"]
        return page_digest(self.story) == frozen

    @cached_property
    def versions(self) -> list[VersionShown]:
        """Each frozen version as its platform will show it."""
        frozen = self.submission.manifest["versions"]
        channels = Channel.objects.select_related("organisation").in_bulk([version["channel"] for version in frozen])
        versions = [
            shown_frozen(version, channels[version["channel"]], media_address=self._media_address, now=self.now)
            for version in frozen
        ]
        return [replace(shown, followed=self._followed.get(shown.channel.pk)) for shown in versions]

    @cached_property
    def _followed(self) -> dict[int, Followed]:
        """The short addresses that the frozen versions name, by channel, and how often they were followed."""
        payloads = {version["channel"]: version["payload"] for version in self.submission.manifest["versions"]}
        links = links_of_story(self.submission.story, payloads)
        named = {pk: link for pk, link in links.items() if (payloads[pk]["link"] or {}).get("url") == link.address}
        clicks = clicks_of(named.values())
        return {pk: Followed(link, clicks[link.pk]) for pk, link in named.items()}

    def _media_address(self, sha256: str) -> str:
        if not sha256:
            return ""
        address = reverse("newsroom:frozen_media", args=[self.submission.pk, sha256])
        return f"{address}?small=1" if self.small else address

    @cached_property
    def clearance(self) -> Clearance | None:
        """The signature, if there is one."""
        return getattr(self.submission, "clearance", None)

    @cached_property
    def release(self) -> Release | None:
        """The release, if it was signed."""
        return getattr(self.submission, "release", None)

    @cached_property
    def release_tone(self) -> str:
        """The colour of the release's state."""
        return RELEASE_TONES.get(self.release.state, "off") if self.release else "off"

    @cached_property
    def failures(self) -> list[ProblemSentence]:
        """Why the release failed, in words."""
        return [sentence_of(problem) for problem in self.release.problems] if self.release else []

    @property
    def manifest_text(self) -> str:
        """What the hash is taken over, to be read."""
        return json.dumps(self.submission.manifest, ensure_ascii=False, indent=2, sort_keys=True)

    @cached_property
    def tone(self) -> str:
        """The colour of where it stands."""
        return state_shown(self.submission)[0]

    @cached_property
    def where(self) -> str:
        """Where it stands, in words."""
        return state_shown(self.submission)[1]

    @property
    def language(self) -> str:
        """The name of its language."""
        return language_name(self.submission.locale.language_code)

    @cached_property
    def editors(self) -> list[User]:
        """Who wrote it."""
        return editors_of(self.submission)

    @cached_property
    def initials(self) -> list[Any]:
        """The initials that were asked for."""
        return list(self.submission.initials.select_related("person"))

    @cached_property
    def missing_initials(self) -> list[Any]:
        """Those that are not there yet."""
        return [asked for asked in self.initials if asked.put_at is None]

    @cached_property
    def before(self) -> Submission | None:
        """The version that was cleared before this one."""
        return cleared_before(self.submission)

    @cached_property
    def changes(self) -> list[Any]:
        """What differs from the version that was cleared before, field by field, as Wagtail compares."""
        if self.before is None:
            return []
        panel = Story.get_edit_handler().get_bound_panel(instance=self.story, request=self.request, form=None)
        old = self.before.revision.as_object()
        found = [compare(old, self.story) for compare in panel.get_comparison()]
        return [comparison for comparison in found if comparison.has_changed()]

    @cached_property
    def compare_url(self) -> str:
        """Wagtail's own page of the same comparison, for those who may edit."""
        if self.before is None or not self.acts.edit:
            return ""
        revisions = [self.submission.story_id, self.before.revision_id, self.submission.revision_id]
        return reverse("wagtailadmin_pages:revisions_compare", args=revisions)

    @cached_property
    def deliveries(self) -> list[Shown]:
        """What went out to the channels, withdrawals included."""
        if self.release is None:
            return []
        rows = deliveries_for(subjects_of([self.release])).order_by("channel__name", "created_at")
        return [shown(row) for row in rows.select_related("channel__organisation", "receipt")]

    @cached_property
    def by_hand(self) -> str:
        """On which channels a person publishes it at a time that is set, by their names; "": on none."""
        if self.release is None or self.release.state != ReleaseState.PLANNED or self.release.due_at is None:
            return ""
        return ", ".join(channel.name for channel in channels_by_hand(self.submission))

    @property
    def chain_url(self) -> str:
        """The whole way from the objective to the figures."""
        try:
            return reverse("desk_chain", args=["story", self.submission.story_id])
        except NoReverseMatch:
            return ""

    @cached_property
    def acts(self) -> Acts:
        """What the person may do now."""
        return acts_on(self.submission, self.release, self.initials, self.request.user, now=self.now)


TONES = {
    SubmissionState.SUBMITTED: "wait",
    SubmissionState.CLEARED: "ok",
    SubmissionState.RETURNED: "no",
    SubmissionState.TAKEN_BACK: "off",
}
RELEASE_TONES: dict[str, str] = {
    ReleaseState.PLANNED: "wait",
    ReleaseState.RELEASED: "ok",
    ReleaseState.FAILED: "no",
}


def state_shown(submission: Submission) -> tuple[str, str]:
    """Say where a submission stands now, its release included: the colour and the words."""
    release: Release | None = getattr(submission, "release", None)
    if release is None:
        return TONES[SubmissionState(submission.state)], str(submission.get_state_display())
    return RELEASE_TONES.get(release.state, "off"), str(release.get_state_display())


def record_of(submission: Submission, request: HttpRequest, *, now: datetime, small: bool = False) -> Record:
    """Put a submission together for the person who looks at it."""
    return Record(submission, request, now, small)


def _under_embargo(submission: Submission) -> bool:
    return bool(submission.embargo_instant and submission.embargo_instant > timezone.now())


def acts_on(
    submission: Submission, release: Release | None, initials: Sequence[Any], user: Any, *, now: datetime
) -> Acts:
    """Say what the person may do with a submission and its release."""
    place = submission.organisation
    writes = may(user, Action.WRITE, place)
    if submission.state == SubmissionState.SUBMITTED:
        return _acts_while_open(submission, initials, user, now, writes=writes)
    releases = release is not None and may(user, Action.RELEASE, place)
    waits = release is not None and release.state in (ReleaseState.PLANNED, ReleaseState.FAILED)
    out = release is not None and release.state == ReleaseState.RELEASED
    return Acts(
        release=releases and waits and not _under_embargo(submission),
        cancel=releases and waits,
        withdraw=out and may(user, Action.WITHDRAW, place),
        edit=writes,
    )


def _acts_while_open(
    submission: Submission, initials: Sequence[Any], user: Any, now: datetime, *, writes: bool
) -> Acts:
    authority = authority_of(user, submission, now=now)
    signs = authority is not None
    asked = next((row for row in initials if row.person_id == user.pk), None)
    reads = asked is not None and may(user, Action.INITIAL, submission.organisation)
    editors = editors_since_clearance(submission.story) if may(user, Action.SIGN, submission.organisation) else set()
    why_not = _why_not(initials, user, editors) if signs else ""
    return Acts(
        sign=signs and not why_not,
        initial=reads and asked is not None and asked.put_at is None,
        send_back=signs or reads,
        take_back=writes,
        edit=writes,
        take_over=not signs and may_take_over(user, submission, editors, now=now),
        why_not=why_not,
        authority=authority,
    )


def _why_not(initials: Sequence[Any], user: Any, editors: set[int]) -> str:
    if user.pk in editors:
        words = sentence_of(Problem("signatory_edited"))
        return f"{words.what} {words.fix}"
    missing = [str(row.person) for row in initials if row.put_at is None]
    if missing:
        words = sentence_of(Problem("initials_missing", {"names": ", ".join(missing)}))
        return f"{words.what} {words.fix}"
    return ""


@dataclass(frozen=True)
class Reach:
    """Where a story is out, and what a withdrawal does there; ``leaves``: something of it stays."""

    delivery: Delivery
    shown: Shown
    words: str
    leaves: bool


def reach_of(story: Story) -> list[Reach]:
    """Say for each channel what a withdrawal would do there."""
    found = [Reach(row, shown(row), *_withdrawal_words(row)) for row in deliveries_of_story(story)]
    return [reach for reach in found if reach.words]


def _withdrawal_words(delivery: Delivery) -> tuple[str, bool]:
    receipt, state = receipt_of(delivery), DeliveryState(delivery.state)
    if state is DeliveryState.CANCELLED or (receipt is not None and receipt.withdrawn_at):
        return "", False
    if state in UNSENT:
        return _("It was not sent and is given up."), False
    if state is DeliveryState.HANDED:
        return _("Nothing is out as far as Duta knows: the person is told not to publish it."), False
    try:
        connector = delivery.channel.connector
    except UnknownConnector:
        return _("Its connector is not installed, so it stays there."), True
    if not connector.capabilities.withdraw:
        words = sentence_of(Problem("cannot_withdraw", {"platform": connector.name}))
        return f"{words.what} {words.fix}", True
    leaves = connector.capabilities.withdrawal_leaves
    taken = str(WITHDRAWAL_WORDS.get(leaves, WITHDRAWAL_WORDS[""]))
    if thread := delivery.payload_data.get("thread"):
        each = _("It is a thread: all its %(n)s parts are to be taken down.") % {"n": len(thread) + 1}
        return f"{each} {taken}", bool(leaves)
    return taken, bool(leaves)
