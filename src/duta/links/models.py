"""Tracked links, and how often each was followed on each day."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duta.accounts.models import Organisation, User
from duta.links import rules


class TrackedLink(models.Model):
    """A short address of ours that leads to one stored address."""

    code = models.CharField(_("code"), max_length=16, unique=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="tracked_links"
    )
    target = models.URLField(_("leads to"), max_length=rules.LONGEST_TARGET)
    subject = models.CharField(_("what it is for"), max_length=200, unique=True, help_text=_("As “room.thing:key”."))
    parameters = models.JSONField(_("what the page is told"), default=dict, blank=True)
    expires_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    created_at = models.DateTimeField(_("made at"))
    created_by = models.ForeignKey(
        User, verbose_name=_("made by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("tracked link")
        verbose_name_plural = _("tracked links")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(subject="") & ~Q(target=""), name="link_leads_somewhere"),
        ]

    def __str__(self) -> str:
        return rules.short_path(self.code)

    @property
    def address(self) -> str:
        """The short address, complete."""
        return rules.short_address(settings.BASE_URL, self.code)

    @property
    def destination(self) -> str:
        """Where it leads, with what the page is told."""
        return rules.with_parameters(self.target, self.parameters)

    def has_ended(self, now: datetime) -> bool:
        """Whether it leads nowhere any more."""
        return self.expires_at is not None and self.expires_at <= now


class LinkClicks(models.Model):
    """How often one link was followed on one day: people and robots apart, no cookie, no address."""

    link = models.ForeignKey(TrackedLink, verbose_name=_("link"), on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    people = models.PositiveBigIntegerField(_("people"), default=0)
    robots = models.PositiveBigIntegerField(_("robots"), default=0)

    class Meta:
        verbose_name = _("clicks of a link")
        verbose_name_plural = _("clicks of links")
        constraints = [models.UniqueConstraint(fields=["link", "day"], name="one_count_of_clicks_each_day")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.day}"
