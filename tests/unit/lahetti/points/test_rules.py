from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.people.model import DayScore, RaceScore, Totals
from lahetti.periods.calendar import standing_races
from lahetti.points.model import Activity, Entry, Reason, ShareScore
from lahetti.points.rules import (
    advanced,
    count_marks,
    enter,
    fold,
    points_by_week,
    pruned,
    reverse,
    score_clicks,
    score_share,
)
from lahetti.settings.model import Settings
from lahetti.sharing.model import Mark, Tally

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = "2026-11-25"
RACES = standing_races(DAY)
SETTINGS = Settings(version=4)
SHARE = ShareScore("0123456789", "c", "x")


def card(shares: int = 0, points: int = 0, **days: DayScore) -> Totals:
    return Totals(days={DAY: DayScore(shares, points), **days})


def confirmed(card: Totals, share: ShareScore = SHARE, settings: Settings = SETTINGS) -> tuple[Entry, ...]:
    return score_share(card, share, settings, DAY, RACES, NOW)


def clicked(
    card: Totals, share: ShareScore, counted: int, settings: Settings = SETTINGS, of_day: str = DAY
) -> tuple[ShareScore, Entry | None]:
    return score_clicks(card, share, Tally(counted), of_day, settings, DAY, RACES, NOW)


# --- shares


def test_a_confirmed_share_brings_five_points_in_every_race_of_its_day() -> None:
    (entry,) = confirmed(Totals())

    assert entry == Entry(
        cause="SHARE#0123456789",
        activity=Activity.SHARE_CONFIRMED,
        points=5,
        day=DAY,
        races=standing_races(DAY),
        at=NOW,
        rules=4,
        shares=1,
        share="0123456789",
        content="c",
        network="x",
    )


def test_own_wording_brings_three_more_and_is_no_second_share() -> None:
    share, wording = confirmed(Totals(), replace(SHARE, own_wording=True))

    assert (share.points, share.shares) == (5, 1)
    assert wording == replace(share, cause="WORDING#0123456789", activity=Activity.OWN_WORDING, points=3, shares=0)


@pytest.mark.parametrize(("value", "points", "shares"), [(0, 0, 0), (1, 1, 1), (12, 12, 1), (None, 5, 1)])
def test_a_contents_value_replaces_a_shares_points(value: int | None, points: int, shares: int) -> None:
    (entry,) = confirmed(Totals(), replace(SHARE, value=value))

    assert (entry.points, entry.shares, entry.reasons) == (points, shares, ())


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize(
    ("before", "points", "reasons"), [(4, 5, ()), (5, 0, (Reason.DAILY_SHARES,)), (6, 0, (Reason.DAILY_SHARES,))]
)
def test_a_share_over_the_days_five_brings_nothing_for_itself_or_its_wording(
    before: int, points: int, reasons: tuple[Reason, ...], own: bool
) -> None:
    entries = confirmed(card(shares=before, points=5 * before), replace(SHARE, own_wording=own))

    assert (entries[0].points, entries[0].shares, entries[0].reasons) == (points, int(points > 0), reasons)
    assert len(entries) == (2 if own and points else 1)


@pytest.mark.parametrize(
    ("before", "share", "of_share", "wording", "of_wording"),
    [
        (92, 5, (), 3, ()),
        (93, 5, (), 2, (Reason.DAILY_POINTS,)),
        (95, 5, (), 0, (Reason.DAILY_POINTS,)),
        (96, 4, (Reason.DAILY_POINTS,), 0, (Reason.DAILY_POINTS,)),
        (100, 0, (Reason.DAILY_POINTS,), 0, (Reason.DAILY_POINTS,)),
        (150, 0, (Reason.DAILY_POINTS,), 0, (Reason.DAILY_POINTS,)),
    ],
)
def test_an_entry_gets_what_is_left_of_the_days_points_and_names_the_reason(
    before: int, share: int, of_share: tuple[Reason, ...], wording: int, of_wording: tuple[Reason, ...]
) -> None:
    first, second = confirmed(card(points=before), replace(SHARE, own_wording=True))

    assert (first.points, first.shares, first.reasons) == (share, int(share > 0), of_share)
    assert (second.points, second.reasons) == (wording, of_wording)


