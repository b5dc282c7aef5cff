"""Notes as they are stored."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute, VersionAttribute

from lahetti.content.notes.model import About, Note, NoteState
from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Put


class NoteItem(ProgrammeItem, discriminator="note"):
    """A note; pk = "NOTE#<id>", sk = "NOTE".

    gsi1 = "NOTES#<state>" / time and id; gsi2 = "PERSON#<id>" / "NOTE#<id>".
    """

    note = UnicodeAttribute()
    person = UnicodeAttribute()
    about = UnicodeAttribute()
    content = UnicodeAttribute(null=True)
    channel = UnicodeAttribute(null=True)
    text = UnicodeAttribute(default="")
    state = UnicodeAttribute()
    written = UTCDateTimeAttribute()
    version = VersionAttribute()


def find_note(note: str) -> Note | None:
    """Return a note as it is at this moment, or None."""
    item = NoteItem.find(keys.note(note), "NOTE", consistent=True)
    return _note(item) if item is not None else None


def put_note(note: Note) -> Put:
    """Return the write of a note over the version that was read; a new one must not be there."""
    return Put(
        NoteItem(
            keys.note(note.note),
            "NOTE",
            gsi1pk=keys.notes(note.state),
            gsi1sk=f"{note.since.isoformat()}#{note.note}",
            gsi2pk=keys.person(note.person),
            gsi2sk=f"NOTE#{note.note}",
            note=note.note,
            person=note.person,
            about=note.about.value,
            content=note.content,
            channel=note.channel,
            text=note.text,
            state=note.state.value,
            written=note.written,
            version=note.version or None,
        )
    )


def notes_in(state: NoteState, after: str | None = None) -> Iterator[tuple[str, str]]:
    """Walk (id, position) of the notes in a state, the oldest first, from behind a position."""
    condition = ProgrammeItem.gsi1sk > after if after else None
    for item in ProgrammeItem.gsi1.query(keys.notes(state), condition):
        yield item.pk.removeprefix("NOTE#"), item.gsi1sk or ""


def count_in(state: NoteState) -> int:
    """Return how many notes are in a state."""
    return ProgrammeItem.gsi1.count(keys.notes(state))


def find_notes(notes: Iterable[str]) -> list[Note]:
    """Read notes by id, in any order."""
    return [_note(item) for item in batch_get(NoteItem, ((keys.note(note), "NOTE") for note in notes))]


def _note(item: NoteItem) -> Note:
    return Note(
        note=item.note,
        person=item.person,
        about=About(item.about),
        content=item.content,
        channel=item.channel,
        text=item.text,
        state=NoteState(item.state),
        written=item.written,
        since=datetime.fromisoformat((item.gsi1sk or "").partition("#")[0]),
        version=int(item.version or 0),
    )
