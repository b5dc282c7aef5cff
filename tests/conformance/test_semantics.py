"""The DynamoDB in memory of the unit tests answers as AWS's own does, to the same drawn operations."""

from typing import Any

import pytest

from tests.memory_dynamodb.steps import differences

pytestmark = pytest.mark.conformance

INVALID = ("TransactWriteError", "ValidationException")


def alike(here: Any, there: Any) -> bool:
    """Return whether two answers are the same.

    A transaction that is wrong in itself (an item twice, a change that does not fit a type) and meets a condition that
    does not hold is refused by both, for either reason: which one is found first is nowhere promised.
    """
    return bool(here == there) or (_is_refused(here) and _is_refused(there) and INVALID in (here, there))


def _is_refused(answer: Any) -> bool:
    return bool(answer == INVALID) or (isinstance(answer, tuple) and answer[0] == "conflict")


@pytest.mark.parametrize("seed", range(40))
def test_the_same_operations_have_the_same_answers(seed: int) -> None:
    found = differences(seed, alike)

    assert not found, "\n".join(found)
