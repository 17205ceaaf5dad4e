"""What the list of submissions can be narrowed to."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Locale

from duta.accounts.models import Organisation
from duta.accounts.queries import organisations_where
from duta.accounts.rules import Action
from duta.newsroom.models import Submission
from duta.newsroom.rules import SubmissionState


def _own(request: object) -> object:
    return organisations_where(getattr(request, "user", None), Action.VIEW) if request else Organisation.objects.none()


class SubmissionFilterSet(WagtailFilterSet):
    """State, organisation, language; the tab is kept when filters change."""

    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=SubmissionState.choices)
    organisation = django_filters.ModelChoiceFilter(label=_("Organisation"), queryset=_own)
    locale = django_filters.ModelChoiceFilter(label=_("Language"), queryset=Locale.objects.all())

    class Meta:
        model = Submission
        fields = ["state", "organisation", "locale"]
