"""Conversions of days as web analytics count them: by `utm_source` and `utm_campaign`, or without."""

from typing import Final

from lahetti.campaigns.files.lines import Lines, key_of, wrong
from lahetti.campaigns.files.model import ConversionFile, ConversionRow
from lahetti.core.plain_texts import cut
from lahetti.core.table_files.headings import Columns, names_of
from lahetti.core.table_files.model import Row

LONGEST_NAME: Final = 100
_NOT_SET = frozenset(
    {"(not set)", "(none)", "(direct)", "(other)", "(ei määritetty)", "(inget angivet)", "direct", "-"}
)
"""What web analytics write where a visit has no such value."""

# Google Analytics 4 exports a block of lines with "#" above, days as 20261130 and a sum first; what were conversions
# are key events there.
_COLUMNS: Columns = {
    "day": ("day", "date", "päivä", "päivämäärä", "pvm", "dag", "datum"),
    "source": ("utm_source", "session source", "source", "lähde", "istunnon lähde", "källa", "sessionskälla"),
    "campaign": ("utm_campaign", "session campaign", "campaign", "kampanja", "istunnon kampanja", "kampanj"),
    "number": (
        "conversions",
        "key events",
        "count",
        "number",
        "konversiot",
        "avaintapahtumat",
        "määrä",
        "lukumäärä",
        "lkm",
        "kpl",
        "konverteringar",
        "nyckelhändelser",
        "antal",
    ),
}
_NEEDED = ("day", "number")


def read_conversions(content: bytes) -> ConversionFile:
    """Return what a file says of conversions; raise TooLarge or Invalid where it cannot be read at all."""
    from lahetti.core.table_files.reading import read_table  # late: few requests carry a file

    lines = Lines(read_table(content, names_of(_COLUMNS)), _COLUMNS, _NEEDED, ("day",))
    total: dict[str, ConversionRow] = {}
    for _, row in lines.each(lambda row: _row(lines, row)):
        known = total.get(row.key)
        number = row.number + (known.number if known else 0)
        first = known or row
        total[row.key] = ConversionRow(first.line, row.day, row.source, row.campaign, number, row.key)
    return ConversionFile(
        rows=tuple(total.values()),
        problems=tuple(lines.problems),
        taken=lines.taken,
        ignored=lines.headings.ignored,
        totals=tuple(lines.totals),
    )


def _row(lines: Lines, row: Row) -> ConversionRow:
    day = lines.day(row, "day")
    number = lines.count(row, "number")
    if number is None:
        raise wrong("number", "", "number")
    source, campaign = (_name(lines.cell(row, column)) for column in ("source", "campaign"))
    return ConversionRow(row.number, day, source, campaign, number, key_of(day.isoformat(), source, campaign))


def _name(text: str) -> str:
    return "" if text.casefold() in _NOT_SET else cut(text.casefold(), LONGEST_NAME)
