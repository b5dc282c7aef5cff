"""A small model of the store: what its conditions promise, in memory, with every fault that the promise allows.

It stands in for the functions of `lahetti.store` that deeds and standings use. Items are kept as copies, with all
their former states. A put of a model with a version fails unless the version is the one that was read; a transaction
does all or nothing; a read that does not ask for consistency may return any former state, or none. Before and after
every access the work may be killed, or another worker may go on.
"""

import pickle
import random
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lahetti.content import items as content_items
from lahetti.core.cache import Cached
from lahetti.core.configuration import Configuration
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.models import StoredItem
from lahetti.dynamodb.transactions import Put, TransactionConflict
from lahetti.people import items as people_items
from lahetti.people.model import ScoreCard
from lahetti.periods import challenges as periods_challenges
from lahetti.periods import items as periods_items
from lahetti.points import items as points_items
from lahetti.points.model import Entry, HeldClicks
from lahetti.races import items as races_items
from lahetti.races.model import Standing
from lahetti.security import secrets
from lahetti.sharing import items as sharing_items
from lahetti.sharing import opening, own_devices
from lahetti.sharing.model import Mark, Share

ZONE = ZoneInfo("Europe/Helsinki")
MOST_WRITES = 100
"""https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html"""


class Killed(BaseException):
    """The process is gone: no `except Exception` may stop it."""


