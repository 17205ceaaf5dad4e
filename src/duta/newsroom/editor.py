"""The editor of a story: what is written, its channel versions, its address. No publishing and no schedule here."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import FieldComparison
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput

from duta.newsroom.forms.editing import StoryForm, VersionFormSet
from duta.newsroom.models import Story

COUNTED = {
    "data-controller": "duta-count",
    "data-duta-count-limit-value": str(Story._meta.get_field("lead").max_length),
}


class Tab(ObjectList):
    """A tab whose name in addresses does not change with the language of its heading."""

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clone_kwargs(self) -> dict[str, Any]:
        """Keep the name when Wagtail binds the tab to the model."""
        return {**super().clone_kwargs(), "name": self.name}

    @property
    def clean_name(self) -> str:
        """What stands in ``#tab-…``."""
        return self.name


class VersionsPanel(InlinePanel):
    """The rows of channel versions, each limited to the organisation's channels."""

    def get_form_options(self) -> dict[str, Any]:
        """Use our own form set."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = VersionFormSet
        return options


class ContextPanel(Panel):
    """Says, once above the rows, how versions work, and to the scripts which story they belong to."""

    class BoundPanel(Panel.BoundPanel):
        """Rendered with the story."""

        template_name = "newsroom/panels/context.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Name the story, or the page it will hang under."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "story": self.instance, "parent": getattr(self.form, "parent_page", None)}


class CheckPanel(Panel):
    """One row's live check: filled by script, with the answer of the server."""

    class BoundPanel(Panel.BoundPanel):
        """Rendered in each row and in the template of new ones."""

        template_name = "newsroom/panels/check.html"


class YesNoComparison(FieldComparison):
    """Two states of a box, in words."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = self._said(obj_a), self._said(obj_b)

    def _said(self, row: Any) -> str:
        return str(_("Yes") if self.field.value_from_object(row) else _("No"))


class YesNoPanel(FieldPanel):
    """A box whose states are compared in words, not as True and False."""

    def get_comparison_class(self) -> type[FieldComparison]:
        """Ours."""
        return YesNoComparison


def story_interface() -> TabbedInterface:
    """Return the editor's tabs."""
    versions = VersionsPanel(
        "channel_versions",
        panels=[
            FieldPanel("channel"),
            FieldPanel("text"),
            FieldPanel("tags"),
            YesNoPanel("with_tags"),
            YesNoPanel("with_link"),
            YesNoPanel("with_picture"),
            FieldPanel("media"),
            CheckPanel(),
        ],
        heading=_("Versions"),
        label=_("Channel version"),
    )
    shared = [FieldPanel("shared_text"), FieldPanel("shared_tags")]
    content = [
        TitleFieldPanel("title", classname="title", widget=AdminAutoHeightTextInput),  # a long one is seen whole
        FieldPanel("lead", attrs=COUNTED),
        MultiFieldPanel([FieldPanel("theme"), FieldPanel("activity")], heading=_("What it serves")),
        MultiFieldPanel(
            [FieldPanel("picture"), FieldPanel("picture_alt", widget=AdminAutoHeightTextInput)], heading=_("Picture")
        ),
        FieldPanel("body"),
        CommentPanel(),
    ]
    address = [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")]
    return TabbedInterface(
        [
            Tab(content, heading=_("Content"), name="content"),
            Tab([ContextPanel(), *shared, versions], heading=_("Channel versions"), name="channel_versions"),
            Tab(address, heading=_("Address and search"), name="address"),
        ],
        base_form_class=StoryForm,
    )
