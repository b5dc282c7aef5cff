"""Counts to compare with, of days or of weeks: last year's, as a rule."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from lahetti.campaigns.files.lines import Lines, wrong
from lahetti.campaigns.files.model import BaselineFile, BaselineRow
from lahetti.core.errors import Invalid
from lahetti.core.table_files.headings import Columns, names_of
from lahetti.core.table_files.model import Row

_WEEK: Final = 7
_COLUMNS: Columns = {
    "day": ("day", "date", "päivä", "päivämäärä", "pvm", "dag", "datum"),
    "week": ("week", "viikko", "vko", "vk", "vecka"),
    "number": ("count", "number", "määrä", "lukumäärä", "lkm", "kpl", "konversiot", "conversions", "antal", "baseline"),
}


def read_baseline(content: bytes) -> BaselineFile:
    """Return what a file counted by day or by week; raise TooLarge or Invalid where it cannot be read at all."""
    from lahetti.core.table_files.reading import read_table  # late: few requests carry a file

    lines = Lines(read_table(content, names_of(_COLUMNS)), _COLUMNS, ("number",), ("day", "week"))
    if not lines.has("day") and not lines.has("week"):
        raise Invalid("The column day is missing.", field="file", value="day", reason="column_missing")
    taken: dict[date, int] = {}
    rows: list[BaselineRow] = []
    for row, found in lines.each(lambda row: _row(lines, row)):
        days = [found.first + timedelta(days=n) for n in range(found.days)]
        other = next((taken[day] for day in days if day in taken), None)
        if other is not None:
            lines.refuse(row, "day", found.first.isoformat(), "overlap", other)
            continue
        taken.update(dict.fromkeys(days, found.line))
        rows.append(found)
    rows.sort(key=lambda row: row.first)
    return BaselineFile(
        rows=tuple(rows),
        gaps=tuple(
            (one.last + timedelta(days=1), other.first - timedelta(days=1))
            for one, other in pairwise(rows)
            if other.first > one.last + timedelta(days=1)
        ),
        problems=tuple(lines.problems),
        taken=lines.taken,
        ignored=lines.headings.ignored,
        totals=tuple(lines.totals),
    )


def _row(lines: Lines, row: Row) -> BaselineRow:
    by_day = bool(lines.cell(row, "day"))
    first = lines.day(row, "day") if by_day else lines.week(row, "week")
    number = lines.count(row, "number")
    if number is None:
        raise wrong("number", "", "number")
    return BaselineRow(row.number, first, 1 if by_day else _WEEK, number)
