"""The audit trail as a file: CSV for a spreadsheet, JSON lines for a program. Streams, with constant memory."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from duta.core.chain import Content, Seal
from duta.core.models import AuditEntry

LIMIT = 50_000  # entries of one file: a spreadsheet still opens it
# Headings of the file, the same in every language: programs read them.
COLUMNS = (*Content._fields, *Seal._fields)
# A spreadsheet takes a cell that begins so for a formula; an apostrophe makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Form:
    """A kind of file."""

    content_type: str
    lines: Callable[[Iterable[AuditEntry]], Iterator[str]]


class _Line:
    """What the csv module writes to: hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Yield the heading and one line for each entry; no cell is a formula."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(COLUMNS)  # the mark by which spreadsheets know UTF-8
    for entry in entries:
        yield writer.writerow([as_cell(value) for value in values_of(entry).values()])


def json_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Yield one JSON object for each entry, with every value as it is stored."""
    for entry in entries:
        yield json.dumps(values_of(entry), ensure_ascii=False) + "\n"


def values_of(entry: AuditEntry) -> dict[str, Any]:
    """Return an entry's columns and its seal; the instant in UTC, as the hash covers it."""
    return {name: getattr(entry, name) for name in COLUMNS} | {"at": entry.at.isoformat(timespec="microseconds")}


def as_cell(value: Any) -> str:
    """Return a value as a cell that no spreadsheet calculates."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return f"'{text}" if text.startswith(FORMULA) else text


FORMS: Mapping[str, Form] = {
    "csv": Form("text/csv; charset=utf-8", csv_lines),
    "jsonl": Form("application/jsonl; charset=utf-8", json_lines),
}
