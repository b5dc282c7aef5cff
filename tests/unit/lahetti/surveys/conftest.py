from collections.abc import Iterator

import pytest

from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.surveys import SurveyWorld, survey_world


@pytest.fixture
def world(database: MemoryDynamoDb) -> Iterator[SurveyWorld]:
    """Twelve people of one team and eight of another, and a draft."""
    with survey_world(database) as world:
        world.join(12, "ita")
        world.join(8, "lansi")
        world.draft()
        yield world
