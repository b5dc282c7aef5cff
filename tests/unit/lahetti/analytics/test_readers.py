from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.analytics import readers
from lahetti.analytics.facts import items as facts_items
from lahetti.analytics.facts.model import Fact
from lahetti.analytics.model import ScoredClicks
from lahetti.analytics.readers import Together
from lahetti.dynamodb.transactions import transact
from lahetti.networks.networks import Network
from lahetti.people import items as people_items
from lahetti.people.model import ScoreCard
from lahetti.points import items as points_items
from lahetti.points.model import Activity, Entry
from lahetti.points.rules import fold, reverse
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import Share, ShareState
from tests.memory_dynamodb.client import MemoryDynamoDb

ZONE = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
RACES = ("W2026-49", "Q2026-4", "ALL")

pytestmark = pytest.mark.usefixtures("database")


def clicked(number: int, points: int, cause: str = "CLICKS#code#2026-11-30#1") -> Entry:
    return Entry(cause, Activity.CLICKS, points, "2026-11-30", RACES, NOW, 1, clicks=number)


def keep(*entries: Entry) -> None:
    """Let these be Aino's whole ledger, and her card its fold."""
    known = people_items.find_card("aino", consistent=True) or ScoreCard("aino", "Aino")
    there = {entry.cause for entry in points_items.ledger_of("aino")}
    new = [entry for entry in entries if entry.cause not in there]
    card = ScoreCard("aino", "Aino", totals=fold(entries), version=known.version)
    transact(*points_items.put_entries("aino", new), people_items.put_card(card))


def news() -> ScoredClicks | None:
    return readers.own_readers("aino", NOW, ZONE).news


def share(content: str, opened: datetime, clicks: int, state: ShareState = ShareState.CONFIRMED) -> None:
    code = f"{content}-{opened:%m%d%H%M}"
    transact(
        sharing_items.put_share(Share(code, "aino", content, Network.X, "", "", opened, state=state, clicks=clicks))
    )


def test_readers_are_the_clicks_of_the_shares_of_this_quarter() -> None:
    share("a", datetime(2026, 9, 30, 20, 59, tzinfo=UTC), 50)  # 23.59 in Helsinki
    share("b", datetime(2026, 9, 30, 21, 0, tzinfo=UTC), 30)
    share("c", NOW, 4)
    share("d", NOW, 0, ShareState.OPENED)

    own = readers.own_readers("aino", NOW, ZONE)

    assert (own.quarter, own.shares, own.readers) == ("Q2026-4", 2, 34)


def test_clicks_since_the_last_visit_are_told_once() -> None:
    keep(clicked(4, 8))

    assert news() == ScoredClicks(4, 8)
    readers.tell("aino", readers.own_readers("aino", NOW, ZONE).total)

    assert news() is None
    keep(clicked(4, 8), clicked(3, 5, "CLICKS#code#2026-11-30#7"))
    assert news() == ScoredClicks(3, 5)


def test_what_comes_between_the_news_and_its_being_seen_is_told_the_next_time() -> None:
    keep(clicked(4, 8))
    seen = readers.own_readers("aino", NOW, ZONE).total
    keep(clicked(4, 8), clicked(1, 2, "CLICKS#other#2026-11-30#1"))

    readers.tell("aino", seen)

    assert news() == ScoredClicks(1, 2)


def test_another_device_that_is_late_brings_nothing_back() -> None:
    keep(clicked(4, 8))
    readers.tell("aino", ScoredClicks(4, 8))

    readers.tell("aino", ScoredClicks(1, 2))

    assert news() is None


def test_shares_and_wordings_are_no_news_of_clicks() -> None:
    share_entry = Entry("SHARE#code", Activity.SHARE_CONFIRMED, 5, "2026-11-30", RACES, NOW, 1, shares=1)

    keep(share_entry)

    assert news() is None


def test_clicks_that_were_taken_back_are_no_news() -> None:
    keep(clicked(4, 8))
    readers.tell("aino", ScoredClicks(4, 8))

    keep(clicked(4, 8), reverse(clicked(4, 8), "2026-11-30", RACES, NOW + timedelta(minutes=1), 1))

    assert news() is None
    assert readers.own_readers("aino", NOW, ZONE).total == ScoredClicks(0, 0)


def test_the_ledger_is_read_only_where_something_is_new(database: MemoryDynamoDb) -> None:
    keep(clicked(4, 8))
    readers.tell("aino", ScoredClicks(4, 8))
    database.calls.clear()

    readers.own_readers("aino", NOW, ZONE)

    assert database.calls == ["Query", "GetItem", "GetItem"]  # own shares, what was told, the card


def test_somebody_without_a_card_has_brought_nothing_yet() -> None:
    own = readers.own_readers("nobody", NOW, ZONE)

    assert (own.shares, own.readers, own.news, own.total) == (0, 0, None, ScoredClicks())


@pytest.mark.parametrize(
    ("sharers", "shares", "clicks", "shown"),
    [
        (4, 40, 400, (None, None)),
        (5, 40, 400, (40, 400)),
        (9, 49, 409, (40, 400)),
        (9, 12, 9, (10, None)),
        (5, 9, 19, (None, 10)),
    ],
)
def test_together_is_told_in_tens_and_of_five_sharers_and_more(
    sharers: int, shares: int, clicks: int, shown: tuple[int | None, int | None]
) -> None:
    facts_items.save_months(
        [
            Fact("2026-11", "c", sharers=sharers),
            Fact("2026-11", "c", Network.X, confirmed=shares, clicks=clicks),
            Fact("2026-10", "c", Network.X, confirmed=500, clicks=500),
        ]
    )

    assert readers.together(NOW, ZONE) == Together("M2026-11", *shown)
