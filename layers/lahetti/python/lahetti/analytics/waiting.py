"""What waits for an editor or an admin: how much of each kind, and since when or until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lahetti.content import items as content_items
from lahetti.content import listing
from lahetti.content.feeds import settings as feed_settings
from lahetti.content.listing import ContentFilter
from lahetti.content.model import ContentState
from lahetti.content.notes import items as notes_items
from lahetti.content.notes import reading as notes_reading
from lahetti.content.notes.model import NoteState
from lahetti.people import items as people_items
from lahetti.people.model import MailState, Person, PersonState, Role
from lahetti.periods import items as periods_items
from lahetti.periods.model import RaceState
from lahetti.points import held_clicks
from lahetti.rewards import catalogue, register
from lahetti.settings.versions import current_settings

ENDS_SOON = timedelta(days=7)
"""How far ahead a content's end is worth a look."""


class Task(StrEnum):
    """A kind of thing that waits; those behind `HELD_CLICKS` are an admin's."""

    SUGGESTIONS = "suggestions"
    NOTES = "notes"
    READINGS = "readings"
    DRAFTS = "drafts"
    FEEDS = "feeds"
    ENDING = "ending"
    HELD_CLICKS = "held_clicks"
    CLAIMS = "claims"
    CODES = "codes"
    BOUNCED = "bounced"


@dataclass(frozen=True)
class Waiting:
    """How much of a kind waits: the oldest of it since `since`, or the first to be over at `until`."""

    task: Task
    number: int
    since: datetime | None = None
    until: datetime | None = None


def what_waits(person: Person, now: datetime) -> list[Waiting]:
    """Return what waits for somebody, in the order of `Task`; kinds of which nothing waits are left out."""
    tasks = [_suggestions(person), _notes(person), _readings(person), _drafts(person), _feeds(person)]
    tasks.append(_ending(person, now))
    if person.may(Role.ADMIN):
        tasks += [_held_clicks(now), _claims(), _codes(), _bounced()]
    return [waiting for waiting in tasks if waiting.number]


def _suggestions(person: Person) -> Waiting:
    return _of_state(Task.SUGGESTIONS, person, ContentState.SUGGESTED)


def _readings(person: Person) -> Waiting:
    """Count the drafts whose second reader this person may be."""
    if not current_settings().second_reader:
        return Waiting(Task.READINGS, 0)
    drafts = listing.all_listed(person, ContentFilter(state=ContentState.DRAFT))
    found = [one.row.waiting.edition for one in drafts if one.row.waiting and one.row.waits_for(person)]
    return Waiting(Task.READINGS, len(found), since=min(found, default=None))


def _drafts(person: Person) -> Waiting:
    return _of_state(Task.DRAFTS, person, ContentState.DRAFT)


def _of_state(task: Task, person: Person, state: ContentState) -> Waiting:
    found = [listed.since for listed in listing.all_listed(person, ContentFilter(state=state))]
    return Waiting(task, len(found), since=datetime.fromisoformat(min(found)) if found else None)


def _notes(person: Person) -> Waiting:
    found = notes_items.find_notes(note for note, _ in notes_items.notes_in(NoteState.OPEN))
    written = [note.written for note in found if notes_reading.may_read(person, note)]
    return Waiting(Task.NOTES, len(written), since=min(written, default=None))


def _feeds(person: Person) -> Waiting:
    broken = [feed for feed in feed_settings.feeds_of(person).values() if feed.reason]
    return Waiting(Task.FEEDS, len(broken), since=min((f.broken_since for f in broken if f.broken_since), default=None))


def _ending(person: Person, now: datetime) -> Waiting:
    ends = [end for channel, end in _ends(now) if person.may_edit(channel)]
    return Waiting(Task.ENDING, len(ends), until=min(ends, default=None))


def _ends(now: datetime) -> Iterator[tuple[str, datetime]]:
    """Walk (channel, end) of the contents on offer that end within a week."""
    for _, row in content_items.contents_in(ContentState.PUBLISHED):
        if row.expiry is not None and now < row.expiry <= now + ENDS_SOON:
            yield row.channel, row.expiry


def _held_clicks(now: datetime) -> Waiting:
    found = held_clicks.waiting(now)
    return Waiting(
        Task.HELD_CLICKS, sum(held.clicks for held in found), until=min((held.lapses for held in found), default=None)
    )


def _claims() -> Waiting:
    found = register.waiting_claims()
    return Waiting(Task.CLAIMS, len(found), since=min((claim.at for claim in found), default=None))


def _codes() -> Waiting:
    """Count the rewards of which more can be won than there are codes."""
    lacking = [one.offer.race for one in catalogue.rewards() if one.supply.lacks_codes and not one.instead_of_codes]
    heads = periods_items.find_heads({race for race in lacking if race is not None})
    over = {head.race for head in heads if head.state in (RaceState.REVEALED, RaceState.CLOSED)}
    return Waiting(Task.CODES, sum(race not in over for race in lacking))


def _bounced() -> Waiting:
    states = (PersonState.ACTIVE, PersonState.PAUSED)
    rows = (row for state in states for row in people_items.rows_in(state))
    return Waiting(Task.BOUNCED, sum(row.mail_state is MailState.BOUNCED for row in rows))
