from contextlib import suppress

import pytest

from lahetti.core.errors import Invalid, LahettiError, TooLarge
from lahetti.core.table_files.model import MOST_COLUMNS, MOST_ROWS, TableKind
from lahetti.core.table_files.reading import read_table, read_text
from tests.hostile_sizes import ADMINS_FILE, at_most, megabyte

TEXT = "Nimi;Hinta;Päivä\r\nÅsa Mäki;1 234,50;30.11.2026\r\nPekka Öhman;2,00;1.12.2026\r\n"
ROWS = [("Nimi", "Hinta", "Päivä"), ("Åsa Mäki", "1 234,50", "30.11.2026"), ("Pekka Öhman", "2,00", "1.12.2026")]


def cells(content: bytes | str, known: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    read = read_text(content, known) if isinstance(content, str) else read_table(content, known)
    return [row.cells for row in read.rows]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("cp1252"), "cp1252"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("mac_roman"), "mac_roman"),
        (TEXT.encode("cp850"), "cp850"),
        (TEXT.replace("\r\n", "\r").encode("mac_roman"), "mac_roman"),
        (TEXT.replace("\r\n", "\n").rstrip().encode(), "utf-8"),
    ],
)
def test_a_file_is_read_in_every_character_set_that_excel_writes(content: bytes, encoding: str) -> None:
    read = read_table(content)

    assert [row.cells for row in read.rows] == ROWS
    assert (read.kind, read.encoding, read.delimiter) == (TableKind.CSV, encoding, ";")


def test_signs_of_windows_stay_what_they_are() -> None:
    assert cells("Hinta 5 €;”sana” – toinen\nx;y\n".encode("cp1252")) == [("Hinta 5 €", "”sana” – toinen"), ("x", "y")]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found_by_trying(delimiter: str) -> None:
    text = delimiter.join(("a", "b", "c")) + "\n" + delimiter.join(("1", "2", "3")) + "\n"

    assert cells(text) == [("a", "b", "c"), ("1", "2", "3")]


def test_decimal_commas_do_not_divide_a_file_with_semicolons() -> None:
    assert cells("1,5;2,5\n3,5;4,0\n") == [("1,5", "2,5"), ("3,5", "4,0")]


def test_lines_of_a_title_above_do_not_hide_the_delimiter() -> None:
    report = 'Campaign report\n"November 1, 2026 - November 30, 2026"\nDay\tCost\n2026-11-01\t1,50\n'

    assert cells(report, ("Day", "Cost"))[-2:] == [("Day", "Cost"), ("2026-11-01", "1,50")]


def test_known_headings_tell_the_delimiter_where_both_would_do() -> None:
    assert cells("nimi, email,tiimi;x\nAino,a@x.example,A;B\n", ("email", "nimi"))[0] == ("nimi", " email", "tiimi;x")


@pytest.mark.parametrize("head", ["sep=,\r\n", "SEP=,\n", '"sep=,"\r\n'])
def test_sep_names_the_delimiter_and_is_no_row(head: str) -> None:
    read = read_text(head + "a;1,b;2\nc,d\n")

    assert [(row.number, row.cells) for row in read.rows] == [(2, ("a;1", "b;2")), (3, ("c", "d"))]


def test_one_column_stays_one_whatever_its_cells_hold() -> None:
    assert cells("KOODI-1\nKOODI,2\nKOODI-3\nKOODI;4\nKOODI-5\n") == [
        ("KOODI-1",),
        ("KOODI,2",),
        ("KOODI-3",),
        ("KOODI;4",),
        ("KOODI-5",),
    ]


def test_a_row_has_the_number_of_its_first_line_and_blank_ones_count() -> None:
    read = read_text('a;b\n\n;\n"kaksi\nriviä";x\ny;z\n')

    assert [(row.number, row.cells) for row in read.rows] == [
        (1, ("a", "b")),
        (4, ("kaksi\nriviä", "x")),
        (6, ("y", "z")),
    ]


@pytest.mark.parametrize(
    ("content", "reason", "value"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel", None),
        (b"%PDF-1.7\x00\x00\x00\x00", "not_a_table", None),
        (b'a;b\nc;"d\n', "csv", 2),
        ("ä;ö\nå;ä\nö;".encode() + b"\xe4\n", "bytes", 3),
        (b"\xff\xfea\x00\x00\xd8", "bytes", 1),
        (b"a;" * MOST_COLUMNS + b"b\n", "columns", 1),
        (b"a;b\n" + b"x" * 5001 + b";c\n", "cell", 2),
        (b"a;b\n" * (MOST_ROWS + 1), "rows", None),
        (b"a;b;c;d;e;f;g;h;i;j;k;l;m;n;o;p;q;r;s;t\n" * 5_001, "cells", None),
    ],
)
def test_what_cannot_be_read_says_why_and_where(content: bytes, reason: str, value: object) -> None:
    with pytest.raises(Invalid) as error:
        read_table(content)

    assert (error.value.field, error.value.reason, error.value.value) == ("file", reason, value)


def test_a_file_of_more_than_a_megabyte_is_not_looked_at() -> None:
    with pytest.raises(TooLarge):
        read_table(b"a" * (2**20 + 1))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b" ; \n", b"sep=;\n"])
def test_a_file_of_nothing_has_no_rows(content: bytes) -> None:
    assert read_table(content).rows == ()


def read_or_refuse(content: bytes) -> None:
    with suppress(LahettiError):
        read_table(content)


@pytest.mark.parametrize(
    "unit",
    ["\n", "\r", ",", '"', "a;b\n", '"a";', '""', "\ufeff", "ä", "a|", "sep=;\n", "Á;\r", "\x0c", '"\n', "1,1;"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_hostile_megabyte_is_read_or_refused_at_once(unit: str, encoding: str) -> None:
    content = megabyte(unit).decode(errors="ignore")[: 2**19].encode(encoding, errors="replace")

    with at_most(ADMINS_FILE):
        read_or_refuse(content[: 2**20])


@pytest.mark.parametrize("unit", [b"\xe4", b"\x80\x81", b"\x00", b"\xff\xfe", b"\xe4;\n", bytes(range(256))])
def test_a_hostile_megabyte_of_bytes_is_read_or_refused_at_once(unit: bytes) -> None:
    with at_most(ADMINS_FILE):
        read_or_refuse((unit * 2**20)[: 2**20])