@dataclass
class Model:
    """Tables in memory. `chance` decides how old a read is; `kill_in` counts the accesses until the work is killed."""

    chance: random.Random = field(default_factory=lambda: random.Random(0))
    kill_in: int | None = None
    pause: Callable[[], None] = lambda: None
    items: dict[tuple[str, str], list[bytes]] = field(default_factory=dict)
    marks: dict[tuple[str, str], dict[str, list[Any]]] = field(default_factory=dict)
    records: list[tuple[str, str]] = field(default_factory=list)
    images: list[bytes] = field(default_factory=list)
    refreshes: dict[str, set[str]] = field(default_factory=dict)
    challenges: list[str] = field(default_factory=list)
    """Ids of the challenges that are open."""
    entered: list[str] = field(default_factory=list)
    """`pk` and cause of every ledger entry in the order of their transactions."""

    @contextmanager
    def installed(self) -> Iterator["Model"]:
        """Let `lahetti.store` be this model."""
        with pytest.MonkeyPatch.context() as patch:
            names = dict.fromkeys(Configuration.__dataclass_fields__, "")
            decided = {"link_origin": "https://go.vero.fi", "time_zone": "Europe/Helsinki"}
            configuration = Configuration(**{**names, **decided})
            for module in (opening, own_devices):
                patch.setattr(module, "configuration", lambda: configuration)
            patch.setattr(secrets, "link_key", lambda: b"key")
            # In that module alone: a thread that an earlier test left behind may sleep, too, and is no step of ours.
            patch.setattr(transactions, "time", SimpleNamespace(sleep=lambda _: self.step()))
            for module, name, mine in (
                (transactions, "transact", self.write_together),
                (transactions, "save_if_current", self.put_alone),
                (periods_challenges, "_OPEN", Cached(periods_challenges._read_open, 0)),
                (periods_items, "ids_in", lambda _: self.challenges),
                (sharing_items, "find_share", self.find_share),
                (points_items, "find_held", self.find_held),
                (points_items, "find_entry", self.find_entry),
                (points_items, "find_entries", self.find_entries),
                (people_items, "find_card", self.find_card),
                (people_items, "ids_in", self.ids_in),
                (points_items, "ledger_of", self.ledger_of),
                (content_items, "find_head", lambda c: self.find(keys.content(c), "HEAD")),
                (content_items, "find_texts", lambda c: self.find(keys.content(c), "TEXTS")),
                (content_items, "find_captions", lambda *_: None),
                (sharing_items, "marks_of", self.marks_of),
                (
                    sharing_items,
                    "mark_own_device",
                    lambda code, day, visitor, now, _: self.own(code, day, visitor, now),
                ),
                (races_items, "find_standing", self.find_standing),
                (races_items, "put_standing", self.put_standing),
                (sharing_items, "visitor_key", lambda *_: b"k" * 32),
                (points_items, "ask_for_refresh", self.ask_for_refresh),
                (points_items, "shares_to_refresh", self.shares_to_refresh),
                (points_items, "forget_refresh", lambda minute: self.refreshes.pop(minute, None)),
            ):
                patch.setattr(module, name, mine)
            yield self

    # --- faults

    def step(self) -> None:
        """One access: the work may be killed here, or another worker may take its turn."""
        if self.kill_in is not None:
            self.kill_in -= 1
            if self.kill_in < 0:
                self.kill_in = None
                raise Killed
        self.pause()

    def together(self, *work: Callable[[], None]) -> None:
        """Do several works at once: after every access it is drawn who goes on. The first failure is raised."""
        turns = _Turns(random.Random(self.chance.random()), len(work))
        failures: list[BaseException] = []

        def take_part(number: int) -> None:
            turns.wait_for(number)
            try:
                work[number]()
            except BaseException as failure:  # noqa: BLE001 (raised again where the threads were started)
                failures.append(failure)
            finally:
                turns.leave(number)

        threads = [threading.Thread(target=take_part, args=(number,), daemon=True) for number in range(len(work))]
        self.pause = turns.pass_on
        for thread in threads:
            thread.start()
        turns.begin()
        for thread in threads:
            thread.join()
        self.pause = lambda: None
        if failures:
            raise failures[0]

    # --- reads and writes

    def find(self, pk: str, sk: str, *, consistent: bool = True) -> Any:
        """Return an item, perhaps as it once was."""
        self.step()
        states = self.items.get((pk, sk), [])
        back = 0 if consistent or self.chance.random() < 0.5 else self.chance.randint(0, min(3, len(states)))
        return pickle.loads(states[-1 - back]) if len(states) > back else None  # noqa: S301 (our own copy)

    def put(self, item: StoredItem) -> None:
        """Put an item without any condition, as a state that stands before the sequence."""
        self.keep(item.pk, item.sk, item)  # type: ignore[attr-defined]

    def keep(self, pk: str, sk: str, found: object) -> None:
        """Have something found under a key: a state that stands before the sequence."""
        self.items.setdefault((pk, sk), []).append(pickle.dumps(found))

    def write_together(self, *writes: Put) -> None:
        """Do all of the writes or none."""
        self.step()
        assert len(writes) <= MOST_WRITES, f"{len(writes)} writes in one transaction"
        places = [(write.item.pk, write.item.sk) for write in writes]  # type: ignore[attr-defined]
        assert len(set(places)) == len(places), f"one item twice in a transaction: {places}"
        refusing = [write for write in writes if not self._holds(write)]
        if refusing:
            raise TransactionConflict(refusing)
        for place, write in zip(places, writes, strict=True):
            write.item.update_local_version_attribute()
            self.put(write.item)
            if isinstance(write.item, people_items.ScoreCardItem):
                self.images.append(self.items[place][-1])
            if isinstance(write.item, points_items.EntryItem):
                self.entered.append(f"{place[0]} {write.item.cause}")
        self.step()

    def put_alone(self, item: StoredItem) -> bool:
        """Write one item over the version that was read."""
        try:
            self.write_together(Put(item))
        except TransactionConflict:
            return False
        return True

    def _holds(self, write: Put) -> bool:
        assert isinstance(write, Put)
        states = self.items.get((write.item.pk, write.item.sk), [])  # type: ignore[attr-defined]
        if write.condition is not None:
            assert write.condition.operator == "attribute_not_exists"
            if states:
                return False
        if write.item._version_attribute_name is None:
            return True
        return int(write.item.version or 0) == _version(states)  # type: ignore[attr-defined]

    def find_share(self, code: str, *, consistent: bool = False) -> Share | None:
        item = self.find(keys.share(code), "SHARE", consistent=consistent)
        return None if item is None else sharing_items._to_share(item)

    def find_card(self, person: str, *, consistent: bool = False) -> ScoreCard | None:
        item = self.find(keys.person(person), keys.CARD, consistent=consistent)
        return None if item is None else people_items.to_card(item)

    def ids_in(self, state: str) -> list[str]:
        return [pk.removeprefix("PERSON#") for pk, sk in self.items if sk == keys.CARD and state == "active"]

    def find_held(self, code: str, day: str) -> HeldClicks | None:
        item = self.find(keys.held(code, day), "HELD")
        return None if item is None else points_items._to_held(item)

    def find_entry(self, person: str, cause: str) -> Entry | None:
        item = self.find(keys.person(person), keys.entry(cause))
        return None if item is None else points_items._to_entry(item)

    def find_entries(self, person: str, causes: Iterable[str]) -> list[Entry]:
        return [entry for cause in causes if (entry := self.find_entry(person, cause)) is not None]

    def ledger_of(self, person: str, *, consistent: bool = False) -> list[Entry]:
        self.step()
        entries = [
            points_items._to_entry(pickle.loads(states[-1]))  # noqa: S301
            for (pk, sk), states in self.items.items()
            if pk == keys.person(person) and sk.startswith("ENTRY#")
        ]
        return entries if consistent else entries[: self.chance.randint(0, len(entries))]

    # --- marks, standings, refreshes

    def visit(self, code: str, day: str, visitor: str, now: datetime) -> None:
        """Leave a mark as the redirect does: a first visit is a record of the stream."""
        marks = self.marks.setdefault((code, day), {})
        if visitor not in marks:
            marks[visitor] = [0, int(now.timestamp()), False]
            self.records.append((code, day))
        marks[visitor][0] += 1

    def own(self, code: str, day: str, visitor: str, now: datetime) -> None:
        """Mark a device as the ambassador's own, unless it is there already."""
        self.step()
        marks = self.marks.setdefault((code, day), {})
        if visitor not in marks:
            marks[visitor] = [0, int(now.timestamp()), True]
            self.records.append((code, day))

    def marks_of(self, code: str, day: str) -> list[Mark]:
        self.step()
        marks = self.marks.get((code, day), {}).items()
        return [Mark(visitor, hits, first, own) for visitor, (hits, first, own) in marks]

    def find_standing(self, race: str, person: str, *, consistent: bool = False) -> Standing | None:
        item = self.find(keys.race(race), person, consistent=consistent)
        return None if item is None else races_items._to_standing(item)

    def put_standing(self, race: str, standing: Standing, *, over: int | None = None, **_: object) -> bool:
        self.step()
        states = self.items.get((keys.race(race), standing.person), [])
        stands = _version(states) if states else -1
        if (stands >= standing.version) if over is None else (stands != over):
            return False
        fields = dict(vars(standing))
        self.put(races_items.StandingItem(keys.race(race), fields.pop("person"), **fields))
        self.step()
        return True

    def shares_to_refresh(self, minutes: Iterable[str]) -> dict[str, set[str]]:
        return {minute: set(self.refreshes[minute]) for minute in minutes if self.refreshes.get(minute)}

    def ask_for_refresh(self, minute: str, codes: set[str], _: datetime) -> None:
        self.step()
        self.refreshes.setdefault(minute, set()).update(codes)


class _Turns:
    """Lets one of several threads go on at a time, drawn anew at every access."""

    def __init__(self, chance: random.Random, number: int) -> None:
        self._chance = chance
        self._gates = [threading.Semaphore(0) for _ in range(number)]
        self._there = set(range(number))
        self._current = -1

    def begin(self) -> None:
        self._hand_to(self._draw())

    def wait_for(self, number: int) -> None:
        self._gates[number].acquire()

    def pass_on(self) -> None:
        current, following = self._current, self._draw()
        if following != current:
            self._hand_to(following)
            self.wait_for(current)

    def leave(self, number: int) -> None:
        self._there.discard(number)
        if self._there:
            self._hand_to(self._draw())

    def _draw(self) -> int:
        return self._chance.choice(sorted(self._there))

    def _hand_to(self, number: int) -> None:
        self._current = number
        self._gates[number].release()


def _version(states: Sequence[bytes]) -> int:
    return int(pickle.loads(states[-1]).version) if states else 0  # noqa: S301
