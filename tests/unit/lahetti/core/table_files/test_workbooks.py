import re
import tracemalloc
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from lahetti.core.errors import Invalid
from lahetti.core.table_files.model import Row, Table, TableKind
from lahetti.core.table_files.reading import read_table
from tests.hostile_sizes import ADMINS_FILE, at_most, megabyte
from tests.workbooks import sheet, workbook, zipped

MOMENT = datetime(2026, 11, 30, 12, 5)  # noqa: DTZ001 (a sheet knows no zones)
ONE = [["Nimi"], ["Aino"]]


def read(rows: str = "", **parts: str) -> Table:
    return read_table(workbook(ONE, {**(sheet(rows) if rows else {}), **parts}))


def test_texts_numbers_and_dates_are_read_as_they_are_shown() -> None:
    table = read_table(
        workbook(
            [
                ["Nimi", "Päivä", "Hetki", "Hinta"],
                ["Åsa & Öhman <x>", date(2026, 11, 30), MOMENT, 1234.5],
                [None],
                ["=1+1", None, None, 1234],
            ]
        )
    )

    assert (table.kind, table.sheet) == (TableKind.WORKBOOK, "Taulukko1")
    assert table.rows == (
        Row(1, ("Nimi", "Päivä", "Hetki", "Hinta")),
        Row(2, ("Åsa & Öhman <x>", "2026-11-30", "2026-11-30 12:05:00", "1234.5")),
        Row(4, ("=1+1", "", "", "1234")),
    )


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<c><v>0.1</v></c>", "0.1"),
        ("<c><v>0.30000000000000004</v></c>", "0.3"),
        ("<c><v>1.234</v></c>", "1.2340"),
        ("<c><v>1E3</v></c>", "1000"),
        ("<c><v>-7.25</v></c>", "-7.25"),
        ("<c><v>1234567890123456</v></c>", "1.23456789012346E+15"),
        ('<c t="b"><v>1</v></c>', "1"),
        ('<c t="e"><v>#N/A</v></c>', ""),
        ('<c t="str"><f>A1</f><v>kaava</v></c>', "kaava"),
        ('<c t="inlineStr"><is><r><t>ri</t></r><r><t>vi</t></r></is></c>', "rivi"),
        ('<c t="d"><v>2026-11-30T00:00:00</v></c>', "2026-11-30"),
        ('<c s="1"><v>45000</v></c>', "2023-03-15"),
        ('<c s="1"><v>-1</v></c>', "-1"),
        ('<c s="2"><v>0.5</v></c>', "12:00:00"),
        ('<c s="99"><v>5</v></c>', "5"),
    ],
)
def test_a_cell_is_the_text_of_its_value(cell: str, text: str) -> None:
    found = read(f'<row r="1"><c t="inlineStr"><is><t>x</t></is></c>{cell}</row>').rows[0]

    assert found.cell(1) == text


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    book = '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="x" r:id="rId1"/></sheets></workbook>'

    found = read('<row><c s="1"><v>43538</v></c></row>', **{"xl/workbook.xml": book})

    assert found.rows[0].cells == ("2023-03-15",)


def test_hidden_and_blank_sheets_are_passed_over() -> None:
    book = (
        '<x:workbook xmlns:x="m" xmlns:r="r"><x:sheets><x:sheet name="piilo" state="hidden" r:id="rId1"/>'
        '<x:sheet name="tyhjä" r:id="rId2"/><x:sheet name="täysi" r:id="rId3"/></x:sheets></x:workbook>'
    )
    relations = "".join(f'<Relationship Id="rId{n}" Target="/xl/worksheets/sheet{n}.xml"/>' for n in (1, 2, 3))
    cell = '<x:worksheet xmlns:x="m"><x:row><x:c t="inlineStr"><x:is><x:t>{}</x:t></x:is></x:c></x:row></x:worksheet>'

    table = read(
        **{
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
            "xl/worksheets/sheet1.xml": cell.format("salaa"),
            "xl/worksheets/sheet2.xml": cell.format(" "),
            "xl/worksheets/sheet3.xml": cell.format("näkyy"),
        }
    )

    assert (table.sheet, [row.cells for row in table.rows]) == ("täysi", [("näkyy",)])


