"""Notes that ambassadors leave for editors and admins."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute, VersionAttribute

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem


class Note(ProgrammeItem, discriminator="note"):
    """A person's one note about one thing; pk = "NOTE#<id>", sk = "NOTE".

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
    try:
        return Note.get(keys.note(note), "NOTE", consistent_read=True)
    except Note.DoesNotExist:
        return None


def new_note(note: str, person: str, about: str, content: str | None, channel: str | None) -> Note:
    """Build a note that is not stored yet."""
    return Note(keys.note(note), "NOTE", note=note, person=person, about=about, content=content, channel=channel)


def notes_in(state: str, after: str | None = None) -> Iterator[tuple[str, str]]:
    """Walk (id, position) of the notes in a state, the oldest first, from behind a position."""
    condition = ProgrammeItem.gsi1sk > after if after else None
    for item in ProgrammeItem.gsi1.query(keys.notes(state), condition):
        yield item.pk.removeprefix("NOTE#"), item.gsi1sk


def find_notes(notes: Iterable[str]) -> list[Note]:
    """Read notes by id, in any order."""
    return batch_get(Note, ((keys.note(note), "NOTE") for note in notes))


def place(item: Note, state: str, now: datetime) -> None:
    """Put a note into a state, and where its list shows it."""
    item.state = state
    item.gsi1pk, item.gsi1sk = keys.notes(state), f"{now.isoformat()}#{item.note}"
    item.gsi2pk, item.gsi2sk = keys.person(item.person), f"NOTE#{item.note}"
