"""What a person may choose in a form: own and below, for every relation of the form's model."""

from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from wagtail.permissions import policy_registry

from duta.accounts import queries
from duta.accounts.models import User
from duta.accounts.policies import PicturePolicy, RolePagePolicy
from duta.accounts.wagtail_policies import OrganisationPermissionPolicy


def limit_choices(form: forms.BaseForm, user: Any) -> None:
    """Leave in each field only the rows that the person may choose; call it right after a form was made.

    The field that decides to which organisation the row belongs offers what the person may change; other
    relations what the person may look at; people are those of the own line (above, own and below). A forged
    value is then an ordinary error of the field. What a row has already stays choosable, so that saving it
    again never fails.
    """
    model = getattr(getattr(form, "_meta", None), "model", None)
    policy = policy_registry.get_by_type(model) if model else None
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
            rows = _choosable(field.queryset, name, policy, user)
            field.queryset = _with_current(rows, field.queryset, form, name)


def _choosable(rows: "QuerySet[Any]", name: str, policy: Any, user: Any) -> "QuerySet[Any]":
    if rows.model is User:
        return rows.filter(pk__in=queries.people_in_line_with(user, now=timezone.now()).values("pk"))
    decides = isinstance(policy, OrganisationPermissionPolicy) and policy.field.split("__")[0] == name
    theirs = policy_registry.get_by_type(rows.model, fallback=False)
    if isinstance(theirs, OrganisationPermissionPolicy):
        action = policy.change if decides else theirs.view
        return rows.filter(queries.where(user, action, field=theirs.field))
    if isinstance(theirs, RolePagePolicy | PicturePolicy):
        return rows.filter(pk__in=theirs.instances_user_has_permission_for(user, "choose").values("pk"))
    return rows


def _with_current(rows: "QuerySet[Any]", full: "QuerySet[Any]", form: Any, name: str) -> "QuerySet[Any]":
    instance = getattr(form, "instance", None)
    if not isinstance(instance, Model) or not instance.pk:
        return rows
    current = _keys_of(getattr(instance, name, None))
    if not current:
        return rows
    return full.filter(Q(pk__in=rows.values("pk")) | Q(pk__in=current))


def _keys_of(value: Any) -> list[Any]:
    if isinstance(value, Model):
        return [value.pk]
    return list(value.values_list("pk", flat=True)) if value is not None else []
