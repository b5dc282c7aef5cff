import pickle
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lahetti.content.model import ContentTexts
from lahetti.core.days import day_of
from lahetti.core.errors import Busy, NotFound
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import Put, TransactionConflict
from lahetti.networks.networks import Network
from lahetti.people import items as people_items
from lahetti.people.model import RaceScore, ScoreCard, Totals
from lahetti.points import clicks, confirming
from lahetti.points import ledger as accounts
from lahetti.points.items import put_entries
from lahetti.points.model import Activity
from lahetti.points.rules import reverse
from lahetti.races import items as races_items
from lahetti.races import standings
from lahetti.sharing import items as sharing_items
from lahetti.sharing import links, opening
from lahetti.sharing import model as sharing_model
from tests.contents import content_head
from tests.model import Killed, Model
from tests.sequences import (
    CONTENTS,
    OWN_WORDS,
    PEOPLE,
    PROGRAMME,
    SETTINGS,
    VALUES,
    ZONE,
    PersonAfter,
    Share,
    ShareAfter,
    Step,
    Story,
    check,
)
from tests.unit.lahetti.people.test_members import AINO

NETWORK = Network.LINKEDIN


def code_of(share: Share) -> str:
    person, content = share
    return links.code_of(b"key", person, content, NETWORK)


@dataclass
class ModelWorld:
    """Tells a story by the use cases, on the model of the store."""

    model: Model
    shown: int = 0

    def __post_init__(self) -> None:
        for person in PEOPLE:
            self.model.put(people_items.put_card(ScoreCard(person, person, version=1)).item)
        for content in CONTENTS:
            head = content_head(content, title=content, points=VALUES.get(content))
            texts = ContentTexts(content, f"https://www.vero.fi/{content}")
            self.model.keep(keys.content(content), "HEAD", head)
            self.model.keep(keys.content(content), "TEXTS", texts)

    def open(self, share: Share, own_words: bool, now: datetime) -> None:
        person, content = share
        day = day_of(now, ZONE)
        words = OWN_WORDS if own_words else None
        device = ("192.0.2.1", f"device of {person}")
        ambassador = AINO.__class__(**{**AINO.__dict__, "id": person})
        opening.open_share(ambassador, content, NETWORK, SETTINGS, now, words=words, device=device, day=day)

    def confirm(self, share: Share, now: datetime) -> None:
        try:
            confirming.confirm_share(share[0], code_of(share), PROGRAMME, now)
        except NotFound:
            assert not self.model.items.get((keys.share(code_of(share)), "SHARE"))

    def visit(self, share: Share, visitor: str, now: datetime) -> None:
        if (keys.share(code_of(share)), "SHARE") in self.model.items:
            who = links.visitor_of(b"k" * 32, "192.0.2.1", visitor)
            self.model.visit(code_of(share), day_of(now, ZONE), who, now)

    def deliver(self, records: Iterable[tuple[str, str]], now: datetime) -> None:
        clicks.tally_clicks(records, PROGRAMME, now)

    def refresh(self, now: datetime) -> None:
        minutes = [f"{now - timedelta(minutes=back):%Y-%m-%dT%H:%M}" for back in range(2, 62)]
        clicks.refresh_clicks(minutes, PROGRAMME, lambda: now)

    def show(self, chance: random.Random, *, all_of_them: bool) -> None:
        images = self.model.images
        upto = len(images) if all_of_them else chance.randint(self.shown, len(images))
        batch = images[self.shown : upto] + chance.sample(images[: self.shown], min(2, self.shown))
        chance.shuffle(batch)
        standings.take_cards([people_items.to_card(pickle.loads(image)) for image in batch])  # noqa: S301 (our own copies)
        self.shown = max(self.shown, upto)

    def killed(self, work: Step, after: int) -> None:
        self.model.kill_in = after
        try:
            work()
        except Killed:
            pass
        finally:
            self.model.kill_in = None

    def together(self, first: Step, second: Step) -> None:
        self.model.together(first, second)

    def records(self) -> Sequence[tuple[str, str]]:
        return self.model.records

    def after(self, person: str) -> PersonAfter:
        """What the store holds of a person in the end."""
        model = self.model
        order = [cause for pk, cause in (line.split(" ", 1) for line in model.entered) if pk == keys.person(person)]
        ledger = {entry.cause: entry for entry in accounts.ledger(person, consistent=True)}
        assert sorted(order) == sorted(ledger)
        rows = {}
        for pk, sk in model.items:
            if pk.startswith("RACE#") and sk == person:
                row = races_items.find_standing(pk.removeprefix("RACE#"), person, consistent=True)
                assert row is not None
                rows[pk.removeprefix("RACE#")] = (row.points, row.shares, row.clicks)
        card = people_items.find_card(person, consistent=True)
        assert card is not None
        shares = [sharing_items.find_share(code_of((person, content)), consistent=True) for content in CONTENTS]
        return PersonAfter(
            ledger=[ledger[cause] for cause in order],
            card=card.totals,
            rows=rows,
            shares={share.code: self._share(share) for share in shares if share is not None},
        )

    def _share(self, share: sharing_model.Share) -> ShareAfter:
        marks = {
            day: [(hits, first, own) for hits, first, own in visitors.values()]
            for (code, day), visitors in self.model.marks.items()
            if code == share.code
        }
        return ShareAfter(
            share.code, share.content, share.own_wording, share.state == "confirmed", share.clicks,
            share.repeats, share.own, share.held, share.scored, marks,
        )  # fmt: skip


