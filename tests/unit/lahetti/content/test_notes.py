from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lahetti.content.notes import writing
from lahetti.content.notes.model import About
from lahetti.core.errors import TooManyRequests
from lahetti.dynamodb.batches import batch_put
from lahetti.people import items as people_items
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.memory_world import ambassador

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
AINO = ambassador("aino")


def test_a_person_writes_twenty_notes_a_day(database: MemoryDynamoDb) -> None:
    batch_put([people_items.put_person(AINO).item])
    for number in range(20):
        writing.write(AINO, About.WALK_THROUGH, None, f"text {number}", NOW)

    with pytest.raises(TooManyRequests) as refused:
        writing.write(AINO, About.WALK_THROUGH, None, "one more", NOW)
    assert (refused.value.field, refused.value.limit) == ("notes", 20)
    writing.write(replace(AINO, id="berit"), About.WALK_THROUGH, None, "another one's", NOW)
