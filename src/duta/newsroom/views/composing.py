"""The composer: all channel versions of a story side by side, in all its languages, checked while they are written."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.models import Locale

from duta.accounts.rules import Action
from duta.newsroom import operations
from duta.newsroom.composer import WHERE, Composer, Language, beside, differences
from duta.newsroom.composition import SHARED, mark_of
from duta.newsroom.forms.composing import LanguageForm, VersionForm
from duta.newsroom.models import Story
from duta.newsroom.splitting import BETWEEN, MOST, TooLong
from duta.newsroom.views.access import story_or_404
from duta.newsroom.views.drafting import propose_versions
from duta.newsroom.views.pages import NewsroomPage, crumbs, editor_of, say_refusal

SAVING = frozenset({"save", "submit", "propose", "translate"})


class ComposeView(NewsroomPage, TemplateView):
    """Shows, checks and saves. ``do`` says what was pressed, "own:s12-7" for instance; nothing is saved by a check."""

    template_name = "newsroom/compose.html"
    page_title = gettext_lazy("Composer")
    header_icon = "duta-channel"
    story: Story
    composer: Composer

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For those who write there."""
        self.story = story_or_404(request, kwargs["pk"], Action.WRITE)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Which story."""
        return str(self.story.draft_title)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Home, clearance, the story, this page."""
        return crumbs((self.get_page_subtitle(), editor_of(self.story)), (str(self.page_title), ""))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what the drafts say."""
        return self._shown(None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, or show what was posted with what was found of it."""
        do, _colon, about = request.POST.get("do", "check").partition(":")
        if do in SAVING:
            return self._save(do, about)
        if do == "split":
            return self._split(about)
        return self._shown(changed(request.POST, do, about))

    def _split(self, prefix: str) -> HttpResponse:
        """Propose a thread in the version's own text, to be changed before it is saved."""
        user: Any = self.request.user
        data = self.request.POST.copy()
        composer = Composer(self.story, user, now=timezone.now(), data=data)
        composer.check()
        try:
            entries = composer.entries_of(prefix)
        except TooLong:
            words = _("This text is too long for a thread: it would take more than %(n)s parts. Shorten it first.")
            messages.error(self.request, words % {"n": MOST})
            entries = []
        if entries:
            data[f"{prefix}-own"], data[f"{prefix}-text"] = "True", BETWEEN.join(entries)
        return self._shown(data)

    def _shown(self, data: QueryDict | None) -> HttpResponse:
        user: Any = self.request.user
        self.composer = Composer(self.story, user, now=timezone.now(), data=data)
        return self._answer()

    def _answer(self) -> HttpResponse:
        self.composer.check()
        if self.request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"parts": parts_shown(self.composer, self.request)})
        return self.render_to_response(self.get_context_data())

    def _save(self, do: str, about: str) -> HttpResponse:
        """Save each language by itself; what was refused stays on the screen as it was typed."""
        user: Any = self.request.user
        data = self.request.POST.copy()
        self.composer = Composer(self.story, user, now=timezone.now(), data=data)
        known = self.composer.known_pictures()
        saved = [self._saved(language, known, data) for language in self.composer.languages if language.form]
        if not all(saved):
            self.composer.fill(data)
            return self._answer()
        return self._go_on(do, about)

    def _saved(self, language: Language, known: Mapping[int, Any], data: QueryDict) -> bool:
        form = language.form
        if form is None or form.data is None:
            return True
        form.lend(known)
        if not form.is_valid():
            words = _("%(language)s was not saved: look at what is marked. What you typed is still here.")
            messages.error(self.request, words % {"language": language.name})
            return False
        user: Any = self.request.user
        try:
            operations.compose_story(story=language.story, changes=form.changes(), by=user, now=timezone.now())
        except operations.NotPossible as refusal:
            say_refusal(self.request, refusal)
            _take_note(language, [problem.field for problem in refusal.problems], data)
            return False
        _note_saved(form, data)
        return True

    def _go_on(self, do: str, about: str) -> HttpResponse:
        """Everything is saved: lead to where the button leads."""
        story = next((row.story for row in self.composer.languages if str(row.story.pk) == about), self.story)
        here = reverse("newsroom:compose", args=[self.story.pk])
        if do == "submit":
            return redirect("newsroom:submit", story.pk)
        if do == "propose":
            propose_versions(self.request, story)
        elif do == "translate":
            self._translate(about)
        else:
            messages.success(self.request, _("Saved. Nothing goes out before it is submitted and cleared."))
        return redirect(here)

    def _translate(self, language: str) -> None:
        user: Any = self.request.user
        try:
            operations.translate_story(story=self.story, language=language, by=user, now=timezone.now())
        except operations.NotPossible as refusal:
            say_refusal(self.request, refusal)
        except Locale.DoesNotExist:
            messages.error(self.request, _("The portal does not have this language."))
        else:
            messages.success(self.request, _("The translation is ready to be written: the source stands beside it."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the composer, each version with what was found of it."""
        dressed(self.composer)
        context = super().get_context_data(**kwargs)
        typed = self.request.method == "POST"
        return {**context, "composer": self.composer, "story": self.story, "media": self._media(), "typed": typed}

    def _media(self) -> Any:
        return next((form.shared.media for form in self.composer.written), "")


def dressed(composer: Composer) -> None:
    """Hang on each version what its templates say about it."""
    for form in composer.written:
        shared = form.shared.part().text
        for version in form.versions:
            version.said = beside(version)
            version.diff = differences(shared, version.part().text) if version.has_own else []
    for language in composer.languages:
        for version in language.form.versions if language.form else ():
            name = str(version.channel.pk)
            version.theirs = language.now.get(name) if name in language.conflicts else None


def parts_shown(composer: Composer, request: HttpRequest) -> dict[str, str]:
    """Return the parts of the page that a check changes, each by the name that it has on the page."""
    dressed(composer)
    parts: dict[str, str] = {}
    for language in composer.languages:
        if language.form is None:
            continue
        context = {"language": language}
        parts[f"{language.key}-missing"] = render_to_string("newsroom/composer/missing.html", context, request)
        parts[f"{language.key}-jump"] = render_to_string("newsroom/composer/jump.html", context, request)
        for version in language.form.versions:
            parts |= _version_parts(version, request)
    return parts


def _version_parts(version: VersionForm, request: HttpRequest) -> dict[str, str]:
    context = {"version": version, "shown": version.shown}
    parts: dict[str, str] = {}
    for name in ("state", "length", "split", "preview", "diff"):
        parts[f"{version.prefix}-{name}"] = render_to_string(f"newsroom/composer/{name}.html", context, request)
    for name in (*WHERE, "other"):
        found = {"problems": version.said[name]}
        parts[f"{version.prefix}-{name}"] = render_to_string("newsroom/composer/said.html", found, request)
    return parts


def changed(posted: QueryDict, do: str, about: str) -> QueryDict:
    """Return what was posted with one thing changed: a version opened, closed, taken out, put back or added."""
    data = posted.copy()
    change = CHANGES.get(do)
    if change is not None:
        change(data, about)
    return data


def _write_own(data: QueryDict, prefix: str) -> None:
    """Open a version's own text; it begins with the shared one."""
    data[f"{prefix}-own"] = "True"
    if not data.get(f"{prefix}-text", "").strip():
        data[f"{prefix}-text"] = data.get(f"{prefix.partition('-')[0]}-{SHARED}-text", "")


def _back_to_shared(data: QueryDict, prefix: str) -> None:
    data[f"{prefix}-own"] = ""


def _take_out(data: QueryDict, prefix: str) -> None:
    data[f"{prefix}-remove"] = "True"


def _put_back(data: QueryDict, prefix: str) -> None:
    data[f"{prefix}-remove"] = ""


def _add(data: QueryDict, key: str) -> None:
    """Add a version that says the shared text, with link, tags and picture."""
    channel = data.get(f"{key}-add", "")
    if not channel or channel in data.getlist(f"{key}-versions"):
        return
    data.appendlist(f"{key}-versions", channel)
    for name in ("with_link", "with_tags", "with_picture"):
        data[f"{key}-{channel}-{name}"] = "on"
    data[f"{key}-{channel}-pictures"] = "1"


CHANGES: dict[str, Callable[[QueryDict, str], None]] = {
    "own": _write_own,
    "back": _back_to_shared,
    "remove": _take_out,
    "keep": _put_back,
    "add": _add,
}


def _take_note(language: Language, fields: list[str], data: QueryDict) -> None:
    """Of parts that somebody else changed: the next saving is done knowing what they say now."""
    language.conflicts = {name for name in fields if name}
    for name in language.conflicts:
        data[f"{language.key}-{name}-seen"] = mark_of(language.now.get(name))


def _note_saved(form: LanguageForm, data: QueryDict) -> None:
    """Of a language that was saved while another was not: it goes on from there."""
    for name, change in form.changes().items():
        data[f"{form.key}-{name}-seen"] = mark_of(change.wanted)
    data.setlist(f"{form.key}-versions", [str(row.channel.pk) for row in form.versions if not row.is_leaving])
