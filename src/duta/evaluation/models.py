"""Readings."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duta.accounts.models import User
from duta.metrics.rules import Metric, metric_for
from duta.strategy.models import Indicator


class Reading(models.Model):
    """An indicator's value at a time: computed from observations, or entered by a person with evidence."""

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.PROTECT, related_name="readings"
    )
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    read_at = models.DateTimeField(_("read at"))
    metric_ref = models.CharField(_("metric and version"), max_length=80)
    rule = models.CharField(_("rule"), max_length=12)
    things = models.PositiveIntegerField(_("things counted"), default=0)
    observations = models.PositiveIntegerField(_("observations used"), default=0)
    used = models.JSONField(_("numbers of the observations"), default=list)
    evidence = models.TextField(_("evidence"), blank=True)
    entered_by = models.ForeignKey(
        User, verbose_name=_("entered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["-read_at", "-pk"]
        get_latest_by = ["read_at", "pk"]
        indexes = [models.Index(fields=["indicator", "-read_at"], name="reading_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_by__isnull=True) | ~Q(evidence=""), name="entered_reading_has_evidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value.normalize():f}"

    @property
    def metric(self) -> Metric:
        """The definition, in the version this reading was made by. Raises UnknownMetric."""
        return metric_for(self.metric_ref)
