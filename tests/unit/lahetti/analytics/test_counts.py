from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from lahetti.analytics import items as analytics_items
from lahetti.analytics.counts import count_contents, count_seen
from lahetti.content import items as content_items
from lahetti.content.counts import items as counts_items
from lahetti.content.model import ContentCounts, ContentState
from lahetti.dynamodb.transactions import transact
from lahetti.networks.networks import Network
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import Share, ShareState
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb

HELSINKI = ZoneInfo("Europe/Helsinki")
NIGHT = datetime(2026, 11, 24, 23, 5, tzinfo=UTC)  # 1.05 on the 25th in Helsinki


@pytest.fixture(autouse=True)
def content(database: MemoryDynamoDb) -> None:
    """Let there be one published content."""
    put_heads([content_head("c")])


def share(person: str, clicks: int = 0, network: Network = Network.X, state: ShareState = ShareState.CONFIRMED) -> None:
    """Let somebody have shared it."""
    code = f"{person}{network}"
    transact(sharing_items.put_share(Share(code, person, "c", network, "", "", NIGHT, state=state, clicks=clicks)))


def see(day: str, person: str, *contents: str) -> None:
    analytics_items.add_seen(day, person, set(contents), NIGHT)


def counts() -> ContentCounts:
    return counts_items.counts_of(["c"])["c"]


def sharers_shown() -> int | None:
    ((_, row),) = content_items.contents_in(ContentState.PUBLISHED)
    return row.sharers


def test_people_are_counted_once_however_often_they_have_shared() -> None:
    share("a", 2)
    share("a", 3, Network.LINKEDIN)
    share("b")
    share("c", state=ShareState.OPENED)

    assert count_contents(NIGHT) == 1

    assert (counts().sharers, counts().shares, counts().clicks) == (2, 3, 5)


@pytest.mark.parametrize(("people", "before", "after"), [(4, None, None), (5, None, 5), (6, 6, 6), (4, 5, None)])
def test_five_and_more_are_told_and_fewer_never(people: int, before: int | None, after: int | None) -> None:
    put_heads([content_head("c", sharers=before)])
    for number in range(people):
        share(f"person {number}")

    count_contents(NIGHT)

    assert sharers_shown() == after


def test_a_number_that_is_told_already_is_not_written_again(database: MemoryDynamoDb) -> None:
    for number in range(5):
        share(f"person {number}")
    count_contents(NIGHT)
    database.written.clear()

    count_contents(NIGHT)

    assert [[item["sk"]["S"] for item in request] for request in database.written] == [["COUNTS"]]


def test_in_the_night_the_day_before_is_counted_of_contents_that_there_are() -> None:
    see("2026-11-24", "a", "c", "gone")
    see("2026-11-24", "b", "c")
    see("2026-11-25", "a", "c")

    assert count_seen(["a", "b", "nobody"], NIGHT, HELSINKI) == 1

    assert counts().seen == 2
    assert not counts_items.counts_of(["gone"])
    count_seen(["a", "b", "nobody"], NIGHT, HELSINKI)
    assert counts().seen == 2


@pytest.mark.parametrize("hour", range(24))
def test_a_night_without_a_one_o_clock_is_counted_like_any_other(hour: int) -> None:
    azores = ZoneInfo("Atlantic/Azores")  # on 29 March 2026, midnight is followed by one o'clock
    see("2026-03-28", "a", "c")
    see("2026-03-28", "b", "c")
    see("2026-03-29", "a", "c")

    assert count_seen(["a", "b"], datetime(2026, 3, 29, hour, 30, tzinfo=azores), azores) == 1

    assert counts().seen == 2
