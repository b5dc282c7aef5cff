"""Shares folded into facts."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lahetti.analytics.facts.model import CaptionUse, Fact
from lahetti.analytics.facts.rules import (
    Reach,
    added,
    fold,
    hour_of,
    hours_of_programme,
    is_empty,
    key_of,
    months_between,
    sums,
    week_of,
    whole_periods,
    with_known_visits,
)
from lahetti.networks.networks import Network
from lahetti.sharing.model import Share, ShareState, Tally

HELSINKI = ZoneInfo("Europe/Helsinki")
ALL = Reach(HELSINKI, "", "2999-12-31")
NOON = datetime(2026, 11, 30, 10, tzinfo=UTC)
OPENED = Share("code", "aino", "c", Network.X, "", "", NOON)
CONFIRMED = replace(OPENED, state=ShareState.CONFIRMED, confirmed=NOON + timedelta(minutes=5))


def facts(*shares: Share, reach: Reach = ALL) -> dict[tuple[str, Network | None], Fact]:
    return {(fact.period, fact.network): fact for fact in fold("c", shares, reach).facts.values()}


def test_a_share_is_of_the_days_on_which_it_was_opened_and_confirmed_by_the_programmes_clock() -> None:
    late = datetime(2026, 11, 29, 21, 59, tzinfo=UTC)  # a minute before midnight in Helsinki
    share = replace(CONFIRMED, opened=late, confirmed=late + timedelta(minutes=1))

    assert facts(share) == {
        ("2026-11-29", Network.X): Fact("2026-11-29", "c", Network.X, opened=1),
        ("2026-11-30", Network.X): Fact("2026-11-30", "c", Network.X, confirmed=1),
        ("2026-11-30", None): Fact("2026-11-30", "c", None, sharers=1, hours={"1-00": 1}),
    }


def test_a_person_is_a_sharer_once_on_the_day_of_their_first_confirmation() -> None:
    second = replace(CONFIRMED, network=Network.LINKEDIN, confirmed=NOON + timedelta(days=3))

    found = facts(second, CONFIRMED, replace(CONFIRMED, person="eetu"))

    assert {key: fact.sharers for key, fact in found.items() if fact.sharers} == {("2026-11-30", None): 2}


def test_visits_are_of_their_own_days_and_released_clicks_of_the_day_of_their_release() -> None:
    share = replace(
        CONFIRMED,
        caption="aB3x",
        tally={"2026-11-30": Tally(3, 1, 2, 8, 5), "2026-12-01": Tally(2)},
        released={"2026-12-01": 8},
    )

    found = facts(share, replace(share, person="eetu", caption=None, tally={"2026-12-01": Tally(1)}, released={}))

    assert found["2026-11-30", Network.X] == Fact(
        *("2026-11-30", "c", Network.X),
        opened=2,
        confirmed=2,
        clicks=3,
        repeats=1,
        own=2,
        held=8,
        data_centre=5,
        captions={"aB3x": CaptionUse(1, 3)},
    )
    assert found["2026-12-01", Network.X] == Fact(
        "2026-12-01", "c", Network.X, clicks=11, captions={"aB3x": CaptionUse(0, 10)}
    )


def test_words_are_own_and_captions_used_where_a_share_is_confirmed() -> None:
    own = replace(CONFIRMED, own_wording=True)
    waiting = replace(OPENED, caption="aB3x")

    assert facts(own, waiting)["2026-11-30", Network.X] == Fact(
        "2026-11-30", "c", Network.X, opened=2, confirmed=1, own_words=1
    )


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [("2026-12-01", "2999-12-31", {"2026-12-01"}), ("", "2026-11-30", {"2026-11-30"}), ("2026-12-02", "2999", set())],
)
def test_only_days_within_reach_are_counted(first: str, last: str, days: set[str]) -> None:
    share = replace(CONFIRMED, tally={"2026-11-30": Tally(3), "2026-12-01": Tally(2)}, released={"2026-12-01": 1})

    assert {day for day, _ in facts(share, reach=Reach(HELSINKI, first, last))} == days


def test_visits_of_a_day_that_a_share_knows_no_more_stay_as_they_are_stored() -> None:
    days = {f"2026-12-0{day}": Tally(day) for day in (1, 2, 3)}
    folded = fold("c", [replace(CONFIRMED, caption="aB3x", tally=days), replace(CONFIRMED, person="eetu")], ALL)
    stored = Fact(
        "2026-11-30",
        "c",
        Network.X,
        confirmed=1,
        clicks=9,
        held=3,
        captions={"aB3x": CaptionUse(0, 7), "gone": CaptionUse(0, 2)},
    )

    fresh = folded.facts["2026-11-30", "c", Network.X]

    assert folded.known_from == {Network.X: "2026-12-01"}
    assert with_known_visits(fresh, stored, "2026-12-01") == Fact(
        *("2026-11-30", "c", Network.X),
        opened=2,
        confirmed=2,
        clicks=9,
        held=3,
        captions={"aB3x": CaptionUse(1, 7), "gone": CaptionUse(0, 2)},
    )
    known = folded.facts["2026-12-01", "c", Network.X]
    assert with_known_visits(known, replace(stored, period="2026-12-01"), "2026-12-01") is known
    assert with_known_visits(fresh, None, "2026-12-01") is fresh


numbers = some.integers(0, 50)
some_facts = some.builds(
    Fact,
    period=some.sampled_from(["2026-11-29", "2026-11-30"]),
    content=some.sampled_from(["a", "b"]),
    network=some.sampled_from([None, Network.X]),
    opened=numbers,
    clicks=numbers,
    sharers=numbers,
    views=some.none() | some.integers(-5, 5),
    captions=some.dictionaries(some.sampled_from("xyz"), some.builds(CaptionUse, numbers, numbers)),
    hours=some.dictionaries(some.sampled_from(["1-09", "7-23"]), some.integers(1, 9)),
)


@given(some.lists(some_facts))
def test_sums_hold_all_that_was_added_in_whatever_order(facts: list[Fact]) -> None:
    for found in (sums(facts), sums(reversed(facts))):
        assert found.keys() == {key_of(fact) for fact in facts}
        for name in ("opened", "clicks", "sharers"):
            assert sum(getattr(fact, name) for fact in found.values()) == sum(getattr(fact, name) for fact in facts)
        assert sum(fact.views or 0 for fact in found.values()) == sum(fact.views or 0 for fact in facts)
        clicks: Counter[str] = Counter()
        for fact in facts:
            clicks.update({caption: use.clicks for caption, use in fact.captions.items()})
        assert sum(use.clicks for fact in found.values() for use in fact.captions.values()) == clicks.total()
        hours = {fact.period: Counter(fact.hours) for fact in hours_of_programme(facts)}
        assert sum(hours.values(), Counter()).total() == sum(sum(fact.hours.values()) for fact in facts)


def test_no_views_at_all_differ_from_none_on_a_day() -> None:
    none, nought = Fact("2026-11-30", "c"), Fact("2026-11-30", "c", views=0)

    assert added(none, none).views is None
    assert added(none, nought).views == 0
    assert is_empty(nought)


@pytest.mark.parametrize(
    ("day", "week", "first", "last"),
    [
        ("2026-11-30", "2026-W49", date(2026, 11, 1), date(2026, 12, 6)),
        ("2026-12-01", "2026-W49", date(2026, 11, 30), date(2026, 12, 31)),
        ("2027-01-03", "2026-W53", date(2026, 12, 28), date(2027, 1, 31)),
        ("2024-12-30", "2025-W01", date(2024, 12, 1), date(2025, 1, 5)),
    ],
)
def test_weeks_are_iso_weeks_and_whole_periods_are_those_of_month_and_week(
    day: str, week: str, first: date, last: date
) -> None:
    assert week_of(day) == week
    assert whole_periods(date.fromisoformat(day), date.fromisoformat(day)) == (first, last)


def test_months_between_two_days() -> None:
    assert list(months_between(date(2025, 11, 30), date(2026, 2, 1))) == ["2025-11", "2025-12", "2026-01", "2026-02"]


@pytest.mark.parametrize(("hour", "told"), [(0, "7-02"), (1, "7-03"), (2, "7-04"), (22, "1-00")])
def test_hours_are_those_of_the_programmes_clock(hour: int, told: str) -> None:
    assert hour_of(datetime(2026, 11, 29, hour, 30, tzinfo=UTC), HELSINKI) == told
