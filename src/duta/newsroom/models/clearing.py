"""Submissions, initials, clearances, releases."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Revision

from duta.accounts.models import Delegation, Organisation, User, capacity_line
from duta.core.moments import ChosenTime
from duta.core.problem_words import sentence_of
from duta.core.problems import Problem, problem_from_json
from duta.newsroom.models.pictures import Picture
from duta.newsroom.models.stories import Story
from duta.newsroom.rules import MailState, ReleaseMode, ReleaseState, ReminderStep, SubmissionState


class Timed(models.Model):
    """When it may go out: release time and embargo, each as instant, zone and wall time."""

    release_instant = models.DateTimeField(_("release at"), null=True, blank=True)
    release_zone = models.CharField(max_length=50, blank=True)
    release_wall = models.CharField(max_length=16, blank=True)
    embargo_instant = models.DateTimeField(_("embargo until"), null=True, blank=True)
    embargo_zone = models.CharField(max_length=50, blank=True)
    embargo_wall = models.CharField(max_length=16, blank=True)

    class Meta:
        abstract = True

    def set_release(self, chosen: ChosenTime | None) -> None:
        """Keep a chosen release time; None: no set time."""
        self.release_instant, self.release_zone, self.release_wall = _columns(chosen)

    def set_embargo(self, chosen: ChosenTime | None) -> None:
        """Keep a chosen embargo; None: no embargo."""
        self.embargo_instant, self.embargo_zone, self.embargo_wall = _columns(chosen)


def _columns(chosen: ChosenTime | None) -> tuple[Any, str, str]:
    if chosen is None:
        return None, "", ""
    return chosen.instant, chosen.zone, chosen.wall.isoformat(timespec="minutes")


class Submission(Timed):
    """The frozen whole that is put up for clearance, for one language. ``manifest`` is what the hash is taken over."""

    story = models.ForeignKey(Story, verbose_name=_("story"), on_delete=models.PROTECT, related_name="submissions")
    revision = models.OneToOneField(Revision, verbose_name=_("revision"), on_delete=models.PROTECT, related_name="+")
    locale = models.ForeignKey(Locale, verbose_name=_("language"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="submissions"
    )
    title = models.CharField(_("title"), max_length=255)
    manifest = models.JSONField(_("frozen content"))
    digest = models.CharField(_("hash"), max_length=64)
    note = models.TextField(_("note to the signatory"), blank=True)
    release_mode = models.CharField(
        _("release"), max_length=14, choices=ReleaseMode.choices, default=ReleaseMode.AT_CLEARANCE
    )
    state = models.CharField(
        _("state"), max_length=12, choices=SubmissionState.choices, default=SubmissionState.SUBMITTED
    )
    signatory = models.ForeignKey(User, verbose_name=_("signatory"), on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(User, verbose_name=_("submitted by"), on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"))
    closed_by = models.ForeignKey(
        User, verbose_name=_("closed by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    return_reason = models.TextField(_("reason for sending back"), blank=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["story"], condition=Q(state="submitted"), name="one_open_submission_for_each_story"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""), name="sent_back_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["signatory", "state"], name="submission_signatory")]

    def __str__(self) -> str:
        return f"{self.title} ({self.locale.language_code})"


def with_states(pages: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """Give each page the states of its newest submission and of that one's release, as ``Story.status_string`` reads."""
    newest = Submission.objects.filter(story=models.OuterRef("pk")).order_by("-pk")
    states = {"submission_state": "state", "release_state": "release__state"}
    read: models.QuerySet[Any] = pages.annotate(
        **{name: models.Subquery(newest.values(column)[:1]) for name, column in states.items()}
    )
    return read