SEEDS, STEPS = st.integers(0, 2**32), st.integers(1, 25)


@settings(max_examples=400)
@given(SEEDS, STEPS)
def test_whatever_happens_ledger_is_deeds_card_is_ledger_and_standings_are_cards(seed: int, steps: int) -> None:
    _tell_and_check(seed, steps)


@pytest.mark.soak
@settings(max_examples=30_000)
@given(SEEDS, STEPS)
def test_for_long_whatever_happens_everything_adds_up(seed: int, steps: int) -> None:
    _tell_and_check(seed, steps)


def _tell_and_check(seed: int, steps: int) -> None:
    with Model(chance=random.Random(seed)).installed() as model:
        world = ModelWorld(model)
        Story(world, random.Random(seed)).tell(steps)
        for person in PEOPLE:
            check(world.after(person))


# --- one fault at a time

NOW = datetime(2026, 3, 25, 12, tzinfo=ZONE)
DAY = "2026-03-25"
SHARE: Share = ("aino", "c1")


@pytest.fixture
def world() -> Iterator[ModelWorld]:
    with Model(chance=random.Random(1)).installed() as model:
        yield ModelWorld(model)


def visits(world: ModelWorld, share: Share, number: int, now: datetime = NOW, first: int = 0) -> None:
    for visitor in range(first, first + number):
        world.visit(share, f"visitor {visitor}", now + timedelta(minutes=visitor))


def opened(code: str, content: str, state: str = "opened") -> sharing_model.Share:
    return sharing_model.Share(
        code=code, target="", person="aino", content=content, title="", network=Network.X,
        state=sharing_model.ShareState(state), opened=NOW, version=1,
    )  # fmt: skip


def share_of(world: ModelWorld, share: Share = SHARE) -> sharing_model.Share:
    found = sharing_items.find_share(code_of(share), consistent=True)
    assert found is not None
    return found


def card_of(person: str = "aino") -> Totals:
    stored = people_items.find_card(person, consistent=True)
    assert stored is not None
    return stored.totals


def test_a_confirmed_share_is_entered_once_however_often_it_is_confirmed(world: ModelWorld) -> None:
    world.open(SHARE, True, NOW)

    answers = [confirming.confirm_share("aino", code_of(SHARE), PROGRAMME, NOW) for _ in range(3)]

    assert [[entry.cause for entry in answer] for answer in answers] == [
        [f"SHARE#{code_of(SHARE)}", f"WORDING#{code_of(SHARE)}"]
    ] * 3
    assert (card_of().spendable, card_of().lifetime) == (8, 8)
    assert share_of(world).state is sharing_model.ShareState.CONFIRMED


