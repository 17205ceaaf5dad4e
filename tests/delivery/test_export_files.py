"""Export files as people have them: any encoding, any separator, broken in any way; never half, never a crash."""

from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duta.delivery.export_files import MAX_LINE, Unreadable, look_into, rows_of
from duta.delivery.export_values import WrongValue, count_from, moment_from

TEXT = 'Post id,Date,Post Link,Likes\n1,"Fri, Jun 5, 2026",https://x.com/a/status/1,3\n2,Sábado,é,4\n'
SEPARATED = {
    ",": TEXT,
    ";": TEXT.replace("Fri, Jun 5, 2026", "5 Jun 2026").replace(",", ";"),
    "\t": TEXT.replace(",", "\t"),
}


def read(content):
    file = BytesIO(content)
    export = look_into(file)
    return export, list(rows_of(file, export))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_encodings_separators_and_line_ends_are_told_apart(encoding, separator, ends):
    export, rows = read(SEPARATED[separator].replace("\n", ends).encode(encoding))
    assert export.heading == ("Post id", "Date", "Post Link", "Likes")
    assert [(number, cells[-1]) for number, cells in rows] == [(2, "3"), (3, "4")]
    assert rows[1][1][1] == "Sábado"


def test_a_line_that_names_the_separator_and_blank_lines_are_passed_over():
    export, rows = read(b"sep=;\n\nKonten;Judul video;Suka\nabc;Halo, dunia;3\n")
    assert (export.heading_row, export.language) == (3, "id")
    assert rows == [(4, ["abc", "Halo, dunia", "3"])]


def test_line_breaks_inside_a_cell_do_not_shift_the_numbers_of_rows():
    _, rows = read(b'id,text\n1,"two\nlines"\n2,one\n')
    assert [number for number, _ in rows] == [2, 3]


def test_columns_of_the_same_name_stay_apart():
    assert read(b"id,Shares,Shares,\n1,2,3,4\n")[0].heading == ("id", "Shares", "Shares (3)", "#4")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_is_empty"),
        (b"\xef\xbb\xbf \r\n", "file_is_empty"),
        (b"PK\x03\x04rest", "file_is_packed"),
        (b"\xd0\xcf\x11\xe0rest", "file_is_excel"),
        (b"%PDF-1.7", "file_is_other"),
        (b"<!doctype html><html>", "file_is_page"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "file_is_other"),
        (b"a,b\n" + b"x,y\n" * 2000 + b"\x00\x00", "file_is_other"),
        (b"a,b\n\x81\x8d,\x9d\n", "file_is_other"),
        (b"only one column\n1\n", "file_has_one_column"),
        (b",".join(b"c%d" % n for n in range(500)) + b"\n", "file_has_too_many_columns"),
        (b'a,b\n1,"never closed\n2,3\n', "file_row_broken"),
        (b"a,b\n" + b"x" * (MAX_LINE + 5) + b",1\n", "file_line_too_long"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "file_row_broken"),
        ("a,b\n1,2\n".encode("utf-16")[:-1], "file_letters_broken"),
    ],
)
def test_what_is_no_export_says_what_it_is(content, code):
    with pytest.raises(Unreadable) as unreadable:
        read(content)
    assert unreadable.value.problem.code == code


@given(st.binary(max_size=400))
def test_no_bytes_crash_it(content):
    with suppress(Unreadable):
        read(content)


# values


@pytest.mark.parametrize(
    ("text", "thousands", "value"),
    [
        ("1284", ",", 1284), ("1,284", ",", 1284), ("1.284", ".", 1284), ("12,400,001", ",", 12400001), (" 7 ", ",", 7),
        ("1 284", ",", 1284), ("1\u202f284", ".", 1284), ("12.0", ",", 12), ("12,00", ".", 12), ("0", ",", 0),
        ("", ",", None), ("-", ",", None), ("N/A", ",", None), ("undefined", ".", None),
    ],
)  # fmt: skip
def test_counts_are_read_as_the_files_language_writes_them(text, thousands, value):
    assert count_from(text, thousands=thousands) == value


@pytest.mark.parametrize(
    ("text", "thousands", "code"),
    [
        ("1.284", ",", "count_unreadable"), ("1,5", ".", "count_unreadable"), ("12.000", ",", "count_unreadable"), ("12,000", ".", "count_unreadable"), ("12,40", ",", "count_unreadable"), ("-3", ",", "count_unreadable"),
        ("1.2K", ",", "count_rounded"), ("1,2rb", ".", "count_rounded"), ("34%", ",", "count_unreadable"), ("=1+1", ",", "count_unreadable"),
        ("٣", ",", "count_unreadable"), ("9" * 30, ",", "count_too_large"), ("dua", ".", "count_unreadable"),
    ],
)  # fmt: skip
def test_nothing_else_is_bent_into_a_count(text, thousands, code):
    with pytest.raises(WrongValue) as wrong:
        count_from(text, thousands=thousands)
    assert wrong.value.problem.code == code


@given(st.integers(min_value=0, max_value=10**11), st.sampled_from([",", "."]))
def test_every_count_comes_back_as_it_was_written(value, thousands):
    assert count_from(f"{value:,}".replace(",", thousands), thousands=thousands) == value


@given(st.text(max_size=40), st.sampled_from([",", "."]))
def test_no_text_crashes_the_reading_of_values(text, thousands):
    with suppress(WrongValue):
        count_from(text, thousands=thousands)
    with suppress(WrongValue):
        moment_from(text, day_first=True, zone="UTC")


@pytest.mark.parametrize(
    ("text", "day_first", "there"),
    [
        ("2026-11-03", False, "2026-11-03"), ("2026-11-03 10:15", False, "2026-11-03T10:15"),
        ("11/03/2026 08:31", False, "2026-11-03T08:31"), ("03/11/2026 08.31", True, "2026-11-03T08:31"),
        ("11/3/2026 8:31 PM", False, "2026-11-03T20:31"), ("12/01/2026 12:05 am", True, "2026-01-12T00:05"),
        ("Nov 3, 2026", False, "2026-11-03"), ("Fri, Jun 5, 2026", False, "2026-06-05"),
        ("3 November 2026 10.30", True, "2026-11-03T10:30"), ("17 Agu 2026", True, "2026-08-17"),
        ("5 Mei 2026", True, "2026-05-05"), ("31.12.2026", True, "2026-12-31"),
    ],
)  # fmt: skip
def test_dates_are_read_in_their_zone(text, day_first, there):
    zone = "America/Los_Angeles"
    assert moment_from(text, day_first=day_first, zone=zone) == datetime.fromisoformat(there).replace(
        tzinfo=ZoneInfo(zone)
    )


def test_a_date_that_names_its_zone_keeps_it():
    found = moment_from("2026-11-03T10:00:00+07:00", day_first=False, zone="UTC")
    assert found.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize(
    "text", ["kemarin", "31/31/2026", "2026-13-01", "99/99/9999", "Foo 3, 2026", "11/03/2026 soon", "0001-01-01"]
)
def test_what_is_no_date_says_so(text):
    with pytest.raises(WrongValue, match="date_unreadable"):
        moment_from(text, day_first=True, zone="UTC")
