"""The live check: what one row of the editor says, as the platform would show it, with what is wrong with it."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from duta.accounts.models import Organisation
from duta.accounts.queries import organisation_of_page
from duta.accounts.rules import Action
from duta.accounts.scope import LONGEST_KEY
from duta.newsroom.addresses import links_of_story
from duta.newsroom.forms.editing import limit_channels, pictures_choosable
from duta.newsroom.models import ChannelVersion, Story
from duta.newsroom.previews import shown_draft
from duta.newsroom.queries import latest
from duta.newsroom.views.access import parent_or_404, story_or_404

PREFIX = re.compile(r"channel_versions-\d+")


class CheckVersionView(View):
    """Answers a fragment for the editor; it changes nothing. Posted: the row's fields, and the story's own."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check one row."""
        prefix = request.POST.get("prefix", "")
        if not PREFIX.fullmatch(prefix):
            raise Http404
        story, place = self._story()
        form = self._form(prefix, place)
        form.is_valid()
        version, shown = form.instance, None
        if form.cleaned_data.get("channel"):
            version.channel = form.cleaned_data["channel"]
            version.short_address = self._short_address(version, story)
            shown = shown_draft(self._own_pictures(version), story, place=place, now=timezone.now())
        return render(request, "newsroom/parts/checked.html", {"shown": shown, "form": form})

    def _story(self) -> tuple[Story, Organisation]:
        """Return the story as it stands in the editor: its draft, with what was typed since."""
        posted = self.request.POST
        if key := posted.get("story", ""):
            story = latest(story_or_404(self.request, _key(key), Action.WRITE))
            place = organisation_of_page(story)
        else:
            parent = parent_or_404(self.request, _key(posted.get("parent", "")))
            story, place = Story(locale=parent.locale), organisation_of_page(parent)
        if place is None:
            raise Http404
        for name in ("title", "lead", "slug", "picture_alt", "shared_text", "shared_tags"):
            setattr(story, name, posted.get(name, getattr(story, name)))
        if "picture" in posted:
            story.picture = self._picture(posted["picture"], story)
        return story, place

    def _short_address(self, version: ChannelVersion, story: Story) -> str:
        link = links_of_story(story, [version.channel_id]).get(version.channel_id)
        return link.address if link else ""

    def _picture(self, key: str, story: Story) -> Any:
        if not key:
            return None
        number = _key(key)
        if story.picture_id == number:
            return story.picture
        return pictures_choosable(self.request.user).filter(pk=number).first()

    def _form(self, prefix: str, place: Organisation) -> Any:
        """Bind the very form of the editor's rows, so that nothing is read in two ways."""
        rows = Story.get_edit_handler().get_form_class().formsets["channel_versions"]
        form = rows.form(self.request.POST, prefix=prefix, instance=ChannelVersion())
        limit_channels(form, place)
        form.defer_required_fields()
        return form

    def _own_pictures(self, version: ChannelVersion) -> ChannelVersion:
        """Leave out pictures that the person may not choose: a preview must not show them either."""
        blocks = [block.value for block in version.media if block.value is not None]
        allowed = set(
            pictures_choosable(self.request.user).filter(pk__in=[row.pk for row in blocks]).values_list("pk", flat=True)
        )
        version.media = [("picture", picture) for picture in blocks if picture.pk in allowed]
        return version


def _key(posted: str) -> int:
    """Read a row's number. Raises Http404 for what is none."""
    if not posted.isascii() or not posted.isdigit() or len(posted) > LONGEST_KEY:
        raise Http404
    return int(posted)