def refused(content: bytes) -> str | None:
    with at_most(ADMINS_FILE), pytest.raises(Invalid) as error:
        read_table(content)
    assert error.value.field == "file"
    return error.value.reason


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "columns"),
        (sheet("<row>" + "<c><v>1</v></c>" * 201 + "</row>"), "columns"),
        (sheet("<row><c><v>1</v></c></row>" * 20_001), "rows"),
        (sheet(("<row>" + "<c><v>1</v></c>" * 100 + "</row>") * 1_001), "cells"),
        (sheet("<c/>" * 400_001), "cells"),
        (sheet("<x>" * 400_001), "cells"),
        (sheet("<row><c t='inlineStr'><is><t>" + "x" * 5_001 + "</t></is></c></row>"), "cell"),
        (sheet("<row><c><v>" + "x" * 21 * 2**20 + "</v></c></row>"), "unpacked"),
        ({"xl/sharedStrings.xml": "<sst>" + "x" * 21 * 2**20 + "</sst>"}, "unpacked"),
        (
            {
                "xl/sharedStrings.xml": f"<sst><si><t>{'x' * 5_000}</t></si></sst>",
                **sheet(
                    "<row>"
                    + "<c t='s'><v>0</v></c>" * 100
                    + "</row>"
                    + ("<row>" + "<c t='s'><v>0</v></c>" * 100 + "</row>") * 100
                ),
            },
            "unpacked",
        ),
        ({"xl/worksheets/sheet1.xml": ENTITIES + "<worksheet>&b;</worksheet>"}, "workbook"),
        (sheet("<row><c t='s'><v>7</v></c></row>"), "workbook"),
        (sheet("<row><c s='x'><v>7</v></c></row>"), "workbook"),
        (sheet("<row><c><v>seitsemän</v></c></row>"), "workbook"),
        (sheet("<row><c><v>nan</v></c></row><row r='x'/>"), "workbook"),
        (sheet("<row>"), "workbook"),
        ({"xl/workbook.xml": '<workbook><sheet name="x" id="rId9"/></workbook>'}, "workbook"),
        ({"xl/workbook.xml": "<workbook><sheet name='x'/></workbook>"}, "workbook"),
        (
            {"xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Target="../x"/></Relationships>'},
            "workbook",
        ),
    ],
)
def test_a_workbook_that_is_made_to_do_harm_is_refused_at_once(parts: dict[str, str], reason: str) -> None:
    assert refused(workbook(ONE, parts)) == reason


def test_two_cells_as_far_apart_as_can_be_take_no_memory() -> None:
    content = workbook(
        ONE, sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="GR1048576"><v>2</v></c></row>')
    )

    tracemalloc.start()
    table = read_table(content)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [(row.number, row.cells[0]) for row in table.rows] == [(1, "1"), (1_048_576, "")]
    assert most < 2**20


def test_a_size_that_the_archive_lies_about_is_found_out() -> None:
    packed = bytearray(workbook(ONE, sheet("<row>" + " " * 30 * 2**20 + "</row>")))
    for entry in re.finditer(b"PK\x01\x02", bytes(packed)):  # of the central directory; the size lies 24 bytes on
        packed[entry.start() + 24 : entry.start() + 28] = (100).to_bytes(4, "little")

    assert refused(bytes(packed)) == "workbook"


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + megabyte("x")[: 2**20 - 4],
        workbook(ONE)[:-30],
        workbook(ONE)[:200],
    ],
)
def test_an_archive_that_is_damaged_is_refused(content: bytes) -> None:
    assert refused(content) == "workbook"


def test_an_archive_that_is_no_workbook_is_said_to_be_none() -> None:
    assert refused(zipped({"content.xml": b"<office/>"})) == "not_a_table"


def test_an_archive_of_thousands_of_files_is_read_at_once() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for number in range(8_000):
            archive.writestr(f"xl/{number}", b"")

    assert refused(packed.getvalue()) == "not_a_table"
