"""The filters of the audit trail; all of them stand in the address."""

from datetime import datetime, time
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput

from duta.accounts.models import Organisation
from duta.accounts.queries import organisations_where
from duta.accounts.rules import Action
from duta.core.days import check_day
from duta.core.models import AuditEntry
from duta.desk.trail import AREAS, action_choices, of_action


def _organisations(request: Any) -> "QuerySet[Organisation]":
    return organisations_where(request.user, Action.ADMINISTER)


class TrailFilterSet(WagtailFilterSet):
    """What about, what was done, by whom, for which organisation, since and until when."""

    area = django_filters.ChoiceFilter(label=_("About"), choices=AREAS, method="in_area")
    action = django_filters.ChoiceFilter(label=_("Action"), choices=action_choices, method="done")
    person = django_filters.CharFilter(label=_("Person"), field_name="actor_name", lookup_expr="icontains")
    organisation = django_filters.ModelChoiceFilter(
        label=_("Organisation"), queryset=_organisations, method="at_or_below"
    )
    since = django_filters.DateFilter(label=_("From"), widget=AdminDateInput, validators=[check_day], method="from_day")
    until = django_filters.DateFilter(
        label=_("Until"), widget=AdminDateInput, validators=[check_day], method="until_day"
    )

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def in_area(self, rows: "QuerySet[AuditEntry]", _name: str, area: str) -> "QuerySet[AuditEntry]":
        """Leave the entries whose action begins with the area's name."""
        return rows.filter(action__startswith=f"{area}.")

    def done(self, rows: "QuerySet[AuditEntry]", _name: str, action: str) -> "QuerySet[AuditEntry]":
        """Leave the entries of an action."""
        return rows.filter(of_action(action))

    def at_or_below(
        self, rows: "QuerySet[AuditEntry]", _name: str, organisation: Organisation
    ) -> "QuerySet[AuditEntry]":
        """Leave the entries of an organisation and of those below it."""
        below = Organisation.objects.filter(path__startswith=organisation.path)
        return rows.filter(organisation_id__in=below.values("pk"))

    def from_day(self, rows: "QuerySet[AuditEntry]", _name: str, day: Any) -> "QuerySet[AuditEntry]":
        """Leave what happened on that day, by the reader's clock, or later."""
        return rows.filter(at__gte=timezone.make_aware(datetime.combine(day, time.min)))

    def until_day(self, rows: "QuerySet[AuditEntry]", _name: str, day: Any) -> "QuerySet[AuditEntry]":
        """Leave what happened on that day or before."""
        return rows.filter(at__lte=timezone.make_aware(datetime.combine(day, time.max)))