def test_another_days_shares_and_points_are_no_cap() -> None:
    yesterday = Totals(days={"2026-11-24": DayScore(5, 100)})

    assert confirmed(yesterday)[0].points == 5


def test_caps_and_points_are_settings() -> None:
    settings = replace(SETTINGS, share_points=8, own_wording_points=1, daily_shares=1, daily_points=10)

    first, wording = confirmed(card(points=1), replace(SHARE, own_wording=True), settings)
    (over,) = confirmed(card(shares=1), replace(SHARE, own_wording=True), settings)

    assert (first.points, wording.points, wording.reasons) == (8, 1, ())
    assert (over.points, over.reasons) == (0, (Reason.DAILY_SHARES,))


# --- clicks


def test_a_counted_click_brings_two_points() -> None:
    share, entry = clicked(Totals(), SHARE, 1)

    assert entry == Entry(
        cause=f"CLICKS#0123456789#{DAY}#1",
        activity=Activity.CLICKS,
        points=2,
        day=DAY,
        races=RACES,
        at=NOW,
        rules=4,
        clicks=1,
        share="0123456789",
        content="c",
        network="x",
    )
    assert share == replace(SHARE, scored=1, tally={DAY: 1})


def test_only_what_is_new_in_a_tally_is_scored() -> None:
    share, entry = clicked(Totals(), replace(SHARE, scored=3, tally={DAY: 3}), 7)

    assert entry is not None
    assert (entry.cause, entry.clicks, entry.points) == (f"CLICKS#0123456789#{DAY}#7", 4, 8)
    assert (share.scored, share.tally) == (7, {DAY: 7})


@pytest.mark.parametrize("counted", [0, 2, 3])
def test_a_tally_that_is_delivered_again_or_late_brings_nothing(counted: int) -> None:
    share = replace(SHARE, scored=3, tally={DAY: 3})

    assert clicked(Totals(), share, counted) == (share, None)


def test_each_day_of_a_share_is_tallied_on_its_own() -> None:
    share, entry = clicked(Totals(), replace(SHARE, scored=3, tally={"2026-11-24": 3}), 2)

    assert entry is not None
    assert (entry.clicks, share.scored, share.tally) == (2, 5, {"2026-11-24": 3, DAY: 2})


@pytest.mark.parametrize(
    ("scored", "counted", "clicks", "points", "reasons"),
    [
        (0, 20, 20, 40, ()),
        (0, 21, 20, 40, (Reason.SCORED_CLICKS,)),
        (19, 20, 1, 2, ()),
        (19, 25, 1, 2, (Reason.SCORED_CLICKS,)),
        (20, 21, 0, 0, (Reason.SCORED_CLICKS,)),
    ],
)
def test_at_most_20_clicks_of_a_share_are_scored(
    scored: int, counted: int, clicks: int, points: int, reasons: tuple[Reason, ...]
) -> None:
    share, entry = clicked(Totals(), replace(SHARE, scored=scored, tally={DAY: scored}), counted)

    assert entry is not None
    assert (entry.clicks, entry.points, entry.reasons) == (clicks, points, reasons)
    assert share.capped is (Reason.SCORED_CLICKS in reasons)


def test_past_its_cap_a_share_gets_no_second_entry_and_is_still_counted() -> None:
    share, entry = clicked(Totals(), replace(SHARE, scored=20, capped=True, tally={DAY: 23}), 30)

    assert entry is None
    assert share.tally == {DAY: 30}


