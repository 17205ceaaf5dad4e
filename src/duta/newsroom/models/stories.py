"""Stories and their channel versions."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import model_from_serializable_data
from wagtail.fields import StreamField
from wagtail.models import Page, Revision
from wagtail.search import index

from duta.channels.models import Channel
from duta.newsroom.blocks import StoryBody, VersionMedia
from duta.newsroom.content import text_digest
from duta.newsroom.guards import NotCleared, refuse_schedule, refuse_uncleared, touches_the_public
from duta.newsroom.locks import SubmissionLock
from duta.newsroom.models.permissions import StoryPermissions
from duta.newsroom.models.pictures import Picture
from duta.newsroom.rules import SubmissionState, status_of
from duta.strategy.models import Activity
from duta.strategy.rules import Theme


class StoryNumber(models.Model):
    """The one identity of a story over all its languages; its key is the number in every permanent address."""

    translation_key = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return str(self.pk)


class Story(Page):
    """One thing that the ministry says, in one language: a page with a permanent address."""

    number = models.PositiveBigIntegerField(_("number"), null=True, editable=False, db_index=True)
    lead = models.TextField(
        _("lead"),
        blank=True,
        max_length=400,
        help_text=_("One or two sentences that stand under the title and in lists."),
    )
    body = StreamField(StoryBody(), verbose_name=_("text"), blank=True)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices, blank=True)
    activity = models.ForeignKey(
        Activity,
        verbose_name=_("activity"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The piece of work that this story serves: it ties the story to its objective."),
    )
    picture = models.ForeignKey(
        Picture, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # a submitted one is held by FrozenPicture; an old draft whose picture is gone must still open
    picture_alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("Describe the picture for people who cannot see it."),
    )
    shared_text = models.TextField(
        _("shared text"),
        blank=True,
        help_text=_("What every channel version in this language says that has no text of its own; the link is added."),
    )
    shared_tags = models.CharField(
        _("shared tags"),
        max_length=200,
        blank=True,
        help_text=_(
            "For every channel version in this language that has none of its own: words without #, separated by commas."
        ),
    )
    in_step_with = models.CharField(max_length=64, blank=True, editable=False)

    search_fields = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
        index.FilterField("theme"),
    ]
    subpage_types: ClassVar[list[str]] = []
    exclude_fields_in_copy = ["number", "in_step_with", "shared_text", "shared_tags", "channel_versions"]
    show_in_menus_default = False

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    @property
    def language(self) -> str:
        """The code of the language it is written in."""
        code: str = self.locale.language_code
        return code

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and refuse whatever would change what the public reads without the clearance that matches it.

        Raises NotCleared, whatever the way: editor, bulk action, copy, alias, import, scheduled publishing, superuser.
        """
        self._keep_number()
        self._follow_source()
        if touches_the_public(kwargs.get("update_fields")):
            refuse_uncleared(self)
        super().save(*args, **kwargs)

    def _keep_number(self) -> None:
        if self.number is None and self.translation_key:
            self.number = StoryNumber.objects.get_or_create(translation_key=self.translation_key)[0].pk

    def _follow_source(self) -> None:
        """A new translation is in step with the text that it was copied from: the live one, or the newest draft."""
        if not self._state.adding or self.in_step_with:
            return
        source = Story.objects.filter(translation_key=self.translation_key).order_by("pk").first()
        if source is not None:
            own, live = text_digest(self), text_digest(source)
            self.in_step_with = own if own == live else text_digest(source.get_latest_revision_as_object())

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Save a revision; one that was submitted is never overwritten, an open submission admits none.

        The row is locked first, so that an autosave cannot slip under a submission that is being frozen.
        """
        refuse_schedule(self)
        with transaction.atomic():
            Page.objects.select_for_update().filter(pk=self.pk).first()
            if self.is_frozen:
                raise NotCleared(str(_("This story is frozen while it awaits clearance.")))
            overwritten = kwargs.get("overwrite_revision")
            if overwritten is not None and self.submissions.filter(revision=overwritten).exists():
                kwargs["overwrite_revision"] = None
            return super().save_revision(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete a draft that was never submitted; anything else is a record and stays. Raises NotCleared."""
        if self.was_submitted:
            raise NotCleared(str(_("A story that was submitted is part of the record and cannot be deleted.")))
        return super().delete(*args, **kwargs)

    def move(self, *args: Any, **kwargs: Any) -> Any:
        """Move a draft that was never submitted. Raises NotCleared."""
        if self.was_submitted:
            raise NotCleared(str(_("A story that was submitted is part of the record and cannot be moved.")))
        return super().move(*args, **kwargs)

    @property
    def status_string(self) -> str:
        """Where it stands in words, in Wagtail's lists and in its editor: Wagtail itself knows of no clearance.

        Lists read ``submission_state`` and ``release_state`` with their rows (``with_states``).
        """
        states = (getattr(self, "submission_state", None), getattr(self, "release_state", None))
        if self.pk and not hasattr(self, "submission_state"):
            states = self.submissions.order_by("-pk").values_list("state", "release__state").first() or states
        said = status_of(*states, live=self.live)
        return str(said or super().status_string)

    @property
    def is_frozen(self) -> bool:
        """Whether a submission of it is open."""
        return bool(self.pk and self.submissions.filter(state=SubmissionState.SUBMITTED).exists())

    @property
    def was_submitted(self) -> bool:
        """Whether it was ever put up for clearance: from then on it is a record."""
        return bool(self.pk and self.submissions.exists())

    def get_lock(self) -> Any:
        """Frozen while a submission is open."""
        return SubmissionLock(self) if self.is_frozen else super().get_lock()

    def permissions_for_user(self, user: Any) -> StoryPermissions:
        """Wagtail's permissions, without everything that only a release or a withdrawal may do."""
        return StoryPermissions(user, self)

    def get_url_parts(self, request: Any = None) -> tuple[int, str | None, str | None] | None:
        """Return the one permanent address, whatever the place in the tree."""
        parts: tuple[int, str | None, str | None] | None = super().get_url_parts(request)
        if parts is None or self.number is None:
            return parts
        site, root, _path = parts
        return site, root, f"/{self.language}/{self.number}-{self.slug}/"


