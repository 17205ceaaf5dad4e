"""Text from outside, made fit to keep. No Django here."""

from typing import Any


def plain(value: Any) -> Any:
    """Return a JSON value whose texts every database keeps: no NUL, no half of a surrogate pair.

    A platform's answer may hold either ("\\\\u0000", "\\\\ud83d"): PostgreSQL refuses them, SQLite cannot read them back.
    """
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {plain(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value
