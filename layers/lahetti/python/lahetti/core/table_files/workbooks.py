"""The first visible sheet of an .xlsx file (ECMA-376, part 1, chapter 18): texts, numbers and dates, no formulas.

Written here, and not left to a library, for what is made to do harm: python-calamine 0.9.1 gives memory to each cell
between the first and the last one, so that a file of 5 KB with two cells ends the process; see docs/decisions.md. What
is unpacked is counted as it comes, elements are counted, and no element is kept: expat hands each on and forgets it.
"""

import posixpath
import re
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from lahetti.core.errors import Invalid
from lahetti.core.table_files import model
from lahetti.core.table_files.model import Row, Table, TableKind

_MOST_ELEMENTS = 400_000
"""A sheet of as many cells as are taken has half of it."""
_CHUNK = 64 * 1024
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_FIRST_DAY, _FIRST_DAY_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 (a sheet knows no zones)
_LAST_SERIAL = 2_958_465
"""The last day that Excel knows: 9999-12-31."""
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""Numbers of built-in formats that show a date or a time (18.8.30 numFmt)."""
_UNSHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
"""What stands in a format's code and is no part of the value: texts, escaped characters, colours and conditions."""
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_FLOAT_DIGITS = 15
"""Digits that Excel keeps of a number."""


def is_zip(content: bytes) -> bool:
    """Return whether a file is a zip archive, as every workbook is."""
    return content.startswith(b"PK\x03\x04")


def read_workbook(content: bytes) -> Table:
    """Return the first visible sheet that holds something; raise Invalid."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _Workbook(archive).read()
    except (BadZipFile, expat.ExpatError, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise _broken() from error
    except (
        KeyError,
        ValueError,
        IndexError,
        OverflowError,
    ) as error:  # a part that is missing, or is not what it should be
        raise _broken() from error


class _Workbook:
    """An archive that is being read; counts what comes out of it."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        self.bytes_left = model.LARGEST_SHEET
        self.elements_left = _MOST_ELEMENTS

    def read(self) -> Table:
        if _WORKBOOK not in self.names:
            raise Invalid("The file is neither CSV nor .xlsx.", field="file", reason="not_a_table")
        book = _Book()
        self.parse(_WORKBOOK, book)
        targets = _Relations()
        self.parse(_RELATIONS, targets)
        strings, styles = _Strings(), _Styles()
        if _STRINGS in self.names:
            self.parse(_STRINGS, strings)
        if _STYLES in self.names:
            self.parse(_STYLES, styles)
        for name, relation in book.sheets:
            sheet = _Sheet(strings.texts, styles.are_dates, _FIRST_DAY_1904 if book.is_1904 else _FIRST_DAY)
            self.parse(_path(targets.paths[relation]), sheet)
            if sheet.rows:
                return Table(tuple(sheet.rows), TableKind.WORKBOOK, sheet=name)
        return Table((), TableKind.WORKBOOK)

    def count_bytes(self, number: int) -> None:
        """Count what was unpacked, or is a text that many cells share; raise Invalid where it is too much."""
        self.bytes_left -= number
        if self.bytes_left < 0:
            raise Invalid(
                f"Unpacked, the workbook has more than {model.LARGEST_SHEET} bytes.",
                field="file",
                limit=model.LARGEST_SHEET // 2**20,
                reason="unpacked",
            )

    def parse(self, path: str, part: "_Part") -> None:
        """Hand each element of a part on."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        part.workbook = self
        parser.StartElementHandler = part.begin
        parser.EndElementHandler = part.end
        parser.CharacterDataHandler = part.text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        with self.archive.open(path) as file:
            while chunk := file.read(_CHUNK):
                self.count_bytes(len(chunk))
                parser.Parse(chunk, False)
        parser.Parse(b"", True)


class _Part:
    """What is read of one part; names of elements come without their prefix."""

    workbook: _Workbook

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.workbook.elements_left -= 1
        if self.workbook.elements_left < 0:
            raise too_many_cells()
        self.on_begin(name.rpartition(":")[2], attributes)

    def end(self, name: str) -> None:
        self.on_end(name.rpartition(":")[2])

    def on_begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def on_end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Characters within an element."""


class _Book(_Part):
    """The workbook itself: its visible sheets as (name, id of its relation), in their order."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.is_1904 = False

    def on_begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "workbookPr":
            self.is_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet" and attributes.get("state", "visible") == "visible":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            self.sheets.append((attributes.get("name", ""), relation))


class _Relations(_Part):
    """Where the workbook's parts lie: {id: path}."""

    def __init__(self) -> None:
        self.paths: dict[str, str] = {}

    def on_begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            self.paths[attributes["Id"]] = attributes["Target"]


