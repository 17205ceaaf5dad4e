"""The tree of the portal: a home for each language, a page for each organisation, stories below; and page view counts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class Reachable(Page):
    """How people reach an organisation: its address and telephones, shown on its page and at the foot of every page."""

    address = models.TextField(_("postal address"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=60, blank=True)
    emergency = models.CharField(_("telephone in an emergency"), max_length=60, blank=True)

    contact_panels: ClassVar[list[FieldPanel]] = [
        FieldPanel("address"),
        FieldPanel("telephone"),
        FieldPanel("emergency"),
    ]

    class Meta:
        abstract = True


class HomePage(Reachable):
    """The ministry's home in one language; every permanent address hangs directly under it."""

    tagline = models.CharField(_("tagline"), max_length=200, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("tagline"), *Reachable.contact_panels]
    max_count_per_parent = 1
    subpage_types: ClassVar[list[str]] = ["portal.OrganisationPage"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class OrganisationPage(Reachable):
    """A directorate's or a mission's page in one language; its stories live below it."""

    intro = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro"), *Reachable.contact_panels]
    subpage_types: ClassVar[list[str]] = ["portal.OrganisationPage", "newsroom.Story"]

    class Meta:
        verbose_name = _("organisation's page")
        verbose_name_plural = _("organisations' pages")


class StoryViews(models.Model):
    """How often one story was read in one language on one day: people and robots apart, no cookie, no address."""

    number = models.PositiveBigIntegerField(_("number of the story"))
    language = models.CharField(_("language"), max_length=12)
    day = models.DateField(_("day"))
    people = models.PositiveBigIntegerField(_("people"), default=0)
    robots = models.PositiveBigIntegerField(_("robots"), default=0)

    class Meta:
        verbose_name = _("views of a story")
        verbose_name_plural = _("views of stories")
        constraints = [models.UniqueConstraint(fields=["number", "language", "day"], name="one_count_for_each_day")]

    def __str__(self) -> str:
        return f"{self.number}/{self.language} {self.day}"
