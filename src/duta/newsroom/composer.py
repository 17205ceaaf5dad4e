"""The composer's screen: a story in all its languages, each with its channel versions, and what is missing.

Everything is checked at once: the number of queries depends on the languages, not on the versions.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import SequenceMatcher
from functools import partial
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.models import Locale

from duta.accounts.models import Organisation
from duta.accounts.queries import may
from duta.accounts.rules import Action
from duta.channels.models import Channel
from duta.channels.queries import channels_for
from duta.connectors.registry import UnknownConnector
from duta.core.languages import language_name
from duta.core.problems import Problem, Severity
from duta.newsroom.addresses import draft_link
from duta.newsroom.composition import SHARED, Part, parts_of, pictures_named, with_pictures, write_parts
from duta.newsroom.forms.composing import LanguageForm, VersionForm, key_of
from duta.newsroom.forms.editing import pictures_choosable
from duta.newsroom.freezing import draft_payload
from duta.newsroom.models import ChannelVersion, Picture, Story, Submission
from duta.newsroom.previews import Said, draft_picture_address, said, shown_draft
from duta.newsroom.queries import (
    NoOrganisation,
    gathered,
    languages_of,
    latest,
    open_submission,
    organisation_of,
    problems_of_version,
    signatories_for,
    untranslated_languages,
    versions_of,
)
from duta.newsroom.sharing import entries_in, plain_lines, text_of
from duta.newsroom.splitting import split_text

WORD = re.compile(r"\S+\s*")
WHERE = ("text", "tags", "media")  # the fields of a version beside which its problems stand
TABS = {"slug": "#tab-address"}
MANY = 2000  # words or lines above which a comparison would keep the person waiting
LONG = 4000  # characters above which words are too many to compare while somebody types


@dataclass(frozen=True)
class ToMend:
    """One line of what is missing: a problem, the version that it is about, and where it is mended."""

    said: Said
    about: str
    mend: str


@dataclass
class Language:
    """The story in one language; ``form`` is None while it is frozen."""

    story: Story
    draft: Story
    place: Organisation
    channels: Mapping[int, Channel]
    now: Mapping[str, Part]
    submission: Submission | None = None
    form: LanguageForm | None = None
    missing: list[ToMend] = field(default_factory=list)
    conflicts: set[str] = field(default_factory=set)
    source: "Language | None" = None  # the language that this one translates

    @property
    def shared_theirs(self) -> Part | None:
        """The shared part as somebody else saved it meanwhile."""
        return self.now[SHARED] if SHARED in self.conflicts else None

    @property
    def shared_source(self) -> str:
        """The shared text of the source, as it is being written."""
        if self.source is None:
            return ""
        return self.source.form.shared.part().text if self.source.form else plain_lines(self.source.draft.shared_text)

    @property
    def key(self) -> str:
        """Its name in the form."""
        return key_of(self.story.pk)

    @property
    def name(self) -> str:
        """The language's name."""
        return language_name(self.draft.language)

    @property
    def stops(self) -> bool:
        """Whether it cannot be submitted as it is."""
        return any(row.said.stops for row in self.missing)

    @property
    def free_channels(self) -> list[Channel]:
        """The channels that have no version yet and speak the language."""
        taken = {version.channel.pk for version in self.form.versions} if self.form else set()
        rows = (channel for pk, channel in self.channels.items() if pk not in taken and channel.active)
        return [channel for channel in rows if not channel.languages or self.draft.language in channel.languages]

    @property
    def editor_url(self) -> str:
        """Where title, lead and text are written."""
        return reverse("wagtailadmin_pages:edit", args=[self.story.pk])


