"""Buttons of the editor's side panels: propose versions, mark as in step, start a translation."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from wagtail.models import Locale

from duta.accounts.rules import Action
from duta.newsroom import operations
from duta.newsroom.models import Story
from duta.newsroom.views.access import story_or_404
from duta.newsroom.views.pages import attempt, editor_of, say_refusal


class StoryAction(View):
    """Something that is done to a story by one press; it leads back to the editor."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, **given: Any) -> HttpResponse:
        """Do it, or say why not."""
        story = story_or_404(request, pk, Action.WRITE)
        return redirect(editor_of(self.act(story, request.user, **given)))

    def act(self, story: Story, user: Any, **given: Any) -> Story:
        """Do it and return the story to go on with."""
        raise NotImplementedError


def propose_versions(request: HttpRequest, story: Story) -> None:
    """Propose a version for each channel that has none yet, and say how many were added."""
    user: Any = request.user
    try:
        made = operations.propose_versions(story=story, by=user, now=timezone.now())
    except operations.NotPossible as refusal:
        say_refusal(request, refusal)
        return
    count = len(made)
    said = ngettext(
        "%(n)s version was proposed. Read it before you submit.",
        "%(n)s versions were proposed. Read them before you submit.",
        count,
    )
    none = _("There is nothing to propose: every channel that speaks this language has a version already.")
    messages.success(request, said % {"n": count}) if made else messages.info(request, none)


class InStepView(StoryAction):
    """Say that the translation says what its source says now."""

    def act(self, story: Story, user: Any, **given: Any) -> Story:
        """Mark it; a source itself is in step with nothing."""
        try:
            attempt(
                self.request,
                lambda: operations.mark_in_step(story=story, by=user, now=timezone.now()),
                done=_("Marked: this translation is in step with its source."),
            )
        except ValueError as error:
            raise Http404 from error
        return story


class TranslateView(StoryAction):
    """Start the story in another language."""

    def act(self, story: Story, user: Any, **given: Any) -> Story:
        """Lead to the new translation."""
        language = given["language"]
        try:
            made = attempt(
                self.request,
                lambda: operations.translate_story(story=story, language=language, by=user, now=timezone.now()),
                done=_("The translation is ready to be written: the source stands beside it."),
            )
        except Locale.DoesNotExist as error:
            raise Http404 from error
        return made or story
