"""The contents that an editor may change, in every state or in one, narrowed down, and how many there are."""

import re
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from lahetti.content import items
from lahetti.content.model import ContentState, Row
from lahetti.content.offer import PAGE, cursor_read, cursor_written
from lahetti.people.model import Person, Role

_COMPARED = (ContentState.PUBLISHED, ContentState.SCHEDULED, ContentState.DRAFT, ContentState.SUGGESTED)
_MOST_COMPARED = 200
"""Rows of a state whose titles are compared with one: five requests."""
_MOST_SIMILAR = 5
_ALIKE = 0.75
"""Of the words of two titles, how many are in both where they say the same."""
_MOST_READ = 1000
"""Rows that one page looks through for those that are wanted; the next page goes on from there."""


@dataclass(frozen=True)
class ContentFilter:
    """What a list is narrowed down to; what is empty narrows nothing. `title` is a part of one, in any case.

    `waiting` leaves only what waits for a second reader.
    """

    state: ContentState | None = None
    channel: str = ""
    language: str = ""
    topic: str = ""
    title: str = ""
    waiting: bool = False

    def fits(self, row: Row) -> bool:
        """Return whether a row is wanted, its state aside."""
        return (
            (not self.channel or row.channel == self.channel)
            and (not self.language or row.language == self.language)
            and (not self.topic or self.topic in row.topics)
            and self.title.casefold() in row.title.casefold()
            and (not self.waiting or row.waiting is not None)
        )


@dataclass(frozen=True)
class Listed:
    """A content in an editor's list; `since` is the moment it is listed by: planned, published, or of its last turn."""

    row: Row
    state: ContentState
    since: str


def listed(editor: Person, wanted: ContentFilter, cursor: str | None = None) -> tuple[list[Listed], str | None]:
    """Return a page, newest first, and the cursor of the next; a page may hold few and still have a next one."""
    page: list[Listed] = []
    read = 0
    last = None
    for state, position, row in _rows(wanted, cursor_read(cursor)):
        read, last = read + 1, position
        if editor.may_edit(row.channel) and wanted.fits(row):
            page.append(Listed(row, state, position.rpartition("#")[0]))
        if len(page) == PAGE or read == _MOST_READ:
            return page, cursor_written(last)
    return page, None


def suggestions(editor: Person, cursor: str | None = None) -> tuple[list[Listed], str | None]:
    """Return a page of the suggestions that wait, oldest first, and the cursor of the next."""
    page: list[Listed] = []
    for read, (position, row) in enumerate(
        items.contents_waiting_in(ContentState.SUGGESTED, after=cursor_read(cursor)), start=1
    ):
        if editor.may_edit(row.channel):
            page.append(Listed(row, ContentState.SUGGESTED, position.rpartition("#")[0]))
        if len(page) == PAGE or read == _MOST_READ:
            return page, cursor_written(position)
    return page, None


def similar(editor: Person, title: str, but: str) -> list[Listed]:
    """Return an editor's newest contents whose titles say the same: at least three quarters of their words are shared.

    Words are compared without case and accents of another spelling; what is not on its way or on offer is left out.
    """
    words = _words(title)
    found = [
        Listed(row, state, position.rpartition("#")[0])
        for state in _COMPARED
        for position, row in islice(items.contents_in(state), _MOST_COMPARED)
        if row.content != but and editor.may_edit(row.channel) and _are_alike(words, _words(row.title))
    ]
    return found[:_MOST_SIMILAR]


def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", unicodedata.normalize("NFKC", title).casefold()))


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and len(one & other) >= _ALIKE * len(one | other)


def all_listed(editor: Person, wanted: ContentFilter) -> Iterator[Listed]:
    """Walk everything that the pages of a list hold."""
    for state, position, row in _rows(wanted, None):
        if editor.may_edit(row.channel) and wanted.fits(row):
            yield Listed(row, state, position.rpartition("#")[0])


def numbers(editor: Person) -> dict[ContentState, int]:
    """Return how many contents of this editor are in each state."""
    with ThreadPoolExecutor(len(ContentState)) as workers:
        return dict(zip(ContentState, workers.map(lambda state: number_in(editor, state), ContentState), strict=True))


def number_in(editor: Person, state: ContentState) -> int:
    """Return how many contents of this editor are in a state."""
    if editor.may(Role.ADMIN):
        return items.count_in(state)
    return sum(items.count_of(channel, state) for channel in editor.channels)


def _rows(wanted: ContentFilter, before: str | None) -> Iterator[tuple[ContentState, str, Row]]:
    """Walk the rows of a state, or of all states together, newest first, below a position."""

    def of(state: ContentState) -> Iterator[tuple[ContentState, str, Row]]:
        for position, row in items.contents_in(state, before=before):
            yield state, position, row

    states = ContentState if wanted.state is None else (wanted.state,)
    return merge(*(of(state) for state in states), key=lambda found: found[1], reverse=True)
