"""Notes as editors and admins read them."""

from itertools import islice

from lahetti.content import items as content_items
from lahetti.content.notes import items
from lahetti.content.notes.model import About, Note, NoteLine, NoteState, note_id
from lahetti.people import members
from lahetti.people.model import Person, Role

PAGE = 50


def wish_is_open(person: str, about: About) -> bool:
    """Return whether a wish of a person waits for an admin."""
    found = items.find_note(note_id(about, person))
    return found is not None and found.state is NoteState.OPEN


def notes_for(reader: Person, state: NoteState, cursor: str | None = None) -> tuple[list[NoteLine], str | None]:
    """Return the notes in a state that somebody may read, the oldest first, and the next cursor."""
    page = list(islice(items.notes_in(state, cursor), PAGE))
    found = {note.note: note for note in items.find_notes(note for note, _ in page)}
    readable = [found[note] for note, _ in page if note in found and may_read(reader, found[note])]
    names = members.names_of({note.person for note in readable})
    heads = content_items.heads_of({note.content for note in readable if note.content})
    titles = {head.content: head.title for head in heads}
    return [_line(note, names, titles) for note in readable], page[-1][1] if len(page) == PAGE else None


def walk_through_of(person: str) -> NoteLine | None:
    """Return a person's wish for a walk-through, open or settled, for admins; None where they have none."""
    found = items.find_note(note_id(About.WALK_THROUGH, person))
    return None if found is None else _line(found, members.names_of([person]), {})


def may_read(reader: Person, note: Note) -> bool:
    """Return whether somebody may read a note, and settle it."""
    if note.about is not About.CONTENT:
        return reader.role is Role.ADMIN
    return reader.may_edit(note.channel or "")


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
