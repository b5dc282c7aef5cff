"""Closing, the draw and erasures: killed, doubled and raced at generated steps, while people share, pause and leave.

A story begins in the last hours of a race with prizes, goes over its end and its closing, and ends when all is done:
the list is what the ledgers say, every prize has gone out once and in the promised order, who has stayed has a card and
rows as their ledger says, and nothing names who has left.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lahetti.core.errors import LahettiError
from lahetti.mail import delivery
from lahetti.mail.delivery import MailContext
from lahetti.networks.networks import Network
from lahetti.people import changing
from lahetti.people import items as people_items
from lahetti.people.erasures import items as erasures
from lahetti.people.model import Person, PersonState, Role, ScoreCard
from lahetti.people.rules import card_of
from lahetti.periods import calendar, seeds
from lahetti.periods import items as periods_items
from lahetti.periods.heads import new_head
from lahetti.periods.model import RaceHead, RaceState
from lahetti.personal_data import erasing, leaving
from lahetti.personal_data.erasing import Outside
from lahetti.points import confirming
from lahetti.points import items as points_items
from lahetti.points.model import Activity, Entry
from lahetti.points.rules import fold
from lahetti.races import draws, standings
from lahetti.races import items as races_items
from lahetti.races.closing import frozen
from lahetti.races.closing.rules import FROZEN, fingerprint_of, written_lines
from lahetti.races.rules import exclusion
from lahetti.rewards import awards, terms
from lahetti.rewards import items as rewards_items
from lahetti.rewards.model import Offer, Reward, Supply, Voucher, Way
from lahetti.security import encryption
from lahetti.sharing import items as sharing_items
from lahetti.sharing import opening
from tests.memory_dynamodb.client import Killed
from tests.memory_world import MemoryWorld
from tests.names import named
from tests.sequences import CONTENTS, PROGRAMME, SETTINGS, ZONE, Step
from tests.unit.lahetti.personal_data.test_erasing import dump, without_the_register

RACE = "W2026-13"
BEGUN = datetime(2026, 3, 23, 0, 5, tzinfo=ZONE).astimezone(UTC)
LAST_HOURS = datetime(2026, 3, 29, 20, 0, tzinfo=ZONE).astimezone(UTC)
END = datetime(2026, 3, 30, 0, 0, tzinfo=ZONE).astimezone(UTC)
OVER = END + timedelta(minutes=16)
STOCK = {"top": 3, "draw": 2}
OFFERS = {"top": Way.TOP, "draw": Way.DRAW}
KILLS = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 120, 150, 180, 210]
"""Accesses until the work is killed; closing undisturbed has about two hundred."""
ADMIN = "0199c0de-9999-7000-8000-000000000000"


def someone(number: int) -> Person:
    return Person(
        id=f"0199c0de-{number:04d}-7000-8000-000000000000",
        email=f"osallistuja.{number}@vero.fi",
        name=f"Osallistuja Nro{number}sukunimi",
        role=Role.AMBASSADOR,
        state=PersonState.ACTIVE,
        language="fi",
        joined=BEGUN - timedelta(days=30),
        teams=("viestinta",) if number % 2 else ("ohjaus",),
    )


CAST = {person.id: person for person in map(someone, range(1, 9))}


@dataclass
class Story:
    """What happens, step by step, and what is to be known of it in the end."""

    world: MemoryWorld
    chance: random.Random
    now: datetime = LAST_HOURS
    left: dict[str, datetime] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    cards: dict[str, ScoreCard] = field(default_factory=dict)
    first_frozen: RaceHead | None = None
    delivered: int = 0

    def tell(self, number: int) -> None:
        for step in range(number):
            if step == number // 3:
                self.now = max(self.now, END + timedelta(minutes=3))
            if step == number // 2:
                self.now = max(self.now, OVER + timedelta(minutes=1))
            self.now += timedelta(seconds=self.chance.choice([1, 1, 20, 90]))
            self.world.memory.settle()
            with suppress(LahettiError):  # whoever was told so comes again, or not
                self._step()
            self._look()
        self._finish()

    def _step(self) -> None:
        draw = self.chance.random()
        if draw < (0.2 if self.now >= OVER else 0.4):
            self._deed()()
        elif draw < 0.7:
            self.world.killed(self._deed(), self.chance.choice(KILLS))
        else:
            self.world.together(_tolerant(self._deed()), _tolerant(self._deed()))

    def _deed(self) -> Step:
        draw, now = self.chance.random(), self.now
        if self.now >= OVER and draw < 0.4:
            return lambda: _close(now)
        if self.erasures() and draw < 0.6:
            return lambda: self._erase(now)
        somebody = self.chance.choice(list(CAST))
        content = self.chance.choice(CONTENTS)
        match self.chance.choice(["share", "share", "click", "deliver", "show", "pause", "leave", "leave"]):
            case "share":
                return lambda: self._share(somebody, content, now)
            case "click":
                visitors = [f"visitor {self.chance.randint(0, 20)}" for _ in range(3)]
                return lambda: self._visit(somebody, visitors, now)
            case "deliver":
                return lambda: self._deliver(now)
            case "show":
                return self._show
            case "pause":
                state = self.chance.choice(["paused", "active"])
                return lambda: changing.change_person(somebody, {"state": state}, somebody, now) and None
        by = self.chance.choice([None, ADMIN])
        return lambda: self._leave(somebody, by, now)

    def _share(self, person: str, content: str, now: datetime) -> None:
        found = people_items.find_person(person, consistent=True)
        if found is not None and found.state is PersonState.ACTIVE:
            opened, _ = opening.open_share(found, content, Network.LINKEDIN, SETTINGS, now)
            confirming.confirm_share(person, opened.code, PROGRAMME, now)

    def _visit(self, person: str, visitors: list[str], now: datetime) -> None:
        for share in sharing_items.shares_of(person)[:1]:
            for visitor in visitors:
                self.world.mark(share.code, visitor, now)

    def _deliver(self, now: datetime) -> None:
        records = list(self.world.records())
        self.world.deliver(records[self.delivered :] + records[:2], now)
        self.delivered = len(records)

    def _show(self) -> None:
        self.world.show(self.chance, all_of_them=self.chance.random() < 0.5)

    def _leave(self, person: str, by: str | None, now: datetime) -> None:
        leaving._begin(
            person, now, by=by, reason=by and "pois", random_id=lambda: f"alias-of-{list(CAST).index(person)}"
        )

    def erasures(self) -> list[str]:
        return [person for person in self.left if erasures.find_erasure(person) is not None]

    def _erase(self, now: datetime) -> None:
        nothing = Outside(*(lambda _: self.world.memory._step() for _ in range(3)))
        for person in erasures.people_under_way():
            erasing.erase(person, SETTINGS, now, nothing)

    def _look(self) -> None:
        """Notice who has left, and how the race was frozen."""
        for person in CAST:
            if people_items.find_person(person, consistent=True) is not None:
                card = people_items.find_card(person, consistent=True)
                assert card is not None
                self.cards[person] = card
            elif person not in self.left:
                erasure = erasures.find_erasure(person)
                assert erasure is not None
                self.left[person], self.aliases[person] = self.now, erasure.alias
        head = periods_items.find_head(RACE, consistent=True)
        if self.first_frozen is None and head is not None and head.state in FROZEN:
            self.first_frozen = head

    def _finish(self) -> None:
        """Let all be done that is under way, by jobs that nobody disturbs any more."""
        self.world.memory.chance = None
        self.world.memory.settle()
        self.now = max(self.now, OVER) + timedelta(minutes=1)
        self._deliver(self.now)
        self.world.show(self.chance, all_of_them=True)
        _close(self.now)
        self._look()
        sent: list[str] = []
        context = MailContext(SETTINGS, ZONE, send=lambda mail: sent.append(mail.to) or "id")
        for _ in range(15):  # a mail that was claimed and not sent is tried again after ten minutes
            self.now += timedelta(minutes=1)
            self._erase(self.now)
            self.world.memory.settle()
            due = [key for key in delivery.mails_due(self.now) if key.startswith("data_erased")]
            delivery.deliver_all(due, context, self.now)
            self.world.memory.settle()
            if not list(erasures.people_under_way()):
                break
        assert set(sent) == {CAST[person].email for person in self.left}


def _tolerant(step: Step) -> Step:
    def tried() -> None:
        with suppress(LahettiError):
            step()

    return tried


def _close(now: datetime) -> None:
    awards.close_race(RACE, now, ZONE)


@contextmanager
def last_hours(chance: random.Random) -> Iterator[MemoryWorld]:
    """Let a race with prizes have begun, and eight people have points in it or none."""
    with MemoryWorld.begun() as world, pytest.MonkeyPatch.context() as patch:
        patch.setattr(encryption, "encrypt", lambda plain, **_: plain)
        patch.setattr(encryption, "decrypt", lambda sealed, **_: sealed)
        patch.setattr(encryption, "random_bytes", lambda: chance.randbytes(32))
        admin = replace(someone(0), id=ADMIN, email="aada@vero.fi", name="Aada", role=Role.ADMIN)
        for person in (admin, *CAST.values()):
            points = 0 if person is admin else chance.choice([0, 10, 40, 50, 50, 60, 80])
            entry = Entry("JOINED", Activity.SUGGESTION_ACCEPTED, points, "2026-03-25", (RACE, "ALL"), BEGUN, 1)
            entries = [entry] if points else []
            card = card_of(person, ScoreCard(person.id, person.name, totals=fold(entries)))
            world.put(
                people_items.put_person(person),
                people_items.put_card(card),
                *points_items.put_entries(person.id, entries),
            )
            people_items.claim_email(person.email, person.id)
        period = calendar.period_of(RACE)
        assert period is not None
        assert period.first is not None
        assert period.last is not None
        periods_items.save_head(new_head(RACE, period.first, period.last, BEGUN - timedelta(days=7)))
        for reward, stock in STOCK.items():
            offer = Offer(OFFERS[reward], named("Elokuvalippu"), 1500, stock, RACE)
            codes = [Voucher(number, b"sealed", f"{reward}{number}") for number in range(1, stock + 1)]
            world.put(
                rewards_items.put_reward(Reward(reward, offer, Supply(stock, stock))),
                *rewards_items.put_vouchers(reward, codes),
            )
        world.memory.settle()
        assert terms.fix_due(BEGUN, ZONE) == [RACE]
        world.memory.settle()
        world.memory.chance = chance
        yield world


def check(story: Story) -> None:
    head = frozen.find_head(RACE, consistent=True)
    assert head.state is RaceState.CLOSED
    _check_list(story, head)
    _check_prizes(story, head)
    for person in CAST.keys() - story.left.keys():
        _check_points(person)
    found = without_the_register(dump(story.world))
    for person in story.left:
        assert erasures.find_erasure(person) is None
        names = (person, CAST[person].email, CAST[person].name)
        assert [key for key, item in found.items() if any(name in f"{key} {item}" for name in names)] == []


def _check_list(story: Story, head: RaceHead) -> None:
    """Who has points and was there at the race's end, is listed; once frozen nothing has changed."""
    lines = frozen.frozen_list(head)
    expected = set()
    for person in CAST:
        score = fold(points_items.ledger_of(story.aliases.get(person, person), consistent=True)).races.get(RACE)
        is_there = story.left.get(person, END) >= END and exclusion(story.cards[person].absences, RACE) is None
        if score is not None and score.points > 0 and is_there:
            expected.add((draws.ticket_of(head.salt, person), score.points, score.shares, score.clicks))
    assert {(line.ticket, line.points, line.shares, line.clicks) for line in lines} == expected
    assert [line.place for line in lines] == list(range(1, len(expected) + 1))
    assert head.fingerprint == fingerprint_of(written_lines(lines))
    assert head.minimum == 50
    assert head.list_hash == draws.list_hash(line.ticket for line in lines if line.points >= 50)
    assert seeds.seed_hash(bytes.fromhex(head.seed or "")) == head.seed_hash
    if (before := story.first_frozen) is not None:
        assert (before.fingerprint, before.list_hash, before.chunks) == (head.fingerprint, head.list_hash, head.chunks)


