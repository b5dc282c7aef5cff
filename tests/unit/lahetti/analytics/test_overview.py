from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from lahetti.analytics import content_lines, content_page, periods
from lahetti.analytics.facts import items
from lahetti.analytics.facts.model import CountRun, Fact, PeopleFact
from lahetti.analytics.facts.rules import month_of, sums, week_of
from lahetti.analytics.figures import HalfOfClicks, Unavailable
from lahetti.analytics.overview import overview
from lahetti.analytics.sums import Dimension, Filters
from lahetti.content.model import ContentState
from lahetti.core.errors import NotFound
from lahetti.core.small_groups import Hidden
from lahetti.networks.networks import Network
from lahetti.periods.calendar import PeriodKind
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb

ZONE = ZoneInfo("Europe/Helsinki")
TODAY = date(2026, 11, 30)
COUNTED = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
MONTH = periods.current(PeriodKind.MONTH, TODAY)


def put(*facts: Fact) -> None:
    """Store facts of days with the months and weeks that they make, as the count leaves them."""
    heads = {fact.content: fact for fact in facts}
    items.save_days(replace(fact, channel="", language="", topics=()) for fact in facts)
    items.save_months(sums(facts, lambda fact: (month_of(fact.period), fact.content, fact.network)).values())
    weeks = sums(facts, lambda fact: (week_of(fact.period), fact.channel, fact.network)).values()
    items.save_weeks(replace(fact, channel="", language="", topics=()) for fact in weeks)
    items.save_run(CountRun(COUNTED, COUNTED))
    put_heads(
        content_head(content, title=content, channel=one.channel, language=one.language, topics=one.topics)
        for content, one in heads.items()
    )


def shared(
    day: str, content: str = "c1", people: int = 6, clicks: int = 0, seen: int = 0, **fields: object
) -> list[Fact]:
    """Return what so many people make who share a content on LinkedIn; unless said, four times as many saw it."""
    of = {"channel": "blogi", "language": "fi", "topics": ("vero",), **fields}
    return [
        Fact(day, content, Network.LINKEDIN, opened=people + 1, confirmed=people, clicks=clicks, **of),  # type: ignore[arg-type]
        Fact(day, content, None, sharers=people, seen=seen or 4 * people, **of),  # type: ignore[arg-type]
    ]


def test_a_month_stands_beside_the_one_before(database: MemoryDynamoDb) -> None:
    put(*shared("2026-10-20", people=5, clicks=10), *shared("2026-11-03", clicks=20), *shared("2026-11-20", people=10))

    found = overview(MONTH, Filters())

    assert (found.now.figures.confirmed, found.now.figures.clicks, found.now.figures.share_rate) == (16, 20, 25.0)
    assert (found.before.figures.confirmed, found.before.figures.clicks) == (5, 10)
    assert found.year_before is None
    assert [row.key for row in found.rows[Dimension.CHANNEL]] == ["blogi"]
    assert found.topics == ("vero",)
    assert found.counted == COUNTED


def test_weeks_days_and_months_tell_the_same(database: MemoryDynamoDb) -> None:
    put(*shared("2026-11-24", clicks=7), *shared("2026-11-26", content="c2", channel="video", clicks=5))
    week, days = periods.period_of("W2026-48", TODAY), periods.days_between(date(2026, 11, 24), TODAY, TODAY)

    by_period = [overview(period, Filters()).now.figures for period in (MONTH, week, days)]

    assert by_period[0] == by_period[1] == by_period[2]
    found = overview(MONTH, Filters())
    assert not isinstance(found.weeks, Unavailable)
    assert [row.figures.clicks for row in found.weeks][-2:] == [12, None]
    assert len(found.weeks) == 8


def test_a_filter_holds_for_every_block_and_weeks_are_not_counted_by_topic(database: MemoryDynamoDb) -> None:
    put(*shared("2026-11-24"), *shared("2026-11-24", content="c2", channel="video", topics=("työ",), people=9))

    found = overview(MONTH, Filters(topic="työ"))

    assert found.now.figures.confirmed == 9
    assert found.weeks is Unavailable.FILTER
    assert found.hours is Unavailable.FILTER
    assert found.now.people.active is Unavailable.FILTER


