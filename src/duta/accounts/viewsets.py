"""Viewsets and views of Wagtail that contain own and below only: a sibling's row is a 404 in every one of
them.

Wagtail's generic views ask a permission policy about the model, hardly ever about the row. These ask about
the row: index and exports (``get_base_queryset``), edit and delete (``get_queryset``), history and usage
(``get_base_object_queryset``), inspect, copy and choosers (``get_object``). A row that a person may look at
but not change is listed without a link to its form; its form is refused with a sentence.

Use ``ScopedViewSet`` and ``ScopedChooserViewSet`` in place of ``ModelViewSet`` and ``ChooserViewSet``, with
an ``OrganisationPermissionPolicy`` registered for the model. A view of one's own adds the mixin in front::

    class ChannelEditView(ScopedEditMixin, generic.EditView): ...
"""

from typing import Any, cast

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from wagtail.admin.views import generic
from wagtail.admin.views.generic import chooser, history, usage
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from duta.accounts import queries
from duta.accounts.choices import limit_choices
from duta.accounts.wagtail_policies import OrganisationPermissionPolicy


def policy_of(model: Any) -> OrganisationPermissionPolicy:
    """Return the registered policy of a model. Raises ImproperlyConfigured when its room registered none."""
    policy = policy_registry.get_by_type(model, fallback=False)
    if not isinstance(policy, OrganisationPermissionPolicy):
        raise ImproperlyConfigured(f"{model.__name__} needs an OrganisationPermissionPolicy, from its room's apps")
    return policy


class ScopedMixin:
    """What the person may look at, and what of it he may change."""

    model: Any
    request: HttpRequest

    def visible(self) -> "QuerySet[Any]":
        """The rows that the person may look at."""
        policy = policy_of(self.model)
        return policy.rows_where(self.request.user, policy.view)

    def visible_or_404(self, pk: Any) -> Any:
        """Return the row. Raises Http404 when it is a sibling's or not there."""
        return get_object_or_404(self.visible(), pk=pk)

    def require(self, permission: str, row: Any) -> Any:
        """Return the row. Raises PermissionDenied when the person may look at it but not do this."""
        if not policy_of(self.model).user_has_permission_for_instance(self.request.user, permission, row):
            raise PermissionDenied
        return row


class ScopedIndexMixin(ScopedMixin):
    """The list and its exports; rows carry ``may_change``."""

    def get_base_queryset(self) -> "QuerySet[Any]":
        """Wagtail's rows, the visible ones only."""
        policy = policy_of(self.model)
        rows = super().get_base_queryset()  # type: ignore[misc]
        own = When(queries.where(self.request.user, policy.change, field=policy.field), then=Value(value=True))
        marked = Case(own, default=Value(value=False), output_field=BooleanField())
        rows = rows.filter(pk__in=self.visible().values("pk")).annotate(may_change=marked)
        return cast("QuerySet[Any]", rows)

    def get_edit_url(self, instance: Any) -> str | None:
        """Lead to the form of a row that the person may change."""
        return super().get_edit_url(instance) if instance.may_change else None  # type: ignore[misc]

    def get_copy_url(self, instance: Any) -> str | None:
        """Offer a copy of a row that the person may change."""
        return super().get_copy_url(instance) if instance.may_change else None  # type: ignore[misc]

    def get_delete_url(self, instance: Any) -> str | None:
        """Offer the removal of a row that the person may change."""
        return super().get_delete_url(instance) if instance.may_change else None  # type: ignore[misc]


class ScopedFormMixin(ScopedMixin):
    """Forms offer own and below."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        """Return the form with its choices limited."""
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        limit_choices(form, self.request.user)
        return form


class ScopedEditMixin(ScopedFormMixin):
    """One row's form. Whether the person may change it is asked about the row, after it was found."""

    permission_required = "view"

    def get_queryset(self) -> "QuerySet[Any]":
        """Where Django looks for the row."""
        return self.visible()

    def get_object(self, queryset: "QuerySet[Any] | None" = None) -> Any:
        """Return the row if the person may change it."""
        return self.require("change", super().get_object(queryset))  # type: ignore[misc]


class ScopedDeleteMixin(ScopedMixin):
    """One row's removal. Whether the person may delete it is asked about the row, after it was found."""

    permission_required = "view"

    def get_queryset(self) -> "QuerySet[Any]":
        """Where Django looks for the row."""
        return self.visible()

    def get_object(self, queryset: "QuerySet[Any] | None" = None) -> Any:
        """Return the row if the person may delete it."""
        return self.require("delete", super().get_object(queryset))  # type: ignore[misc]


class ScopedRowMixin(ScopedMixin):
    """One row's history or usage."""

    def get_base_object_queryset(self) -> "QuerySet[Any]":
        """Where Wagtail looks for the row."""
        return self.visible()