class ChannelVersion(models.Model):
    """The story as one channel gets it, in the page's language. It lives in the page's revisions."""

    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="channel_versions")
    channel = models.ForeignKey(Channel, verbose_name=_("channel"), on_delete=models.PROTECT, related_name="+")
    text = models.TextField(
        _("text"),
        blank=True,
        help_text=_("As it will stand on the platform; the link is added. Left empty, it says the shared text."),
    )
    with_link = models.BooleanField(_("link to the story"), default=True)
    tags = models.CharField(
        _("tags"),
        max_length=200,
        blank=True,
        help_text=_("Words without #, separated by commas. Left empty, it has the shared tags."),
    )
    with_tags = models.BooleanField(_("with tags"), default=True)
    with_picture = models.BooleanField(
        _("the story's picture"),
        default=False,
        help_text=_(
            "It goes out with the story's picture and its alternative text, unless it has pictures of its own."
        ),
    )
    media = StreamField(VersionMedia(required=False), verbose_name=_("pictures"), blank=True)
    sort_order = models.IntegerField(null=True, blank=True, editable=False)

    sort_order_field = "sort_order"
    short_address = ""  # once it was submitted; ``queries.versions_of`` reads it for all of a story
    link_ends_at: datetime | None = None  # as the one before

    class Meta:
        verbose_name = _("channel version")
        verbose_name_plural = _("channel versions")
        ordering = ["sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["story", "channel"], name="one_version_for_each_channel")]

    def __str__(self) -> str:
        return str(self.channel)

    @classmethod
    def from_serializable_data(cls, data: Any, check_fks: bool = True, strict_fks: bool = False) -> "ChannelVersion":
        """Rebuild a row of a revision without asking for its channel: a story with many rows costs as much as with one.

        Channels are never deleted while a row names them, and ``queries.versions_of`` reads them for all rows at once.
        """
        made: ChannelVersion = model_from_serializable_data(cls, data, check_fks=False)
        return made
