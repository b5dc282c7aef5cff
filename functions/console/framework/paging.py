"""Pages of lists that are read whole: a cursor is how many lines lie before."""

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")
SIZE = 50


def paged(items: Sequence[Item], cursor: str | None, size: int = SIZE) -> tuple[Sequence[Item], str | None]:
    """Return a page and the next cursor; what is no cursor means the first page."""
    begin = int(cursor) if cursor and cursor.isascii() and cursor.isdigit() and len(cursor) < 10 else 0
    end = begin + size
    return items[begin:end], str(end) if end < len(items) else None