def _check_prizes(story: Story, head: RaceHead) -> None:
    """Each prize has gone out once, to the first in the order; passed over is only who had left before their turn."""
    whose = {draws.ticket_of(head.salt, person): person for person in CAST}
    orders = {
        "top": [line.ticket for line in frozen.frozen_list(head)[: STOCK["top"]]],
        "draw": draws.draw_order(bytes.fromhex(head.seed or ""), frozen.drawn_tickets(head)),
    }
    for reward, order in orders.items():
        given = rewards_items.all_awards(reward)
        numbers = [award.number for award in given]
        assert sorted(numbers) == list(range(1, len(given) + 1))
        assert len({award.person for award in given}) == len(given)
        people = {alias: person for person, alias in story.aliases.items()}
        winners = {people.get(award.person, award.person) for award in given}
        there = [whose[ticket] for ticket in order if whose[ticket] in winners or whose[ticket] not in story.left]
        assert set(there[: STOCK[reward]]) == winners
        for number in range(1, STOCK[reward] + 1):
            voucher = rewards_items.find_voucher(reward, number)
            assert voucher is not None
            assert voucher.award == next((award.award for award in given if award.number == number), None)
        known = rewards_items.find_reward(reward, consistent=True)
        assert known is not None
        assert known.supply.given == len(given)


