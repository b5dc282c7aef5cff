from datetime import timedelta

import pytest

from console.framework.menu import waiting as waiting_for
from lahetti.content import items as content_items
from lahetti.content.model import ContentState
from lahetti.content.notes import items as notes_items
from lahetti.content.notes.model import About, Note, NoteState, note_id
from lahetti.dynamodb.transactions import transact
from lahetti.people.model import Role
from lahetti.points import items as points_items
from lahetti.points.model import HeldClicks
from tests.contents import content_head
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.test_handler import person


def note(content: str, channel: str, state: NoteState = NoteState.OPEN) -> Note:
    return Note(note_id(About.CONTENT, "p9", content), "p9", About.CONTENT, content, channel, "Ei.", state, NOW, NOW)


@pytest.mark.parametrize(
    ("role", "waiting"),
    [
        (Role.EDITOR, {"contents": 1, "suggestions": 1, "notes": 1}),
        (Role.ADMIN, {"contents": 2, "suggestions": 1, "notes": 2, "races": 1, "rewards": 0}),
    ],
)
def test_the_menu_says_how_much_waits_for_whom(database: MemoryDynamoDb, role: Role, waiting: dict[str, int]) -> None:
    for content, channel, state in (("c1", "blog", "draft"), ("c2", "other", "draft"), ("c3", "blog", "suggested")):
        transact(content_items.put_head(content_head(content, channel=channel, state=ContentState(state))))
    for one in (note("c1", "blog"), note("c2", "other"), note("c3", "blog", NoteState.SETTLED)):
        transact(notes_items.put_note(one))
    transact(points_items.put_held(HeldClicks("code", "2026-11-24", 12, NOW + timedelta(days=1))))
    transact(points_items.put_held(HeldClicks("lapsed", "2026-10-24", 12, NOW)))

    assert waiting_for(person(role), NOW) == waiting
