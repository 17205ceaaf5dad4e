"""Every address, crossed with every role and with own, below and sibling."""

from collections import Counter
from fnmatch import fnmatchcase
from typing import Any

import pytest
from django.contrib.messages import WARNING
from django.db import transaction
from django.template.backends.django import Template
from django.urls import reverse

from architecture.expectations import LOGIN, MISSING, OK, PLACES, REFUSED, TOLD, Expectation
from architecture.routes import TABLE
from architecture.things import Matrix
from architecture.walk import Route, routes
from duta.core.models import AuditEntry

ROUTES = {route.name: route for route in routes()}
NAMED = {name: route for name, route in ROUTES.items() if "?" not in name}


def row_of(name: str) -> str | None:
    """The table's row for a route: its own name, or the family that fits; a name goes before a family."""
    if name in TABLE:
        return name
    return next((row for row in TABLE if fnmatchcase(name, row)), None)


def asked() -> list[str]:
    return [name for name in NAMED if (row := row_of(name)) and TABLE[row].asked]


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Matrix()
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_rendered():
    """Who gets in is decided before a page is drawn; drawing a thousand of them would take minutes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", lambda *args, **kwargs: "")
        yield


def test_every_route_has_its_row():
    without = {name: route.pattern for name, route in ROUTES.items() if row_of(name) is None}
    assert without == {}, "write a row for each of these in tests/architecture/routes.py"


def test_every_row_has_its_route():
    used = Counter(row_of(name) for name in ROUTES)
    assert [row for row in TABLE if not used[row]] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", asked())
def test_each_role_gets_what_the_table_says(name, matrix):
    route, expectation = NAMED[name], TABLE[row_of(name)]
    wrong = {}
    for place in PLACES if expectation.thing else ("own",):
        for who in matrix.people:
            got = _ask(matrix, route, expectation, who, place)
            wanted = expectation.outcomes(who, place)
            if got not in wanted:
                wrong[f"{place}, {who}"] = f"{got}, not {' or '.join(sorted(wanted))}"
    assert not wrong, f"{name}: " + "; ".join(f"{case}: {what}" for case, what in wrong.items())


def _ask(matrix: Matrix, route: Route, expectation: Expectation, who: Any, place: str) -> str:
    path = _address(matrix, route, expectation, place) + _filled(expectation.query, matrix, place)
    with transaction.atomic():
        before = AuditEntry.objects.count()
        answer = matrix.ask(who, expectation.method, path, expectation.data)
        changed = AuditEntry.objects.count() != before
        transaction.set_rollback(True)
    return OK if changed else _outcome(answer)


def _address(matrix: Matrix, route: Route, expectation: Expectation, place: str) -> str:
    thing = matrix.things[place].get(expectation.thing)
    keys = {key: thing.pk for key in route.keys if thing is not None}
    keys |= {key: value(matrix.things[place]) if callable(value) else value for key, value in expectation.more.items()}
    return reverse(route.name, kwargs={key: keys[key] for key in route.keys})


def _filled(query: str, matrix: Matrix, place: str) -> str:
    return query.format(**{name: thing.pk for name, thing in matrix.things[place].items()})


def _outcome(answer: Any) -> str:
    location = answer.headers.get("Location", "")
    if answer.status_code >= 500:
        return f"error {answer.status_code}"
    if answer.status_code == 404:
        return MISSING
    if answer.status_code == 403 or location == "/desk/":
        return REFUSED
    if location.startswith("/desk/sign-in/"):
        return LOGIN
    return TOLD if location and _was_told_off(answer) else OK


def _was_told_off(answer: Any) -> bool:
    said = getattr(getattr(answer.wsgi_request, "_messages", None), "_queued_messages", [])
    return any(message.level >= WARNING for message in said)
