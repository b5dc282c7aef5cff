"""The calendar as a file that calendar programs read (RFC 5545): titles, channels and times, and nothing else.

A content keeps its UID however often it is moved; SEQUENCE is the version of its head. One that is withdrawn, archived
or of a channel that is not the editor's any more is simply not in it: programs show what the file holds.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from lahetti.content.model import ContentHead, ContentState
from lahetti.core.plain_texts import on_one_line

_SHOWN = timedelta(minutes=15)
"""Going out is a moment; programs draw nothing, or an hour, for an event without a length."""
_ASKED_AGAIN = timedelta(hours=1)
"""How often programs are asked to look again."""


def calendar_file(heads: Iterable[ContentHead], channels: Mapping[str, str], name: str, now: datetime) -> str:
    """Return the file of some contents; `channels` are names by id, `name` is what programs call the calendar."""
    from icalendar import Calendar, Event  # late: the page and all else need none of it

    calendar = Calendar()
    calendar.add("prodid", "-//Lähetti//Lähetti//FI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _ASKED_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", _ASKED_AGAIN)
    for head in sorted(heads, key=lambda head: (_moment(head), head.content)):
        event = Event()
        event.add("uid", f"{head.content}@lahetti")
        event.add("dtstamp", now)
        event.add("dtstart", _moment(head))
        event.add("dtend", _moment(head) + _SHOWN)
        event.add("sequence", head.version)
        event.add("summary", on_one_line(head.title))
        event.add("categories", [channels.get(head.channel, head.channel)])
        event.add("status", "TENTATIVE" if head.state is ContentState.SCHEDULED else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made.decode()


def _moment(head: ContentHead) -> datetime:
    return (head.planned if head.state is ContentState.SCHEDULED else head.published) or head.since
