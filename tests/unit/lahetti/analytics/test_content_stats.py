from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.analytics import content_stats
from lahetti.analytics import items as analytics_items
from lahetti.analytics.content_stats import ContentStats, ShareCounts
from lahetti.analytics.facts.counting import count_contents, count_seen
from lahetti.content import items as content_items
from lahetti.content.counts import items as counts_items
from lahetti.content.model import ContentCounts, ContentState
from lahetti.core.small_groups import Hidden
from lahetti.dynamodb.transactions import transact
from lahetti.networks.networks import Network
from lahetti.people import items as people_items
from lahetti.people.model import Person, PersonState, Role
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import Share, ShareState, Tally
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb

HELSINKI = ZoneInfo("Europe/Helsinki")
NIGHT = datetime(2026, 11, 24, 23, 5, tzinfo=UTC)  # 1.05 on the 25th in Helsinki


@pytest.fixture(autouse=True)
def content(database: MemoryDynamoDb) -> None:
    """Let there be one published content, and twenty people, six of them of a team."""
    put_heads([content_head("c", published=NIGHT - timedelta(days=3))])
    for number in range(20):
        put_person(f"person {number}", ("itä",) if number < 6 else ())


def put_person(id_: str, teams: tuple[str, ...] = (), state: PersonState = PersonState.ACTIVE) -> None:
    person = Person(id_, f"{id_.replace(' ', '.')}@vero.fi", id_, Role.AMBASSADOR, state, "fi", NIGHT, teams=teams)
    transact(people_items.put_person(person))


def count() -> int:
    return count_contents(NIGHT, HELSINKI).contents


def stats() -> ContentStats:
    count()
    return content_stats.stats_of(["c"])["c"]


def share(person: str, clicks: int = 0, network: Network = Network.X, state: ShareState = ShareState.CONFIRMED) -> None:
    """Let somebody have shared it."""
    confirmed = NIGHT if state is ShareState.CONFIRMED else None
    tally = {"2026-11-25": Tally(clicks)} if clicks else {}
    opened = Share(f"{person}{network}", person, "c", network, "", "", NIGHT, clicks=clicks, tally=tally)
    transact(sharing_items.put_share(replace(opened, state=state, confirmed=confirmed)))


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

    assert count() == 1

    assert (counts().sharers, counts().shares, counts().clicks, counts().audience) == (2, 3, 5, 20)


@pytest.mark.parametrize(("people", "before", "after"), [(4, None, None), (5, None, 5), (6, 6, 6), (4, 5, None)])
def test_five_and_more_are_told_and_fewer_never(people: int, before: int | None, after: int | None) -> None:
    put_heads([content_head("c", sharers=before)])
    for number in range(people):
        share(f"person {number}")

    count()

    assert sharers_shown() == after


@pytest.mark.parametrize(("people", "told"), [(15, 15), (16, None), (19, None), (20, 20)])
def test_sharers_who_leave_out_one_to_four_are_not_told(people: int, told: int | None) -> None:
    for number in range(people):
        share(f"person {number}")

    count()

    assert sharers_shown() == told


@pytest.mark.parametrize("people", range(5))
def test_nought_to_four_sharers_look_alike_whatever_they_brought(people: int) -> None:
    for number in range(people):
        share(f"person {number}", 7)
        share(f"person {number}", 7, Network.LINKEDIN)

    assert stats() == ContentStats(counted=NIGHT)
    assert content_stats.share_counts("c") == ShareCounts(None, None, Hidden.FEW)


def test_from_five_sharers_on_shares_and_clicks_are_told_and_the_rate_of_enough_who_saw_it() -> None:
    for number in range(5):
        share(f"person {number}", 2)
    for number in range(10):
        see("2026-11-24", f"person {number}", "c")
    count_seen([f"person {number}" for number in range(20)], NIGHT, HELSINKI)

    assert stats() == ContentStats(5, 10, 50, NIGHT)
    assert content_stats.share_counts("c") == ShareCounts(5, 5, 5)


def test_where_nearly_all_have_shared_shares_are_told_and_people_are_not() -> None:
    for number in range(18):
        share(f"person {number}")
        see("2026-11-24", f"person {number}", "c")
    count_seen([f"person {number}" for number in range(20)], NIGHT, HELSINKI)

    assert stats() == ContentStats(18, 0, None, NIGHT)
    assert content_stats.share_counts("c").people is Hidden.ALL_BUT_FEW


def test_what_is_for_fewer_than_five_people_tells_nothing_whoever_shared_it() -> None:
    put_heads([content_head("c", audience=("länsi",))])
    for number in range(4):
        put_person(f"läntinen {number}", ("länsi",))
    for number in range(6):  # some have left the team since
        share(f"person {number}", 3)

    assert stats() == ContentStats(counted=NIGHT)
    assert content_stats.share_counts("c").opened is None


def test_who_could_share_is_counted_alike_whether_they_pause_or_not() -> None:
    put_heads([content_head("c", audience=("itä", "länsi"))])
    put_person("tauolla", ("länsi",), PersonState.PAUSED)

    count()

    assert counts().audience == 7


def test_what_has_not_changed_is_not_written_again_but_for_the_moment(database: MemoryDynamoDb) -> None:
    for number in range(5):
        share(f"person {number}")
    count()
    database.written.clear()

    count()

    assert [[item["pk"]["S"] for item in request] for request in database.written] == [["COUNTED"]]


def test_in_the_night_the_days_before_are_counted_of_contents_that_there_are() -> None:
    see("2026-11-24", "a", "c", "gone")
    see("2026-11-24", "b", "c")
    see("2026-11-25", "a", "c")

    assert count_seen(["a", "b", "nobody"], NIGHT, HELSINKI) == 1

    count()
    assert counts().seen == 2
    assert not counts_items.counts_of(["gone"])
    count_seen(["a", "b", "nobody"], NIGHT, HELSINKI)
    count()
    assert counts().seen == 2


@pytest.mark.parametrize("hour", range(24))
def test_a_night_without_a_one_o_clock_is_counted_like_any_other(hour: int) -> None:
    azores = ZoneInfo("Atlantic/Azores")  # on 29 March 2026, midnight is followed by one o'clock
    put_heads([content_head("c", published=datetime(2026, 3, 20, tzinfo=UTC))])
    see("2026-03-28", "a", "c")
    see("2026-03-28", "b", "c")
    see("2026-03-29", "a", "c")

    assert count_seen(["a", "b"], datetime(2026, 3, 29, hour, 30, tzinfo=azores), azores) == 1

    count_contents(datetime(2026, 3, 29, hour, 40, tzinfo=azores), azores)
    assert counts().seen == 2
