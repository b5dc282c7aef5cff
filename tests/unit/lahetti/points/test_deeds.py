import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lahetti.content import items as content_items
from lahetti.content.model import ContentState
from lahetti.core.errors import Busy, NotFound
from lahetti.dynamodb import keys, transactions
from lahetti.networks.networks import Network
from lahetti.people import items as people_items
from lahetti.people.model import RaceScore, Totals
from lahetti.periods.calendar import standing_races
from lahetti.points import clicks, confirming
from lahetti.points import items as points_items
from lahetti.points import ledger as accounts
from lahetti.points.items import put_entries
from lahetti.points.model import Activity, HeldClicks, Reason
from lahetti.points.rules import reverse
from lahetti.sharing import items as sharing_items
from lahetti.sharing import links, own_devices
from lahetti.sharing import model as sharing_model
from redirect import handler as redirect
from tests.memory_dynamodb.client import cancelled
from tests.memory_world import MemoryWorld, code_of
from tests.sequences import (
    CONTENTS,
    OFFICE,
    PEOPLE,
    PROGRAMME,
    SETTINGS,
    ZONE,
    Share,
    Story,
    check,
    own_device,
)

SEEDS, STEPS = st.integers(0, 2**32), st.integers(1, 25)


@settings(max_examples=250)
@example(123455, 16)  # an own device that visits before it is known
@example(51549, 16)  # and has somebody else held
@given(SEEDS, STEPS)
def test_whatever_happens_ledger_is_deeds_card_is_ledger_and_standings_are_cards(seed: int, steps: int) -> None:
    _tell_and_check(seed, steps)


@pytest.mark.soak
@settings(max_examples=10_000)
@given(SEEDS, STEPS)
def test_for_long_whatever_happens_everything_adds_up(seed: int, steps: int) -> None:
    _tell_and_check(seed, steps)


def _tell_and_check(seed: int, steps: int) -> None:
    with MemoryWorld.begun(random.Random(seed)) as world:
        Story(world, random.Random(seed)).tell(steps)
        for person in PEOPLE:
            check(world.after(person))


# --- one fault at a time

NOW = datetime(2026, 3, 25, 12, tzinfo=ZONE)
DAY = "2026-03-25"
SHARE: Share = ("aino", "c1")


@pytest.fixture
def world() -> Iterator[MemoryWorld]:
    with MemoryWorld.begun(random.Random(1)) as world:
        yield world


def visits(world: MemoryWorld, share: Share, number: int, now: datetime = NOW, first: int = 0) -> None:
    for visitor in range(first, first + number):
        world.visit(share, f"visitor {visitor}", now + timedelta(minutes=visitor))


def opened(code: str, content: str, state: str = "opened") -> sharing_model.Share:
    return sharing_model.Share(
        code=code, target="", person="aino", content=content, title="", network=Network.X,
        state=sharing_model.ShareState(state), opened=NOW, version=1,
    )  # fmt: skip


def share_of(world: MemoryWorld, share: Share = SHARE) -> sharing_model.Share:
    found = sharing_items.find_share(code_of(share), consistent=True)
    assert found is not None
    return found


def card_of(person: str = "aino") -> Totals:
    stored = people_items.find_card(person, consistent=True)
    assert stored is not None
    return stored.totals


def test_a_confirmed_share_is_entered_once_however_often_it_is_confirmed(world: MemoryWorld) -> None:
    world.open(SHARE, True, NOW)

    answers = [confirming.confirm_share("aino", code_of(SHARE), PROGRAMME, NOW) for _ in range(3)]

    assert [[entry.cause for entry in answer] for answer in answers] == [
        [f"SHARE#{code_of(SHARE)}", f"WORDING#{code_of(SHARE)}"]
    ] * 3
    assert (card_of().spendable, card_of().lifetime) == (8, 8)
    assert share_of(world).state is sharing_model.ShareState.CONFIRMED


