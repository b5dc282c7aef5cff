"""Notes of ambassadors to editors and admins: "I can't stand behind this", the wish for a walk-through, or to leave."""

from datetime import datetime
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api.application import answer, caller, created, representation
from api.models import Input, Output
from api.problems import UNCHANGED, problems
from lahetti.content.notes import reading, writing
from lahetti.content.notes.model import About, NoteState
from lahetti.core import clock
from lahetti.people.model import Role

router = APIGatewayRouter()
NoteId = Annotated[str, Path(max_length=140)]


class NoteIn(Input):
    """Why the caller cannot stand behind a content, or that they wish for a walk-through or to leave."""

    about: About
    content: str | None = Field(default=None, max_length=64)
    text: str = Field(default="", max_length=writing.LONGEST_TEXT)


class WrittenOut(Output):
    """What the note is about."""

    about: About


class NoteOut(Output):
    """A note, to those who may read it."""

    note: str
    about: About
    person: str
    name: str
    content: str | None
    title: str | None
    text: str
    state: NoteState
    written: datetime


class NotesOut(Output):
    """A page of notes, the oldest first, and where the next begins."""

    notes: list[NoteOut]
    cursor: str | None


class SettledIn(Input):
    """That somebody has seen to it."""

    state: Literal[NoteState.SETTLED]


class SettledOut(Output):
    """The state that the note is in."""

    note: str
    state: NoteState


@router.post("/notes", responses={201: {"description": "Written"}, **problems(404, 415)})
def write_note(wanted: NoteIn) -> Response[WrittenOut]:
    """Write to the editors of a content's channel, or ask the admins for something. Again replaces the text."""
    writing.write(caller(), wanted.about, wanted.content, wanted.text, clock.now())
    return created(WrittenOut(about=wanted.about), "/notes")


@router.get("/notes", responses={200: {"description": "Notes"}, 304: UNCHANGED, **problems()})
def list_notes(
    state: Annotated[NoteState, Query()] = NoteState.OPEN,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Response[NotesOut]:
    """Return the notes that the caller may read: of an editor's channels, to admins all."""
    found, following = reading.notes_for(caller(Role.EDITOR), state, cursor)
    return representation(NotesOut(notes=[NoteOut(**vars(note)) for note in found], cursor=following))


@router.put("/notes/<note>", responses={200: {"description": "Settled"}, **problems(404, 415)})
def settle_note(note: NoteId, change: SettledIn) -> Response[SettledOut]:
    """Mark a note as seen to; again changes nothing."""
    writing.settle(note, caller(Role.EDITOR), clock.now())
    return answer(SettledOut(note=note, state=change.state))
