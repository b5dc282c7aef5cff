"""Deeds that no daily cap holds: accepted suggestions and reversals."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from lahetti.people.model import DayScore, Totals
from lahetti.points.model import Activity, Entry
from lahetti.points.rules import REVERSIBLE, accept_suggestion, claimed, enter, fold, refunded, reverse

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = "2026-11-25"
RACES = ("W2026-48", "Q2026-4")


def test_an_accepted_suggestion_counts_in_races_and_balances_and_leaves_the_days_room_to_others() -> None:
    card = enter(Totals(days={DAY: DayScore(5, 100)}), accept_suggestion("content", 15, DAY, RACES, AT, 3))

    assert (card.spendable, card.lifetime) == (15, 15)
    assert card.days == {DAY: DayScore(5, 100)}
    assert [card.races[race].points for race in RACES] == [15, 15]
    assert [card.races[race].shares for race in RACES] == [0, 0]


def test_the_cause_of_an_accepted_suggestion_is_its_content_alone() -> None:
    early, late = (accept_suggestion("content", points, DAY, RACES, AT, points) for points in (15, 20))

    assert early.cause == late.cause == "SUGGESTION#content"


def test_a_claim_and_its_refund_touch_the_spendable_balance_alone() -> None:
    before = fold([accept_suggestion("content", 60, DAY, RACES, AT, 3)])

    claim = enter(before, claimed("reward#1", 50, DAY, AT, 3))
    refund = enter(claim, refunded("reward#1", 50, DAY, AT, 3))

    assert (claim.spendable, claim.lifetime, claim.days, claim.races) == (10, 60, before.days, before.races)
    assert refund == before


def test_a_reversal_counts_for_those_races_of_its_entry_that_are_open() -> None:
    entry = accept_suggestion("content", 15, DAY, RACES, AT, 3)

    reversal = reverse(entry, "2026-12-01", ("W2026-49", "Q2026-4"), AT, 4)

    assert (reversal.points, reversal.races, reversal.activity) == (-15, ("Q2026-4",), Activity.REVERSAL)


@given(
    st.lists(
        st.builds(
            Entry,
            cause=st.text(max_size=5),
            activity=st.sampled_from(Activity),
            points=st.integers(0, 100),
            day=st.just(DAY),
            races=st.just(RACES),
            at=st.just(AT),
            rules=st.just(1),
            shares=st.integers(0, 1),
            clicks=st.integers(0, 20),
        )
    )
)
def test_a_ledger_whose_entries_are_all_reversed_brings_nothing(entries: list[Entry]) -> None:
    reversals = [reverse(entry, DAY, RACES, AT, 1) for entry in entries if entry.activity in REVERSIBLE]
    kept = (Activity.REVERSAL, Activity.CLICKS_REFUSED)

    card = fold([*entries, *reversals])

    assert card.lifetime == sum(entry.points for entry in entries if entry.activity in kept)
    unreversed = [entry for entry in entries if entry.activity not in REVERSIBLE]
    assert all(score.clicks == sum(entry.clicks for entry in unreversed) for score in card.races.values())
