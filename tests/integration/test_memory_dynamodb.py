"""The DynamoDB in memory of the unit tests answers as the local cloud does, to the same drawn operations."""

import pytest

from tests.memory_dynamodb.steps import differences


@pytest.mark.usefixtures("cloud")
@pytest.mark.parametrize("seed", range(12))
def test_the_same_operations_have_the_same_answers(seed: int) -> None:
    assert differences(seed) == []