def test_a_cap_that_was_raised_lets_more_clicks_score_and_makes_no_second_capped_entry() -> None:
    share = replace(SHARE, scored=20, capped=True, tally={DAY: 23})

    after, entry = clicked(Totals(), share, 40, replace(SETTINGS, scored_clicks=30))

    assert entry is not None
    assert (entry.clicks, entry.points, entry.reasons) == (10, 20, ())
    assert after.scored == 30


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12), st.integers(0, 25), st.integers(0, 120))
def test_in_whatever_pieces_clicks_come_there_is_one_capped_entry_and_the_rest_adds_up(
    counts: list[int], most: int, daily: int
) -> None:
    settings = replace(SETTINGS, scored_clicks=most, daily_points=daily)
    running, share, entries = Totals(), SHARE, []
    for counted in counts:
        share, entry = clicked(running, share, counted, settings)
        if entry is not None:
            entries.append(entry)
            running = enter(running, entry)

    total = max(counts)
    assert share.tally.get(DAY, 0) == total
    assert sum(entry.clicks for entry in entries) == share.scored == min(total, most)
    assert sum(entry.points for entry in entries) == min(2 * min(total, most), daily)
    assert [Reason.SCORED_CLICKS in entry.reasons for entry in entries].count(True) == int(total > most)
    assert share.capped is (total > most)
    assert len({entry.cause for entry in entries}) == len(entries)


@pytest.mark.parametrize(
    ("before", "counted", "points", "reasons"),
    [
        (96, 2, 4, ()),
        (97, 2, 3, (Reason.DAILY_POINTS,)),
        (100, 3, 0, (Reason.DAILY_POINTS,)),
        (70, 25, 30, (Reason.DAILY_POINTS, Reason.SCORED_CLICKS)),
    ],
)
def test_clicks_get_what_is_left_of_the_days_points(
    before: int, counted: int, points: int, reasons: tuple[Reason, ...]
) -> None:
    _, entry = clicked(card(points=before), SHARE, counted)

    assert entry is not None
    assert (entry.points, entry.reasons) == (points, reasons)


def test_clicks_that_were_shortened_are_used_up_and_never_paid_later() -> None:
    share, _ = clicked(card(points=100), SHARE, 20)

    later, entry = score_clicks(Totals(), share, Tally(3), "2026-11-26", SETTINGS, "2026-11-26", RACES, NOW)

    assert share.scored == 20
    assert entry is not None
    assert (entry.points, entry.clicks, entry.reasons) == (0, 0, (Reason.SCORED_CLICKS,))
    assert later.capped


def test_clicks_hold_the_caps_of_the_day_that_they_are_entered_for() -> None:
    full = card(points=100)

    _, late = score_clicks(full, SHARE, Tally(1), "2026-11-24", SETTINGS, DAY, RACES, NOW)
    _, timely = score_clicks(full, SHARE, Tally(1), "2026-11-24", SETTINGS, "2026-11-24", RACES, NOW)

    assert late is not None
    assert timely is not None
    assert (late.points, late.day, late.cause) == (0, DAY, "CLICKS#0123456789#2026-11-24#1")
    assert (timely.points, timely.day) == (2, "2026-11-24")


def test_where_clicks_bring_nothing_the_ledger_says_how_many_there_were() -> None:
    _, entry = clicked(Totals(), SHARE, 3, replace(SETTINGS, click_points=0))

    assert entry is not None
    assert (entry.points, entry.clicks, entry.reasons) == (0, 3, ())


# --- marks

OWN = {"own": 0}
MARKS = st.lists(
    st.builds(
        Mark,
        visitor=st.uuids().map(str) | st.just("own"),
        hits=st.integers(1, 5),
        first=st.integers(0, 600),
        ip_hash=st.sampled_from("abcdefgh"),
        data_centre=st.booleans(),
    ),
    unique_by=lambda mark: mark.visitor,
    max_size=40,
)
LIMITS = st.builds(
    Settings, clicks_a_minute=st.integers(1, 12), clicks_an_ip=st.integers(1, 5), data_centres_apart=st.booleans()
)
FEW = Settings(clicks_a_minute=3, clicks_an_ip=2)


def marked(*visits: tuple[int, int]) -> list[Mark]:
    """Return marks of visitors with an address each, from (hits, first second)."""
    return [Mark(str(number), *visit, f"ip {number}") for number, visit in enumerate(visits)]


def of_one_address(*firsts: int, hits: int = 1) -> list[Mark]:
    """Return marks of one address that calls itself otherwise at each of these seconds."""
    return [Mark(f"browser {number}", hits, first, "one ip") for number, first in enumerate(firsts)]


