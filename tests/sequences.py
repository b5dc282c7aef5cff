"""Sequences of deeds and faults, and the oracle that says what is right after them.

A story is drawn from a random source: what two people and their readers do around the midnight after the last Sunday
of March, on which clocks change, and up to the quarter's end on Tuesday; in which pieces the stream's records come,
how often, late, in which order; where the work is killed, and which works are done at once. It is told in a world: the
DynamoDB in memory, or the local cloud.
"""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from lahetti.core.errors import Busy
from lahetti.people.model import Totals
from lahetti.points.model import Activity, Entry, Programme, Reason
from lahetti.points.rules import fold
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import Share as StoredShare

ZONE = ZoneInfo("Europe/Helsinki")
START = datetime(2026, 3, 29, 23, 30, tzinfo=ZONE).astimezone(UTC)
PEOPLE = ("aino", "berit")
CONTENTS = ("c1", "c2", "c3", "c4")
"""The last one brings 9 points."""
OFFICE = "192.0.2.1"
OWN_WORDS = "Näin minä sen sanoisin, kun veroista kysytään minulta."
_VISITORS = [*(f"visitor {number}" for number in range(6)), *(f"colleague {number}" for number in range(4))]
SETTINGS = Settings(version=2, daily_shares=2, daily_points=16, scored_clicks=3, clicks_a_minute=3, clicks_an_ip=3)
PROGRAMME = Programme(SETTINGS, ZONE)
VALUES = {"c4": 9}
Share = tuple[str, str]


@dataclass(frozen=True)
class SeenMark:
    """One visitor of one share on one day; `own`: from the person's own device, which was known by then."""

    hits: int
    first: int
    own: bool
    ip_hash: str


Step = Callable[[], None]


def own_device(person: str) -> str:
    """Return the user agent that a person uses the client with, at the office."""
    return f"device of {person}"


def address_of(visitor: str) -> str:
    """Return where a visitor comes from: people and colleagues share the office's address, others have their own."""
    return OFFICE if visitor.startswith(("device", "colleague")) else f"address of {visitor}"


def seen_marks(share: StoredShare, day: str) -> list[SeenMark]:
    """Return the marks of a share and day, with what the store knows of whose they are."""
    own = sharing_items.own_devices_of([(share.person, day)])[share.person, day]
    return [
        SeenMark(mark.hits, mark.first, mark.first >= own.get(mark.visitor, math.inf), mark.ip_hash)
        for mark in sharing_items.marks_of(share.code, day)
    ]


class World(Protocol):
    """Where a story is told: each function is one deed at a moment."""

    def open(self, share: Share, own_words: bool, now: datetime) -> None: ...
    def confirm(self, share: Share, now: datetime) -> None: ...
    def visit(self, share: Share, visitor: str, now: datetime) -> None: ...
    def deliver(self, records: Iterable[tuple[str, str]], now: datetime) -> None: ...
    def refresh(self, now: datetime) -> None: ...
    def show(self, chance: random.Random, *, all_of_them: bool) -> None: ...
    def killed(self, work: Step, after: int) -> None: ...
    def together(self, first: Step, second: Step) -> None: ...
    def records(self) -> Sequence[tuple[str, str]]: ...