class _Strings(_Part):
    """Texts that cells share; readings (furigana) are no part of them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._in_text = self._in_reading = False

    def on_begin(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002
        if name == "rPh":
            self._in_reading = True
        elif name == "t":
            self._in_text = not self._in_reading

    def on_end(self, name: str) -> None:
        if name == "rPh":
            self._in_reading = False
        elif name == "t":
            self._in_text = False
        elif name == "si":
            self.texts.append("".join(self._parts))
            self._parts = []

    def text(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)


class _Styles(_Part):
    """Which styles of cells show a number as a date."""

    def __init__(self) -> None:
        self.are_dates: list[bool] = []
        self._codes: dict[int, str] = {}
        self._in_cells = False

    def on_begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            self._codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self.are_dates.append(self._shows_date(int(attributes.get("numFmtId", "0"))))

    def on_end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def _shows_date(self, number: int) -> bool:
        code = self._codes.get(number)
        if code is None:
            return number in _DATE_FORMATS
        return any(character in "dmyhs" for character in _UNSHOWN.sub("", code[:200]).lower().partition(";")[0])


class _Sheet(_Part):
    """A sheet's rows, without the blank ones."""

    def __init__(self, strings: list[str], are_dates: list[bool], first_day: datetime) -> None:
        self.rows: list[Row] = []
        self._strings, self._are_dates, self._first_day = strings, are_dates, first_day
        self._number = self._place = self._count = 0
        self._cells: dict[int, str] = {}
        self._kind = self._style = ""
        self._parts: list[str] = []
        self._in_value = False

    def on_begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._cells, self._place = {}, -1
        elif name == "c":
            found = _PLACE.fullmatch(attributes.get("r", ""))
            self._place = _column(found[1]) if found else self._place + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._parts = []
        elif name in ("v", "t"):
            self._in_value = True

    def text(self, text: str) -> None:
        if self._in_value:
            self._parts.append(text)

    def on_end(self, name: str) -> None:
        if name in ("v", "t"):
            self._in_value = False
        elif name == "c" and self._parts:
            self._keep(self._value("".join(self._parts)))
        elif name == "row" and self._cells:
            if len(self.rows) == model.MOST_ROWS:
                raise too_many_rows()
            width = max(self._cells) + 1
            self.rows.append(Row(self._number, tuple(self._cells.get(place, "") for place in range(width))))

    def _keep(self, text: str) -> None:
        if not text.strip():
            return
        if self._place >= model.MOST_COLUMNS:
            raise too_many_columns(self._number)
        if len(text) > model.LONGEST_CELL:
            raise too_long(self._number)
        self.workbook.count_bytes(len(text))
        self._count += 1
        if self._count > model.MOST_CELLS:
            raise too_many_cells()
        self._cells[self._place] = text

    def _value(self, raw: str) -> str:
        if self._kind == "s":
            return self._strings[int(raw)]
        if self._kind == "n":
            style = int(self._style)
            is_date = style < len(self._are_dates) and self._are_dates[style]
            return _moment(raw, self._first_day) if is_date else _number(raw)
        return (
            "" if self._kind == "e" else raw.replace("T", " ").removesuffix(" 00:00:00") if self._kind == "d" else raw
        )


def too_many_rows() -> Invalid:
    """Return why a table with more rows is refused."""
    return Invalid(
        f"The file has more than {model.MOST_ROWS} rows.", field="file", limit=model.MOST_ROWS, reason="rows"
    )


def too_many_columns(row: int) -> Invalid:
    """Return why a row with more cells is refused."""
    limit = model.MOST_COLUMNS
    return Invalid(f"Row {row} has more than {limit} columns.", field="file", value=row, limit=limit, reason="columns")


def too_many_cells() -> Invalid:
    """Return why a table with more cells is refused."""
    return Invalid(
        f"The file has more than {model.MOST_CELLS} cells.", field="file", limit=model.MOST_CELLS, reason="cells"
    )


def too_long(row: int) -> Invalid:
    """Return why a cell with more characters is refused."""
    limit = model.LONGEST_CELL
    return Invalid(
        f"A cell of row {row} has more than {limit} characters.", field="file", value=row, limit=limit, reason="cell"
    )


def _broken() -> Invalid:
    return Invalid("The workbook cannot be read.", field="file", reason="workbook")


def _refuse_doctype(*_: object) -> None:
    raise _broken()  # no workbook has one; entities need it


def _path(target: str) -> str:
    """Return where a relation's target lies; it is relative to the workbook, or begins at the root."""
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _number(raw: str) -> str:
    """Return a number with a decimal point, and never so that the point could be one of thousands (`1.234`)."""
    value = float(raw)
    if abs(value) >= 10**_FLOAT_DIGITS:
        return f"{value:.{_FLOAT_DIGITS - 1}E}"  # its last digits are lost: it must not look whole
    text = f"{Decimal(f'{value:.{_FLOAT_DIGITS}g}'):f}"
    if "." not in text:
        return text
    text = text.rstrip("0").rstrip(".")
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def _moment(raw: str, first_day: datetime) -> str:
    serial = float(raw)
    if not 0 <= serial <= _LAST_SERIAL:
        return _number(raw)
    moment = first_day + timedelta(seconds=round(serial * 86_400))
    if serial < 1:
        return f"{moment:%H:%M:%S}"
    return f"{moment:%Y-%m-%d}" if moment.time() == first_day.time() else f"{moment:%Y-%m-%d %H:%M:%S}"
