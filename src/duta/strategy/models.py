"""Strategy, objective, audience, activity, milestone, indicator."""

from collections.abc import Collection

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from duta.accounts.models import Organisation, User
from duta.metrics.rules import Metric, Stage, metric_for
from duta.strategy.rules import Aggregation, Scope, Theme, Whereabouts


class Titled(models.Model):
    """A title in Indonesian and, where foreign readers and local staff need it, in English."""

    title = models.CharField(_("title"), max_length=250, help_text=_("In Indonesian."))
    title_en = models.CharField(
        _("title in English"), max_length=250, blank=True, help_text=_("Shown to readers of the English screens.")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Leave this to the rules, which say the same in words and at a field; the database refuses it anyway."""

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" and self.title_en else self.title


class Strategy(Titled):
    """The communication plan of one organisation for one period, with its narrative."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="strategies"
    )
    starts_on = models.DateField(_("first day"), help_text=_("Every deadline and every activity lies between the two."))
    ends_on = models.DateField(_("last day"), help_text=_("Usually the end of a year."))
    narrative = models.TextField(
        _("narrative"),
        help_text=_("The story behind the plan: why now, what should change, what we want to be known for."),
    )

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="strategy_ends_after_start"),
        ]


class Audience(Titled):
    """A segment of people in one or more territories."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="audiences"
    )
    whereabouts = models.CharField(_("domestic or foreign"), max_length=10, choices=Whereabouts.choices)
    territories = models.JSONField(
        _("countries and territories"),
        default=list,
        help_text=_("Where they live: two letters of ISO 3166-1 each, for instance ID, NL."),
    )
    languages = models.JSONField(_("languages"), default=list, help_text=_("The languages they read."))
    size = models.PositiveBigIntegerField(_("size"), null=True, blank=True, help_text=_("Number of people."))
    size_source = models.CharField(
        _("source of the size"), max_length=300, blank=True, help_text=_("Who counted, and when. Needed with a size.")
    )

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__isnull=True) | ~Q(size_source=""), name="audience_size_has_a_source"
            ),
        ]


class Objective(Titled):
    """SMART: what is to be different, by how much, until when, and who answers for it. ``title`` is the statement."""

    strategy = models.ForeignKey(
        Strategy, verbose_name=_("strategy"), on_delete=models.PROTECT, related_name="objectives"
    )
    theme = models.CharField(
        _("theme"), max_length=20, choices=Theme.choices, help_text=_("What diplomacy speaks about here.")
    )
    unit = models.CharField(_("unit"), max_length=60, help_text=_("For instance %, people, views."))
    baseline = models.DecimalField(_("baseline"), max_digits=18, decimal_places=2, help_text=_("Where we stand today."))
    target = models.DecimalField(
        _("target"), max_digits=18, decimal_places=2, help_text=_("Where we want to be, in the same unit.")
    )
    deadline = models.DateField(_("deadline"), help_text=_("The day on which the target is due."))
    owner = models.ForeignKey(
        User,
        verbose_name=pgettext_lazy("of an objective", "owner"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Who answers for it."),
    )
    audiences = models.ManyToManyField(Audience, verbose_name=_("audiences"), blank=True, related_name="objectives")

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["deadline", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(target=F("baseline")), name="objective_target_differs_from_baseline"),
        ]

    @property
    def organisation(self) -> Organisation:
        """The organisation whose strategy it belongs to."""
        return self.strategy.organisation


class Activity(Titled, ClusterableModel):
    """A concrete piece of work."""

    objective = models.ForeignKey(
        Objective, verbose_name=_("objective"), on_delete=models.PROTECT, related_name="activities"
    )
    description = models.TextField(
        pgettext_lazy("of an activity", "description"),
        blank=True,
        help_text=_("What is done, where, and with what result."),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    responsible = models.ForeignKey(
        User,
        verbose_name=_("responsible person"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Whom colleagues ask about it."),
    )
    budget = models.DecimalField(
        _("budget"), max_digits=18, decimal_places=2, null=True, blank=True, help_text=_("Empty: none of its own.")
    )
    currency = models.CharField(_("currency"), max_length=3, default="IDR", help_text=_("Three letters of ISO 4217."))
    partners = models.ManyToManyField(
        Organisation,
        verbose_name=_("partners"),
        blank=True,
        related_name="activities",
        limit_choices_to={"kind": "partner"},
        help_text=_("Media partners, consultants and stakeholders who take part."),
    )

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="activity_ends_after_start"),
        ]

    @property
    def organisation(self) -> Organisation:
        """The organisation whose strategy it belongs to."""
        return self.objective.strategy.organisation


class Milestone(Titled):
    """A date in an activity by which something is to be there."""

    activity = ParentalKey(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="milestones")
    due_on = models.DateField(_("due on"), help_text=_("By when it is to be there."))
    done_on = models.DateField(_("done on"), null=True, blank=True, help_text=_("Leave empty until it is there."))

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "pk"]


class Indicator(Titled):
    """What is measured for an objective, and by which rule."""

    objective = models.ForeignKey(
        Objective, verbose_name=_("objective"), on_delete=models.PROTECT, related_name="indicators"
    )
    metric_ref = models.CharField(
        _("metric"), max_length=80, help_text=_("A definition of the dictionary, in the version that readings name.")
    )
    stage = models.CharField(
        _("stage"),
        max_length=12,
        choices=Stage.choices,
        help_text=_("How far the figure reaches, from input to impact (AMEC)."),
    )
    scope = models.CharField(
        _("scope"),
        max_length=12,
        choices=Scope.choices,
        default=Scope.OBJECTIVE,
        help_text=_("Which stories and entries it counts."),
    )
    activity = models.ForeignKey(
        Activity,
        verbose_name=_("activity"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="indicators",
        help_text=_("Only for the scope “one activity”."),
    )
    aggregation = models.CharField(
        _("aggregation"),
        max_length=12,
        choices=Aggregation.choices,
        help_text=_("How many observations become one figure. Asking one entry five times never makes it grow."),
    )
    starts_on = models.DateField(
        _("measured from"), help_text=_("A count that began earlier counts only from this day.")
    )
    ends_on = models.DateField(_("measured until"), help_text=_("The last day that counts, usually the deadline."))
    unit = models.CharField(_("unit"), max_length=60, help_text=_("For instance %, people, views."))
    baseline = models.DecimalField(_("baseline"), max_digits=18, decimal_places=2, help_text=_("Where we stand today."))
    target = models.DecimalField(
        _("target"), max_digits=18, decimal_places=2, help_text=_("Where we want to be, in the same unit.")
    )
    deadline = models.DateField(_("deadline"), help_text=_("The day on which the target is due."))
    read_every_days = models.PositiveSmallIntegerField(
        _("read every … days"), default=7, help_text=_("A reading that is older is overdue, and the desk asks for it.")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["objective", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="indicator_window_ends_after_start"),
            models.CheckConstraint(
                condition=Q(scope="activity", activity__isnull=False) | Q(scope="objective", activity__isnull=True),
                name="indicator_scope_names_its_activity",
            ),
        ]

    @property
    def metric(self) -> Metric:
        """The definition, in the version this indicator was written with. Raises UnknownMetric."""
        return metric_for(self.metric_ref)

    @property
    def organisation(self) -> Organisation:
        """The organisation whose strategy it belongs to."""
        return self.objective.strategy.organisation
