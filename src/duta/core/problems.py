"""What is wrong with a thing, as data: a code and its figures.

Connectors and rules return problems; ``core.problem_words`` turns one into a sentence in the reader's language that
names the cause and the fix. No Django here, so that connectors may use it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from duta.core.plain import plain


class Severity(StrEnum):
    """ERROR stops the thing; WARNING is shown and may be accepted."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    ``code`` is a key of ``problem_words.WORDS``; ``params`` fill its sentence; ``field`` says where
    ("text", "media.2.alt"). ``said`` keeps a platform's own words, never translated, at most 500 characters.
    """

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    field: str = ""
    said: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what a row or an answer keeps of it; ``problem_from_json`` reads it back."""
        kept: dict[str, Any] = plain(
            {
                "code": self.code,
                "params": self.params,
                "severity": self.severity.value,
                "field": self.field,
                "said": self.said[:500],
            }
        )
        return kept


def problem_from_json(data: Mapping[str, Any]) -> Problem:
    """Read back what ``Problem.as_json`` wrote. Raises KeyError when ``code`` is missing."""
    return Problem(
        code=data["code"],
        params=dict(data.get("params", {})),
        severity=Severity(data.get("severity", "error")),
        field=data.get("field", ""),
        said=data.get("said", ""),
    )