def test_confirming_again_answers_neither_clicks_nor_reversals(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    (entry,) = confirming.confirm_share("aino", code_of(SHARE), PROGRAMME, NOW)
    visits(world, SHARE, 2)
    world.deliver(world.records(), NOW)
    back = reverse(entry, DAY, entry.races, NOW, 2)
    transactions.transact(*put_entries("aino", [back]))

    assert confirming.confirm_share("aino", code_of(SHARE), PROGRAMME, NOW) == (entry,)


def recall(content: str, at: datetime) -> None:
    head = content_items.find_head(content, consistent=True)
    assert head is not None
    assert content_items.save_head(replace(head, state=ContentState.RECALLED, since=at))


def test_from_the_recall_on_a_confirmation_brings_nothing_and_says_why(world: MemoryWorld) -> None:
    world.open(SHARE, True, NOW)
    recall(SHARE[1], NOW)

    (entry,) = confirming.confirm_share("aino", code_of(SHARE), PROGRAMME, NOW)

    assert (entry.points, entry.shares, entry.reasons) == (0, 0, (Reason.RECALLED,))
    assert (card_of().spendable, card_of().lifetime) == (0, 0)


def test_clicks_count_up_to_the_recall_of_their_content_however_late_they_are_tallied(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    confirming.confirm_share("aino", code_of(SHARE), PROGRAMME, NOW)
    visits(world, SHARE, 2)
    recall(SHARE[1], NOW + timedelta(minutes=2))
    visits(world, SHARE, 5, first=2)

    world.deliver(world.records(), NOW + timedelta(minutes=10))
    world.deliver(world.records(), NOW + timedelta(minutes=11))

    assert (share_of(world).clicks, card_of().lifetime) == (2, 5 + 2 * 2)


def test_one_machine_with_changing_names_earns_three_clicks(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    for number in range(45):
        world.visit(SHARE, f"colleague {number}", NOW + timedelta(seconds=number))

    world.deliver(world.records(), NOW + timedelta(minutes=1))

    after = share_of(world)
    assert (after.clicks, after.held, after.repeats) == (3, 0, 42)


def test_an_own_device_counts_on_no_day_on_which_it_uses_the_client(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    tomorrow = NOW + timedelta(days=1)
    world.visit(SHARE, own_device("aino"), NOW)
    own_devices.mark("aino", (OFFICE, own_device("aino")), tomorrow)
    world.visit(SHARE, own_device("aino"), tomorrow)
    world.visit(SHARE, own_device("berit"), tomorrow)

    world.deliver(world.records(), tomorrow)

    after = share_of(world)
    assert (after.clicks, after.own) == (1, 2)


def test_a_click_that_was_counted_before_its_device_was_known_stays_counted(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    tomorrow = NOW + timedelta(days=1)
    world.visit(SHARE, own_device("aino"), tomorrow)
    world.deliver(world.records(), tomorrow)

    own_devices.mark("aino", (OFFICE, own_device("aino")), tomorrow)
    world.visit(SHARE, own_device("aino"), tomorrow)
    world.deliver(world.records(), tomorrow)

    assert share_of(world).clicks == 1


def test_visits_from_data_centres_are_kept_apart(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    confirming.confirm_share("aino", code_of(SHARE), PROGRAMME, NOW)
    assert redirect._mark(code_of(SHARE), "13.48.1.2", "Chrome", NOW)

    world.deliver(world.records(), NOW)

    after = share_of(world)
    assert (after.clicks, after.data_centre, card_of().lifetime) == (0, 1, 5)


def test_anybody_elses_share_cannot_be_confirmed(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)

    with pytest.raises(NotFound):
        confirming.confirm_share("berit", code_of(SHARE), PROGRAMME, NOW)


def test_the_first_counted_click_confirms_a_share_before_its_clicks_are_tallied(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    visits(world, SHARE, 2)

    assert clicks.tally_clicks(world.records(), PROGRAMME, NOW) == 2

    ledger = world.after("aino").ledger
    assert [(entry.activity, entry.points) for entry in ledger] == [(Activity.SHARE_CONFIRMED, 5), (Activity.CLICKS, 4)]


@pytest.mark.parametrize("is_sudden", [False, True])
def test_a_counted_click_confirms_a_share_though_its_owner_declined_it(
    is_sudden: bool, world: MemoryWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.open(SHARE, False, NOW)
    visits(world, SHARE, 1)
    declined = replace(share_of(world), state=sharing_model.ShareState.DECLINED)
    assert sharing_items.save_share(declined)
    if is_sudden:  # what was read first is no more: the second look decides
        stale = replace(declined, state=sharing_model.ShareState.CONFIRMED, version=0)
        read = sharing_items.find_share
        monkeypatch.setattr(
            sharing_items,
            "find_share",
            lambda code, consistent=False: read(code, consistent=True) if consistent else stale,
        )

    assert clicks.tally_clicks(world.records(), PROGRAMME, NOW) == 1

    assert share_of(world).state == "confirmed"
    assert [entry.points for entry in world.after("aino").ledger] == [5, 2]


def test_ones_own_visit_confirms_nothing_and_is_counted_apart(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    world.visit(SHARE, "device of aino", NOW)

    assert clicks.tally_clicks(world.records(), PROGRAMME, NOW) == 0

    assert (share_of(world).state, share_of(world).own) == ("opened", 1)
    assert not world.after("aino").ledger


def test_a_batch_that_comes_again_finds_nothing_to_do(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    visits(world, SHARE, 3)
    world.deliver(world.records(), NOW)
    before = len(world.memory.written)

    assert clicks.tally_clicks(world.records(), PROGRAMME, NOW + timedelta(minutes=5)) == 0

    assert len(world.memory.written) == before


def test_a_click_before_midnight_counts_for_its_day_and_so_does_the_share_that_it_confirms(world: MemoryWorld) -> None:
    sunday = datetime(2026, 3, 29, 23, 59, tzinfo=ZONE)
    world.open(SHARE, False, sunday)
    world.visit(SHARE, "visitor", sunday)

    world.deliver(world.records(), sunday + timedelta(minutes=5))

    assert [(entry.day, entry.races[0]) for entry in world.after("aino").ledger] == [("2026-03-29", "W2026-13")] * 2


def test_a_click_tallied_over_15_minutes_after_midnight_counts_for_the_day_of_entry(world: MemoryWorld) -> None:
    sunday = datetime(2026, 3, 29, 23, 59, tzinfo=ZONE)
    world.open(SHARE, False, sunday)
    world.visit(SHARE, "visitor", sunday)

    world.deliver(world.records(), sunday + timedelta(minutes=17))

    assert [(entry.day, entry.races[0]) for entry in world.after("aino").ledger] == [("2026-03-30", "W2026-14")] * 2


# A worker that began at 0.14 may write after one that began at 0.16 has written.
def test_a_late_writer_finds_last_weeks_totals_still_on_the_card(world: MemoryWorld) -> None:
    sunday = datetime(2026, 3, 29, 23, 50, tzinfo=ZONE)
    for content in ("c1", "c2", "c3"):
        world.open(("aino", content), False, sunday)
    world.confirm(("aino", "c1"), sunday)
    world.confirm(("aino", "c2"), sunday + timedelta(minutes=26))
    world.visit(("aino", "c1"), "visitor", sunday)

    world.deliver(world.records(), sunday + timedelta(minutes=24))

    assert card_of().races["W2026-13"] == RaceScore(7, 1, 1, card_of().races["W2026-13"].last)
    check(world_shown(world).after("aino"))


# A worker that began before midnight may write after one that began after it.
def test_an_early_writer_leaves_the_new_weeks_totals_on_the_card(world: MemoryWorld) -> None:
    sunday = datetime(2026, 3, 29, 23, 59, 50, tzinfo=ZONE)
    for content in ("c1", "c2", "c3"):
        world.open(("aino", content), False, sunday)
    world.confirm(("aino", "c1"), sunday + timedelta(seconds=20))
    world.confirm(("aino", "c2"), sunday)

    world.confirm(("aino", "c3"), sunday + timedelta(seconds=30))

    assert (card_of().races["W2026-14"].points, card_of().races["W2026-13"].points) == (10, 5)
    assert card_of().days["2026-03-30"].shares == 2
    check(world_shown(world).after("aino"))


def world_shown(world: MemoryWorld) -> MemoryWorld:
    world.show(random.Random(0), all_of_them=True)
    return world


def test_days_and_races_that_are_over_leave_the_card(world: MemoryWorld) -> None:
    sunday = datetime(2026, 3, 29, 23, 50, tzinfo=ZONE)
    for content in ("c1", "c2"):
        world.open(("aino", content), False, sunday)
    world.confirm(("aino", "c1"), sunday)

    world.confirm(("aino", "c2"), sunday + timedelta(hours=2))

    assert set(card_of().days) == {"2026-03-30"}
    assert set(card_of().races) == set(standing_races("2026-03-30"))


def test_all_shares_of_a_person_in_a_batch_go_into_one_transaction(world: MemoryWorld) -> None:
    for content in CONTENTS:
        world.open(("aino", content), False, NOW)
        world.confirm(("aino", content), NOW)
        world.visit(("aino", content), "visitor", NOW)
    version = people_items.find_card("aino", consistent=True)

    world.deliver(world.records(), NOW)

    after = people_items.find_card("aino", consistent=True)
    assert version is not None
    assert after is not None
    assert after.version == version.version + 1


@pytest.mark.parametrize(
    ("shares", "days", "parts"), [(1, 1, 1), (33, 1, 1), (34, 1, 2), (20, 2, 2), (19, 2, 1), (100, 3, 8)]
)
def test_a_part_of_a_persons_shares_fits_into_a_transaction(shares: int, days: int, parts: int) -> None:
    codes = {f"{number:010d}": {f"2026-03-{day:02d}" for day in range(1, days + 1)} for number in range(shares)}

    split = list(clicks._parts(codes))

    assert len(split) == parts
    assert {code: of_days for part in split for code, of_days in part.items()} == codes
    assert all(1 + sum(1 + 2 * len(of_days) for of_days in part.values()) <= 100 for part in split)


def test_many_shares_of_one_person_with_held_clicks_of_two_days_are_tallied(world: MemoryWorld) -> None:
    shares = [("aino", f"many {number}") for number in range(45)]
    for share in shares:
        code = code_of(share)
        world.put(sharing_items.put_share(opened(code, share[1], "confirmed")))
        for moment in (NOW, NOW - timedelta(days=1)):
            for visitor in range(5):
                world.mark(code, str(visitor), moment)

    assert clicks.tally_clicks(world.records(), PROGRAMME, NOW) == 45 * 2 * 3

    world.memory.settle()
    assert len(points_items.all_held()) == 90


def test_held_clicks_wait_for_an_admin_and_bring_nothing(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    for visitor in range(5):
        world.visit(SHARE, f"visitor {visitor}", NOW)

    world.deliver(world.records(), NOW)

    assert (share_of(world).clicks, share_of(world).held) == (3, 2)
    world.memory.settle()
    assert points_items.all_held() == [HeldClicks(code_of(SHARE), DAY, 2, NOW + timedelta(days=30))]


def test_a_day_that_was_tallied_long_ago_is_not_tallied_anew(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    for back in (4, 3, 2, 1, 0):
        moment = NOW - timedelta(days=back)
        world.visit(SHARE, "visitor", moment)
        world.deliver(world.records()[-1:], moment)
    assert len(share_of(world).tally) == 3

    world.deliver(world.records(), NOW)

    assert share_of(world).clicks == 5
    assert len(world.after("aino").ledger) == 4 + 1  # at three scored clicks the fourth makes the capped entry


def test_a_share_past_its_scored_clicks_is_put_off_for_a_minute_and_refreshed(world: MemoryWorld) -> None:
    world.memory.chance = None  # an old read would put nothing off
    world.open(SHARE, False, NOW)
    visits(world, SHARE, 4)
    world.deliver(world.records(), NOW)
    visits(world, SHARE, 2, first=4)

    assert clicks.tally_clicks(world.records()[-1:], PROGRAMME, NOW + timedelta(seconds=59)) == 0
    assert points_items.shares_to_refresh(["2026-03-25T12:00"]) == {"2026-03-25T12:00": {f"{code_of(SHARE)}#{DAY}"}}
    assert clicks.refresh_clicks(["2026-03-25T12:00"], PROGRAMME, lambda: NOW + timedelta(seconds=59)) == 2

    assert share_of(world).clicks == 6
    assert not points_items.shares_to_refresh(["2026-03-25T12:00"])
    visits(world, SHARE, 1, first=6)
    assert clicks.tally_clicks(world.records()[-1:], PROGRAMME, NOW + timedelta(minutes=2)) == 1


def test_many_shares_of_one_person_may_be_confirmed_by_their_first_clicks_in_one_batch(world: MemoryWorld) -> None:
    for content in CONTENTS:
        for network in Network:
            code = links.code_of(b"key", "aino", content, network)
            world.put(sharing_items.put_share(opened(code, content)))
            world.mark(code, "visitor", NOW)

    assert clicks.tally_clicks(world.records(), PROGRAMME, NOW) == len(CONTENTS) * len(Network)


# As after a share was restored from a backup, but not its ledger.
def test_a_cause_that_stands_in_the_ledger_is_never_entered_again(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    world.confirm(SHARE, NOW)
    world.put(sharing_items.put_share(opened(code_of(SHARE), "c1")))

    with pytest.raises(Busy):
        confirming.confirm_share("aino", code_of(SHARE), PROGRAMME, NOW)

    assert (card_of().lifetime, len(world.after("aino").ledger)) == (5, 1)


def test_a_refresh_that_fails_is_not_forgotten_and_the_others_are_done(
    world: MemoryWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minute, code in (("a", "0123456789"), ("b", "9876543210")):
        points_items.ask_for_refresh(minute, {f"{code}#2026-03-25"}, NOW)

    def tally(pairs: Sequence[tuple[str, str]], *_: object, put_off: bool) -> int:
        assert not put_off
        if pairs[0][0] == "0123456789":
            raise Busy("Too much.")
        return 3

    monkeypatch.setattr(clicks, "tally_clicks", tally)

    with pytest.raises(Busy):
        clicks.refresh_clicks(["a", "b", "c"], PROGRAMME, lambda: NOW)

    assert set(points_items.shares_to_refresh(["a", "b"])) == {"a"}


def test_a_refresh_of_many_shares_asks_the_time_anew(world: MemoryWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    points_items.ask_for_refresh("a", {f"{number:010}#2026-03-25" for number in range(100)}, NOW)
    moments: list[datetime] = []

    def tally(pairs: Sequence[tuple[str, str]], _: object, now: datetime, *, put_off: bool) -> int:
        moments.append(now)
        return len(pairs)

    monkeypatch.setattr(clicks, "tally_clicks", tally)
    clock = (NOW + timedelta(minutes=minutes) for minutes in count())

    assert clicks.refresh_clicks(["a"], PROGRAMME, lambda: next(clock)) == 100
    assert moments == [NOW, NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)]
    assert not points_items.shares_to_refresh(["a"])


def test_what_one_person_cannot_have_holds_nobody_else_up(world: MemoryWorld) -> None:
    shares = [(person, "c1") for person in PEOPLE]
    for share in shares:
        world.open(share, False, NOW)
        world.visit(share, "visitor", NOW)

    def refuse_aino(operation: str, parameters: Mapping[str, Any]) -> None:
        if operation == "TransactWriteItems" and keys.person("aino") in repr(parameters):
            raise cancelled({"Code": "TransactionConflict"})

    world.memory.before = refuse_aino
    with pytest.raises(Busy):
        world.deliver(world.records(), NOW)
    assert (card_of("aino").spendable, card_of("berit").spendable) == (0, 7)

    world.memory.before = lambda *_: None
    world.deliver(world.records(), NOW)
    assert (card_of("aino").spendable, card_of("berit").spendable) == (7, 7)


def test_clicks_on_a_share_of_somebody_who_is_gone_hold_nobody_up(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    world.visit(SHARE, "visitor", NOW)
    world.memory.programme.write((keys.person("aino"), keys.CARD), None)
    world.open(("berit", "c1"), False, NOW)
    world.visit(("berit", "c1"), "visitor", NOW)

    world.deliver([*world.records(), ("0000000000", DAY)], NOW)

    assert card_of("berit").spendable == 7


def test_before_the_first_deed_a_card_is_empty(world: MemoryWorld) -> None:
    assert accounts.own_totals("nobody") == Totals()
    assert card_of() == Totals()


def test_a_minutes_limit_that_is_changed_counts_no_held_click_twice(world: MemoryWorld) -> None:
    world.open(SHARE, False, NOW)
    for visitor in range(5):
        world.visit(SHARE, f"visitor {visitor}", NOW)
    world.deliver(world.records(), NOW)
    more = replace(PROGRAMME, settings=replace(SETTINGS, clicks_a_minute=10, scored_clicks=20))

    clicks.tally_clicks(world.records(), more, NOW)
    assert (share_of(world).clicks, share_of(world).held) == (3, 2)

    world.visit(SHARE, "visitor 9", NOW)
    clicks.tally_clicks(world.records(), more, NOW)
    assert (share_of(world).clicks, share_of(world).held) == (4, 2)