class FrozenPicture(models.Model):
    """A picture that a submission holds fast, with the hash of its file."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="frozen_pictures")
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="frozen_in")
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "picture"], name="picture_frozen_once")]


class Initials(models.Model):
    """Initials (*paraf*) asked of one person for one submission, in parallel, before the signature."""

    submission = models.ForeignKey(
        Submission, verbose_name=_("submission"), on_delete=models.CASCADE, related_name="initials"
    )
    person = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField(_("put at"), null=True)

    class Meta:
        verbose_name = _("initials")
        verbose_name_plural = _("initials")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["submission", "person"], name="initials_asked_once")]

    def __str__(self) -> str:
        return str(self.person)


class Reminder(models.Model):
    """That somebody was reminded of a submission, once for each step; it shows on the desk, and by mail where there is one."""

    submission = models.ForeignKey(
        Submission, verbose_name=_("submission"), on_delete=models.CASCADE, related_name="reminders"
    )
    person = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+")
    step = models.CharField(_("step"), max_length=8, choices=ReminderStep.choices)
    written_at = models.DateTimeField(_("written at"))
    mail = models.CharField(_("letter"), max_length=8, choices=MailState.choices, default=MailState.NONE)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "person", "step"], name="reminded_once_for_each_step")
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.submission}"


class Clearance(models.Model):
    """A named signatory's signature over a submission's hash.

    Whoever signs in another's place does so by a delegation: its order and period are frozen here.
    """

    submission = models.OneToOneField(
        Submission, verbose_name=_("submission"), on_delete=models.PROTECT, related_name="clearance"
    )
    digest = models.CharField(_("hash that was signed"), max_length=64)
    signatory = models.ForeignKey(User, verbose_name=_("signatory"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name under the signature"), max_length=200)
    position = models.CharField(_("position under the signature"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("signed at"))
    delegation = models.ForeignKey(
        Delegation, verbose_name=_("delegation"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    capacity = models.CharField(_("capacity under the signature"), max_length=160, blank=True)
    order_number = models.CharField(_("number of the order"), max_length=100, blank=True)
    valid_from = models.DateField(_("valid from"), null=True)
    valid_until = models.DateField(_("valid until"), null=True)

    class Meta:
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        ordering = ["-signed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(delegation__isnull=True)
                | (~Q(capacity="") & ~Q(order_number="") & Q(valid_from__isnull=False, valid_until__isnull=False)),
                name="delegated_signature_names_its_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.submission}"

    @property
    def line(self) -> str:
        """What stands under the name: the position, or by which order somebody signed in another's place."""
        if self.capacity and self.valid_from and self.valid_until:
            return capacity_line(self.capacity, self.order_number, self.valid_from, self.valid_until)
        return self.position

    @property
    def signed_as(self) -> str:
        """Name and line together."""
        return f"{self.name}, {self.line}" if self.line else self.name


class Release(models.Model):
    """Putting a cleared submission out: a due row of ours; its ``address`` is the portal's receipt."""

    submission = models.OneToOneField(
        Submission, verbose_name=_("submission"), on_delete=models.PROTECT, related_name="release"
    )
    story = models.ForeignKey(Story, verbose_name=_("story"), on_delete=models.PROTECT, related_name="releases")
    due_at = models.DateTimeField(_("due at"), null=True, help_text=_("Empty: waits for a hand."))
    # Once somebody moved it: the zone and the wall time that they chose. Before that the submission has them.
    due_zone = models.CharField(max_length=50, blank=True)
    due_wall = models.CharField(max_length=16, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ReleaseState.choices, default=ReleaseState.PLANNED)
    released_at = models.DateTimeField(_("released at"), null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("released by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    address = models.CharField(_("permanent address"), max_length=500, blank=True)
    problems_data = models.JSONField(_("why it failed"), default=list, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(
        User, verbose_name=_("withdrawn by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawal_reason = models.TextField(_("reason for the withdrawal"), blank=True)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["story"], condition=Q(state="released"), name="one_release_out_for_each_story"
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_at__isnull=False), name="released_has_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="release_due", condition=Q(state="planned", due_at__isnull=False))
        ]

    def __str__(self) -> str:
        return str(self.submission)

    def set_due(self, chosen: ChosenTime) -> None:
        """Keep a time that somebody chose after the clearance."""
        self.due_at, self.due_zone, self.due_wall = _columns(chosen)

    @property
    def chosen_zone(self) -> str:
        """The zone in which its time was chosen: by whoever moved it, else by its author; else the organisation's."""
        wished = self.submission.release_instant == self.due_at and self.submission.release_zone
        return self.due_zone or wished or self.submission.organisation.time_zone

    @property
    def problems(self) -> list[Problem]:
        """Why it failed; empty unless it did."""
        return [problem_from_json(data) for data in self.problems_data]

    @property
    def failure(self) -> str:
        """Why it failed and what to do, in the reader's language; empty unless it did."""
        sentences = [sentence_of(problem) for problem in self.problems]
        return " ".join(f"{sentence.what} {sentence.fix}".strip() for sentence in sentences)
