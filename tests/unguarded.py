"""Take the triggers off the audit trail for a while: for tests only, to empty it or to tamper with it.

There is no such way in the package itself. Outside the tests it takes the database's own tools.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection

GUARDS = import_module("duta.core.migrations.0003_trail_guards")


@contextmanager
def trail_unguarded() -> Iterator[None]:
    """Inside, entries may be changed and removed; afterwards the triggers stand as the migration made them."""
    editor = connection.schema_editor()  # not entered: on SQLite that is refused inside a test's transaction
    GUARDS.unguard(None, editor)
    try:
        yield
    finally:
        GUARDS.guard(None, editor)