@dataclass
class Story:
    """One sequence, told step by step; what it does to the clock and the records it has seen delivered."""

    world: World
    chance: random.Random
    now: datetime = START
    opened: list[Share] = field(default_factory=list)
    delivered: int = 0

    def tell(self, steps: int) -> None:
        """Tell so many steps, then let everything be delivered that was not."""
        for _ in range(steps):
            self._step()
        self.finish()

    def finish(self) -> None:
        """Deliver what is left, then everything once more in another order: nothing may come of that."""
        self.now += timedelta(minutes=2)
        self._deliver_what_is_left()
        again = list(self.world.records())
        self.chance.shuffle(again)
        self.world.deliver(again, self.now)
        self.now += timedelta(minutes=4)
        self.world.refresh(self.now)
        self.world.show(self.chance, all_of_them=True)

    def _deliver_what_is_left(self) -> None:
        rest = list(self.world.records())[self.delivered :]
        while rest:
            size = self.chance.randint(1, len(rest))
            self.world.deliver(rest[:size], self.now)
            self.delivered += size
            rest = rest[size:]

    def _step(self) -> None:
        self.now += timedelta(seconds=self.chance.choice([1, 1, 5, 40]))
        draw = self.chance.random()
        try:
            if draw < 0.1:
                self._wait()
            elif draw < 0.60:
                self._deed()()
            elif draw < 0.80:
                self.world.killed(self._deed(), self.chance.choice([0, 1, 2, 3, 4, 6, 9, 14]))
            else:
                # Whoever began a while ago is still at it.
                begun = self.now - timedelta(seconds=self.chance.choice([0, 0, 2, 50]))
                self.world.together(self._deed(begun), self._deed())
        except Busy:
            pass  # whoever was told so comes again

    def _wait(self) -> None:
        """Let time pass to about midnight. Until then the job has run, and no record is older than a day."""
        self.now += timedelta(minutes=4)
        self.world.refresh(self.now)
        records = list(self.world.records())[self.delivered :]
        if any(day < _day(self.now) for _, day in records):
            self._deliver_what_is_left()
        midnight = datetime.combine(self.now.astimezone(ZONE).date() + timedelta(days=1), datetime.min.time(), ZONE)
        late = self.chance.choice([-1, 1, 14 * 60, 15 * 60, 15 * 60 + 1, 20 * 60, 70 * 60])
        self.now = max(self.now, midnight.astimezone(UTC) + timedelta(seconds=late))

    def _deed(self, begun: datetime | None = None) -> Step:
        now, world = begun or self.now, self.world
        draw = self.chance.random()
        if draw < 0.22 or not self.opened:
            share, own = (self.chance.choice(PEOPLE), self.chance.choice(CONTENTS)), self.chance.random() < 0.5
            if share not in self.opened:
                self.opened.append(share)
                return lambda: world.open(share, own, now)
        share = self.chance.choice(self.opened)
        if draw < 0.38:
            return lambda: world.confirm(share, now)
        if draw < 0.65:
            visitors = [
                self.chance.choice([*_VISITORS, own_device(share[0])]) for _ in range(self.chance.choice([1, 1, 2, 5]))
            ]
            return lambda: [world.visit(share, visitor, now) for visitor in visitors] and None
        if draw < 0.92:
            return self._delivery(now)
        if draw < 0.95:
            chance = random.Random(self.chance.random())
            return lambda: world.show(chance, all_of_them=False)
        return lambda: world.refresh(now)

    def _delivery(self, now: datetime) -> Step:
        """Some of what is new, in any order, perhaps with what came before; or what came before alone."""
        world = self.world
        records = list(world.records())
        new = records[self.delivered :]
        taken = new[: self.chance.randint(0, len(new))]
        old = records[: self.delivered]
        batch = taken + self.chance.sample(old, self.chance.randint(0, min(3, len(old)))) + taken[:1]
        self.chance.shuffle(batch)

        def deliver() -> None:
            world.deliver(batch, now)
            # Only a batch that was taken whole is over; one that failed or was killed comes again, as of a stream.
            self.delivered = max(self.delivered, len(old) + len(taken))

        return deliver


@dataclass(frozen=True)
class ShareAfter:
    """A share as the store holds it in the end; `marks` by day."""

    code: str
    content: str
    own_wording: bool
    confirmed: bool
    clicks: int
    repeats: int
    own: int
    held: int
    scored: int
    marks: Mapping[str, Sequence[SeenMark]]


@dataclass(frozen=True)
class PersonAfter:
    """Ledger in the order of its transactions, card, rows of the standings as (points, shares, clicks)."""

    ledger: Sequence[Entry]
    card: Totals
    rows: Mapping[str, tuple[int, int, int]]
    shares: Mapping[str, ShareAfter]


def check(person: PersonAfter) -> None:
    """Hold what is stored against what was done: ledger = deeds, card = fold of the ledger, standings = card."""
    for share in person.shares.values():
        _check_share(share, [entry for entry in person.ledger if entry.share == share.code])
    _check_ledger(person.ledger, person.shares)
    folded = fold(person.ledger)
    card = person.card
    assert (card.spendable, card.lifetime) == (folded.spendable, folded.lifetime)
    assert card.days == {day: folded.days[day] for day in card.days}
    assert card.races == {race: folded.races[race] for race in card.races}
    if person.ledger:
        assert set(person.ledger[-1].races) <= set(card.races)
    # Races that are over have left the card, and their rows are right all the same.
    assert person.rows == {race: (s.points, s.shares, s.clicks) for race, s in folded.races.items()}