def test_confirming_again_answers_neither_clicks_nor_reversals(world: ModelWorld) -> None:
    world.open(SHARE, False, NOW)
    (entry,) = confirming.confirm_share("aino", code_of(SHARE), PROGRAMME, NOW)
    visits(world, SHARE, 2)
    world.deliver(world.records(), NOW)
    back = reverse(entry, DAY, entry.races, NOW, 2)
    world.model.write_together(*put_entries("aino", [back]))

    assert confirming.confirm_share("aino", code_of(SHARE), PROGRAMME, NOW) == (entry,)


def test_anybody_elses_share_cannot_be_confirmed(world: ModelWorld) -> None:
    world.open(SHARE, False, NOW)

    with pytest.raises(NotFound):
        confirming.confirm_share("berit", code_of(SHARE), PROGRAMME, NOW)


def test_the_first_counted_click_confirms_a_share_before_its_clicks_are_tallied(world: ModelWorld) -> None:
    world.open(SHARE, False, NOW)
    visits(world, SHARE, 2)

    assert clicks.tally_clicks(world.records(), PROGRAMME, NOW) == 2

    ledger = world.after("aino").ledger
    assert [(entry.activity, entry.points) for entry in ledger] == [(Activity.SHARE_CONFIRMED, 5), (Activity.CLICKS, 4)]


def test_ones_own_visit_confirms_nothing_and_is_counted_apart(world: ModelWorld) -> None:
    world.open(SHARE, False, NOW)
    world.visit(SHARE, "device of aino", NOW)

    assert clicks.tally_clicks(world.records(), PROGRAMME, NOW) == 0

    assert (share_of(world).state, share_of(world).own) == ("opened", 1)
    assert not world.after("aino").ledger


def test_a_batch_that_comes_again_finds_nothing_to_do(world: ModelWorld) -> None:
    world.open(SHARE, False, NOW)
    visits(world, SHARE, 3)
    world.deliver(world.records(), NOW)
    before = {place: len(states) for place, states in world.model.items.items()}

    assert clicks.tally_clicks(world.records(), PROGRAMME, NOW + timedelta(minutes=5)) == 0

    assert {place: len(states) for place, states in world.model.items.items()} == before


def test_a_click_before_midnight_counts_for_its_day_and_so_does_the_share_that_it_confirms(world: ModelWorld) -> None:
    sunday = datetime(2026, 3, 29, 23, 59, tzinfo=ZONE)
    world.open(SHARE, False, sunday)
    world.visit(SHARE, "visitor", sunday)

    world.deliver(world.records(), sunday + timedelta(minutes=5))

    assert [(entry.day, entry.races[0]) for entry in world.after("aino").ledger] == [("2026-03-29", "W2026-13")] * 2


def test_a_click_tallied_over_15_minutes_after_midnight_counts_for_the_day_of_entry(world: ModelWorld) -> None:
    sunday = datetime(2026, 3, 29, 23, 59, tzinfo=ZONE)
    world.open(SHARE, False, sunday)
    world.visit(SHARE, "visitor", sunday)

    world.deliver(world.records(), sunday + timedelta(minutes=17))

    assert [(entry.day, entry.races[0]) for entry in world.after("aino").ledger] == [("2026-03-30", "W2026-14")] * 2


# A worker that began at 0.14 may write after one that began at 0.16 has written.
def test_a_late_writer_finds_last_weeks_totals_still_on_the_card(world: ModelWorld) -> None:
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
def test_an_early_writer_leaves_the_new_weeks_totals_on_the_card(world: ModelWorld) -> None:
    sunday = datetime(2026, 3, 29, 23, 59, 50, tzinfo=ZONE)
    for content in ("c1", "c2", "c3"):
        world.open(("aino", content), False, sunday)
    world.confirm(("aino", "c1"), sunday + timedelta(seconds=20))
    world.confirm(("aino", "c2"), sunday)

    world.confirm(("aino", "c3"), sunday + timedelta(seconds=30))

    assert (card_of().races["W2026-14"].points, card_of().races["W2026-13"].points) == (10, 5)
    assert card_of().days["2026-03-30"].shares == 2
    check(world_shown(world).after("aino"))