@pytest.mark.parametrize(
    ("marks", "tally"),
    [
        ([], Tally()),
        (marked((1, 0)), Tally(1)),
        (marked((3, 0)), Tally(1, repeats=2)),
        (marked((1, 0), (1, 0), (2, 59)), Tally(3, repeats=1)),
        (marked(*[(1, 59)] * 10), Tally(10)),
        (marked(*[(1, 59)] * 11), Tally(10, held=1)),
        (marked(*[(1, 59)] * 11, (1, 60)), Tally(11, held=1)),
        (marked(*[(2, 0)] * 15, *[(1, 60)] * 15), Tally(20, repeats=15, held=10)),
    ],
)
def test_first_visits_count_and_over_ten_a_minute_are_held(marks: list[Mark], tally: Tally) -> None:
    assert count_marks(marks, SETTINGS) == tally


def test_one_machine_with_many_browsers_names_is_counted_three_times() -> None:
    machine = of_one_address(*range(0, 65, 3), hits=2)

    assert count_marks([*machine, *marked((1, 0), (1, 0))], SETTINGS) == Tally(5, repeats=2 * len(machine) - 3)
    assert count_marks(machine, replace(SETTINGS, clicks_an_ip=1000)).counted > 3


def test_what_an_address_brings_past_its_three_is_not_held_either() -> None:
    assert count_marks(of_one_address(*[0] * 40), replace(SETTINGS, clicks_a_minute=2)) == Tally(2, 37, held=1)


def test_an_own_device_is_not_counted_from_when_it_is_known_and_stays_counted_before() -> None:
    marks = [Mark("before", 2, 99, "a"), Mark("since", 3, 100, "b"), Mark("colleague", 1, 100, "b")]

    assert count_marks(marks, SETTINGS, {"before": 100, "since": 100}) == Tally(2, repeats=1, own=3)


def test_visits_from_data_centres_are_kept_apart_unless_the_programme_takes_them() -> None:
    marks = [Mark("scanner", 2, 0, "a", data_centre=True), Mark("reader", 1, 0, "b")]

    assert count_marks(marks, SETTINGS) == Tally(1, data_centre=2)
    assert count_marks(marks, replace(SETTINGS, data_centres_apart=False)) == Tally(2, repeats=1)


def test_from_the_recall_on_no_visit_is_counted() -> None:
    marks = marked((2, 99), (1, 100), (1, 101))

    assert count_marks(marks, SETTINGS, until=100) == Tally(1, repeats=1)


@given(MARKS, LIMITS, st.randoms(use_true_random=False))
def test_a_count_depends_on_no_order(marks: list[Mark], limits: Settings, chance: Any) -> None:
    shuffled = list(marks)
    chance.shuffle(shuffled)

    assert count_marks(shuffled, limits, OWN) == count_marks(marks, limits, OWN)


@given(MARKS, LIMITS)
def test_every_visit_is_counted_held_repeated_ones_own_or_a_data_centres(marks: list[Mark], limits: Settings) -> None:
    assert sum(astuple(count_marks(marks, limits, OWN))) == sum(mark.hits for mark in marks)


@given(MARKS, MARKS, LIMITS, st.data())
def test_under_one_limit_a_tally_advances_with_what_comes_later(
    marks: list[Mark], more: list[Mark], limits: Settings, data: st.DataObject
) -> None:
    known = {mark.visitor for mark in marks}
    grown = [replace(mark, hits=mark.hits + data.draw(st.integers(0, 3))) for mark in marks]
    later = [replace(mark, first=mark.first + 601) for mark in more if mark.visitor not in known]
    before, after = count_marks(marks, limits, OWN), count_marks([*grown, *later], limits, OWN)

    assert advanced(before, after) == after
    assert advanced(after, before) == after
    assert advanced(Tally(), after) == after


@given(st.lists(st.tuples(MARKS, LIMITS, st.booleans()), min_size=1, max_size=5))
def test_whatever_limits_become_and_whatever_is_known_later_no_number_falls_and_no_visit_is_in_two(
    steps: list[tuple[list[Mark], Settings, bool]],
) -> None:
    taken, marks = Tally(), dict[str, Mark]()
    for more, limits, own_known in steps:
        marks = {mark.visitor: mark for mark in more} | marks
        found = count_marks(marks.values(), limits, OWN if own_known else None)
        before, taken = taken, advanced(taken, found)
        assert sum(astuple(taken)) == sum(mark.hits for mark in marks.values())
        assert all(after >= former for after, former in zip(astuple(taken), astuple(before), strict=True))


