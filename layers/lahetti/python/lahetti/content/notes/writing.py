"""Leaving a note, and settling it."""

from dataclasses import replace
from datetime import datetime

from lahetti.content import offer
from lahetti.content.choices import items as choices_items
from lahetti.content.choices.model import Choice
from lahetti.content.notes import items
from lahetti.content.notes.model import About, Note, NoteLine, NoteState, note_id
from lahetti.content.notes.reading import lines_of, may_read
from lahetti.core.errors import Invalid, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Put, retry_on_conflict, try_transact
from lahetti.people.model import Person
from lahetti.records import audit, ceilings
from lahetti.records.audit import AuditAction

LONGEST_TEXT = 1000


def write(person: Person, about: About, of: str | None, text: str, now: datetime) -> tuple[NoteLine, bool]:
    """Leave a note about a content, or a wish to the admins; return it and whether there was none before.

    What somebody cannot stand behind sinks in their own offer. Raise NotFound, Invalid, or TooManyRequests.
    """
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            f"A note has at most {LONGEST_TEXT} characters.", field="text", value=len(text), limit=LONGEST_TEXT
        )
    if (of is None) is (about is About.CONTENT):
        raise Invalid("A note about a content names it, a wish to the admins none.", field="content", value=of)
    channel = None if of is None else offer.find_content(of, person, now).row.channel
    ceilings.count(ceilings.NOTES, person.id, now)
    note = note_id(about, person.id, of)

    def attempt(consistent: bool) -> tuple[Note, bool] | None:  # noqa: ARG001 (a note is always read as it is)
        found = items.find_note(note)
        if found is not None and found.state is NoteState.OPEN and found.text == text:
            return found, False
        new = found or Note(note, person.id, about, of, channel, text, NoteState.OPEN, now, now)
        written = replace(new, text=text, state=NoteState.OPEN, written=now, since=now)
        return (written, found is None) if try_transact(items.put_note(written), *_sinking(person, of)) else None

    written, is_new = retry_on_conflict(attempt)
    return lines_of([written])[0], is_new


def _sinking(person: Person, content: str | None) -> list[Put]:
    """Return the write by which a content sinks in its objector's offer, if it has to be done."""
    if content is None:
        return []
    choices = choices_items.find_choices(person.id, consistent=True)
    if choices.by_content.get(content) is Choice.OBJECTED:
        return []
    return [choices_items.put_choices(choices.with_choice(content, Choice.OBJECTED))]


def settle(note: str, reader: Person, now: datetime) -> NoteLine:
    """Mark a note as seen to and return it. Settling again changes nothing; raise NotFound."""

    def attempt(consistent: bool) -> Note | None:  # noqa: ARG001 (a note is always read as it is)
        found = items.find_note(note)
        if found is None or not may_read(reader, found):
            raise NotFound("There is no such note for you.", field="note", value=note)
        if found.state is NoteState.SETTLED:
            return found
        settled = replace(found, state=NoteState.SETTLED, since=now)
        entry = audit.entry(reader.id, AuditAction.NOTE_SETTLED, keys.note(note), now)
        return settled if try_transact(items.put_note(settled), entry) else None

    return lines_of([retry_on_conflict(attempt)])[0]