class Composer:
    """A story as one person composes it, in every language in which they may write it."""

    def __init__(self, story: Story, user: Any, *, now: datetime, data: QueryDict | None = None) -> None:
        self.story, self.user, self.now = story, user, now
        self.languages = list(self._languages())
        for language in self.languages[1:]:
            language.source = self.languages[0]
        self.fill(data)

    def _languages(self) -> Iterator[Language]:
        for story in languages_of(self.story):
            try:
                place = organisation_of(story)
            except NoOrganisation:
                continue
            if not may(self.user, Action.WRITE, place, now=self.now):
                continue
            draft = latest(story)
            channels = {row.channel_id: row.channel for row in versions_of(draft)}
            channels |= {channel.pk: channel for channel in channels_for(place).order_by("name")}
            yield Language(story, draft, place, channels, parts_of(draft), submission=open_submission(story))

    def fill(self, data: QueryDict | None) -> None:
        """Put what was posted into the forms, or what the drafts say."""
        for language in self.languages:
            form = LanguageForm(language.draft, language.now, language.channels, data)
            # What was typed before somebody else submitted it stays on the screen; saving it is refused in words.
            language.form = form if language.submission is None or form.says_more else None

    @property
    def written(self) -> list[LanguageForm]:
        """The languages that can be written now."""
        return [language.form for language in self.languages if language.form is not None]

    @cached_property
    def untranslated(self) -> list[Locale]:
        """The languages in which the story is not there yet."""
        return list(untranslated_languages(self.story))

    def known_pictures(self) -> dict[int, Picture]:
        """Every picture that may be shown: those of the drafts, and posted ones that the person may choose."""
        stored = pictures_named(part for form in self.written for part in form.now.values())
        posted = pictures_named(part for form in self.written for part in form.parts().values()) - stored
        rows = Picture.objects.filter(pk__in=stored).prefetch_renditions()
        known = {picture.pk: picture for picture in rows} if stored else {}
        if posted:
            chosen = pictures_choosable(self.user).filter(pk__in=posted).prefetch_renditions()
            known |= {picture.pk: picture for picture in chosen}
        return known

    def check(self) -> None:
        """Check everything: each version gets what was found of it, each language what is missing."""
        known = self.known_pictures()
        for language in self.languages:
            if language.form is not None:
                language.form.lend(known)
                language.missing = self._checked(language, language.form, known)
        if self.languages:
            self.languages[0].missing += [_not_there(locale) for locale in self.untranslated]

    def entries_of(self, prefix: str) -> list[str]:
        """Propose the entries of a thread for a version that is too long; empty where it can be none. Raises TooLong.

        Only after ``check``.
        """
        for language in self.languages:
            for form in language.form.versions if language.form else ():
                if form.prefix == prefix and form.can_split:
                    rows = {row.channel_id: row for row in versions_of(language.draft)}
                    return _entries(rows[form.channel.pk], language.draft)
        return []

    def _checked(self, language: Language, form: LanguageForm, known: Mapping[int, Picture]) -> list[ToMend]:
        place, parts = language.place, form.parts()
        draft = with_pictures(write_parts(language.draft, parts, known), parts, known)
        rows, forms = versions_of(draft), {version.channel.pk: version for version in form.versions}
        found = [problems_of_version(row, draft, place=place, now=self.now) for row in rows]
        address = partial(draft_picture_address, known=known)
        for row, problems in zip(rows, found, strict=True):
            one = forms[row.channel_id]
            one.shown = shown_draft(row, draft, place=place, now=self.now, problems=problems, address=address)
            whole_text = len(entries_in(text_of(row, draft))) == 1
            one.can_split = one.shown.is_over and whole_text and _takes_threads(row.channel)
        whole = [*gathered(draft, found), *_more(draft, rows, self.now)]
        return [_to_mend(problem, language, rows) for problem in said(whole)]


def _takes_threads(channel: Channel) -> bool:
    try:
        return channel.connector.capabilities.thread
    except UnknownConnector:
        return False


def _entries(row: ChannelVersion, draft: Story) -> list[str]:
    payload, channel = draft_payload(row, draft, address=draft_link(row)), row.channel
    alone = replace(payload, tags=(), link=None, media=())

    def fits(text: str, first: bool) -> bool:
        shown = channel.connector.preview(replace(payload if first else alone, text=text), channel.limits)
        return shown.length <= shown.limit

    return split_text(payload.text, fits=fits)


def _more(draft: Story, rows: list[Any], now: datetime) -> Iterator[Problem]:
    """What submitting would find, or what a reader would miss."""
    for number, row in enumerate(rows, start=1):
        if not row.with_link:
            yield Problem("link_off", severity=Severity.WARNING, field=f"version.{number}.with_link")
    if not signatories_for(draft, now=now):
        yield Problem("nobody_may_sign")


def _not_there(locale: Locale) -> ToMend:
    words = Problem("language_missing", {"language": language_name(locale.language_code)}, severity=Severity.WARNING)
    return ToMend(said([words])[0], "", f"#translate-{locale.language_code}")


def _to_mend(problem: Said, language: Language, rows: list[Any]) -> ToMend:
    part, _, rest = problem.field.partition(".")
    number = rest.partition(".")[0]
    if part == "version" and number.isdecimal():
        row = rows[int(number) - 1]
        return ToMend(problem, str(row.channel), f"#{language.key}-{row.channel_id}")
    if part in ("picture_alt", "picture"):
        return ToMend(problem, "", f"#id_{language.key}-shared-{part}")
    if not part:
        return ToMend(problem, "", "")
    return ToMend(problem, "", language.editor_url + TABS.get(part, "#tab-content"))


def beside(form: VersionForm) -> dict[str, list[Said]]:
    """The problems of a version by the field beside which they stand; ``other``: all the rest."""
    found: dict[str, list[Said]] = {name: [] for name in (*WHERE, "other")}
    for problem in form.shown.problems if form.shown else ():
        part = problem.field.partition(".")[0]
        found[part if part in WHERE else "other"].append(problem)
    return found


def differences(shared: str, own: str) -> list[tuple[str, str]]:
    """Compare two texts word by word: pairs of "same", "gone" or "new" and the words with their spaces."""
    old, new = _words(shared), _words(own)
    if len(old) + len(new) > MANY:
        return [("gone", shared), ("new", own)]
    pieces: list[tuple[str, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(old[i:j])))
            continue
        pieces += [(name, text) for name, text in (("gone", "".join(old[i:j])), ("new", "".join(new[k:m]))) if text]
    return pieces


def _words(text: str) -> list[str]:
    """Cut into words with the spaces behind them; a very long text is compared by its lines."""
    text = plain_lines(text)
    return text.splitlines(keepends=True) if len(text) > LONG else WORD.findall(text)
