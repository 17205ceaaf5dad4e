"""What is posted by the composer: for each language the shared part, and a form for each channel version.

Names in the form: ``s12`` is the story of page 12, ``s12-shared-…`` its shared part, ``s12-7-…`` its version for channel 7,
``s12-7-p0-…`` that version's first picture. ``seen`` is the mark of what the person began with (``composition``).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import BigIntegerField
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.images.widgets import AdminImageChooser

from duta.accounts.scope import LONGEST_KEY
from duta.channels.models import Channel
from duta.newsroom.composition import SHARED, Change, Chosen, Part, Shared, Version, mark_of
from duta.newsroom.models import ChannelVersion, Picture, Story
from duta.newsroom.sharing import plain_lines

LONGEST_TEXT = 70_000  # characters; the longest that any platform takes is a little shorter
MOST_PICTURES = 40
LARGEST_KEY = BigIntegerField.MAX_BIGINT
OWN_ONLY = _("This picture belongs to another organisation. Choose one of your own.")


class KnownPictureChooser(AdminImageChooser):
    """Wagtail's chooser over pictures that were read before, for all choosers of a page at once."""

    known: Mapping[int, Picture] = {}

    def get_instance(self, value: Any) -> Picture | None:
        """Look the picture up among the known ones."""
        key = str(value or "")
        readable = key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY
        return self.known.get(int(key)) if readable else None


def picture_field() -> forms.IntegerField:
    """A picture by its number; the choosers are lent the pictures that they may show."""
    widget = KnownPictureChooser(show_edit_link=True)
    return forms.IntegerField(label=_("Picture"), required=False, max_value=LARGEST_KEY, widget=widget)


