"""Notes to those who run the programme: "I can't stand behind this", the wish for a walk-through, or to leave.

A person has one note a content, and one wish of each kind; writing again replaces the text and opens it anew, so a
repeated request does no harm. What is about a content is read by the editors of its channel, a wish by admins.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice

from lahetti.content import items, note_items, offer
from lahetti.core.errors import Invalid, NotFound
from lahetti.dynamodb.transactions import Put, retry_on_conflict, try_transact
from lahetti.people import members
from lahetti.people.model import Person, Role
from lahetti.records import audit

LONGEST_TEXT = 1000
PAGE = 50


class About(StrEnum):
    """What a note is about."""

    CONTENT = "content"
    WALK_THROUGH = "walk_through"
    LEAVING = "leaving"


_ID = {About.WALK_THROUGH: "walk-through", About.LEAVING: "leaving"}
"""What the one note of a person is called that is about no content; admins read it."""


class NoteState(StrEnum):
    """Whether somebody has seen to it."""

    OPEN = "open"
    SETTLED = "settled"


@dataclass(frozen=True)
class Note:
    """A note as those who may read it see it."""

    note: str
    about: About
    person: str
    name: str
    content: str | None
    title: str | None
    text: str
    state: NoteState
    written: datetime


def write(person: Person, about: About, of: str | None, text: str, now: datetime) -> None:
    """Leave a note about a content, or a wish to the admins. Raise NotFound, or Invalid."""
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            f"A note has at most {LONGEST_TEXT} characters.", field="text", value=len(text), limit=LONGEST_TEXT
        )
    if (of is None) is (about is About.CONTENT):
        raise Invalid("A note about a content names it, a wish to the admins none.", field="content", value=of)
    channel = None if of is None else offer.find_content(of, person, now).row.channel
    note = f"{of or _ID[about]}.{person.id}"

    def attempt(consistent: bool) -> bool | None:  # noqa: ARG001 (a note is always read as it is)
        item = note_items.find_note(note) or note_items.new_note(note, person.id, about.value, of, channel)
        if item.version is not None and item.state == NoteState.OPEN and item.text == text:
            return True
        item.text, item.written = text, now
        note_items.place(item, NoteState.OPEN.value, now)
        return True if try_transact(Put(item)) else None

    retry_on_conflict(attempt)


def wish_is_open(person: str, about: About) -> bool:
    """Tell whether a wish of a person waits for an admin."""
    item = note_items.find_note(f"{_ID[about]}.{person}")
    return item is not None and item.state == NoteState.OPEN


def notes_for(reader: Person, state: NoteState, cursor: str | None = None) -> tuple[list[Note], str | None]:
    """Return the notes in a state that somebody may read, the oldest first, and the next cursor."""
    page = list(islice(note_items.notes_in(state.value, cursor), PAGE))
    found = {item.note: item for item in note_items.find_notes(note for note, _ in page)}
    readable = [found[note] for note, _ in page if note in found and _may_read(reader, found[note])]
    names = members.names_of({item.person for item in readable})
    titles = {head.content: head.title for head in items.heads_of({i.content for i in readable if i.content})}
    return [_shown(item, names, titles) for item in readable], page[-1][1] if len(page) == PAGE else None


def walk_through_of(person: str) -> Note | None:
    """Return a person's wish for a walk-through, open or settled, for admins; None where they have none."""
    item = note_items.find_note(f"walk-through.{person}")
    return None if item is None else _shown(item, members.names_of([person]), {})


def settle(note: str, reader: Person, now: datetime) -> None:
    """Mark a note as seen to. Settling again changes nothing; raise NotFound."""

    def attempt(consistent: bool) -> bool | None:  # noqa: ARG001 (a note is always read as it is)
        item = note_items.find_note(note)
        if item is None or not _may_read(reader, item):
            raise NotFound("There is no such note for you.", field="note", value=note)
        if item.state == NoteState.SETTLED:
            return True
        note_items.place(item, NoteState.SETTLED.value, now)
        done = try_transact(Put(item), audit.entry(reader.id, "note settled", item.pk, now))
        return True if done else None

    retry_on_conflict(attempt)


def _may_read(reader: Person, item: note_items.Note) -> bool:
    if item.about != About.CONTENT:
        return reader.role is Role.ADMIN
    return reader.may_edit(item.channel or "")


def _shown(item: note_items.Note, names: dict[str, tuple[str, str]], titles: dict[str, str]) -> Note:
    return Note(
        note=item.note,
        about=About(item.about),
        person=item.person,
        name=names.get(item.person, ("", ""))[0],
        content=item.content,
        title=titles.get(item.content or ""),
        text=item.text,
        state=NoteState(item.state),
        written=item.written,
    )
