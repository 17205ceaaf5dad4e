"""Read a table of contacts as people export it: any usual encoding and separator, headings in both languages. Pure."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from duta.mailing.operations.contacts import Person
from duta.mailing.rules import same_address

LARGEST, MOST_ROWS, MOST_ERRORS = 5_000_000, 20_000, 50
LONGEST = {"name": 200, "medium": 200, "evidence": 1000}
HEADINGS: Mapping[str, frozenset[str]] = {
    "address": frozenset({"address", "email", "e-mail", "email address", "e-mail address", "alamat", "surel", "alamat surel", "alamat email"}),
    "name": frozenset({"name", "nama", "full name", "nama lengkap"}),
    "medium": frozenset({"medium", "media", "outlet", "organisation", "instansi"}),
    "languages": frozenset({"languages", "language", "bahasa"}),
    "beats": frozenset({"beats", "beat", "bidang", "liputan", "bidang liputan"}),
    "evidence": frozenset({"consent", "persetujuan", "how they said yes", "cara menyetujui"}),
}  # fmt: skip


@dataclass(frozen=True)
class RowError:
    """What is wrong in one row; numbered as the table shows it, the headings are row 1."""

    row: int
    said: str


@dataclass
class Table:
    """What a file holds. With any error nothing of it is taken."""

    people: list[Person] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    more_errors: int = 0

    def complain(self, row: int, said: str) -> None:
        """Note an error; of very many only how many there are."""
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(RowError(row, said))
        else:
            self.more_errors += 1


def read_table(content: bytes, *, languages: Sequence[str]) -> Table:
    """Read a whole table; ``languages`` are the codes that a contact may read. Never raises."""
    table = Table()
    if len(content) > LARGEST:
        table.complain(1, _("The file is larger than 5 MB. Cut the table into several files."))
        return table
    try:
        rows = list(_rows(_decoded(content)))
    except csv.Error as error:
        table.complain(1, _("This is no table: %(error)s. Save it as CSV once more.") % {"error": error})
        return table
    if not rows:
        table.complain(1, _("The file is empty. Save the table as CSV once more and choose it again."))
        return table
    _read_rows(table, rows, languages)
    return table


def _decoded(content: bytes) -> str:
    """UTF-8 and UTF-16 as they say they are; anything else is taken for what spreadsheets on Windows write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, with their numbers; the separator is the one that cuts the headings most often."""
    text = text.replace("\x00", "")
    head = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=head.count)
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
        if any(cell.strip() for cell in row):
            yield number, [cell.strip() for cell in row]


def _read_rows(table: Table, rows: Sequence[tuple[int, list[str]]], languages: Sequence[str]) -> None:
    places = _places(rows[0][1])
    if "address" not in places:
        words = _("The first row has no heading “e-mail” or “surel”. Found: %(headings)s.")
        table.complain(rows[0][0], words % {"headings": ", ".join(rows[0][1])[:300]})
        return
    if len(rows) - 1 > MOST_ROWS:
        table.complain(1, _("There are more than 20,000 rows. Cut the table into several files."))
        return
    seen: dict[str, int] = {}
    for number, row in rows[1:]:
        _read_row(
            table, number, {name: row[at] if at < len(row) else "" for name, at in places.items()}, seen, languages
        )


def _places(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        for name, known in HEADINGS.items():
            if " ".join(heading.lower().split()) in known:
                found.setdefault(name, at)
    return found


def _read_row(
    table: Table, number: int, cells: Mapping[str, str], seen: dict[str, int], languages: Sequence[str]
) -> None:
    address = same_address(cells["address"])
    problems = [said for check in CHECKS for said in check(cells, languages)]
    if address in seen:
        problems.append(_("%(address)s stands in row %(row)s already.") % {"address": address, "row": seen[address]})
    seen.setdefault(address, number)
    for said in problems:
        table.complain(number, said)
    if not problems:
        table.people.append(
            Person(
                address=address, name=cells.get("name", ""), medium=cells.get("medium", ""),
                languages=tuple(_codes(cells)) or tuple(languages[:1]), beats=tuple(_parts(cells.get("beats", ""))),
                evidence=cells.get("evidence", ""),
            )
        )  # fmt: skip


def _check_address(cells: Mapping[str, str], languages: Sequence[str]) -> Iterator[str]:
    if not cells["address"]:
        yield _("There is no e-mail address.")
        return
    try:
        validate_email(cells["address"])
        if len(cells["address"]) > 254:  # RFC 5321
            raise ValidationError("too long")
    except ValidationError:
        yield _("“%(address)s” is not an e-mail address.") % {"address": cells["address"][:100]}


def _check_languages(cells: Mapping[str, str], languages: Sequence[str]) -> Iterator[str]:
    wrong = [code for code in _codes(cells) if code not in languages]
    if wrong:
        words = _("“%(wrong)s” is not a language of this list. Use these codes: %(codes)s.")
        yield words % {"wrong": ", ".join(wrong)[:100], "codes": ", ".join(languages)}


def _check_lengths(cells: Mapping[str, str], languages: Sequence[str]) -> Iterator[str]:
    for name, limit in LONGEST.items():
        if len(cells.get(name, "")) > limit:
            words = _("A cell has %(count)s characters; %(limit)s are allowed: “%(begin)s…”.")
            yield words % {"count": len(cells[name]), "limit": limit, "begin": cells[name][:30]}


CHECKS: tuple[Callable[[Mapping[str, str], Sequence[str]], Iterator[str]], ...] = (
    _check_address, _check_languages, _check_lengths,
)  # fmt: skip


def _codes(cells: Mapping[str, str]) -> list[str]:
    return [part.lower() for part in _parts(cells.get("languages", ""))]


def _parts(text: str) -> list[str]:
    for separator in "|/;":
        text = text.replace(separator, ",")
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
