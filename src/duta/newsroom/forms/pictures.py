"""The pictures' form, behind ``WAGTAILIMAGES_IMAGE_FORM_BASE``."""

from typing import Any

from django.core.exceptions import ValidationError
from PIL import Image as PillowImage
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from duta.newsroom.guards import SHOWN_OF_PICTURE, held_sentence, is_held

BROKEN = (OSError, SyntaxError, ValueError)  # what Pillow raises for files that only begin like a picture


class WholeImageField(WagtailImageField):
    """A picture that can be drawn to its last line: a broken one would fail at submission, long after its upload."""

    def check_image_pixel_size(self, f: Any) -> None:
        """Check size and content. Raises ValidationError."""
        try:
            super().check_image_pixel_size(f)
            with PillowImage.open(f) as picture:
                picture.load()
        except BROKEN as error:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error
        finally:
            f.seek(0)


class PictureForm(BaseImageForm):
    """Says, beside the field, why a picture that was submitted keeps its file, its crop and its credit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            stock = self.fields["file"]
            whole = WholeImageField(label=stock.label, required=stock.required)
            whole.widget = stock.widget
            self.fields["file"] = whole

    def clean(self) -> dict[str, Any]:
        """Refuse what the model would refuse, before anything is stored."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        changed = [name for name in ("file", *SHOWN_OF_PICTURE) if name in self.changed_data]
        if changed and is_held(self.instance):
            self.add_error(changed[0] if changed[0] in ("file", "credit") else None, held_sentence())
        return cleaned
