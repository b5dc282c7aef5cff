"""Lists as files. CSV is written for Excel in Finland and Sweden: UTF-8 with its mark, semicolons, no formulas.

A cell that a spreadsheet would take for a formula gets an apostrophe before it
(https://owasp.org/www-community/attacks/CSV_Injection); numbers stay numbers.
"""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from lahetti.core.configuration import configuration
from lahetti.core.plain_texts import is_unseen
from lahetti.core.texts import Texts

Cell = str | int | float | bool | datetime | date | None | Sequence[str]
Line = Mapping[str, Cell]
FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
_FORMULA = ("=", "+", "-", "@", "\N{MINUS SIGN}")
_NEXT_CELL = ("\t", "\r", "\n")


def as_csv(lines: Iterable[Line], texts: Texts) -> str:
    """Return lines of the same columns as CSV with a head in the person's words; an empty list is an empty file."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    zone = ZoneInfo(configuration().time_zone)
    for number, line in enumerate(lines):
        if number == 0:
            writer.writerow([texts(f"column.{name}") for name in line])
        writer.writerow([_csv_cell(cell, zone) for cell in line.values()])
    return "\ufeff" + out.getvalue()


def as_json(lines: Iterable[Line]) -> str:
    """Return lines as JSON, moments as ISO 8601."""
    return json.dumps([{name: _json_cell(cell) for name, cell in line.items()} for line in lines], ensure_ascii=False)


def _csv_cell(cell: Cell, zone: ZoneInfo) -> str | int:
    match cell:
        case None:
            return ""
        case bool():
            return int(cell)
        case int():
            return int(cell)
        case float():
            return f"{cell}".replace(".", ",")
        case datetime():
            return f"{cell.astimezone(zone):%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case str():
            return safe(str(cell.value) if isinstance(cell, Enum) else cell)
    return safe(", ".join(cell))


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if _is_taken_for_a_formula(text) else text


def _is_taken_for_a_formula(text: str) -> bool:
    """Return whether a formula's sign, also in full width, comes first of what is seen, or a sign that ends a cell."""
    for character in text:
        if character in _NEXT_CELL:
            return True
        if character.isprintable() and character != " " and not is_unseen(character):
            return unicodedata.normalize("NFKC", character).startswith(_FORMULA)
    return False


def _json_cell(cell: Cell) -> object:
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return cell if isinstance(cell, str | int | float | None) else list(cell)
