"""Private notes to the editors, and wishes for a walk-through: read, and marked as seen to."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import page
from console.framework.paging import every_item
from console.framework.rendering import Values
from lahetti.content.notes import reading, writing
from lahetti.content.notes.model import NoteState


@page("notes.html")
def notes(context: PageContext) -> Values:
    """Return a page of the notes in a state that this person may read."""
    state = _state(context)
    found, following = reading.notes_for(context.person, state, context.cursor)
    return {"notes": found, "state": state.value, "next": following}


@notes.action("settle")
def settle(context: PageContext) -> Redirect:
    """Mark a note as seen to."""
    writing.settle(context.form.text("note"), context.person, context.now)
    return Redirect("done.note_settled")


@notes.export("notes")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield every note of the state."""
    for note in every_item(lambda cursor: reading.notes_for(context.person, _state(context), cursor)):
        yield {
            "written": note.written,
            "name": note.name,
            "about": note.about.value,
            "title": note.title,
            "text": note.text,
            "state": note.state.value,
        }


def _state(context: PageContext) -> NoteState:
    return NoteState.SETTLED if context.query.get("state") == NoteState.SETTLED else NoteState.OPEN