class PartForm(forms.Form):
    """One part, with the mark of what the person began with."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    use_required_attribute = False

    def value(self, name: str, empty: Any = "") -> Any:
        """What was typed, or what it began with; ``empty`` where it cannot be read."""
        if not self.is_bound:
            return self.initial.get(name, empty)
        self.is_valid()
        return self.cleaned_data.get(name, empty)

    def lend(self, known: Mapping[int, Picture]) -> None:
        """Let the choosers show these pictures."""
        if "picture" in self.fields:
            self.fields["picture"].widget.known = known


class SharedForm(PartForm):
    """What all versions of one language share."""

    text = forms.CharField(
        label=_("Shared text"), required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )  # fmt: skip
    tags = forms.CharField(
        label=_("Shared tags"), required=False, max_length=ChannelVersion._meta.get_field("tags").max_length,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    picture = picture_field()
    picture_alt = forms.CharField(
        label=_("Alternative text"), required=False, max_length=Story._meta.get_field("picture_alt").max_length,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )  # fmt: skip

    def part(self) -> Shared:
        """Return it as plain values."""
        return Shared(
            text=plain_lines(self.value("text")),
            tags=self.value("tags"),
            picture=self.value("picture", None),
            picture_alt=" ".join(self.value("picture_alt").split()),
        )


class PictureForm(PartForm):
    """One picture of a version's own."""

    picture = picture_field()
    alt = forms.CharField(
        label=_("Alternative text"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    decorative = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def chosen(self) -> Chosen | None:
        """Return it as plain values; None for an empty place."""
        picture, alt = self.value("picture", None), " ".join(self.value("alt").split())
        return Chosen(picture, alt, bool(self.value("decorative", False)) and not alt) if picture else None


class VersionForm(PartForm):
    """One channel version. ``own``: it has a text of its own; ``remove``: it is taken out when this is saved."""

    own = forms.BooleanField(required=False, widget=forms.HiddenInput)
    remove = forms.BooleanField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Own text"), required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )  # fmt: skip
    tags = forms.CharField(
        label=_("Own tags"), required=False, max_length=ChannelVersion._meta.get_field("tags").max_length,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip
    with_tags = forms.BooleanField(label=_("with tags"), required=False)
    with_link = forms.BooleanField(label=_("link to the story"), required=False)
    with_picture = forms.BooleanField(label=_("the story's picture"), required=False)
    shown: Any = None  # what the check found (``composer``)
    channel: Channel
    theirs: Part | None = None  # what somebody else saved meanwhile
    can_split: bool = False  # it is too long, and its platform takes threads
    said: Mapping[str, Any] = {}  # its problems by field
    diff: Sequence[tuple[str, str]] = ()  # how its own text differs from the shared one

    @property
    def has_own(self) -> bool:
        """Whether its own text is open."""
        return bool(self.value("own", False))

    @property
    def is_leaving(self) -> bool:
        """Whether it is to be taken out."""
        return bool(self.value("remove", False))

    @cached_property
    def pictures(self) -> list[PictureForm]:
        """Its own pictures, and one empty place."""
        prefix = f"{self.prefix}-p"
        if self.is_bound:
            count = min(_number(self.data.get(f"{self.prefix}-pictures", "")), MOST_PICTURES)
            return [PictureForm(self.data, prefix=f"{prefix}{at}") for at in range(count)]
        had = [
            {"picture": item.picture, "alt": item.alt, "decorative": item.decorative}
            for item in self.initial["pictures"]
        ]
        return [PictureForm(initial=item, prefix=f"{prefix}{at}") for at, item in enumerate([*had, {}])]

    def part(self) -> Version:
        """Return it as plain values."""
        chosen = (form.chosen() for form in self.pictures)
        return Version(
            channel=self.channel.pk,
            text=plain_lines(self.value("text")) if self.has_own else "",
            tags=self.value("tags"),
            with_link=bool(self.value("with_link", False)),
            with_tags=bool(self.value("with_tags", False)),
            with_picture=bool(self.value("with_picture", False)),
            pictures=tuple(item for item in chosen if item),
        )

    def is_valid(self) -> bool:
        """Look at the pictures too."""
        return bool(super().is_valid()) and all(form.is_valid() for form in self.pictures)


class LanguageForm:
    """Everything that the composer posts for one language. ``now``: what the draft says."""

    def __init__(
        self, draft: Story, now: Mapping[str, Part], channels: Mapping[int, Channel], data: QueryDict | None = None
    ) -> None:
        self.draft, self.now, self.channels = draft, now, channels
        self.key = key_of(draft.pk)
        self.data = data if data is not None and f"{self.key}-shared-seen" in data else None
        self.shared = SharedForm(self.data, prefix=f"{self.key}-{SHARED}", initial=_initial(now[SHARED]))
        self.versions = list(self._versions())

    def _versions(self) -> Iterator[VersionForm]:
        names = self.data.getlist(f"{self.key}-versions") if self.data is not None else list(self.now)
        for name in dict.fromkeys(names):
            channel = self.channels.get(_number(name))
            if channel is None:
                continue
            form = VersionForm(self.data, prefix=f"{self.key}-{channel.pk}", initial=_initial(self.now.get(name)))
            form.channel = channel
            yield form

    @property
    def forms(self) -> list[PartForm]:
        """Every form of this language, those of pictures too."""
        pictures = [form for version in self.versions for form in version.pictures]
        return [self.shared, *self.versions, *pictures]

    def parts(self) -> dict[str, Part]:
        """What the language would say if this were saved, those that are to be taken out left out."""
        staying = [form for form in self.versions if not form.is_leaving]
        return {SHARED: self.shared.part(), **{str(form.channel.pk): form.part() for form in staying}}

    def changes(self) -> dict[str, Change]:
        """What is asked for, part by part."""
        asked = {SHARED: Change(self.shared.value("seen"), self.shared.part())}
        for form in self.versions:
            asked[str(form.channel.pk)] = Change(form.value("seen"), None if form.is_leaving else form.part())
        return asked

    @property
    def says_more(self) -> bool:
        """Whether the person typed anything else than what they began with."""
        return self.data is not None and any(mark_of(one.wanted) != one.seen for one in self.changes().values())

    def is_valid(self) -> bool:
        """Whether everything can be read."""
        return all(form.is_valid() for form in (self.shared, *self.versions))

    def lend(self, known: Mapping[int, Picture]) -> None:
        """Let all choosers show these pictures; any other picture that was posted is refused beside its field."""
        for form in self.forms:
            form.lend(known)
            picture = form.value("picture", None) if "picture" in form.fields else None
            if form.is_bound and picture and picture not in known:
                form.add_error("picture", OWN_ONLY)


def key_of(story_pk: int) -> str:
    """Name a language in the form."""
    return f"s{story_pk}"


def _initial(part: Part | None) -> dict[str, Any]:
    """What a form begins with."""
    if isinstance(part, Version):
        return {**part.__dict__, "own": bool(part.text), "seen": mark_of(part)}
    return {**part.__dict__, "seen": mark_of(part)} if part else {"pictures": ()}


def _number(posted: str) -> int:
    """Read a number; zero for what is none."""
    return int(posted) if posted.isascii() and posted.isdigit() and len(posted) <= LONGEST_KEY else 0