def world_shown(world: ModelWorld) -> ModelWorld:
    world.show(random.Random(0), all_of_them=True)
    return world


def test_days_and_races_that_are_over_leave_the_card(world: ModelWorld) -> None:
    sunday = datetime(2026, 3, 29, 23, 50, tzinfo=ZONE)
    for content in ("c1", "c2"):
        world.open(("aino", content), False, sunday)
    world.confirm(("aino", "c1"), sunday)

    world.confirm(("aino", "c2"), sunday + timedelta(hours=2))

    assert set(card_of().days) == {"2026-03-30"}
    assert set(card_of().races) == {"W2026-14", "M2026-03", "Q2026-1", "ALL"}


def test_all_shares_of_a_person_in_a_batch_go_into_one_transaction(world: ModelWorld) -> None:
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


def test_many_shares_of_one_person_with_held_clicks_of_two_days_are_tallied(world: ModelWorld) -> None:
    shares = [("aino", f"many {number}") for number in range(45)]
    for share in shares:
        code = code_of(share)
        world.model.put(sharing_items.put_share(opened(code, share[1], "confirmed")).item)
        for day in (DAY, "2026-03-24"):
            for visitor in range(5):
                world.model.visit(code, day, str(visitor), NOW)

    assert clicks.tally_clicks(world.records(), PROGRAMME, NOW) == 45 * 2 * 3

    held = [place for place in world.model.items if place[0].startswith("HELD#")]
    assert len(held) == 90


def test_held_clicks_wait_for_an_admin_and_bring_nothing(world: ModelWorld) -> None:
    world.open(SHARE, False, NOW)
    for visitor in range(5):
        world.visit(SHARE, f"visitor {visitor}", NOW)

    world.deliver(world.records(), NOW)

    assert (share_of(world).clicks, share_of(world).held) == (3, 2)
    item = world.model.find(keys.held(code_of(SHARE), DAY), "HELD")
    assert (int(item.clicks), item.gsi1pk, item.gsi1sk) == (2, "HELD", f"{DAY}#{code_of(SHARE)}")
    assert int(item.expires) == int((NOW + timedelta(days=30)).timestamp())


def test_a_day_that_was_tallied_long_ago_is_not_tallied_anew(world: ModelWorld) -> None:
    world.open(SHARE, False, NOW)
    for back in (4, 3, 2, 1, 0):
        moment = NOW - timedelta(days=back)
        world.visit(SHARE, "visitor", moment)
        world.deliver(world.records()[-1:], moment)
    assert len(share_of(world).tally) == 3

    world.deliver(world.records(), NOW)

    assert share_of(world).clicks == 5
    assert len(world.after("aino").ledger) == 4 + 1  # at three scored clicks the fourth makes the capped entry


def test_a_share_past_its_scored_clicks_is_put_off_for_a_minute_and_refreshed(world: ModelWorld) -> None:
    world.open(SHARE, False, NOW)
    visits(world, SHARE, 4)
    world.deliver(world.records(), NOW)
    visits(world, SHARE, 2, first=4)

    assert clicks.tally_clicks(world.records()[-1:], PROGRAMME, NOW + timedelta(seconds=59)) == 0
    assert world.model.refreshes == {"2026-03-25T12:00": {f"{code_of(SHARE)}#{DAY}"}}
    assert clicks.refresh_clicks(["2026-03-25T12:00"], PROGRAMME, lambda: NOW + timedelta(seconds=59)) == 2

    assert share_of(world).clicks == 6
    assert world.model.refreshes == {}
    visits(world, SHARE, 1, first=6)
    assert clicks.tally_clicks(world.records()[-1:], PROGRAMME, NOW + timedelta(minutes=2)) == 1


