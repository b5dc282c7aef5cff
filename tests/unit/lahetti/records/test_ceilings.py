from datetime import UTC, datetime, timedelta

import pytest

from lahetti.core.errors import TooManyRequests
from lahetti.records import ceilings
from lahetti.records.ceilings import DailyCeiling, Pause
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 25, 21, 59, tzinfo=UTC)  # a minute before the programme's midnight
TWICE = DailyCeiling("things", 2)
QUARTER = Pause("own_data", timedelta(minutes=15))


@pytest.fixture(autouse=True)
def _tables(database: MemoryDynamoDb) -> None:
    """Let there be tables."""


def test_a_thing_is_done_so_often_a_day_by_each_person() -> None:
    ceilings.count(TWICE, "aino", NOW)
    ceilings.count(TWICE, "aino", NOW)

    with pytest.raises(TooManyRequests) as refused:
        ceilings.count(TWICE, "aino", NOW)
    assert (refused.value.status, refused.value.limit, refused.value.field) == (429, 2, "things")
    assert refused.value.retry_after == 60
    ceilings.count(TWICE, "berit", NOW)
    ceilings.count(DailyCeiling("others", 2), "aino", NOW)
    ceilings.count(TWICE, "aino", NOW + timedelta(minutes=1))


def test_what_was_refused_is_not_counted() -> None:
    for _ in range(5):
        try:
            ceilings.count(TWICE, "aino", NOW)
        except TooManyRequests:
            continue

    ceilings.count(DailyCeiling("things", 3), "aino", NOW)


def test_a_pause_lasts_from_the_last_time_and_does_not_grow_by_trying() -> None:
    ceilings.pause(QUARTER, "aino", NOW)

    for minutes, left in ((0, 900), (5, 600), (14.99, 1)):
        with pytest.raises(TooManyRequests) as refused:
            ceilings.pause(QUARTER, "aino", NOW + timedelta(minutes=minutes))
        assert (refused.value.status, refused.value.limit, refused.value.retry_after) == (429, 15, left)
    ceilings.pause(QUARTER, "berit", NOW)
    ceilings.pause(QUARTER, "aino", NOW + timedelta(minutes=15))
    with pytest.raises(TooManyRequests):
        ceilings.pause(QUARTER, "aino", NOW + timedelta(minutes=20))


def test_the_ceilings_are_those_that_are_promised() -> None:
    assert [ceiling.most for ceiling in (ceilings.SHARES, ceilings.SUGGESTIONS, ceilings.NOTES)] == [200, 10, 20]
    assert ceilings.OWN_DATA.length == timedelta(minutes=15)
