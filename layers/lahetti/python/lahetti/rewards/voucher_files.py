"""A file of vouchers from when it is shown until its codes are taken in: which column holds them, and what is wrong.

The codes are secret: between the two its rows lie encrypted in the table that has neither stream nor backup, for an
hour at most, and the page gets a token that says nothing.
"""

import json
import uuid
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from lahetti.core.errors import Conflict, Invalid
from lahetti.core.json_texts import read_json
from lahetti.core.plain_texts import on_one_line
from lahetti.core.table_files.headings import normalised
from lahetti.core.table_files.model import Row, Table
from lahetti.rewards import items, vouchers
from lahetti.rewards.model import CodeColumn, Reward
from lahetti.rewards.rules import MOST_LINES, checked_codes
from lahetti.security import encryption

KEPT = timedelta(hours=1)
"""How long a file waits for the admin who saw what it says."""
CODE_NAMES = (
    *("code", "codes", "voucher", "voucher code", "gift card", "gift code", "pin", "koodi", "koodit", "lahjakoodi"),
    *("lahjakortti", "lahjakorttikoodi", "lahjakortin numero", "etukoodi", "kod", "koder", "presentkort", "presentkod"),
)
"""What the column of the codes may be called."""
_MOST_COLUMNS = 8
_PIECE = 4_096
"""Bytes (quota of KMS Encrypt)."""
_MOST_PIECES = 60
"""Of a file that fits into an item (400 KB); a thousand of the longest codes are 20."""
_SAMPLE = 2
"""Characters of a code's two ends that a preview shows."""


@dataclass(frozen=True)
class CodeFile:
    """A file's headings, () where it has none, and its other rows."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    def lines(self, place: int) -> list[tuple[int, str]]:
        """Return (line, text) of a column."""
        return [(row.number, row.cell(place)) for row in self.rows]


def read_codes(table: Table) -> CodeFile:
    """Return the rows of a table, apart from its headings; raise Invalid where there is none, or too many."""
    if not table.rows:
        raise Invalid("The file has no line.", field="codes", value=0, limit=MOST_LINES, reason="none")
    first, *others = table.rows
    has_headings = _is_heading(first.cells, others)
    rows = others if has_headings else [first, *others]
    checked_codes([(row.number, "".join(row.cells)) for row in rows])
    return CodeFile(tuple(map(on_one_line, first.cells)) if has_headings else (), tuple(rows))


def columns(reward: Reward, file: CodeFile) -> list[CodeColumn]:
    """Return the columns that may hold the codes, the likeliest first; raise Invalid where none does."""
    found: list[tuple[tuple[bool, int], CodeColumn]] = []
    for place in range(max(len(row.cells) for row in file.rows)):
        codes, problems = checked_codes(file.lines(place))
        if not codes:
            continue
        heading = file.headings[place] if place < len(file.headings) else ""
        column = CodeColumn(place, heading, _masked(codes[0][1]), len(codes), tuple(problems))
        found.append(((normalised(heading) in CODE_NAMES, len(codes)), column))
    if not found:
        raise Invalid("The file has no code.", field="codes", value=0, limit=MOST_LINES, reason="none")
    likeliest = sorted(found, key=lambda pair: pair[0], reverse=True)[:_MOST_COLUMNS]
    return [_with_known(reward, file, column) for _, column in likeliest]


def keep(reward: str, file: CodeFile, now: datetime) -> str:
    """Keep a file until its codes are taken in; return the token that it is found by. Raise Invalid."""
    text = json.dumps([file.headings, [(row.number, *row.cells) for row in file.rows]], ensure_ascii=False)
    packed = zlib.compress(text.encode())
    pieces = [packed[start : start + _PIECE] for start in range(0, len(packed), _PIECE)]
    if len(pieces) > _MOST_PIECES:
        raise Invalid(
            "The file has too much beside its codes.", field="codes", limit=_MOST_PIECES * _PIECE, reason="too_big"
        )
    token = uuid.uuid4().hex
    with ThreadPoolExecutor(encryption.AT_ONCE) as pool:
        sealed = pool.map(lambda pair: encryption.encrypt(pair[1], **_context(token, pair[0])), enumerate(pieces))
        items.put_code_file(reward, token, list(sealed), now + KEPT)
    return token


def find(reward: str, token: str, now: datetime) -> CodeFile:
    """Return a file that was kept; raise Conflict where it is over."""
    sealed = items.find_code_file(reward, token, now)
    if sealed is None:
        raise Conflict(
            "The file was shown more than an hour ago, or its codes were taken in.",
            field="codes",
            reason="preview_over",
        )
    with ThreadPoolExecutor(encryption.AT_ONCE) as pool:
        pieces = pool.map(lambda pair: encryption.decrypt(pair[1], **_context(token, pair[0])), enumerate(sealed))
        headings, rows = read_json(zlib.decompress(b"".join(pieces)).decode())
    return CodeFile(tuple(headings), tuple(Row(number, tuple(cells)) for number, *cells in rows))


def forget(reward: str, token: str) -> None:
    """Delete a file whose codes are taken in."""
    items.delete_code_file(reward, token)


def _context(token: str, place: int) -> dict[str, str]:
    return {"voucher_file": token, "part": str(place)}


def _is_heading(cells: Sequence[str], others: Sequence[Row]) -> bool:
    """Return whether the first row names the columns: by a name that is known, or as the only one without a figure."""
    if any(normalised(cell) in CODE_NAMES for cell in cells):
        return True
    return (
        len([cell for cell in cells if cell.strip()]) > 1
        and bool(others)
        and not any(map(_has_figure, cells))
        and all(any(map(_has_figure, row.cells)) for row in others)
    )


def _has_figure(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _with_known(reward: Reward, file: CodeFile, column: CodeColumn) -> CodeColumn:
    codes, problems = checked_codes(file.lines(column.place))
    new, known = vouchers.without_known(reward, codes)
    lines = tuple(sorted((*problems, *known), key=lambda problem: problem.line))
    return CodeColumn(column.place, column.heading, column.sample, len(new), lines)


def _masked(code: str) -> str:
    return f"{code[:_SAMPLE]}…{code[-_SAMPLE:]}" if len(code) >= 4 * _SAMPLE else "…"
