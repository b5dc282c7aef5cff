from datetime import UTC, date, datetime

import pytest

from lahetti.analytics import periods, selections
from lahetti.analytics.facts import items
from lahetti.analytics.facts.model import CountRun, Fact, PeopleFact
from lahetti.analytics.media_value import prices
from lahetti.analytics.media_value.model import ClickPrice
from lahetti.networks.networks import Network
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
TODAY = NOW.date()
MONTH = periods.period_of("M2026-11", TODAY)


@pytest.fixture(autouse=True)
def programme(database: MemoryDynamoDb) -> MemoryDynamoDb:
    """Let a content have brought something on two days, and their month be summed."""
    put_heads([content_head("c", channel="blog", language="fi", topics=("tax",))])
    days = [Fact("2026-11-10", "c", Network.X, clicks=2), Fact("2026-11-25", "c", Network.X, clicks=3)]
    items.save_days([*days, Fact("2026-11-25", "gone", Network.X, clicks=7)])
    items.save_months([Fact("2026-11", "c", Network.X, "blog", "fi", ("tax",), clicks=5)])
    items.save_run(CountRun(NOW, NOW))
    database.calls.clear()
    return database


def test_a_month_is_read_as_its_sum_in_one_request(programme: MemoryDynamoDb) -> None:
    known = selections.known_facts(MONTH)

    assert [(fact.period, fact.clicks) for fact in known.facts] == [("2026-11", 5)]
    assert known.counted == NOW
    assert programme.calls == ["Query", "Query", "GetItem"]  # prices, months, the moment


def test_days_have_channel_language_and_topics_of_the_living_content() -> None:
    known = selections.known_facts(periods.period_of("W2026-48", TODAY))

    assert {(fact.content, fact.clicks, fact.channel, fact.topics) for fact in known.facts} == {
        ("c", 3, "blog", ("tax",)),
        ("gone", 7, "", ()),
    }


@pytest.mark.parametrize(("since", "periods_read"), [("2026-11-01", 1), ("2026-11-20", 3), ("2026-12-02", 1)])
def test_where_a_price_begins_within_a_month_its_days_are_read(since: str, periods_read: int) -> None:
    prices.add_price(ClickPrice(Network.X, date.fromisoformat(since), 40, "source"), "admin", NOW)

    known = selections.known_facts(MONTH)

    assert len(known.facts) == periods_read
    assert [price.cents for price in known.prices] == [40]
    assert len(selections.known_facts(MONTH, by_day=True).facts) == 3


def test_people_are_known_of_whole_periods(programme: MemoryDynamoDb) -> None:
    whole = PeopleFact("M2026-11", None, 20, 19.5, 12, 7, 30, 90, NOW)
    team = PeopleFact("M2026-11", "itä", 9, 9.0, 6, 5, 12, 40, NOW)
    for fact in (whole, team):
        items.save_people(fact)
    programme.calls.clear()

    known = selections.known_people(MONTH)

    assert (known.programme, known.teams, known.counted) == (whole, {"itä": team}, NOW)
    assert programme.calls == ["Query"]
    nothing = selections.known_people(periods.period_of("D20261101-20261114", TODAY))
    assert (nothing.programme, nothing.teams, nothing.counted) == (None, {}, None)