def test_where_a_visitor_turns_out_to_be_ones_own_the_click_stays_counted() -> None:
    marks = [Mark("own", 1, 100, "a")]
    taken = count_marks(marks, SETTINGS)
    again = [replace(marks[0], hits=2)]

    assert advanced(taken, count_marks(again, SETTINGS, {"own": 100})) == Tally(1, own=1)


# --- ledger and card


def entry(points: int, **more: Any) -> Entry:
    fields = {
        "cause": f"X#{points}",
        "activity": Activity.CLICKS,
        "day": DAY,
        "races": RACES,
        "at": NOW,
        "rules": 4,
        **more,
    }
    return Entry(points=points, **fields)


def test_an_entry_moves_both_balances_its_day_and_its_races() -> None:
    after = enter(Totals(), entry(6, shares=1, clicks=3))

    score = RaceScore(6, 1, 3, int(NOW.timestamp()))
    assert after == Totals(6, 6, {DAY: DayScore(1, 6)}, dict.fromkeys(RACES, score))


def test_the_last_entry_above_zero_is_kept_whatever_order_they_come_in() -> None:
    early, late = entry(5, at=NOW - timedelta(hours=1)), entry(5)
    nothing, taken = (
        entry(0, at=NOW + timedelta(hours=1)),
        entry(-5, at=NOW + timedelta(hours=2), activity=Activity.REVERSAL),
    )

    for order in ([early, late, nothing, taken], [late, early, taken, nothing]):
        assert {score.last for score in reduce(enter, order, Totals()).races.values()} == {int(NOW.timestamp())}


def test_pruning_leaves_balances_and_what_is_still_open() -> None:
    full = Totals(
        9, 9, {"2026-11-24": DayScore(1, 5), DAY: DayScore(1, 4)}, {"ALL": RaceScore(9), "W2026-48": RaceScore(4)}
    )

    assert pruned(full, [DAY], ["ALL", "W2026-49"]) == Totals(9, 9, {DAY: DayScore(1, 4)}, {"ALL": RaceScore(9)})


DAYS = st.sampled_from(["2026-11-29", "2026-11-30", "2026-12-01", "2026-12-31", "2027-01-01"])
DEEDS = st.sampled_from([Activity.SHARE_CONFIRMED, Activity.OWN_WORDING, Activity.CLICKS, Activity.REVERSAL])


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    entries = []
    for number in range(draw(st.integers(0, 15))):
        day = draw(DAYS)
        at = NOW + timedelta(seconds=draw(st.integers(0, 10_000)))
        deed = draw(DEEDS)
        points = draw(st.integers(-20, -1) if deed is Activity.REVERSAL else st.integers(0, 20))
        shares, clicks = draw(st.integers(0, 1)), draw(st.integers(0, 20))
        entries.append(
            entry(
                points,
                cause=str(number),
                activity=deed,
                day=day,
                races=standing_races(day),
                at=at,
                shares=shares,
                clicks=clicks,
            )
        )
    return entries


@given(ledgers())
def test_the_running_card_is_the_fold_of_the_ledger(entries: list[Entry]) -> None:
    assert reduce(enter, entries, Totals()) == fold(entries)


@given(ledgers(), st.randoms(use_true_random=False))
def test_a_fold_depends_on_no_order(entries: list[Entry], chance: Any) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)

    assert fold(shuffled) == fold(entries)


