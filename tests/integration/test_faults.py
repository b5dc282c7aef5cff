"""Generated sequences of deeds and faults on the local cloud: real conditions, transactions, marks and streams.

While they are told the click consumer is off: our own driver delivers the stream's records, twice, late, in other
orders and pieces. Standings follow by the deployed consumer. In the end the click consumer gets all records once more.
"""

import os
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from lahetti.content import items as content_items
from lahetti.content.model import ContentTexts
from lahetti.core.days import day_of
from lahetti.core.errors import NotFound
from lahetti.dynamodb import transactions
from lahetti.dynamodb.signed_requests import DynamoDb
from lahetti.dynamodb.transactions import Put
from lahetti.networks.networks import Network
from lahetti.people import items as people_items
from lahetti.people.model import ALWAYS, Absence, Person, PersonState, Role, ScoreCard
from lahetti.points import clicks, confirming
from lahetti.points import items as points_items
from lahetti.points import ledger as accounts
from lahetti.races import items as races_items
from lahetti.security import secrets
from lahetti.sharing import items as sharing_items
from lahetti.sharing import links, opening, own_devices
from lahetti.sharing import model as sharing_model
from lahetti.sharing.model import Mark
from redirect import handler
from tests.contents import content_head
from tests.integration.conftest import RunningCloud
from tests.integration.waiting import until
from tests.memory_dynamodb.client import Killed
from tests.sequences import (
    CONTENTS,
    OFFICE,
    OWN_WORDS,
    PEOPLE,
    PROGRAMME,
    SETTINGS,
    START,
    VALUES,
    ZONE,
    PersonAfter,
    Share,
    ShareAfter,
    Step,
    Story,
    address_of,
    check,
    own_device,
    seen_marks,
)
from tools.programme.consumers import clicks_consumer_off

NETWORK = Network.LINKEDIN
SEEDS = range(25)
SOAK = range(1000, 1300)
STEPS = 9
LEFT_OUT = (Absence(ALWAYS, left_out=True, paused=False),)
RUN = uuid.uuid4().hex[:8]
_STORED = [
    (sharing_items, "find_share"),
    (people_items, "find_card"),
    (points_items, "ledger_of"),
    (sharing_items, "marks_of"),
    (transactions, "transact"),
    (transactions, "save_if_current"),
]
_WRITES = ("transact", "save_if_current")


