"""The one reader of files that people bring: what kind of file it is, its characters, its delimiter, its rows.

CSV comes as the Excel of the person's country and system writes it: UTF-8 with or without its mark, UTF-16, the 8-bit
sets of Windows, macOS and MS-DOS; semicolons, commas, tabulators or bars, with or without `sep=`. Nothing of a file is
guessed alone: whoever brings it sees what was read before anything happens.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from lahetti.core.errors import Invalid, TooLarge
from lahetti.core.table_files import model, workbooks
from lahetti.core.table_files.headings import normalised
from lahetti.core.table_files.model import Row, Table, TableKind

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Collection, Iterator

_DELIMITERS = ";\t,|"
_NONE = "\x1f"
"""The delimiter of a file of one column: a character that no such file holds."""
_BLANK = f" {_DELIMITERS}"
_SAMPLE_LINES, _SAMPLE_CHARACTERS = 60, 64 * 1024
_SEPARATOR = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_BYTE_SETS = ("cp1252", "mac_roman", "cp850")
"""Where two read the same, the first one is right: Windows, Excel's CSV (Macintosh), Excel's CSV (MS-DOS)."""
_NORDIC = re.compile("(?<=[A-Za-zåäöÅÄÖ])[åäöÅÄÖéüæø](?=[A-Za-zåäöÅÄÖ])")
"""A letter within a word: at its ends a quotation mark of another set looks the same."""
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
"""Of .xls, and of an .xlsx with a password (MS-CFB, 2.2)."""


def read_table(content: bytes, known: Collection[str] = ()) -> Table:
    """Return the rows of a file; raise TooLarge or Invalid.

    `known` are names that headings may have: of several delimiters the one is right that brings most of them.
    """
    if len(content) > model.LARGEST_FILE:
        raise TooLarge(
            f"A file has at most {model.LARGEST_FILE} bytes.",
            field="file",
            value=len(content),
            limit=model.LARGEST_FILE,
        )
    if workbooks.is_zip(content):
        return workbooks.read_workbook(content)
    if content.startswith(_OLD_EXCEL):
        raise Invalid("An .xls file, or one with a password, is not read.", field="file", reason="old_excel")
    text, encoding = _decoded(content)
    return _rows(text, encoding, frozenset(map(normalised, known)))


def read_text(text: str, known: Collection[str] = ()) -> Table:
    """Return the rows of a text that was pasted, as those of a file; raise TooLarge or Invalid."""
    return read_table(b"\xef\xbb\xbf" + text.encode(errors="replace"), known)


def _decoded(content: bytes) -> tuple[str, str]:
    """Return a file's text and the name of its character set; raise Invalid."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS if content.startswith(mark)), (b"", ""))
    body = content[len(mark) :]
    if not encoding:
        encoding = _unmarked(body)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise Invalid(
            f"Line {line} holds bytes that are no {encoding}.", field="file", value=line, limit=encoding, reason="bytes"
        ) from error
    if "\x00" in text:
        raise Invalid("The file is neither CSV nor .xlsx.", field="file", reason="not_a_table")
    return text, encoding


def _unmarked(body: bytes) -> str:
    start = body[:1000]
    if start[1::2].count(0) > len(start) // 5:
        return "utf-16-le"
    if start[::2].count(0) > len(start) // 5:
        return "utf-16-be"
    try:
        body.decode()
    except UnicodeDecodeError:
        text = body.decode(errors="replace")
        broken = text.count("\ufffd")
        # Some bytes of a text that is UTF-8 elsewhere are damage, and another character set would garble the rest.
        if len(text) - broken - sum(map(str.isascii, text)) > broken:
            return "utf-8"
        texts = ((name, body.decode(name, errors="replace")) for name in _BYTE_SETS)
        return max(texts, key=lambda pair: len(_NORDIC.findall(pair[1])))[0]
    return "utf-8"


def _rows(text: str, encoding: str, known: frozenset[str]) -> Table:
    first_line = text[:20].partition("\n")[0].strip()
    named = _SEPARATOR.fullmatch(first_line)
    skipped = 0
    if named:
        text, skipped = text.partition("\n")[2], 1
    delimiter = named[1] if named else _delimiter(text, known)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    count = 0
    try:
        for number, cells in _numbered(reader, skipped + 1):
            if len(rows) == model.MOST_ROWS:
                raise workbooks.too_many_rows()
            if len(cells) > model.MOST_COLUMNS:
                cells = _without_blanks_at_end(cells)
                if len(cells) > model.MOST_COLUMNS:
                    raise workbooks.too_many_columns(number)
            if any(len(cell) > model.LONGEST_CELL for cell in cells):
                raise workbooks.too_long(number)
            count += len(cells)
            if count > model.MOST_CELLS:
                raise workbooks.too_many_cells()
            rows.append(Row(number, tuple(cells)))
    except csv.Error as error:
        line = reader.line_num + skipped
        raise Invalid(f"Line {line} cannot be read: {error}.", field="file", value=line, reason="csv") from error
    return Table(tuple(rows), TableKind.CSV, encoding, "" if delimiter == _NONE else delimiter)


def _numbered(reader: Reader, first: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that holds something with the line that it begins at."""
    line = first
    for cells in reader:
        if any(cell.strip(_BLANK) for cell in cells):
            yield line, cells
        line = first + reader.line_num


def _without_blanks_at_end(cells: list[str]) -> list[str]:
    last = max(place for place, cell in enumerate(cells) if cell.strip())
    return cells[: last + 1]


def _delimiter(text: str, known: frozenset[str]) -> str:
    lines = text[:_SAMPLE_CHARACTERS].splitlines(keepends=True)[:_SAMPLE_LINES]
    scores = {delimiter: _score(lines, delimiter, known) for delimiter in _DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    return best if any(scores[best]) else _NONE


def _score(lines: list[str], delimiter: str, known: frozenset[str]) -> tuple[int, int]:
    """Return how well a delimiter divides: headings that are known; rows of as many cells, if they are most rows."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(map(str.strip, row))]
    except csv.Error:
        return 0, 0
    headings = max((sum(normalised(cell) in known for cell in row) for row in rows if len(row) > 1), default=0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    alike = max(widths.values(), default=0)
    return headings, alike if 2 * alike >= len(rows) else 0
