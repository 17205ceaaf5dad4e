"""Beside the editor: channel versions, the source of a translation, the way through clearance."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel

from duta.newsroom.models import Story
from duta.newsroom.previews import shown_draft
from duta.newsroom.queries import (
    languages_of,
    latest,
    organisation_of,
    out_of_date,
    release_out,
    source_of,
    untranslated,
    untranslated_languages,
    versions_of,
)
from duta.newsroom.record import record_of


class StorySidePanel(BaseSidePanel):
    """One of ours; a story that was never saved shows a hint only."""

    object: Story
    request: HttpRequest

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return what the panel says."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        return {**context, **(self.said() if self.object.pk else {})}

    def said(self) -> dict[str, Any]:
        """Return what it says about a story that is there."""
        raise NotImplementedError


class VersionsSidePanel(StorySidePanel):
    """The state of each channel version, in words."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """Counts the versions that cannot go out."""

        aria_label = _("Toggle channel versions")
        icon_name = "duta-channel"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            """Return the count."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            versions = self.panel.versions if self.panel.object.pk else []
            return {**context, "count": sum(version.stops for version in versions)}

    name = "versions"
    title = _("Channel versions")
    template_name = "newsroom/side/versions.html"
    order = 150

    @property
    def versions(self) -> list[Any]:
        """Each version with its problems, read once for toggle and panel."""
        if "_versions" not in self.__dict__:
            place, now = organisation_of(self.object), timezone.now()
            self.__dict__["_versions"] = [
                shown_draft(row, self.object, place=place, now=now) for row in versions_of(self.object)
            ]
        found: list[Any] = self.__dict__["_versions"]
        return found

    def said(self) -> dict[str, Any]:
        """Return the versions."""
        return {"versions": self.versions, "frozen": self.object.is_frozen}


class LanguagesSidePanel(StorySidePanel):
    """The source of a translation beside it; for a source, its languages."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """Counts one when the source changed."""

        aria_label = _("Toggle languages")
        icon_name = "globe"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            """Return the count."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "count": int(bool(self.panel.object.pk) and out_of_date(self.panel.object))}

    name = "languages"
    title = _("Languages")
    template_name = "newsroom/side/languages.html"
    order = 160

    def said(self) -> dict[str, Any]:
        """Return the source's newest text and the other languages."""
        source = source_of(self.object)
        others = languages_of(self.object).exclude(pk=self.object.pk)
        return {
            "source": latest(source) if source else None,
            "out_of_date": out_of_date(self.object),
            "untranslated": untranslated(self.object),
            "others": others,
            "missing": untranslated_languages(self.object),
            "frozen": self.object.is_frozen,
        }


class ClearanceSidePanel(StorySidePanel):
    """Where the story stands: submission, initials, signature, release, deliveries."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """Has no count."""

        aria_label = _("Toggle clearance")
        icon_name = "duta-signature"
        has_counter = False

    name = "clearance"
    title = _("Clearance")
    template_name = "newsroom/side/clearance.html"
    order = 110

    def said(self) -> dict[str, Any]:
        """Return the newest submission's record, and the earlier ones."""
        rows = self.object.submissions.select_related(
            "organisation", "locale", "signatory", "submitted_by", "closed_by", "release", "clearance", "story"
        )
        found, now = list(rows.order_by("-pk")[:6]), timezone.now()
        out = release_out(self.object)
        older = out.submission if out and out.submission_id != found[0].pk else None
        return {
            "record": record_of(found[0], self.request, now=now) if found else None,
            "out": record_of(older, self.request, now=now) if older else None,
            "earlier": found[1:],
        }