def _check_points(person: str) -> None:
    """A card is the fold of its ledger, and rows are the card's."""
    folded = fold(points_items.ledger_of(person, consistent=True))
    card = people_items.find_card(person, consistent=True)
    assert card is not None
    assert (card.totals.spendable, card.totals.lifetime) == (folded.spendable, folded.lifetime)
    assert card.totals.races == {race: folded.races[race] for race in card.totals.races}
    for race, score in folded.races.items():
        row, right = races_items.find_standing(race, person, consistent=True), standings.row_of(card, race, score)
        assert row is not None, race
        assert (row.points, row.shares, row.clicks) == (right.points, right.shares, right.clicks), race


def _tell_and_check(seed: int, steps_told: int) -> None:
    with last_hours(random.Random(seed)) as world:
        story = Story(world, random.Random(seed))
        story.tell(steps_told)
        check(story)


@pytest.mark.parametrize("is_erased", [False, True])
def test_a_prize_whose_winner_leaves_amid_the_awards_is_not_given_again(
    is_erased: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    give, given = awards._give, []

    def give_one(reward: str, race: str, person: str, *more: Any) -> None:
        if given and reward == "draw":
            raise Killed
        give(reward, race, person, *more)
        given.extend([person] * (reward == "draw"))

    with last_hours(random.Random(1)) as world:
        story = Story(world, random.Random(1), now=OVER + timedelta(minutes=1))
        story._look()
        with monkeypatch.context() as patch:
            patch.setattr(awards, "_give", give_one)
            with pytest.raises(Killed):
                _close(story.now)
        (winner,) = given
        story._leave(winner, None, story.now)
        world.memory.settle()
        story._look()
        if is_erased:
            story._erase(story.now)

        story._finish()

        check(story)
        assert len(rewards_items.all_awards("draw")) == STOCK["draw"]


SEEDS, STEPS = st.integers(0, 2**32), st.integers(4, 40)


@settings(max_examples=15, derandomize=True)
@given(SEEDS, STEPS)
def test_whatever_happens_around_a_races_end_prizes_lists_and_erasures_are_right(seed: int, steps_told: int) -> None:
    _tell_and_check(seed, steps_told)


@pytest.mark.soak
@settings(max_examples=1_000)
@given(SEEDS, STEPS)
def test_for_long_whatever_happens_around_a_races_end_everything_is_right(seed: int, steps_told: int) -> None:
    _tell_and_check(seed, steps_told)
