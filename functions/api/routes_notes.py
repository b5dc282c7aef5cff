"""Notes of ambassadors to editors and admins: "I can't stand behind this", the wish for a walk-through."""

from datetime import datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api.application import answer, caller, created, representation
from api.models import Input, Output
from api.paging import USUAL, Cursor, Limit, Page, cursor_of, key_in
from api.problems import changes, creates, reads
from lahetti.content.notes import reading, writing
from lahetti.content.notes.model import About, NoteLine, NoteState
from lahetti.core import clock
from lahetti.people.model import Role

router = APIGatewayRouter()
NoteId = Annotated[str, Path(max_length=140)]


class NoteIn(Input):
    """Why the caller cannot stand behind a content, or that they wish for a walk-through."""

    about: About
    content: str | None = Field(default=None, max_length=64)
    text: str = Field(default="", max_length=writing.LONGEST_TEXT)


class NoteOut(Output):
    """A note, to its writer and to those who may settle it."""

    note: str
    about: About
    person: str
    name: str
    content: str | None
    title: str | None
    text: str
    state: NoteState
    written_at: datetime


class NotePageOut(Page):
    """Notes, the oldest first; a page may hold few, or none, and still have a next one."""

    items: list[NoteOut]


@router.post("/notes", responses=creates("Written", 404, known="Written anew"))
def write_note(wanted: NoteIn) -> Response[NoteOut]:
    """Write to the editors of a content's channel, or ask the admins for something. Again replaces the text.

    At most 20 a day (429).
    """
    written, new = writing.write(caller(), wanted.about, wanted.content, wanted.text, clock.now())
    return created(_out(written), f"/notes/{written.note}", new=new)


@router.get("/notes", responses=reads("A page of notes"))
def list_notes(
    state: Annotated[NoteState, Query()] = NoteState.OPEN, limit: Limit = USUAL, cursor: Cursor = None
) -> Response[NotePageOut]:
    """Return the notes in a state that the caller may settle: of an editor's channels, to admins all."""
    found, following = reading.notes_for(caller(Role.EDITOR), state, key_in(cursor), limit)
    return representation(NotePageOut(items=[_out(note) for note in found], next=cursor_of(following)))


@router.get("/notes/<note_id>", responses=reads("The note", 404))
def get_note(note_id: NoteId) -> Response[NoteOut]:
    """Return a note: one of the caller's own, or one that they may settle."""
    return representation(_out(reading.find_note(note_id, caller())))


@router.post("/notes/<note_id>/settle", responses=changes("Settled", 404))
def settle_note(note_id: NoteId) -> Response[NoteOut]:
    """Mark a note as seen to; again changes nothing."""
    return answer(_out(writing.settle(note_id, caller(Role.EDITOR), clock.now())))


def _out(note: NoteLine) -> NoteOut:
    return NoteOut(
        note=note.note,
        about=note.about,
        person=note.person,
        name=note.name,
        content=note.content,
        title=note.title,
        text=note.text,
        state=note.state,
        written_at=note.written,
    )
