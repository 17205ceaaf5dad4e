"""Observations: change-only samples."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from duta.metrics.rules import Metric, Origin, metric_for


class Observation(models.Model):
    """One value of one metric for one thing. ``seen_until`` moves while later samples show the same value."""

    metric_ref = models.CharField(_("metric and version"), max_length=80, validators=[MinLengthValidator(3)])
    thing = models.CharField(_("thing"), max_length=200, help_text=_("What was measured, as “room.thing:key”."))
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    observed_at = models.DateTimeField(_("observed at"))
    seen_until = models.DateTimeField(_("same value until"))
    origin = models.CharField(_("origin"), max_length=20, choices=Origin.choices)
    origin_ref = models.CharField(_("where it came from"), max_length=300, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    # Null and not empty: SQLite uses an index whose condition is on emptiness only.
    batch = models.CharField(  # noqa: DJ001
        _("batch"), max_length=80, null=True, help_text=_("What it came in with, and can be taken back with.")
    )
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, help_text=_("From then on it counts nowhere."))
    entered_by_id = models.BigIntegerField(_("person's number"), null=True)

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["observed_at", "id"]
        indexes = [
            models.Index(fields=["thing", "metric_ref", "observed_at"], name="observation_of_thing"),
            models.Index(fields=["batch"], name="observation_batch", condition=Q(batch__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(origin=Origin.PERSON) | (~Q(evidence="") & Q(entered_by_id__isnull=False)),
                name="entered_observation_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(seen_until__gte=F("observed_at")), name="observation_seen_after_observed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing} {self.metric_ref} = {self.value.normalize():f}"

    @property
    def metric(self) -> Metric:
        """The definition that this value was measured by."""
        return metric_for(self.metric_ref)
