"""What every file of a campaign has in common: headings, sums at the end, doubled lines, cells that are wrong."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from lahetti.campaigns.files.model import LineProblem
from lahetti.core.errors import Invalid
from lahetti.core.plain_texts import on_one_line
from lahetti.core.table_files import values
from lahetti.core.table_files.headings import Columns, Headings, find_headings, normalised, rows_below
from lahetti.core.table_files.model import Row, Table
from lahetti.core.table_files.values import DayOrder

MOST_COUNT = 1_000_000_000
"""Of what is counted on a line."""
_SHOWN = 80
_KEY_CHARACTERS = 16
_CURRENCY = re.compile(r" \(((?!all)[a-z]{3})\)$")
_NAMES = ("campaign", "source", "network", "platform")
"""Columns of which a line of a sum has none."""
_TOTALS = re.compile(r"(?:grand |overall )?totalt?\b|(?:kaikki )?yhteens|(?:loppu)?summa\b|gesamt", re.IGNORECASE)

Value = TypeVar("Value")


def column_name(heading: str) -> str:
    """Return what a heading is compared by; the currency at its end is no part of it."""
    return _CURRENCY.sub("", normalised(heading))


def currency_of(heading: str) -> str | None:
    """Return the currency that a heading names, as in `Amount spent (EUR)`."""
    found = _CURRENCY.search(normalised(heading))
    return found[1].upper() if found else None


@dataclass
class Lines:
    """The lines of a file as they are read: each is done whole, or stands among the problems."""

    table: Table
    columns: Columns
    needed: Collection[str]
    day_columns: Collection[str]
    order: DayOrder | None = None
    problems: list[LineProblem] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.headings: Headings = find_headings(self.table, self.columns, self.needed, named=column_name)
        self._rows = rows_below(self.table, self.headings)
        shown = values.day_order(self.cell(row, column) for row in self._rows for column in self.day_columns)
        self.order = shown or self.order
        self._sign: str | None = None

    @property
    def taken(self) -> dict[str, str]:
        """{column: the heading that it is read from}."""
        row = self.headings.row
        return {column: on_one_line(row.cell(place)) for column, place in self.headings.places.items()}

    def has(self, column: str) -> bool:
        """Return whether the file has a column."""
        return column in self.headings.places

    def cell(self, row: Row, column: str) -> str:
        """Return a row's text of a column; "" where the file has none."""
        return self.headings.cell(row, column)

    def shows_amounts_in(self, *columns: str) -> None:
        """Find out from these columns whether numbers have a decimal comma or point."""
        self._sign = values.decimal_sign(self.cell(row, column) for row in self._rows for column in columns)

    def each(self, read: Callable[[Row], Value]) -> Iterator[tuple[Row, Value]]:
        """Yield each line with what `read` makes of it; sums and doubled lines bring nothing."""
        seen: dict[tuple[str, ...], int] = {}
        for row in self._rows:
            if self._is_total(row):
                self.totals.append(row.number)
                continue
            whole = tuple(map(str.strip, row.cells))
            if whole in seen:
                self.refuse(row, "line", whole[0], "twice", seen[whole])
                continue
            seen[whole] = row.number
            try:
                yield row, read(row)
            except Invalid as error:
                self.problems.append(LineProblem(row.number, error))

    def refuse(self, row: Row, column: str, value: object, reason: str, limit: object = None) -> None:
        """Put a line among the problems."""
        self.problems.append(LineProblem(row.number, wrong(column, value, reason, limit)))

    def day(self, row: Row, column: str) -> date:
        """Return the day of a cell; raise Invalid."""
        text = self.cell(row, column)
        return self._read(column, text, lambda: values.read_day(text, self.order))

    def week(self, row: Row, column: str) -> date:
        """Return the first day of a cell's week, which may be named by a day, too; raise Invalid."""
        text = self.cell(row, column)
        try:
            return values.read_week(text)
        except ValueError:
            return self.day(row, column)

    def amount(self, row: Row, column: str) -> tuple[Decimal, str | None]:
        """Return the amount of a cell, 0 where it is blank, and the currency that stands at it; raise Invalid."""
        text = self.cell(row, column)
        if values.is_blank(text):
            return Decimal(0), None
        number, currency = self._read(column, text, lambda: values.read_amount(text, self._sign))
        self._require_count(column, number)
        return number, currency

    def count(self, row: Row, column: str) -> int | None:
        """Return the whole number of a cell, None where the file has none; raise Invalid."""
        text = self.cell(row, column)
        if not self.has(column) or values.is_blank(text):
            return None
        number = self._read(column, text, lambda: values.read_count(text))
        self._require_count(column, number)
        return number

    def _read(self, column: str, text: str, read: Callable[[], Value]) -> Value:
        try:
            return read()
        except ValueError as error:
            raise wrong(column, text[:_SHOWN], str(error)) from error

    def _require_count(self, column: str, number: Decimal | int) -> None:
        if number < 0:
            raise wrong(column, str(number), "negative", 0)
        if number > MOST_COUNT:
            raise wrong(column, str(number)[:_SHOWN], "too_much", MOST_COUNT)

    def _is_total(self, row: Row) -> bool:
        """Return whether a line is a sum or a note: most exports end with some, Meta's and web analytics' begin so."""
        filled = [on_one_line(cell) for cell in row.cells if cell.strip()]
        if len(filled) < min(2, len(self.headings.places)):  # a day and a number
            return True
        if "campaign" in self.needed and values.is_blank(self.cell(row, "campaign")):
            return True
        if all(values.is_blank(self.cell(row, column)) for column in (*self.day_columns, *_NAMES)):
            return True
        return bool(_TOTALS.match(filled[0])) and not any(self._is_day(row, column) for column in self.day_columns)

    def _is_day(self, row: Row, column: str) -> bool:
        try:
            self.week(row, column)
        except Invalid:
            return False
        return True


def wrong(column: str, value: object, reason: str, limit: object = None) -> Invalid:
    """Return what is wrong with a cell of a file."""
    return Invalid(f"{column} is {value!r}: {reason}.", field=column, value=value, limit=limit, reason=f"cell_{reason}")


def key_of(*parts: str) -> str:
    """Return a key of these texts: the same ones have the same one."""
    return hashlib.sha256("\x1f".join(part.casefold() for part in parts).encode()).hexdigest()[:_KEY_CHARACTERS]
