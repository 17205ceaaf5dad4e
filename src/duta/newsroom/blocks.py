"""What a story's text is made of."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock, ImageBlockComparison

FEATURES = ["bold", "italic", "link", "ol", "ul"]


class PictureComparison(ImageBlockComparison):
    """Compares pictures of which one may be gone: deleted meanwhile, or its place left empty."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        for value in (self.val_a, self.val_b):
            value.update(alt_text=value["alt_text"] or "", decorative=bool(value["decorative"]))

    def htmlvalue(self, val: Any) -> str:
        """Return the picture, or an empty place."""
        return str(super().htmlvalue(val or {"image": None, "alt_text": "", "decorative": False}))


class PictureChoice(ImageBlock):
    """Wagtail's picture with its alternative text; its own label for the picture comes in English only."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        self.child_blocks["image"].label = _("Picture")

    def get_comparison_class(self) -> type[ImageBlockComparison]:
        """Ours."""
        return PictureComparison


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, and whose they are."""

    text = blocks.TextBlock(label=_("What was said"))
    source = blocks.CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "newsroom/blocks/quote.html"


class PictureBlock(blocks.StructBlock):
    """A picture with its alternative text and a caption."""

    image = PictureChoice(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)
    credit = blocks.CharBlock(label=_("Credit"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "newsroom/blocks/picture.html"


class FiguresBlock(blocks.StructBlock):
    """Some figures side by side, each with what it counts and its source."""

    figures = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("value", blocks.CharBlock(label=_("Figure"))),
                ("label", blocks.CharBlock(label=_("What it counts"))),
                ("source", blocks.CharBlock(label=_("Source"))),
            ]
        ),
        label=_("Figures"),
        min_num=1,
        max_num=4,
    )

    class Meta:
        icon = "table"
        label = _("Figures")
        template = "newsroom/blocks/figures.html"


class StoryBody(blocks.StreamBlock):
    """The body of a story."""

    heading = blocks.CharBlock(icon="title", label=_("Heading"), template="newsroom/blocks/heading.html")
    paragraph = blocks.RichTextBlock(icon="pilcrow", label=_("Text"), features=FEATURES)
    quote = QuoteBlock()
    picture = PictureBlock()
    figures = FiguresBlock()


class VersionMedia(blocks.StreamBlock):
    """The pictures of a channel version, in order."""

    picture = PictureChoice(label=_("Picture"), icon="image")

    class Meta:
        required = False