def _check_share(share: ShareAfter, entries: Sequence[Entry]) -> None:
    counted = held = repeats = own = own_devices = 0
    crowded = False
    for marks in share.marks.values():
        minutes: Counter[int] = Counter()
        of_address: Counter[str] = Counter()
        for mark in sorted(marks, key=lambda mark: mark.first):
            if mark.own:
                own += mark.hits
                own_devices += 1
                continue
            of_address[mark.ip_hash] += 1
            is_over = of_address[mark.ip_hash] > SETTINGS.clicks_an_ip
            crowded |= is_over
            repeats += mark.hits if is_over else mark.hits - 1
            minutes[mark.first // 60] += not is_over
        counted += sum(min(visitors, SETTINGS.clicks_a_minute) for visitors in minutes.values())
        held += sum(max(0, visitors - SETTINGS.clicks_a_minute) for visitors in minutes.values())
    # What came from an own device before it was known stays counted: no tally falls.
    early = share.clicks + share.held - counted - held
    assert 0 <= early <= own_devices, share
    # Of an address with more than its share, another visitor counts where the first one's mark comes late. An own
    # device that was not known yet may have had another visitor of its minute held, and what is held stays held.
    assert crowded or early or abs(share.held - held) <= own_devices, share
    counted = share.clicks
    # Days before the last three are not looked at again, and repeats and own visits make no record.
    exact = len(share.marks) <= 3 and not early
    assert share.repeats == repeats if exact else share.repeats <= repeats + early * own, share
    assert share.own == own if exact else share.own <= own, share
    assert share.confirmed or not counted, share
    causes = [entry.cause for entry in entries]
    assert len(set(causes)) == len(causes)
    assert causes.count(f"SHARE#{share.code}") == int(share.confirmed)
    assert causes.count(f"WORDING#{share.code}") <= int(share.confirmed and share.own_wording)
    most = SETTINGS.scored_clicks
    assert share.scored == sum(entry.clicks for entry in entries) == min(counted, most)
    assert sum(Reason.SCORED_CLICKS in entry.reasons for entry in entries) == int(counted > most)


def _check_ledger(ledger: Iterable[Entry], shares: Mapping[str, ShareAfter]) -> None:
    """Judge each entry by the rules of docs/product.md, from what stood in the ledger before it."""
    days: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    taken: dict[tuple[str, str], int] = defaultdict(int)
    used: dict[str, int] = defaultdict(int)
    over: set[str] = set()
    confirmed: set[str] = set()
    for entry in ledger:
        share = shares[entry.share or ""]
        today, left = days[entry.day], max(0, SETTINGS.daily_points - days[entry.day][1])
        reasons: list[Reason] = []
        if entry.activity is Activity.SHARE_CONFIRMED:
            confirmed.add(share.code)
            worth = VALUES.get(share.content, SETTINGS.share_points)
            if today[0] >= SETTINGS.daily_shares:
                worth, reasons = 0, [Reason.DAILY_SHARES]
                over.add(share.code)
            assert entry.day in {_day(entry.at), *(_deed_day(day, entry.at) for day in share.marks)}
        elif entry.activity is Activity.OWN_WORDING:
            assert share.code in confirmed - over
            worth = SETTINGS.own_wording_points
        else:
            _, code, of_day, number = entry.cause.split("#")
            assert code in confirmed
            assert entry.day == _deed_day(of_day, entry.at)
            fresh = int(number) - taken[code, of_day]
            assert fresh > 0
            clicks = min(fresh, SETTINGS.scored_clicks - used[code])
            assert entry.clicks == clicks
            taken[code, of_day] = int(number)
            used[code] += clicks
            worth = SETTINGS.click_points * clicks
            reasons = [Reason.SCORED_CLICKS] if clicks < fresh else []
        if worth > left:
            reasons = [Reason.DAILY_POINTS, *reasons]
        assert (entry.points, list(entry.reasons)) == (min(worth, left), reasons), entry
        assert entry.shares == (1 if entry.activity is Activity.SHARE_CONFIRMED and entry.points else 0)
        assert entry.rules == SETTINGS.version
        today[0] += entry.shares
        today[1] += entry.points


def _day(moment: datetime) -> str:
    return moment.astimezone(ZONE).date().isoformat()


def _deed_day(day: str, at: datetime) -> str:
    end = datetime.combine(date.fromisoformat(day) + timedelta(days=1), datetime.min.time(), ZONE).astimezone(UTC)
    return day if at - end <= timedelta(minutes=15) else _day(at)
