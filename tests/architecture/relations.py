"""The database's relations, held to the rooms' order: a key named by a string is an import too.

Run as a program it prints what breaks the order and exits with 1: the test plants a break in a copy and runs it there.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.db.models import Field, Model


def room_of(model: type[Model]) -> str:
    """The room that a model lives in, or "" for a library's."""
    package, _, rest = model.__module__.partition(".")
    return rest.partition(".")[0] if package == "duta" else ""


def relations() -> Iterator[tuple[str, str, str]]:
    """Each relation that one of our models declares, as (name, room, room it leads to)."""
    for model in apps.get_models(include_auto_created=True):
        if room := room_of(model):
            for field in model._meta.get_fields():
                target = field.related_model
                if isinstance(field, Field) and isinstance(target, type) and room_of(target):
                    yield f"{model.__module__}.{field}", room, room_of(target)


def breaks(order: dict[str, int]) -> list[str]:
    """The relations that lead upward or sideways."""
    return [
        f"{name} leads from {room} up to {target}"
        for name, room, target in relations()
        if room != target and order[target] >= order[room]
    ]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from architecture.rooms import heights

    django.setup()
    found = breaks(heights(Path.cwd() / "pyproject.toml"))
    sys.stdout.write("\n".join(found))
    sys.exit(bool(found))
