"""The secret addresses under which people's calendars are read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from duta.accounts.models import User


class CalendarFeed(models.Model):
    """One person's calendar for programmes that read iCalendar: of its secret address only the hash is kept."""

    person = models.OneToOneField(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="calendar_feed"
    )
    digest = models.CharField(_("hash of the address"), max_length=64, unique=True)
    kinds = models.JSONField(_("what it holds"), default=list)
    made_at = models.DateTimeField(_("made at"))
    read_at = models.DateTimeField(_("last read"), null=True, help_text=_("To the hour."))

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return str(self.person)
