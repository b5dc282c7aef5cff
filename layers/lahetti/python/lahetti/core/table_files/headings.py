"""Which of a table's rows names its columns, and which column is which.

Above it there may be lines of a report's title and period; what nobody asked for is left aside, and named.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from lahetti.core.errors import Invalid
from lahetti.core.plain_texts import on_one_line
from lahetti.core.table_files.model import Row, Table

_SEARCHED = 30
"""Rows among which the headings stand."""
_SHOWN = 80
_MARKS = re.compile("[\u200b-\u200f\u2060\ufeff*:]+")
_JOINTS = re.compile(r"[_\s-]+")

Columns = Mapping[str, Sequence[str]]
"""{column: names that it may have}; where several of its names stand in a file, the first of them counts."""


@dataclass(frozen=True)
class Headings:
    """The row of headings, where each column stands, and the headings that are not known, as they are written."""

    row: Row
    places: Mapping[str, int]
    ignored: tuple[str, ...]

    def cell(self, row: Row, column: str) -> str:
        """Return a row's text of a column on one line; "" where the file has none."""
        return on_one_line(row.cell(self.places.get(column)))


def normalised(name: str) -> str:
    """Return what a heading is compared by: without case, marks, and what joins its words."""
    return _JOINTS.sub(" ", _MARKS.sub("", name)).strip().casefold()


def names_of(columns: Columns) -> list[str]:
    """Return every name that a heading may have."""
    return [name for names in columns.values() for name in names]


def find_headings(
    table: Table,
    columns: Columns,
    needed: Collection[str],
    *,
    once: Collection[str] = (),
    named: Callable[[str], str] = normalised,
) -> Headings:
    """Return the row that names most columns, and all that are needed; raise Invalid with the one that is missing.

    `once` are columns that two headings must not name; `named` returns what a heading is compared by.
    """
    names = {normalised(name): (column, rank) for column in columns for rank, name in enumerate(columns[column])}
    best: Headings | None = None
    for row in table.rows[:_SEARCHED]:
        found = _headings(row, names, named)
        lacking = sum(column not in found.places for column in needed)
        if best is None or (-lacking, len(found.places)) > (
            -sum(column not in best.places for column in needed),
            len(best.places),
        ):
            best = found
    missing = next((column for column in needed if best is None or column not in best.places), None)
    if best is None or missing is not None:
        raise Invalid(f"The column {missing} is missing.", field="file", value=missing, reason="column_missing")
    _require_once(best.row, names, named, once)
    return best


def rows_below(table: Table, headings: Headings) -> list[Row]:
    """Return the rows under the headings."""
    return [row for row in table.rows if row.number > headings.row.number]


def _headings(row: Row, names: Mapping[str, tuple[str, int]], named: Callable[[str], str]) -> Headings:
    chosen: dict[str, tuple[int, int]] = {}
    ignored = []
    for place, cell in enumerate(row.cells):
        column, rank = names.get(named(cell), (None, 0))
        if column is None:
            if cell.strip():
                ignored.append(on_one_line(cell)[:_SHOWN])
        elif column not in chosen or rank < chosen[column][0]:
            chosen[column] = (rank, place)
    return Headings(row, {column: place for column, (_, place) in chosen.items()}, tuple(ignored))


def _require_once(
    row: Row, names: Mapping[str, tuple[str, int]], named: Callable[[str], str], once: Collection[str]
) -> None:
    columns = [names.get(named(cell), ("", 0))[0] for cell in row.cells]
    for column in columns:
        if column in once and columns.count(column) > 1:
            raise Invalid(f"The column {column} stands twice.", field="file", value=column, reason="column_twice")
