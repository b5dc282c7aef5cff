"""Pages of lists: those that are read whole, and walking over all pages of those that are not."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
SIZE = 50
_LONGEST_CURSOR = 9


def offset(cursor: str | None) -> int:
    """Return how many lines lie before a page of a list that is read whole; what is not a cursor means the first."""
    known = cursor is not None and cursor.isascii() and cursor.isdigit() and len(cursor) <= _LONGEST_CURSOR
    return int(cursor) if cursor is not None and known else 0


def paged(items: Sequence[Item], cursor: str | None, size: int = SIZE) -> tuple[Sequence[Item], str | None]:
    """Return a page of a list that is read whole, and the next cursor."""
    begin = offset(cursor)
    end = begin + size
    return items[begin:end], str(end) if end < len(items) else None


def every_page(read: Callable[[str | None], tuple[Sequence[Item], str | None]]) -> Iterator[Sequence[Item]]:
    """Yield page by page what `read` returns for a cursor, with the next one."""
    cursor = None
    while True:
        items, cursor = read(cursor)
        yield items
        if cursor is None:
            return


def every_item(read: Callable[[str | None], tuple[Sequence[Item], str | None]]) -> Iterator[Item]:
    """Yield the items of all pages."""
    for items in every_page(read):
        yield from items
