"""What a person saves, hides or objects to: it is theirs, it can be taken back, and it never grows without end."""

from datetime import UTC, datetime, timedelta

import pytest

from lahetti.content import items as content_items
from lahetti.content.choices import choosing, items
from lahetti.content.choices.model import INTRODUCTION, MOST, Choice, Choices
from lahetti.content.model import ContentTexts
from lahetti.content.notes import writing
from lahetti.content.notes.model import About
from lahetti.core.errors import Invalid, NotFound
from lahetti.dynamodb.batches import batch_put
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from tests.contents import content_head
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.memory_world import ambassador

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
AINO = ambassador("aino")
URL = "https://blogi.virasto.example/juttu"


@pytest.fixture(autouse=True)
def on_offer(database: MemoryDynamoDb) -> None:
    """Let two contents be on offer to Aino."""
    batch_put([people_items.put_person(AINO).item])
    for content in ("c1", "c2"):
        transact(
            content_items.put_head(content_head(content)),
            content_items.put_texts(ContentTexts(content, URL, "", "", "")),
        )


def kept() -> dict[str, Choice]:
    return dict(items.find_choices(AINO.id, consistent=True).by_content)


def test_a_choice_takes_the_place_of_the_one_before_and_can_be_taken_back() -> None:
    choosing.choose(AINO, "c1", Choice.SAVED, NOW)
    choosing.choose(AINO, "c2", Choice.HIDDEN, NOW)
    choosing.choose(AINO, "c1", Choice.HIDDEN, NOW)
    assert kept() == {"c1": Choice.HIDDEN, "c2": Choice.HIDDEN}

    choosing.choose(AINO, "c1", None, NOW)

    assert kept() == {"c2": Choice.HIDDEN}


def test_a_choice_again_writes_nothing(database: MemoryDynamoDb) -> None:
    choosing.choose(AINO, "c1", Choice.SAVED, NOW)
    database.written.clear()

    choosing.choose(AINO, "c1", Choice.SAVED, NOW + timedelta(minutes=1))
    choosing.choose(AINO, "c2", None, NOW)

    assert not database.written


def test_what_is_not_on_offer_is_not_chosen_but_let_go() -> None:
    with pytest.raises(NotFound):
        choosing.choose(AINO, "unknown", Choice.SAVED, NOW)
    with pytest.raises(Invalid):
        choosing.choose(AINO, "c1", Choice.OBJECTED, NOW)

    choosing.choose(AINO, "unknown", None, NOW)

    assert kept() == {}


def test_the_introduction_is_hidden_as_a_content_is() -> None:
    choosing.choose(AINO, INTRODUCTION, Choice.HIDDEN, NOW)

    assert kept() == {INTRODUCTION: Choice.HIDDEN}


def test_what_somebody_cannot_stand_behind_sinks_in_their_offer() -> None:
    choosing.choose(AINO, "c1", Choice.SAVED, NOW)

    writing.write(AINO, About.CONTENT, "c1", "Väärin.", NOW)
    writing.write(AINO, About.CONTENT, "c1", "Yhä väärin.", NOW)
    writing.write(AINO, About.WALK_THROUGH, None, "", NOW)

    assert kept() == {"c1": Choice.OBJECTED}


def test_two_devices_at_once_lose_neither_choice(database: MemoryDynamoDb) -> None:
    choosing.choose(AINO, "c2", Choice.HIDDEN, NOW)
    meanwhile = [lambda: choosing.choose(AINO, "c2", Choice.SAVED, NOW)]

    def interrupt(operation: str, _: object) -> None:
        if operation.startswith("Transact") and meanwhile:
            meanwhile.pop()()

    database.before = interrupt
    choosing.choose(AINO, "c1", Choice.SAVED, NOW)

    assert kept() == {"c1": Choice.SAVED, "c2": Choice.SAVED}


def test_the_newest_choices_are_kept() -> None:
    choices = Choices(AINO.id)
    for number in range(MOST + 3):
        choices = choices.with_choice(f"c{number}", Choice.HIDDEN)

    assert len(choices.by_content) == MOST
    assert "c2" not in choices.by_content
    assert next(iter(choices.by_content)) == f"c{MOST + 2}"
