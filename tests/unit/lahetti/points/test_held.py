"""Held clicks are released once, on the day of the release and within its caps; or they lapse."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lahetti.core.errors import Invalid, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.paging import Span
from lahetti.people import items as people_items
from lahetti.people.model import Totals
from lahetti.periods import calendar, challenges
from lahetti.periods import items as periods_items
from lahetti.periods.model import RaceHead
from lahetti.points import clicks, held_clicks, ledger
from lahetti.points import items as points_items
from lahetti.points.held_clicks import WaitingClicks
from lahetti.points.model import Activity, Entry, HeldClicks, Reason
from lahetti.points.rules import fold
from lahetti.records import items as records_items
from lahetti.sharing import items as sharing_items
from lahetti.sharing import model as sharing_model
from tests.memory_world import MemoryWorld, code_of
from tests.sequences import PROGRAMME, ZONE, Share

NOW = datetime(2026, 3, 25, 12, tzinfo=ZONE)
DAY = "2026-03-25"
SHARE: Share = ("aino", "c1")
CODE = code_of(SHARE)
LATER = NOW + timedelta(days=4)


@pytest.fixture
def world() -> Iterator[MemoryWorld]:
    with MemoryWorld.begun() as world:
        yield world


def visit(world: MemoryWorld, number: int, first: int = 0) -> None:
    """Let so many visitors come within one minute, of which three count."""
    for visitor in range(first, first + number):
        world.visit(SHARE, f"visitor {visitor}", NOW)
    clicks.tally_clicks(world.records(), PROGRAMME, NOW, put_off=False)


def card() -> Totals:
    stored = people_items.find_card("aino", consistent=True)
    assert stored is not None
    return stored.totals


def rushed(world: MemoryWorld, number: int) -> None:
    world.open(SHARE, False, NOW)
    visit(world, number)


def release(upto: int, now: datetime = LATER) -> Entry:
    return held_clicks.release(CODE, DAY, upto, "maija", PROGRAMME, now)


def waiting(now: datetime = LATER) -> list[WaitingClicks]:
    return held_clicks.waiting(now)


def share() -> sharing_model.Share:
    found = sharing_items.find_share(CODE, consistent=True)
    assert found is not None
    return found


def hold(world: MemoryWorld, clicks: int) -> None:
    """Let clicks wait that no visit has left."""
    world.put(points_items.put_held(HeldClicks(CODE, DAY, clicks, datetime(2037, 1, 1, tzinfo=UTC))))


def hold_more(world: MemoryWorld, clicks: int) -> None:
    """Let one click more wait beside those that were released."""
    known = points_items.find_held(CODE, DAY)
    assert known is not None
    world.put(points_items.put_held(replace(known, clicks=clicks)))


def test_what_is_held_is_shown_with_its_person_and_the_day_it_lapses(world: MemoryWorld) -> None:
    rushed(world, 5)

    (found,) = waiting()

    assert (found.code, found.day, found.clicks, found.upto, found.person) == (CODE, DAY, 2, 2, "aino")
    assert found.lapses == NOW + timedelta(days=30)


def test_a_release_is_dated_at_the_release_and_gives_the_share_its_clicks(world: MemoryWorld) -> None:
    rushed(world, 4)
    before = card()

    entry = release(1)

    assert (entry.activity, entry.day, entry.at, entry.clicks) == (Activity.CLICKS, "2026-03-29", LATER, 0)
    assert (entry.points, entry.reasons) == (0, (Reason.SCORED_CLICKS,))
    assert (share().clicks, share().held, share().scored) == (4, 0, 3)
    assert card().lifetime == before.lifetime
    assert not waiting()


def test_what_is_left_under_the_cap_of_a_link_scores(world: MemoryWorld) -> None:
    """Three clicks of a link score; one counted click leaves two for those that were held."""
    world.open(SHARE, False, NOW)
    world.confirm(SHARE, NOW)
    sharing_items.save_share(replace(share(), scored=1))
    hold(world, 4)

    entry = release(4)

    assert (entry.points, entry.clicks, entry.reasons) == (4, 2, (Reason.SCORED_CLICKS,))
    assert share().scored == 3


def test_the_caps_of_the_day_of_the_release_hold(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    world.confirm(SHARE, NOW)
    for content in ("c2", "c4"):
        world.open(("aino", content), False, LATER)
        world.confirm(("aino", content), LATER)
    hold(world, 3)

    entry = release(3)

    assert (entry.points, entry.reasons) == (2, (Reason.DAILY_POINTS,))  # 5 and 9 of the day's 16 are used
    assert card().days["2026-03-29"].points == 16


def test_however_often_it_is_pressed_a_release_is_entered_once(world: MemoryWorld) -> None:
    rushed(world, 5)

    first, again = release(2), release(2, LATER + timedelta(days=1))

    assert again == first
    assert sum(entry.cause.startswith("RELEASED#") for entry in ledger.ledger("aino", consistent=True)) == 1
    assert share().clicks == 5


def test_clicks_that_are_held_after_a_release_wait_anew(world: MemoryWorld) -> None:
    rushed(world, 5)
    release(2, NOW)
    visit(world, 3, first=5)

    (found,) = waiting(NOW)
    assert (found.clicks, found.upto) == (3, 5)
    release(5, NOW)

    assert (share().clicks, share().held) == (8, 0)
    assert not waiting(NOW)


def test_after_thirty_days_held_clicks_lapse(world: MemoryWorld) -> None:
    rushed(world, 5)
    lapsed = NOW + timedelta(days=30)

    assert not waiting(lapsed)
    with pytest.raises(NotFound):
        release(2, lapsed)


def test_a_share_keeps_what_was_released_by_the_day_of_the_release_of_the_last_three_days(world: MemoryWorld) -> None:
    rushed(world, 4)
    for number, days in enumerate((0, 0, 1, 5, 6), 1):
        hold(world, 1) if number == 1 else hold_more(world, number)
        release(number, LATER + timedelta(days=days))

    kept = share().released

    assert kept == {"2026-03-30": 1, "2026-04-03": 1, "2026-04-04": 1}
    assert share().clicks == 3 + 5
    assert share().tally.keys() == {DAY}, "the visits' own days stay as they were"


@pytest.mark.parametrize("upto", [-1, 0, 3, 10**9])
def test_no_more_is_released_than_was_held(world: MemoryWorld, upto: int) -> None:
    rushed(world, 5)

    with pytest.raises(NotFound):
        release(upto)

    assert share().held == 2


def test_a_release_counts_in_the_races_of_its_day_a_challenge_among_them(world: MemoryWorld) -> None:
    challenge = "C20260329-20260405-abc123"
    rushed(world, 5)
    head = RaceHead(challenge, date(2026, 3, 29), date(2026, 4, 5), NOW, seed_hash="", sealed_seed=b"", salt=b"")
    world.put(periods_items.put_head(head))
    challenges._OPEN.clear()

    entry = release(2)

    assert entry.races == (*calendar.standing_races("2026-03-29"), challenge)


def refuse(upto: int, reason: str = "Sama kone klikkasi", now: datetime = LATER) -> Entry:
    return held_clicks.refuse(CODE, DAY, upto, reason, "maija", PROGRAMME, now)


def test_refused_clicks_never_score_and_their_person_reads_why(world: MemoryWorld) -> None:
    rushed(world, 5)
    before = card()

    entry, again = refuse(2, " Sama kone klikkasi "), refuse(2, "Muu syy", LATER + timedelta(days=1))

    assert entry == again
    assert (entry.activity, entry.points, entry.clicks, entry.races) == (Activity.CLICKS_REFUSED, 0, 2, ())
    assert (entry.note, entry.share) == ("Sama kone klikkasi", CODE)
    assert entry in ledger.ledger("aino", consistent=True)
    after, folded = card(), fold(ledger.ledger("aino", consistent=True))
    assert all(score == before.races[race] == folded.races[race] for race, score in after.races.items())
    assert after.lifetime == before.lifetime == folded.lifetime
    assert (share().clicks, share().held, waiting()) == (3, 0, [])
    with pytest.raises(NotFound):
        release(2)
    refusals = records_items.audit_about(keys.person("aino"), Span())[0]
    assert [(one.what, one.who) for one in refusals] == [("held clicks refused", "maija")]
    assert "Sama kone klikkasi" in str(refusals[0].after)


def test_clicks_that_are_held_after_a_decision_wait_anew_whatever_it_was(world: MemoryWorld) -> None:
    rushed(world, 5)
    refuse(2, now=NOW)
    visit(world, 3, first=5)

    assert [(found.clicks, found.upto) for found in waiting(NOW)] == [(3, 5)]
    assert release(4, NOW).cause.startswith("RELEASED#")
    assert [(found.clicks, found.upto) for found in waiting(NOW)] == [(1, 5)]
    refuse(5, now=NOW)

    assert waiting(NOW) == []
    assert (share().clicks, share().held) == (5, 0)
    for late in (release, refuse):
        with pytest.raises(NotFound):
            late(6)


@pytest.mark.parametrize("released_first", [True, False])
def test_of_a_release_and_a_refusal_at_the_same_moment_one_decides(world: MemoryWorld, released_first: bool) -> None:
    rushed(world, 5)
    first, second = (release, refuse) if released_first else (refuse, release)
    raced: list[Entry] = []

    def between(operation: str, _: object) -> None:
        if operation == "TransactWriteItems" and not raced:
            world.memory.before = lambda *_: None
            raced.append(first(2))

    world.memory.before = between

    with pytest.raises(NotFound):
        second(2)

    assert len(raced) == 1
    assert (share().clicks, share().held) == ((5, 0) if released_first else (3, 0))
    decided = [entry for entry in ledger.ledger("aino", consistent=True) if entry.cause.startswith("RE")]
    assert decided == raced


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_refusal_has_a_reason(world: MemoryWorld, reason: str) -> None:
    rushed(world, 5)

    with pytest.raises(Invalid):
        refuse(2, reason)

    assert [found.clicks for found in waiting()] == [2]


def test_clicks_that_have_lapsed_are_not_refused(world: MemoryWorld) -> None:
    rushed(world, 5)

    with pytest.raises(NotFound):
        refuse(2, now=NOW + timedelta(days=31))


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=6), st.integers(0, 2**32))
def test_counted_and_held_are_all_visits_whatever_is_released_when(steps: list[tuple[int, bool]], seed: int) -> None:
    with MemoryWorld.begun(random.Random(seed)) as world:
        rushed(world, 4)
        came = 4
        for number, pressed in steps:
            visit(world, number, first=came)
            came += number
            world.memory.settle()
            for found in waiting(NOW) if pressed else []:
                release(found.upto, NOW)

        stored = share()
        assert int(stored.clicks) + int(stored.held) == came
        assert int(stored.scored) <= PROGRAMME.settings.scored_clicks
        assert card() == fold(ledger.ledger("aino", consistent=True))
