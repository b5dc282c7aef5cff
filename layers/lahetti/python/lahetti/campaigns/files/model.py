"""Rows of a campaign's files, and what was not understood of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from lahetti.core.errors import Invalid


class Source(StrEnum):
    """Whose export a file of paid rows is; `plain` is one with our own headings."""

    LINKEDIN = "linkedin"
    META = "meta"
    X = "x"
    GOOGLE = "google"
    PLAIN = "plain"


@dataclass(frozen=True)
class PaidRow:
    """What one ad campaign cost and brought on a network in a day or a week, `first` to `last`.

    `network` is one of `paid.NETWORKS`: Meta's rows are Facebook's unless they name a platform. `line` is that of the
    file's first row of it: those of its ads are summed. `currency` is None where the file names none. A number that
    the file does not have is None. `key` is made of network, campaign and days.
    """

    line: int
    first: date
    last: date
    network: str
    campaign: str
    key: str
    spend: Decimal
    currency: str | None
    impressions: int | None
    clicks: int | None
    conversions: int | None

    @property
    def spend_cents(self) -> int:
        """What it cost, in hundredths of its currency."""
        return round(self.spend * 100)


@dataclass(frozen=True)
class ConversionRow:
    """Conversions of a day as web analytics count them; `source` and `campaign` are its UTM values, "" for none."""

    line: int
    day: date
    source: str
    campaign: str
    number: int
    key: str


@dataclass(frozen=True)
class BaselineRow:
    """A count of a day, or of the week that begins on it (`days` is 1 or 7)."""

    line: int
    first: date
    days: int
    number: int

    @property
    def last(self) -> date:
        """The last day that it counts."""
        return self.first + timedelta(days=self.days - 1)


@dataclass(frozen=True)
class LineProblem:
    """A line that brings nothing, and why: the error names field, value and limit."""

    line: int
    error: Invalid


@dataclass(frozen=True)
class ReadFile:
    """What every kind of file has for its preview.

    `taken` says which of the file's headings each column was read from, `ignored` are its other headings, `totals` the
    lines of sums that were passed over.
    """

    problems: tuple[LineProblem, ...]
    taken: Mapping[str, str]
    ignored: tuple[str, ...]
    totals: tuple[int, ...]


@dataclass(frozen=True)
class PaidFile(ReadFile):
    """A file of paid rows; `states_currency` is False where the currency was only supposed."""

    source: Source
    rows: tuple[PaidRow, ...]
    states_currency: bool

    @property
    def spend(self) -> Mapping[str, Decimal]:
        """{network: what it cost}."""
        total: dict[str, Decimal] = {}
        for row in self.rows:
            total[row.network] = total.get(row.network, Decimal(0)) + row.spend
        return total

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day."""
        return (min(row.first for row in self.rows), max(row.last for row in self.rows)) if self.rows else None


@dataclass(frozen=True)
class ConversionFile(ReadFile):
    """A file of conversions of days."""

    rows: tuple[ConversionRow, ...]

    @property
    def unattributed(self) -> int:
        """Conversions of which the file names no source."""
        return sum(row.number for row in self.rows if not row.source)


@dataclass(frozen=True)
class BaselineFile(ReadFile):
    """A file of counts to compare with; `gaps` are the days between its first and its last one that it lacks."""

    rows: tuple[BaselineRow, ...]
    gaps: tuple[tuple[date, date], ...]