@given(ledgers())
def test_a_fold_is_the_sum_of_the_entries(entries: list[Entry]) -> None:
    folded = fold(entries)

    assert folded.spendable == folded.lifetime == sum(e.points for e in entries)
    for race in {race for e in entries for race in e.races}:
        of_race = [e for e in entries if race in e.races]
        assert folded.races[race] == RaceScore(
            sum(e.points for e in of_race),
            sum(e.shares for e in of_race),
            sum(e.clicks for e in of_race),
            max((int(e.at.timestamp()) for e in of_race if e.points > 0), default=0),
        )
    for day in {e.day for e in entries if e.activity is not Activity.REVERSAL}:
        of_day = [e for e in entries if e.day == day and e.activity is not Activity.REVERSAL]
        assert folded.days[day] == DayScore(sum(e.shares for e in of_day), sum(e.points for e in of_day))
    assert set(folded.days) == {e.day for e in entries if e.activity is not Activity.REVERSAL}


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30)), max_size=12), st.integers(0, 60), st.integers(0, 4))
def test_no_day_brings_more_than_its_points_and_shares(
    deeds: list[tuple[bool, int]], daily_points: int, daily_shares: int
) -> None:
    settings = replace(SETTINGS, daily_points=daily_points, daily_shares=daily_shares)
    running = Totals()
    for number, (own, clicks) in enumerate(deeds):
        share = replace(SHARE, code=f"{number:010d}", own_wording=own)
        entries = list(confirmed(running, share, settings))
        running = reduce(enter, entries, running)
        _, of_clicks = clicked(running, share, clicks, settings)
        running = reduce(enter, [of_clicks] if of_clicks else [], running)

    today = running.days.get(DAY, DayScore())
    assert today.points <= daily_points
    assert today.shares <= daily_shares


# --- reversals


def test_a_reversal_takes_back_points_shares_and_clicks_under_a_cause_of_its_own() -> None:
    (share,) = confirmed(Totals())
    later = NOW + timedelta(days=1)

    back = reverse(share, "2026-11-26", standing_races("2026-11-26"), later, 7)

    assert (back.cause, back.activity, back.points, back.shares) == (
        "REVERSAL#SHARE#0123456789",
        Activity.REVERSAL,
        -5,
        -1,
    )
    assert (back.day, back.at, back.rules, back.share) == ("2026-11-26", later, 7, "0123456789")
    assert back.cause == reverse(share, "2026-11-27", RACES, later, 8).cause


def test_a_reversal_changes_open_races_of_the_entry_only() -> None:
    (share,) = confirmed(Totals())

    back = reverse(share, "2026-12-01", standing_races("2026-12-01"), NOW, 4)

    assert {"Q2026-4", "ALL"} <= set(back.races)
    assert not {"W2026-48", "M2026-11"} & set(back.races)


def test_a_reversal_may_take_the_balance_below_zero_and_gives_the_day_nothing_back() -> None:
    (share,) = confirmed(Totals())
    spent = replace(enter(Totals(), share), spendable=2)

    after = enter(spent, reverse(share, DAY, RACES, NOW, 4))

    assert (after.spendable, after.lifetime) == (-3, 0)
    assert after.days == spent.days
    assert {(score.points, score.shares) for score in after.races.values()} == {(0, 0)}


@given(st.integers(0, 25), st.booleans())
def test_an_entry_and_its_reversal_leave_balances_and_races_as_they_were(counted: int, own: bool) -> None:
    before = reduce(enter, confirmed(Totals(), replace(SHARE, own_wording=own)), Totals())
    _, clicks = clicked(before, SHARE, counted)
    if clicks is None:
        return

    after = enter(enter(before, clicks), reverse(clicks, DAY, RACES, NOW, 4))

    assert (after.spendable, after.lifetime) == (before.spendable, before.lifetime)
    assert {r: (s.points, s.shares, s.clicks) for r, s in after.races.items()} == {
        r: (s.points, s.shares, s.clicks) for r, s in before.races.items()
    }


def test_points_of_a_week_are_those_of_its_entries_with_what_was_taken_back() -> None:
    (share,) = confirmed(Totals())
    earlier = replace(share, cause="SHARE#1", points=8, races=standing_races("2026-11-18"))
    taken_back = reverse(earlier, DAY, earlier.races, NOW, 4)

    assert points_by_week([share, earlier]) == {"W2026-48": 5, "W2026-47": 8}
    assert points_by_week([share, earlier, taken_back]) == {"W2026-48": 5, "W2026-47": 0}
