"""Private notes to the editors, and wishes for a walk-through: read, and marked as seen to."""

from collections.abc import Iterator

from chalice.app import Blueprint

from console.asking import Asking
from console.exports import Line
from console.notices import Done
from console.pages import page
from console.rendering import Values
from lahetti.content import notes as content_notes
from lahetti.content.notes import NoteState

pages = Blueprint(__name__)


@page(pages, "/console/notes", "notes.html")
def notes(ask: Asking) -> Values:
    """Return a page of the notes in a state that this person may read."""
    state = _state(ask)
    found, following = content_notes.notes_for(ask.person, state, ask.cursor)
    return {"notes": found, "state": state.value, "next": following}


@notes.deed("settle")
def settle(ask: Asking) -> Done:
    """Mark a note as seen to."""
    content_notes.settle(ask.form.text("note"), ask.person, ask.now)
    return Done("done.note_settled")


@notes.export("notes")
def exported(ask: Asking) -> Iterator[Line]:
    """Yield every note of the state."""
    cursor = None
    while True:
        found, cursor = content_notes.notes_for(ask.person, _state(ask), cursor)
        for note in found:
            yield {
                "written": note.written,
                "name": note.name,
                "about": note.about.value,
                "title": note.title,
                "text": note.text,
                "state": note.state.value,
            }
        if cursor is None:
            return


def _state(ask: Asking) -> NoteState:
    return NoteState.SETTLED if ask.query.get("state") == NoteState.SETTLED else NoteState.OPEN
