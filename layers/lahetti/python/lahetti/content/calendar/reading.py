"""What the calendar reads: three queries of the index of contents by state, whatever number of channels an editor has.

A channel's own index would be asked once a channel and state, and shows no wishes.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from lahetti.content import items
from lahetti.content.calendar.model import CalendarEntry
from lahetti.content.model import ContentHead, ContentState
from lahetti.people.model import Person

PAST_IN_FILE = timedelta(days=92)
"""How far back an editor's calendar program sees what was published."""


def entries_since(editor: Person, since: datetime) -> list[CalendarEntry]:
    """Return the contents of an editor's channels that are scheduled, on offer, or were archived since a moment."""
    return [entry for entry in _entries(since) if editor.may_edit(entry.row.channel)]


def heads_for_file(editor: Person, now: datetime) -> list[ContentHead]:
    """Return the contents of an editor's channels that are scheduled, or were published lately and are on offer."""
    since = (now - PAST_IN_FILE).isoformat()
    rows = [row for _, row in items.contents_in(ContentState.SCHEDULED)]
    rows += [row for _, row in items.contents_in(ContentState.PUBLISHED, since=since)]
    heads = items.heads_of(row.content for row in rows if editor.may_edit(row.channel))
    shown = (ContentState.SCHEDULED, ContentState.PUBLISHED)
    # An index may be late: what counts is the head.
    return [head for head in heads if head.state in shown and editor.may_edit(head.channel)]


def _entries(since: datetime) -> Iterator[CalendarEntry]:
    for state in (ContentState.SCHEDULED, ContentState.PUBLISHED):
        for position, row in items.contents_in(state):
            yield CalendarEntry(_moment(position), state, row)
    for _, row in items.contents_in(ContentState.ARCHIVED, since=since.isoformat()):
        if row.published is not None:
            yield CalendarEntry(row.published, ContentState.ARCHIVED, row)


def _moment(position: str) -> datetime:
    return datetime.fromisoformat(position.rpartition("#")[0])