def test_many_shares_of_one_person_may_be_confirmed_by_their_first_clicks_in_one_batch(world: ModelWorld) -> None:
    for content in CONTENTS:
        for network in Network:
            code = links.code_of(b"key", "aino", content, network)
            world.model.put(sharing_items.put_share(opened(code, content)).item)
            world.model.visit(code, DAY, "visitor", NOW)

    assert clicks.tally_clicks(world.records(), PROGRAMME, NOW) == len(CONTENTS) * len(Network)


# As after a share was restored from a backup, but not its ledger.
def test_a_cause_that_stands_in_the_ledger_is_never_entered_again(world: ModelWorld) -> None:
    world.open(SHARE, False, NOW)
    world.confirm(SHARE, NOW)
    world.model.put(sharing_items.put_share(opened(code_of(SHARE), "c1")).item)

    with pytest.raises(Busy):
        confirming.confirm_share("aino", code_of(SHARE), PROGRAMME, NOW)

    assert (card_of().lifetime, len(world.after("aino").ledger)) == (5, 1)


def test_a_refresh_that_fails_is_not_forgotten_and_the_others_are_done(
    world: ModelWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.model.refreshes = {"a": {"0123456789#2026-03-25"}, "b": {"9876543210#2026-03-25"}, "c": set()}

    def tally(pairs: Sequence[tuple[str, str]], *_: object, put_off: bool) -> int:
        assert not put_off
        if pairs[0][0] == "0123456789":
            raise Busy("Too much.")
        return 3

    monkeypatch.setattr(clicks, "tally_clicks", tally)

    with pytest.raises(Busy):
        clicks.refresh_clicks(["a", "b", "c", "d"], PROGRAMME, lambda: NOW)

    assert set(world.model.refreshes) == {"a", "c"}


def test_a_refresh_of_many_shares_asks_the_time_anew(world: ModelWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.model.refreshes = {"a": {f"{number:010}#2026-03-25" for number in range(100)}}
    moments: list[datetime] = []

    def tally(pairs: Sequence[tuple[str, str]], _: object, now: datetime, *, put_off: bool) -> int:
        moments.append(now)
        return len(pairs)

    monkeypatch.setattr(clicks, "tally_clicks", tally)
    clock = (NOW + timedelta(minutes=minutes) for minutes in count())

    assert clicks.refresh_clicks(["a"], PROGRAMME, lambda: next(clock)) == 100
    assert moments == [NOW, NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)]
    assert not world.model.refreshes


def test_what_one_person_cannot_have_holds_nobody_else_up(world: ModelWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    shares = [(person, "c1") for person in PEOPLE]
    for share in shares:
        world.open(share, False, NOW)
        world.visit(share, "visitor", NOW)
    write = world.model.write_together

    def refuse_aino(*writes: Put) -> None:
        if any(write.item.pk == "PERSON#aino" for write in writes):  # type: ignore[attr-defined]
            raise TransactionConflict([])
        write(*writes)

    with monkeypatch.context() as patch:
        patch.setattr(transactions, "transact", refuse_aino)
        with pytest.raises(Busy):
            world.deliver(world.records(), NOW)
    assert (card_of("aino").spendable, card_of("berit").spendable) == (0, 7)

    world.deliver(world.records(), NOW)
    assert (card_of("aino").spendable, card_of("berit").spendable) == (7, 7)


def test_clicks_on_a_share_of_somebody_who_is_gone_hold_nobody_up(world: ModelWorld) -> None:
    world.open(SHARE, False, NOW)
    world.visit(SHARE, "visitor", NOW)
    del world.model.items[keys.person("aino"), keys.CARD]
    world.open(("berit", "c1"), False, NOW)
    world.visit(("berit", "c1"), "visitor", NOW)

    world.deliver([*world.records(), ("0000000000", DAY)], NOW)

    assert card_of("berit").spendable == 7


def test_before_the_first_deed_a_card_is_empty(world: ModelWorld) -> None:
    assert accounts.own_totals("nobody") == Totals()
    assert card_of() == Totals()


def test_a_minutes_limit_that_is_changed_counts_no_held_click_twice(world: ModelWorld) -> None:
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