def test_people_are_of_the_whole_programme_and_compared(database: MemoryDynamoDb) -> None:
    put(*shared("2026-11-24"), *shared("2025-11-24", clicks=3))
    for period, active in (("M2026-11", 30), ("M2026-10", 20), ("M2025-11", 10)):
        items.save_people(PeopleFact(period, None, 100, 99.5, 80, active, 300, 900, COUNTED))

    found = overview(MONTH, Filters())

    assert (found.now.people.active, found.before.people.active) == (30, 20)
    assert found.now.people.participation == 30.0
    assert found.year_before is not None
    assert found.year_before.figures.clicks == 3
    assert found.people_counted == COUNTED


def test_a_quarter_takes_few_requests(database: MemoryDynamoDb) -> None:
    put(*shared("2026-10-24"), *shared("2026-11-24"))
    before = len(database.calls)

    overview(periods.current(PeriodKind.QUARTER, TODAY), Filters())

    assert 0 < len(database.calls) - before <= 6


# --- contents


def test_lines_hold_what_was_published_or_shared_in_the_order_that_is_asked_for(database: MemoryDynamoDb) -> None:
    put(*shared("2026-11-24", content="a", clicks=3), *shared("2026-11-24", content="b", people=9, clicks=1))
    fresh = datetime(2026, 11, 29, tzinfo=UTC)
    put_heads([content_head("new", title="A new one", published=fresh), content_head("old", title="Old")])

    def order(name: str) -> list[str]:
        return [line.content for line in content_lines.content_lines(MONTH, Filters(), name, ZONE).lines]

    assert order("clicks") == ["a", "b", "new"]
    assert order("confirmed") == ["b", "a", "new"]
    assert order("title") == ["a", "new", "b"]
    assert order("published")[0] == "new"


def test_what_is_seen_often_and_shared_by_few_is_pointed_out(database: MemoryDynamoDb) -> None:
    seen = Fact("2026-11-24", "dull", None, channel="blogi", language="fi", seen=40, sharers=2)
    put(
        *shared("2026-11-24"),
        seen,
        replace(seen, content="rare", seen=19),
        replace(seen, content="dead", seen=30, sharers=0),
    )

    found = content_lines.content_lines(MONTH, Filters(), "clicks", ZONE)

    assert [line.content for line in found.unshared] == ["dull", "dead"]
    assert all(line.figures.sharers is Hidden.FEW for line in found.unshared)  # nought to four look alike


def test_a_page_of_a_content_has_its_networks_days_and_half_of_its_clicks(database: MemoryDynamoDb) -> None:
    put(*shared("2026-11-03", clicks=4), *shared("2026-11-05", people=3, clicks=9), *shared("2026-11-05", content="c2"))
    published = datetime(2026, 11, 3, 6, tzinfo=UTC)
    put_heads([content_head("c1", published=published, state=ContentState.ARCHIVED)])

    found = content_page.content_page("c1", TODAY, ZONE)

    assert (found.figures.confirmed, found.figures.clicks) == (9, 13)
    assert [row.key for row in found.networks] == ["linkedin"]
    assert not isinstance(found.days, Hidden)
    assert [day.clicks for day in found.days] == [4, 0, 9]
    assert found.half == HalfOfClicks(3, is_final=False)


def test_a_page_of_a_content_that_few_have_shared_shows_nothing(database: MemoryDynamoDb) -> None:
    put(*shared("2026-11-03", people=4, clicks=4))
    put_heads([content_head("c1", published=datetime(2026, 11, 3, 6, tzinfo=UTC))])

    found = content_page.content_page("c1", TODAY, ZONE)

    assert found.figures.confirmed is Hidden.FEW
    assert (list(found.networks), list(found.captions), found.days) == ([], [], Hidden.FEW)


def test_a_content_that_was_never_published_has_no_page(database: MemoryDynamoDb) -> None:
    put_heads([content_head("draft", state=ContentState.DRAFT)])

    for content in ("draft", "nobody"):
        with pytest.raises(NotFound):
            content_page.content_page(content, TODAY, ZONE)