class Steps:
    """Counts the accesses to the store of this thread and kills its work at the one that was drawn."""

    def __init__(self) -> None:
        self._here = threading.local()
        self.entered: dict[str, dict[str, int]] = {}

    def kill_in(self, accesses: int | None) -> None:
        self._here.left = accesses

    def step(self) -> None:
        left = getattr(self._here, "left", None)
        if left is None:
            return
        self._here.left = left - 1
        if left <= 0:
            self._here.left = None
            raise Killed

    def watched(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        """Return an access with a step before it, and after it where it writes."""

        def access(*arguments: Any, **options: Any) -> Any:
            self.step()
            result = original(*arguments, **options)
            if name in _WRITES:
                self._note(arguments)
                self.step()
            return result

        return access

    def _note(self, writes: Sequence[Any]) -> None:
        """Note which version of the card each ledger entry came with: that is the order of the transactions."""
        puts = [write.item for write in writes if isinstance(write, Put)]
        cards = [item for item in puts if isinstance(item, people_items.ScoreCardItem)]
        for entry in (item for item in puts if isinstance(item, points_items.EntryItem)):
            # A dict keeps the order within a transaction, too.
            self.entered.setdefault(entry.person, {})[entry.cause] = int(cards[0].version)


@dataclass
class CloudWorld:
    """Tells a story by the use cases in this process, on the deployed tables."""

    name: str
    steps: Steps
    seen: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    arrived: list[tuple[str, str]] = field(default_factory=list)
    open_links: set[str] = field(default_factory=set)
    redirect: threading.Lock = field(default_factory=threading.Lock)
    """One visit at a time, as in a function: the connection is one."""

    def __post_init__(self) -> None:
        cards = [people_items.put_card(ScoreCard(self.id(person), person, absences=LEFT_OUT)) for person in PEOPLE]
        transactions.transact(*cards)

    def id(self, person: str) -> str:
        return f"{RUN}-{self.name}-{person}"

    def code(self, share: Share) -> str:
        person, content = share
        return links.code_of(secrets.link_key(), self.id(person), f"{RUN}-{content}", NETWORK)

    def open(self, share: Share, own_words: bool, now: datetime) -> None:
        person, content = share
        words = OWN_WORDS if own_words else None
        own_devices.mark(self.id(person), (OFFICE, own_device(person)), now)
        opening.open_share(_ambassador(self.id(person)), f"{RUN}-{content}", NETWORK, SETTINGS, now, words=words)

    def confirm(self, share: Share, now: datetime) -> None:
        with suppress(NotFound):  # its opening was killed, or is just being done
            confirming.confirm_share(self.id(share[0]), self.code(share), PROGRAMME, now)

    def visit(self, share: Share, visitor: str, now: datetime) -> None:
        code = self.code(share)
        if code not in self.open_links and sharing_items.find_share(code, consistent=True) is None:
            return
        self.open_links.add(code)
        with self.redirect:
            until(lambda: handler._mark(code, address_of(visitor), visitor, now), bool)
        self._arrive(code, day_of(now, ZONE), visitor)

    def _arrive(self, code: str, day: str, visitor: str) -> None:
        """A visitor's first mark of a day is a record of the stream."""
        known = self.seen.setdefault((code, day), set())
        if visitor not in known:
            known.add(visitor)
            self.arrived.append((code, day))

    def deliver(self, records: Iterable[tuple[str, str]], now: datetime) -> None:
        clicks.tally_clicks(records, PROGRAMME, now)

    def refresh(self, now: datetime) -> None:
        clicks.refresh_clicks(
            [f"{now - timedelta(minutes=back):%Y-%m-%dT%H:%M}" for back in range(2, 9)], PROGRAMME, lambda: now
        )

    def show(self, chance: random.Random, *, all_of_them: bool) -> None:
        """The deployed consumer does it, when it will."""

    def killed(self, work: Step, after: int) -> None:
        self.steps.kill_in(after)
        try:
            with suppress(Killed):
                work()
        finally:
            self.steps.kill_in(None)

    def together(self, first: Step, second: Step) -> None:
        with ThreadPoolExecutor(2) as threads:
            for work in [threads.submit(first), threads.submit(second)]:
                work.result()

    def records(self) -> Sequence[tuple[str, str]]:
        return self.arrived

    def after(self, person: str) -> PersonAfter:
        """What the tables hold of a person in the end; their rows once the consumer has followed."""
        found = people_items.find_card(self.id(person), consistent=True)
        assert found is not None
        ledger = {entry.cause: entry for entry in accounts.ledger(self.id(person), consistent=True)}
        order = self.steps.entered.get(self.id(person), {})
        assert sorted(order) == sorted(ledger)
        races = {race for entry in ledger.values() for race in entry.races}
        newest = {race: max(v for cause, v in order.items() if race in ledger[cause].races) for race in races}
        shares = [sharing_items.find_share(self.code((person, content)), consistent=True) for content in CONTENTS]
        return PersonAfter(
            ledger=[ledger[cause] for cause in sorted(order, key=lambda cause: order[cause])],
            card=found.totals,
            rows={race: self._row(race, person, version) for race, version in newest.items()},
            shares={share.code: self._share(share) for share in shares if share is not None},
        )

    def _row(self, race: str, person: str, version: int) -> tuple[int, int, int]:
        row = until(
            lambda: races_items.find_standing(race, self.id(person), consistent=True),
            lambda found: found is not None and int(found.version) >= version,
        )
        assert row is not None
        assert row.place is None  # left out, so that other tests' tables stay as they are
        return int(row.points), int(row.shares), int(row.clicks)

    def _share(self, share: sharing_model.Share) -> ShareAfter:
        days = [day for code, day in self.seen if code == share.code]
        marks = {day: seen_marks(share, day) for day in days}
        return ShareAfter(
            share.code, share.content.removeprefix(f"{RUN}-"), share.own_wording, share.state == "confirmed",
            int(share.clicks), int(share.repeats), int(share.own), int(share.held), int(share.scored), marks,
        )  # fmt: skip


def _ambassador(person: str) -> Person:
    return Person(
        id=person, email="", name="", role=Role.AMBASSADOR, state=PersonState.ACTIVE, language="fi",
        joined=START, left_out=True,
    )  # fmt: skip


def _put_contents() -> None:
    for content in CONTENTS:
        id_ = f"{RUN}-{content}"
        head = content_head(id_, title=content, points=VALUES.get(content), created=START)
        texts = ContentTexts(id_, "https://www.vero.fi/")
        transactions.transact(content_items.put_head(head), content_items.put_texts(texts))


def _told(seeds: Iterable[int]) -> dict[int, CloudWorld | Exception]:
    """Tell all sequences; what goes wrong in one is raised by its own test."""
    told: dict[int, CloudWorld | Exception] = {}
    database = DynamoDb(os.environ)
    with pytest.MonkeyPatch.context() as patch, clicks_consumer_off():
        steps = Steps()
        patch.setattr(handler, "database", database)
        for module, name in _STORED:
            patch.setattr(module, name, steps.watched(name, getattr(module, name)))
        _put_contents()
        for seed in seeds:
            try:
                told[seed] = world = CloudWorld(str(seed), steps)
                Story(world, random.Random(seed)).tell(STEPS)
            except Exception as error:  # noqa: BLE001
                told[seed] = error
    if database._connection is not None:
        database._connection.close()
    return told


@pytest.fixture(scope="module")
def told(cloud: RunningCloud) -> Iterator[dict[int, CloudWorld | Exception]]:
    begun = time.monotonic()
    worlds = _told(SEEDS)
    print(f"{len(worlds)} sequences in {time.monotonic() - begun:.0f} s")
    yield worlds
    for day in {day for world in worlds.values() if isinstance(world, CloudWorld) for _, day in world.arrived}:
        sharing_items.delete_visitor_key(day)


@pytest.fixture(scope="module")
def told_for_long(cloud: RunningCloud) -> dict[int, CloudWorld | Exception]:
    return _told(SOAK)


def _check(told: CloudWorld | Exception) -> None:
    if isinstance(told, Exception):
        raise told
    for person in PEOPLE:
        check(told.after(person))


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_ledger_is_deeds_card_is_ledger_and_standings_are_cards(
    seed: int, told: dict[int, CloudWorld | Exception]
) -> None:
    _check(told[seed])


def test_the_deployed_consumer_gets_all_records_again_and_finds_nothing_to_do(
    told: dict[int, CloudWorld | Exception],
) -> None:
    worlds = [world for world in told.values() if isinstance(world, CloudWorld)]
    last = next(world for world in reversed(worlds) if world.arrived)
    code = last.arrived[-1][0]
    before = sharing_items.find_share(code, consistent=True)
    assert before is not None
    today = day_of(datetime.now(ZONE), ZONE)

    # One's own visit of today is the stream's last record; once it is taken, so are all before it.
    now, tomorrow = int(time.time()), datetime.now(ZONE) + timedelta(days=1)
    sharing_items.add_own_device(before.person, today, "last", now, tomorrow)
    sharing_items.put_marks([(code, today, Mark("last", 1, now, "ip"))], tomorrow)
    last.seen[code, today] = {"last"}
    until(lambda: sharing_items.find_share(code, consistent=True), lambda s: s is not None and s.own > before.own, 60)

    for world in worlds:
        for person in PEOPLE:
            check(world.after(person))


@pytest.mark.soak
@pytest.mark.parametrize("seed", SOAK)
def test_for_long_whatever_happens_everything_adds_up(
    seed: int, told_for_long: dict[int, CloudWorld | Exception]
) -> None:
    _check(told_for_long[seed])
