"""Pictures and their derived files."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from duta.newsroom.guards import refuse_changed_picture, refuse_deleted_picture


class Picture(AbstractImage):
    """A picture in an organisation's collection. One that was submitted stays as it was (``guards``)."""

    credit = models.CharField(_("credit"), max_length=200, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and refuse another file, crop or credit for a picture that was submitted. Raises NotCleared."""
        if self.pk:
            refuse_changed_picture(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete a picture that was never submitted. Raises NotCleared."""
        refuse_deleted_picture(self)
        return super().delete(*args, **kwargs)


class PictureRendition(AbstractRendition):
    """A derived picture, made and kept by Wagtail."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="one_rendition_for_each_filter"
            )
        ]
