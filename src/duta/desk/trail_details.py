"""The particulars of an entry on the audit trail in words: what changed from what to what, by whose order, why."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from duta.accounts.rules import Role
from duta.core import when
from duta.core.models import AuditEntry
from duta.core.problem_words import sentence_of
from duta.core.problems import Problem, problem_from_json
from duta.delivery.rules import DeliveryAction
from duta.newsroom.rules import ReminderStep

Words = str | Promise

# What an entry may tell, unless it names a field of its thing: that one says itself what it is called.
NAMES: Mapping[str, Words] = {
    "account": _("Account"),
    "action": _("What to do"),
    "active": _("In use"),
    "address": _("Address"),
    "at": _("Measured at"),
    "below": _("Below"),
    "capacity": _("Signs as"),
    "changed": _("Changed"),
    "channel": _("Channel"),
    "channels": _("Channels"),
    "code": _("Problem"),
    "digest": _("Digest of what was frozen"),
    "due_at": _("Due"),
    "entries": _("Entries"),
    "expires_at": _("Ends"),
    "fields": _("Fields"),
    "figures": _("Figures"),
    "file": _("File"),
    "filters": _("Filters"),
    "for": _("Measured for"),
    "format": _("File format"),
    "from": _("From"),
    "key": _("Key"),
    "organisation": _("Organisation"),
    "person": _("Person"),
    "problems": _("Problems"),
    "reason": _("Reason"),
    "role": _("Role"),
    "settings": _("Settings"),
    "signatory": _("Who is to sign"),
    "signed_as": _("Signed as"),
    "source": _("Source"),
    "step": _("Step"),
    "superuser": _("May do everything"),
    "to": _("To"),
    "until": _("Until"),
    "value": _("Value"),
    "zone": _("Time zone"),
}
LABELS: Mapping[str, Mapping[str, Words]] = {
    "role": dict(Role.choices),
    "action": dict(DeliveryAction.choices),
    "step": dict(ReminderStep.choices),
}
NOTHING = "–"


def details_of(entry: AuditEntry) -> Iterator[tuple[str, str]]:
    """Yield what an entry tells as pairs of a name and its value, both in the reader's language."""
    model = _model_of(entry)
    for name, value in entry.detail.items():
        if name == "changed" and isinstance(value, dict):
            yield from ((_name(key, model), _shown(key, new, model)) for key, new in value.items())
        elif name == "changed" and isinstance(value, list):
            yield _name(name, None), ", ".join(_name(key, model) for key in value)
        elif value not in (None, "", [], {}):
            yield _name(name, model), _shown(name, value, model)


def _model_of(entry: AuditEntry) -> type[Model] | None:
    try:
        return apps.get_model(entry.target.partition(":")[0])
    except (LookupError, ValueError):
        return None


def _field(name: str, model: type[Model] | None) -> Field[Any, Any] | None:
    try:
        found = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def _name(name: str, model: type[Model] | None) -> str:
    if name in NAMES:
        return str(NAMES[name])
    field = _field(name, model)
    return str(capfirst(field.verbose_name)) if field else name.replace("_", " ")


def _shown(name: str, value: Any, model: type[Model] | None) -> str:
    if isinstance(value, dict) and set(value) == {"from", "to"}:
        return f"{_shown(name, value['from'], model)} → {_shown(name, value['to'], model)}"
    if name == "problems":
        return " ".join(sentence_of(problem_from_json(problem)).what for problem in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(key, inner, None)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_shown(name, inner, model) for inner in value)
    return _word(name, value, model)


def _word(name: str, value: Any, model: type[Model] | None) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name == "code":
        return sentence_of(Problem(str(value))).what
    field = _field(name, model)
    labels: Mapping[Any, Words] = LABELS.get(name) or dict(field.flatchoices if field and field.choices else ())
    if value in labels:
        return str(labels[value])
    return _moment(value) or str(value)


def _moment(value: Any) -> str:
    """An instant in the reader's zone; "" for anything else. A date alone is not one and stays as it is written."""
    if not isinstance(value, str) or "T" not in value:
        return ""
    try:
        return when.at_time(datetime.fromisoformat(value), zone="", now=timezone.now())
    except ValueError:
        return ""
