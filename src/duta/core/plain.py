"""What came from outside, made fit to keep. No Django here."""

import math
from collections.abc import Mapping
from typing import Any


def plain(value: Any) -> Any:
    """Return a value as every database keeps it in JSON: no NUL, no half of a surrogate pair, no infinity.

    A platform's answer may hold each of them ("\\\\u0000", "\\\\ud83d", 1e999): one database refuses it, the other cannot
    read it back. What JSON does not know becomes its text.
    """
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return plain(str(value))
