from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lahetti.analytics.facts import items
from lahetti.analytics.facts.model import PeopleFact
from lahetti.analytics.facts.people import PeopleCounting
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from lahetti.people.model import ALWAYS, Absence, Home, Person, PersonState, Role, ScoreCard
from lahetti.points.model import Activity, Entry
from lahetti.points.rules import reverse
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb

ZONE = ZoneInfo("Europe/Helsinki")
SUNDAY_NIGHT = datetime(2026, 11, 30, 2, 45, tzinfo=UTC)  # of the night to Monday: Sunday, the 29th, is counted
WEEK, MONTH, QUARTER = "W2026-48", "M2026-11", "Q2026-4"

pytestmark = pytest.mark.usefixtures("database")


def entry(cause: str, day: str, activity: Activity = Activity.SHARE_CONFIRMED, clicks: int = 0) -> Entry:
    return Entry(cause, activity, 5, day, (), SUNDAY_NIGHT, 1, shares=1, clicks=clicks)


def card(person: str, *, team: str | None = None, since: str = "2026-01-02", **fields: Any) -> ScoreCard:
    return ScoreCard(person, person, homes=(Home(since, team),), **fields)


def begun(person: str, at: datetime | None) -> None:
    """Store somebody who accepted the guidelines at a moment, or who has not."""
    guidelines = 1 if at else 0
    joined = datetime(2026, 1, 1, tzinfo=UTC)
    found = Person(person, f"{person}@vero.fi", person, Role.AMBASSADOR, PersonState.ACTIVE, "fi", joined)
    transact(people_items.put_person(replace(found, guidelines=guidelines, begun=at)))


def counted(people: Mapping[str, tuple[ScoreCard, Iterable[Entry]]], now: datetime = SUNDAY_NIGHT) -> None:
    """Let a night count some people."""
    counting = PeopleCounting(now, ZONE)
    for one, entries in people.values():
        counting.add(one, entries)
    counting.save()


def everybody(*people: tuple[ScoreCard, Iterable[Entry]]) -> dict[str, tuple[ScoreCard, Iterable[Entry]]]:
    return {one.person: (one, entries) for one, entries in people}


def fact(period: str = WEEK, team: str | None = None) -> PeopleFact:
    return items.people_of(period)[team]


def test_a_night_counts_the_week_the_month_and_the_quarter_of_the_day_before() -> None:
    begun("aino", SUNDAY_NIGHT - timedelta(days=30))
    begun("eetu", None)
    shares = [entry("a", "2026-10-01"), entry("b", "2026-11-01"), entry("c", "2026-11-23"), entry("d", "2026-11-29")]
    clicks = [entry("CLICKS#c", "2026-11-24", Activity.CLICKS, 3), entry("CLICKS#a", "2026-10-02", Activity.CLICKS, 9)]

    counted(everybody((card("aino"), [*shares, *clicks]), (card("eetu"), [])))

    expected = PeopleFact(WEEK, None, 2, 2.0, 1, 1, 2, 3, SUNDAY_NIGHT)
    assert fact() == expected
    assert fact(MONTH) == replace(expected, period=MONTH, shares=3)
    assert fact(QUARTER) == replace(expected, period=QUARTER, shares=4, clicks=12)


@pytest.mark.parametrize(
    ("day", "shares"), [("2026-11-22", 0), ("2026-11-23", 1), ("2026-11-29", 1), ("2026-11-30", 0)]
)
def test_activities_count_for_the_days_of_the_week_up_to_the_day_before(day: str, shares: int) -> None:
    counted(everybody((card("aino"), [entry("a", day)])))

    assert (fact().shares, fact().active) == (shares, shares)


def test_nothing_but_a_confirmed_share_makes_active() -> None:
    others = [one for one in Activity if one is not Activity.SHARE_CONFIRMED]

    counted(everybody((card("aino"), [entry(one, "2026-11-24", one) for one in others])))

    assert (fact().active, fact().shares) == (0, 0)


def test_a_share_whose_points_were_taken_back_was_confirmed_all_the_same() -> None:
    share = entry("a", "2026-11-24")
    back = reverse(share, "2026-11-25", (), SUNDAY_NIGHT, 1)

    counted(everybody((card("aino"), [share, back])))

    assert (fact().active, fact().shares) == (1, 1)


def test_who_pauses_has_no_access_on_those_days_and_their_shares_stay() -> None:
    pause = Absence("2026-11-27", left_out=False, paused=True)
    left_out = Absence(ALWAYS, left_out=True, paused=False)

    counted(
        everybody(
            (card("aino", absences=(pause,)), [entry("a", "2026-11-24")]),
            (card("eetu", absences=(left_out,)), []),
        )
    )

    assert (fact().with_access, fact().mean_access) == (1, round((7 + 4) / 7, 4))
    assert (fact().active, fact().shares) == (1, 1)


def test_who_joins_has_access_from_their_first_midnight_on() -> None:
    counted(everybody((card("aino", since="2026-11-28"), [])))

    assert (fact().with_access, fact().mean_access) == (1, round(2 / 7, 4))
    assert fact(MONTH).mean_access == round(2 / 29, 4)


