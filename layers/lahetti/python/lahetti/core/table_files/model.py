"""A table as it was read from a file, and how much of one is taken."""

from dataclasses import dataclass
from enum import StrEnum

LARGEST_FILE = 1024 * 1024
"""Bytes; what a form of the console takes."""
LARGEST_SHEET = 20 * LARGEST_FILE
"""Bytes of all that is read of a workbook once it is unpacked: a full megabyte of real rows is a tenth of it."""
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 100_000
LONGEST_CELL = 5_000
"""Characters."""


class TableKind(StrEnum):
    """What kind of file a table came in."""

    CSV = "csv"
    WORKBOOK = "xlsx"


@dataclass(frozen=True)
class Row:
    """A row that holds something: its line in the file (its row in the sheet), counted from 1, and its cells' texts.

    A number of a workbook stands with a decimal point, a date as `2026-11-30` or `2026-11-30 12:05:00`.
    """

    number: int
    cells: tuple[str, ...]

    def cell(self, place: int | None) -> str:
        """Return a cell; "" where the row is shorter."""
        return self.cells[place] if place is not None and place < len(self.cells) else ""


@dataclass(frozen=True)
class Table:
    """The rows of a file, without the blank ones, and the form that it was found in."""

    rows: tuple[Row, ...]
    kind: TableKind
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
