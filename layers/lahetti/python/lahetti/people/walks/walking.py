"""Walking through everybody in parts: a run that is killed, or whose time is over, loses one part at most.

People are cut into parts by a hash of their ids, so that each is in the same part in every run, whatever becomes of
their state meanwhile. Within a part several are worked at a time. What a part comes to is stored, then the checkpoint
moves on, on condition that this run still holds the walk: the newest run does, and an older one ends at its next
checkpoint. Two that work at one part at a time do no harm where the work can be repeated; nobody waits for a lease of a
run that was killed.
"""

import math
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from lahetti.dynamodb.transactions import retry_on_conflict
from lahetti.people import items as people_items
from lahetti.people.model import PersonState
from lahetti.people.walks import items
from lahetti.people.walks.model import Overtaken, Run, Unfinished, Walk

PART = 250
"""People of a part. With eight races what it comes to stays below half of the 400 KB that an item holds."""
RESERVE_SECONDS = 120
"""What a run keeps for its last part and for what is done with the results."""
_LIFE = timedelta(hours=12)
"""How long after its beginning a walk is gone on with; later it begins anew."""
_AT_ONCE = 16
"""People of a part that are worked at a time: a thread waits for the store most of its time."""

Thing = TypeVar("Thing")
Outcome = TypeVar("Outcome")


def everybody() -> Iterator[str]:
    """Walk the ids of all people who have a card."""
    for state in PersonState:
        yield from people_items.ids_in(state)


def under_way(name: str, now: datetime) -> bool:
    """Return whether a walk has begun and is not over."""
    known = items.find_walk(name)
    return known is not None and known.expires > now


def take(name: str, subject: Iterable[str], run: Run, now: datetime) -> Walk:
    """Return the walk of a name for this run: the one that is under way, else a new one with this subject."""
    wanted = tuple(subject)

    def attempt(_: bool) -> Walk | None:
        known = items.find_walk(name)
        if known is not None and known.expires > now:
            taken = replace(known, run=run.id)
            return taken if items.take_walk(taken) else None
        parts = max(1, math.ceil(sum(people_items.count_in(state) for state in PersonState) / PART))
        begun = Walk(name, uuid4().hex, run.id, wanted, parts, 0, now + _LIFE)
        return begun if items.begin_walk(begun, over=known) else None

    return retry_on_conflict(attempt)


def go_on(walk: Walk, work: Callable[[Sequence[str]], Any], run: Run) -> tuple[Walk, list[Any]]:
    """Do the parts that are not done; return the walk as it is then, and what each part came to (JSON).

    Raise Unfinished where the run's time does not do, Overtaken where another run has taken the walk.
    """
    parts = _cut(walk.parts) if walk.done < walk.parts else []
    while walk.done < walk.parts:
        _require_time(walk, run)
        items.save_result(walk, walk.done, work(parts[walk.done]))
        if not items.advance(walk):
            raise Overtaken(walk.name)
        walk = replace(walk, done=walk.done + 1)
    _require_time(walk, run)
    found = items.results(walk)
    if len(found) < walk.parts:
        raise Overtaken(walk.name)  # by a run that has ended it meanwhile
    return walk, found


def at_once(work: Callable[[Thing], Outcome], things: Iterable[Thing]) -> list[Outcome]:
    """Do some work for each, several at a time; return the outcomes in their order."""
    with ThreadPoolExecutor(_AT_ONCE) as workers:
        return list(workers.map(work, things))


def _cut(parts: int) -> list[list[str]]:
    """Return everybody's ids, cut into parts."""
    cut: list[list[str]] = [[] for _ in range(parts)]
    # Twice: whoever changes their state during the first walk is met in the second.
    for person in sorted({*everybody(), *everybody()}):
        cut[zlib.crc32(person.encode()) % parts].append(person)
    return cut


def _require_time(walk: Walk, run: Run) -> None:
    if run.seconds_left() < RESERVE_SECONDS:
        raise Unfinished(walk.name)
