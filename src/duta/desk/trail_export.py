"""The audit trail as a file: CSV for a spreadsheet, JSON lines for a program. Streams, with constant memory."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from duta.core.cells import UTF8_MARK, Line, as_cell
from duta.core.chain import Content, Seal
from duta.core.models import AuditEntry

LIMIT = 50_000  # entries of one file: a spreadsheet still opens it
# Headings of the file, the same in every language: programs read them.
COLUMNS = (*Content._fields, *Seal._fields)


@dataclass(frozen=True)
class Form:
    """A kind of file."""

    content_type: str
    lines: Callable[[Iterable[AuditEntry]], Iterator[str]]


def csv_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Yield the heading and one line for each entry; no cell is a formula."""
    writer = csv.writer(Line())
    yield UTF8_MARK + writer.writerow(COLUMNS)
    for entry in entries:
        yield writer.writerow([as_cell(value) for value in values_of(entry).values()])


def json_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Yield one JSON object for each entry, with every value as it is stored."""
    for entry in entries:
        yield json.dumps(values_of(entry), ensure_ascii=False) + "\n"


def values_of(entry: AuditEntry) -> dict[str, Any]:
    """Return an entry's columns and its seal; the instant in UTC, as the hash covers it."""
    return {name: getattr(entry, name) for name in COLUMNS} | {"at": entry.at.isoformat(timespec="microseconds")}


FORMS: Mapping[str, Form] = {
    "csv": Form("text/csv; charset=utf-8", csv_lines),
    "jsonl": Form("application/jsonl; charset=utf-8", json_lines),
}