class ScopedCopyMixin(ScopedFormMixin):
    """A form that starts as a copy of a row."""

    def get_object(self, queryset: Any = None) -> Any:
        """Return the row to copy."""
        return self.visible_or_404(self.kwargs[self.pk_url_kwarg])  # type: ignore[attr-defined]


class ScopedInspectMixin(ScopedMixin):
    """One row to look at."""

    def get_object(self, queryset: Any = None) -> Any:
        """Return the row."""
        return self.visible_or_404(self.kwargs[self.pk_url_kwarg])  # type: ignore[attr-defined]

    def get_edit_url(self) -> str | None:
        """Lead to the form if the person may change the row."""
        return super().get_edit_url() if self._may("change") else None  # type: ignore[misc]

    def get_delete_url(self) -> str | None:
        """Offer the removal if the person may delete the row."""
        return super().get_delete_url() if self._may("delete") else None  # type: ignore[misc]

    def _may(self, permission: str) -> bool:
        row = self.object  # type: ignore[attr-defined]
        return policy_of(self.model).user_has_permission_for_instance(self.request.user, permission, row)


class ScopedIndexView(ScopedIndexMixin, generic.IndexView):
    """The list."""


class ScopedCreateView(ScopedFormMixin, generic.CreateView):
    """A new row, for an organisation where the person may make one."""


class ScopedEditView(ScopedEditMixin, generic.EditView):
    """A row's form."""


class ScopedDeleteView(ScopedDeleteMixin, generic.DeleteView):
    """A row's removal."""


class ScopedHistoryView(ScopedRowMixin, history.HistoryView):
    """What was done to a row: also for those who may only look at it."""

    any_permission_required = ["view", "change"]


class ScopedUsageView(ScopedRowMixin, usage.UsageView):
    """Where a row is used; things of others are named "private" by Wagtail."""

    permission_required = "view"


class ScopedCopyView(ScopedCopyMixin, generic.CopyView):
    """A copy of a row."""


class ScopedInspectView(ScopedInspectMixin, generic.InspectView):
    """A row to look at."""


class ScopedViewSet(ModelViewSet):
    """A ``ModelViewSet`` whose every view contains own and below only."""

    index_view_class = ScopedIndexView
    add_view_class = ScopedCreateView
    edit_view_class = ScopedEditView
    delete_view_class = ScopedDeleteView
    history_view_class = ScopedHistoryView
    usage_view_class = ScopedUsageView
    copy_view_class = ScopedCopyView
    inspect_view_class = ScopedInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    sort_order_field = None  # Wagtail's view for ordering looks a row up without asking who wants it


class ScopedChooseMixin(ScopedMixin):
    """The list in a chooser's window."""

    def get_object_list(self) -> "QuerySet[Any]":
        """The rows that may be chosen."""
        return self.visible()


class ScopedChosenMixin(ScopedMixin):
    """The row that was chosen."""

    def get_object(self, pk: Any) -> Any:
        """Return the row; the view answers 404 for one that may not be chosen."""
        return self.visible().get(pk=pk)


class ScopedChosenMultipleMixin(ScopedMixin):
    """The rows that were chosen."""

    def get_objects(self, pks: Any) -> "QuerySet[Any]":
        """The rows. Raises Http404 when one may not be chosen."""
        rows = self.visible().filter(pk__in=pks)
        if rows.count() != len(set(pks)):
            raise Http404
        return rows


class ScopedChooserCreateMixin(ScopedMixin):
    """A new row made in a chooser's window."""

    def get_creation_form(self) -> Any:
        """Return the form with its choices limited."""
        form = super().get_creation_form()  # type: ignore[misc]
        if form is not None:
            limit_choices(form, self.request.user)
        return form


class ScopedChooseView(ScopedChooseMixin, ScopedChooserCreateMixin, chooser.ChooseView):
    """The whole window."""


class ScopedChooseResultsView(ScopedChooseMixin, ScopedChooserCreateMixin, chooser.ChooseResultsView):
    """Its list."""


class ScopedChosenView(ScopedChosenMixin, chooser.ChosenView):
    """One choice."""


class ScopedChosenMultipleView(ScopedChosenMultipleMixin, chooser.ChosenMultipleView):
    """Several choices."""


class ScopedChooserCreateView(ScopedChooserCreateMixin, chooser.CreateView):
    """A new row."""


class ScopedChooserViewSet(ChooserViewSet):
    """A ``ChooserViewSet`` that offers own and below only."""

    choose_view_class = ScopedChooseView
    choose_results_view_class = ScopedChooseResultsView
    chosen_view_class = ScopedChosenView
    chosen_multiple_view_class = ScopedChosenMultipleView
    create_view_class = ScopedChooserCreateView
