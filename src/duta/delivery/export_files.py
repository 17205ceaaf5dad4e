"""A platform's export file as a stream of rows: encoding, separator, heading. In bounded memory, whatever its size.

Nothing is believed of what a browser says about the file: its bytes decide. A file that cannot be read raises
``Unreadable`` with the problem in words.
"""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

from duta.core.problems import Problem

MAX_BYTES = 256 * 1024 * 1024
MAX_ROWS = 1_000_000
MAX_LINE = 1_000_000  # characters
MAX_COLUMNS = 400
CHUNK = 1024 * 1024  # bytes
SEPARATORS = (",", ";", "\t")
# How other kinds of files begin, and what a person then does: words under "file_is_" + kind.
BEGINNINGS = ((b"PK\x03\x04", "packed"), (b"\xd0\xcf\x11\xe0", "excel"), (b"%PDF", "other"), (b"<", "page"))
INDONESIAN = frozenset({
    "tanggal", "judul", "konten", "suka", "komentar", "jangkauan", "tayangan", "penayangan", "waktu", "tautan", "postingan",
    "balasan", "impresi",
})  # fmt: skip


class Unreadable(ValueError):  # noqa: N818
    """The file cannot be read as an export: ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True)
class Export:
    """How a file is to be read. ``heading``: the columns' names, each one different; ``heading_row``: counted from one."""

    encoding: str
    separator: str
    heading: tuple[str, ...]
    heading_row: int

    @property
    def language(self) -> str:
        """The language that its columns are named in: "id", or "en" for everything else."""
        words = {word for name in self.heading for word in re.split(r"\W+", name.casefold())}
        return "id" if words & INDONESIAN else "en"


def look_into(file: BinaryIO) -> Export:
    """Say how a file is to be read. Raises Unreadable."""
    encoding = encoding_of(file)
    for number, (line, separator) in enumerate(_first_lines(file, encoding), start=1):
        cells = _cells(line, separator)
        if any(cell.strip() for cell in cells):
            return Export(encoding, separator, _heading(cells), number)
    raise Unreadable(Problem("file_is_empty"))


def rows_of(file: BinaryIO, export: Export) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows below the heading with their numbers, as a spreadsheet counts them; blank ones are left out.

    Raises Unreadable: a broken row, more rows than are taken, letters of another encoding.
    """
    number = 0
    with _text(file, export.encoding) as lines:
        reader = csv.reader(lines, delimiter=export.separator, strict=True)
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise Unreadable(Problem("file_row_broken", {"row": number + 1}, said=str(error))) from error
            if cells is None:
                return
            number += 1
            if number > export.heading_row and any(cells):
                if number - export.heading_row > MAX_ROWS:
                    raise Unreadable(Problem("file_has_too_many_rows", {"limit": MAX_ROWS}))
                yield number, cells


def encoding_of(file: BinaryIO) -> str:
    """Tell UTF-8, UTF-16 and Windows-1252 apart; the whole file is read once. Raises Unreadable for what is no text."""
    file.seek(0)
    head = file.read(4096)
    if not head.strip(b"\x00\xef\xbb\xbf \r\n\t"):
        raise Unreadable(Problem("file_is_empty"))
    for beginning, kind in BEGINNINGS:
        if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(beginning):
            raise Unreadable(Problem(f"file_is_{kind}"))
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in head:
        return _utf16_without_mark(head)
    if _decodes(file, "utf-8"):
        return "utf-8-sig"
    if _decodes(file, "cp1252"):
        return "cp1252"
    raise Unreadable(Problem("file_is_other"))


def _utf16_without_mark(head: bytes) -> str:
    """In Latin letters every second byte of UTF-16 is nought; anything else with noughts is no text."""
    for encoding, noughts, letters in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if noughts.count(0) > len(noughts) * 0.7 and letters.count(0) == 0:
            return encoding
    raise Unreadable(Problem("file_is_other"))


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            if b"\x00" in chunk:
                raise Unreadable(Problem("file_is_other"))
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class _text:  # noqa: N801  # reads as a function where it is used
    """The file's lines as text, none longer than is taken; the file itself stays open."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        file.seek(0)
        self._wrapper = TextIOWrapper(file, encoding=encoding, newline="")

    def __enter__(self) -> Iterator[str]:
        return self._lines()

    def __exit__(self, *_error: object) -> None:
        self._wrapper.detach()

    def _lines(self) -> Iterator[str]:
        number = 0
        while True:
            try:
                line = self._wrapper.readline(MAX_LINE + 1)
            except UnicodeError as error:
                raise Unreadable(Problem("file_letters_broken", {"line": number + 1})) from error
            if not line:
                return
            number += 1
            if len(line) > MAX_LINE:
                raise Unreadable(Problem("file_line_too_long", {"line": number, "limit": MAX_LINE}))
            yield line


def _first_lines(file: BinaryIO, encoding: str) -> Iterator[tuple[str, str]]:
    """Each line with the separator that fits it; one that only names the separator ("sep=;") decides for the next."""
    said = ""
    with _text(file, encoding) as lines:
        for line in lines:
            bare = line.strip("\r\n\ufeff")
            named = re.fullmatch(r"sep=([,;\t])", bare, re.IGNORECASE)
            said = named[1] if named else said
            yield ("" if named else bare), said or max(SEPARATORS, key=lambda one: len(_cells(bare, one)))


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _heading(cells: Sequence[str]) -> tuple[str, ...]:
    """Name every column differently: a second "Shares" is "Shares (2)"."""
    if len(cells) < 2:
        raise Unreadable(Problem("file_has_one_column"))
    if len(cells) > MAX_COLUMNS:
        raise Unreadable(Problem("file_has_too_many_columns", {"limit": MAX_COLUMNS}))
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:100] or f"#{place}"
        names.append(name if name not in names else f"{name} ({place})")
    return tuple(names)
