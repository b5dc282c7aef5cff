"""Notes as editors and admins read them."""

from collections.abc import Iterable
from itertools import islice

from lahetti.content import items as content_items
from lahetti.content.notes import items
from lahetti.content.notes.model import About, Note, NoteLine, NoteState, note_id
from lahetti.core.errors import Invalid, NotFound
from lahetti.people import members
from lahetti.people.model import Person, Role

PAGE = 50


def wish_is_open(person: str, about: About) -> bool:
    """Return whether a wish of a person waits for an admin."""
    found = items.find_note(note_id(about, person))
    return found is not None and found.state is NoteState.OPEN


def notes_for(
    reader: Person, state: NoteState, after: str | None = None, most: int = PAGE
) -> tuple[list[NoteLine], str | None]:
    """Return the notes in a state that somebody may read, the oldest first, and behind which place the next begin.

    Raise Invalid for a place that is none of this list.
    """
    if after is not None and items.find_note(after.partition("#")[2]) is None:
        raise Invalid("The cursor is not of this list.", field="cursor", reason="no_page")
    page = list(islice(items.notes_in(state, after), most))
    found = {note.note: note for note in items.find_notes(note for note, _ in page)}
    readable = [found[note] for note, _ in page if note in found and may_read(reader, found[note])]
    return lines_of(readable), page[-1][1] if len(page) == most else None


def number_open(reader: Person) -> int:
    """Count the open notes that somebody may read."""
    if reader.may(Role.ADMIN):
        return items.count_in(NoteState.OPEN)
    found = items.find_notes(note for note, _ in items.notes_in(NoteState.OPEN))
    return sum(may_read(reader, note) for note in found)


def find_note(note: str, reader: Person) -> NoteLine:
    """Return a note for its writer and for those who may settle it; raise NotFound."""
    found = items.find_note(note)
    if found is None or not (found.person == reader.id or may_read(reader, found)):
        raise NotFound("There is no such note for you.", field="note", value=note)
    return lines_of([found])[0]


def may_read(reader: Person, note: Note) -> bool:
    """Return whether somebody may read a note, and settle it."""
    if note.about is not About.CONTENT:
        return reader.role is Role.ADMIN
    return reader.may_edit(note.channel or "")


def lines_of(notes: Iterable[Note]) -> list[NoteLine]:
    """Return notes with the names of their writers and the titles of their contents."""
    notes = list(notes)
    names = members.names_of({note.person for note in notes})
    titles = {head.content: head.title for head in content_items.heads_of({n.content for n in notes if n.content})}
    return [_line(note, names, titles) for note in notes]


def _line(note: Note, names: dict[str, tuple[str, str]], titles: dict[str, str]) -> NoteLine:
    return NoteLine(
        note=note.note,
        about=note.about,
        person=note.person,
        name=names.get(note.person, ("", ""))[0],
        content=note.content,
        title=titles.get(note.content or ""),
        text=note.text,
        state=note.state,
        written=note.written,
    )
