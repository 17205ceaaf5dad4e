"""Many rows, few words with the database: for the places where a thousand of them pass every second.

Everywhere else ``bulk_create`` says it better. Measured: it costs the pump's database thread, which shares the
interpreter with the network, more than everything else in a tick together.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from django.db import connection
from django.db.models import Field, Model


def insert_rows(model: type[Model], fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of some fields' values, as the columns keep them, in one statement that is always the same.

    Nothing is validated and no default of the model is filled in: name every field that has no default in the database.
    """
    with connection.cursor() as cursor:
        cursor.execute(_insert(connection.vendor, model, tuple(fields)), [json.dumps(rows, default=str)])


@contextmanager
def unanswered() -> Iterator[None]:
    """Inside, PostgreSQL is sent statements without waiting for the answer of each; SQLite has no answers to wait for.

    The first fetch waits for all that went before it; whatever failed is raised there, or at the end, as Django's
    errors. A row count is not known inside: do not ask for one. Do not catch a fault inside either: all that follows it
    is thrown away.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


@cache
def _insert(vendor: str, model: type[Model], names: tuple[str, ...]) -> str:
    fields = [cast("Field[Any, Any]", model._meta.get_field(name)) for name in names]
    into = f"{_quoted(model._meta.db_table)} ({', '.join(_quoted(field.column) for field in fields)})"
    if vendor == "postgresql":
        values = ", ".join(f"(r ->> {n})::{_bare_type(field)}" for n, field in enumerate(fields))
        return f"INSERT INTO {into} SELECT {values} FROM json_array_elements(%s::json) r"  # noqa: S608  # our models' names
    values = ", ".join(f"json_extract(value, '$[{n}]')" for n in range(len(fields)))
    return f"INSERT INTO {into} SELECT {values} FROM json_each(%s)"  # noqa: S608  # our models' names


def _bare_type(field: "Field[Any, Any]") -> str:
    """Name a type without its length: a cast to varchar(5) cuts in silence, a column of it refuses."""
    return str(field.db_type(connection)).partition("(")[0]


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")
