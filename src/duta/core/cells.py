"""Cells of files for spreadsheets: no cell is a formula, whatever somebody typed."""

import json
from typing import Any

# A spreadsheet takes a cell that begins so for a formula; an apostrophe makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
UTF8_MARK = "\ufeff"  # by which spreadsheets know UTF-8


class Line:
    """What the csv module writes to: hands each line back."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def as_cell(value: Any) -> str:
    """Return a value as a cell that no spreadsheet calculates."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return f"'{text}" if text.startswith(FORMULA) else text