def test_who_begins_after_the_day_that_is_counted_has_not_begun() -> None:
    begun("aino", SUNDAY_NIGHT - timedelta(hours=6))  # Sunday at 22.45
    begun("eetu", SUNDAY_NIGHT - timedelta(hours=1))  # Monday at 3.45

    counted(everybody((card("aino"), []), (card("eetu"), [])))

    assert fact().begun == 1


def test_a_team_is_that_of_the_periods_first_day() -> None:
    homes = (Home("2026-01-02", "itä"), Home("2026-11-10", "länsi"))
    moved = (replace(card("aino"), homes=homes), [entry("a", "2026-11-24")])

    counted(everybody(moved, (card("eetu", team="itä"), [])))

    assert (fact(WEEK, "länsi").active, fact(WEEK, "itä").active) == (1, 0)
    assert (fact(MONTH, "itä").with_access, fact(MONTH, "itä").active) == (2, 1)
    assert "länsi" not in items.people_of(MONTH)


def test_whoever_is_anonymous_is_in_no_teams_figures() -> None:
    counted(
        everybody(
            (card("aino", team="itä", anonymous=True), [entry("a", "2026-11-24")]), (card("eetu", team="itä"), [])
        )
    )

    assert (fact(WEEK, "itä").with_access, fact(WEEK, "itä").active, fact(WEEK, "itä").shares) == (1, 0, 0)
    assert (fact().with_access, fact().active) == (2, 1)


def test_a_night_that_is_repeated_writes_nothing(database: MemoryDynamoDb) -> None:
    people = everybody((card("aino", team="itä"), [entry("a", "2026-11-24")]))
    counted(people)
    database.written.clear()

    counted(people)

    assert database.written == []


def test_a_run_that_is_hours_late_gives_the_same() -> None:
    begun("aino", SUNDAY_NIGHT - timedelta(days=30))
    one = (card("aino", team="itä"), [entry("a", "2026-11-24")])
    counted(everybody(one))
    before = items.people_of(WEEK)
    later = Absence("2026-12-01", left_out=False, paused=True)
    moved = (Home("2026-01-02", "itä"), Home("2026-12-01", "länsi"))
    begun("eetu", SUNDAY_NIGHT + timedelta(hours=9))

    late = replace(one[0], absences=(later,), homes=moved)
    counted(everybody((late, [*one[1], entry("b", "2026-11-30")]), (card("eetu", since="2026-12-01"), [])))

    assert items.people_of(WEEK) == before


@pytest.mark.parametrize("write", range(4))
def test_a_run_that_is_killed_at_any_write_is_finished_by_the_next(database: MemoryDynamoDb, write: int) -> None:
    people = everybody((card("aino", team="itä"), [entry("a", "2026-11-24")]), (card("eetu", team="etelä"), []))
    writes = iter(range(100))

    def kill(operation: str, parameters: Mapping[str, Any]) -> None:
        if operation == "PutItem" and next(writes) == write:
            raise Killed

    database.before = kill
    with pytest.raises(Killed):
        counted(people)
    database.before = lambda *_: None

    counted(people)

    assert {team: (one.with_access, one.active) for team, one in items.people_of(WEEK).items()} == {
        None: (2, 1),
        "itä": (1, 1),
        "etelä": (1, 0),
    }


def test_a_week_whose_last_nights_were_missed_is_counted_to_its_end_by_the_next_one() -> None:
    people = everybody((card("aino"), [entry("a", "2026-11-24"), entry("b", "2026-11-29")]))
    counted(people, SUNDAY_NIGHT - timedelta(days=3))
    assert fact().shares == 1

    counted(people, SUNDAY_NIGHT + timedelta(days=3))

    assert fact().shares == 2
    assert fact("W2026-49").shares == 0


def test_a_week_that_is_finished_is_counted_no_more() -> None:
    people = everybody((card("aino"), [entry("a", "2026-11-24")]))
    counted(people)

    counted({}, SUNDAY_NIGHT + timedelta(days=1))  # they were erased on Monday

    assert (fact().active, fact().with_access) == (1, 1)
    assert fact("W2026-49").with_access == 0


def test_whoever_is_erased_is_counted_no_more_in_the_week_that_runs() -> None:
    people = everybody((card("aino", team="itä"), [entry("a", "2026-11-24")]))
    counted(people, SUNDAY_NIGHT - timedelta(days=2))

    counted({}, SUNDAY_NIGHT - timedelta(days=1))

    assert (fact().active, fact().with_access, fact().shares) == (0, 0, 0)
    assert (fact(WEEK, "itä").active, fact(WEEK, "itä").with_access) == (0, 0)


def test_an_earlier_night_that_runs_again_takes_nothing_back() -> None:
    people = everybody((card("aino"), [entry("a", "2026-11-29")]))
    counted(people)

    counted(people, SUNDAY_NIGHT - timedelta(days=1))

    assert fact().shares == 1


def test_the_first_night_of_all_counts_what_was_before_it() -> None:
    counted(everybody((card("aino"), [entry("a", "2026-10-06"), entry("b", "2026-09-08")])))

    assert items.programme_people(["W2026-41", "M2026-09", "Q2026-3"]).keys() == {"W2026-41", "M2026-09", "Q2026-3"}
    assert fact("W2026-41").shares == 1
    assert fact("M2026-09").shares == 1
