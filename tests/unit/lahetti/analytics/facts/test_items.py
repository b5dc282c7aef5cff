"""Facts as they are stored: what is read is what was written, in rows that each cost one write unit."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lahetti.analytics.facts import items
from lahetti.analytics.facts.model import PROGRAMME, CaptionUse, CountRun, Fact, Source
from lahetti.networks.networks import Network
from tests.bench.metering import item_size
from tests.memory_dynamodb.client import MemoryDynamoDb

DAY = "2026-11-30"
CONTENT = "01938f2e-7c3a-7bb1-a5f0-d1c2b3a49586"
FULL = Fact(
    DAY,
    CONTENT,
    Network.LINKEDIN,
    opened=100,
    confirmed=99,
    own_words=98,
    clicks=12345,
    repeats=97,
    own=96,
    held=95,
    data_centre=94,
    reactions=-3,
    captions={"aB3x": CaptionUse(7, 21)},
)
REST = Fact(DAY, CONTENT, None, sharers=9, views=0, hours={"1-09": 9})


@pytest.fixture(autouse=True)
def _on_the_store_in_memory(database: MemoryDynamoDb) -> None:
    """Keep facts in memory."""


def captions(number: int) -> Mapping[str, CaptionUse]:
    return {f"c{one:03d}": CaptionUse(1000 + one, 20000 + one) for one in range(number)}


def test_what_is_written_of_days_is_read_and_the_hours_are_the_programmes() -> None:
    items.save_days([FULL, REST])

    assert items.facts_of_days(date(2026, 11, 30), date(2026, 11, 30)) == [
        replace(REST, hours={}),
        FULL,
        Fact(DAY, PROGRAMME, hours={"1-09": 9}),
    ]
    assert items.stored_days(date(2026, 11, 30), date(2026, 11, 30))[Source.SHARES] == [REST, FULL]


def test_days_are_read_from_the_first_to_the_last_one_over_the_ends_of_months_by_one_query_each(
    database: MemoryDynamoDb,
) -> None:
    days = ("2026-09-30", "2026-10-01", "2026-10-31", "2026-11-01", "2026-12-01")
    items.save_days(replace(FULL, period=day) for day in days)
    database.calls.clear()

    found = items.facts_of_days(date(2026, 10, 1), date(2026, 11, 30))

    assert [fact.period for fact in found] == ["2026-10-01", "2026-10-31", "2026-11-01"]
    assert database.calls == ["Query", "Query"]


def test_what_several_count_of_a_day_stands_apart_and_is_read_together() -> None:
    items.save_days([REST])
    items.save_days([Fact(DAY, CONTENT, None, seen=40)], Source.SEEN)
    items.save_days([Fact(DAY, CONTENT, None, conversions=2)], Source.CONVERSIONS)
    items.save_days([replace(REST, sharers=10)])

    found = items.facts_of_days(date(2026, 11, 30), date(2026, 11, 30))

    assert found[0] == Fact(DAY, CONTENT, None, sharers=10, seen=40, conversions=2, views=0)
    stored = items.stored_days(date(2026, 11, 30), date(2026, 11, 30))
    assert stored[Source.SEEN] == [Fact(DAY, CONTENT, None, seen=40)]
    assert stored[Source.CONVERSIONS] == [Fact(DAY, CONTENT, None, conversions=2)]


@pytest.mark.parametrize("number", [0, 1, 25, 26, 60, 150])
def test_a_content_with_many_captions_has_more_rows_of_at_most_900_bytes_each(
    database: MemoryDynamoDb, number: int
) -> None:
    fact = replace(FULL, captions=captions(number), topics=("työelämä", "verokortti"), language="fi")

    items.save_days([fact])

    assert items.facts_of_days(date(2026, 11, 30), date(2026, 11, 30)) == [fact]
    sizes = [item_size(item) for request in database.written for item in request]
    assert len(sizes) == max(1, -(-number // 25))
    assert max(sizes) <= 900


def test_months_and_weeks_are_read_by_one_query_each_from_the_first_to_the_last_one(database: MemoryDynamoDb) -> None:
    months = [replace(FULL, period=month, channel="blogi") for month in ("2025-12", "2026-01", "2026-11", "2026-12")]
    weeks = [Fact(week, "blogi", Network.X, clicks=1, channel="blogi") for week in ("2026-W47", "2026-W48", "2026-W49")]
    hours = Fact("2026-W48", PROGRAMME, hours={"7-23": 1})
    items.save_months(months)
    items.save_weeks([*weeks, hours])
    database.calls.clear()

    assert items.facts_of_months("2026-01", "2026-11") == months[1:3]
    assert items.facts_of_weeks("2026-W48", "2026-W49") == [*weeks[1:], hours]
    assert database.calls == ["Query", "Query"]


def test_a_fact_that_says_nothing_is_not_read() -> None:
    items.save_days([Fact(DAY, CONTENT, Network.X), FULL])

    assert items.facts_of_days(date(2026, 11, 1), date(2026, 11, 30)) == [FULL]


def test_the_moment_of_the_last_run_is_kept_with_the_last_gap() -> None:
    assert items.last_run() is None
    assert items.counted_at() is None
    run = CountRun(datetime(2026, 11, 30, 8, tzinfo=UTC), datetime(2026, 11, 30, 3, tzinfo=UTC))
    items.save_run(run)

    assert items.last_run() == run
    assert items.counted_at() == run.hourly
    told = replace(run, gap=(datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)))
    items.save_run(told)
    assert items.last_run(consistent=True) == told
