"""How the cost of walking everybody grows: 110, 5,000 and 50,000 people with 1,000 entries each.

Of a large programme the list of all people, some parts, and all that follows the last part are done for real; the other
parts count as the measured ones do. Seconds are processor time, without that of the generated store. On AWS a run
waits for DynamoDB, too: 16 requests at a time of `_WAIT` each, which is longer than a Query of 350 KB takes.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lahetti.analytics.facts.people import PeopleCounting
from lahetti.people.walks import walking
from lahetti.people.walks.model import Run
from lahetti.periods import calendar
from lahetti.periods import items as periods_items
from lahetti.periods.heads import new_head
from lahetti.periods.model import RaceHead
from lahetti.races import reconciliation
from lahetti.races.closing import frozen, steps
from lahetti.races.rosters import Counting
from lahetti.security import encryption
from tests.bench.figures import Figure, table
from tests.bench.generated_programme import GeneratedProgramme

ZONE = ZoneInfo("UTC")
SIZES = (110, 5_000, 50_000)
ENTRIES = 1_000
FIRST = datetime(2026, 4, 1, tzinfo=UTC)
AFTER = datetime(2026, 7, 1, 0, 20, tzinfo=UTC)
RACES = ["M2026-06", "Q2026-2"]
"""What ends with June 2026: one walk is for both."""
NIGHT = datetime(2026, 7, 1, 4, 45, tzinfo=UTC)
_MEASURED = 2
"""Parts that are done for real."""
_RUN_SECONDS = 900 - walking.RESERVE_SECONDS
_WAIT = 0.03
_BUDGET_RUNS = 3


@dataclass(frozen=True)
class Cost:
    """What a walk through so many people costs: seconds of work, requests, read units."""

    people: int
    seconds: float
    requests: float
    read_units: float

    @property
    def runs(self) -> int:
        """How many runs of a job of 15 minutes it takes."""
        waited = self.requests * _WAIT / walking._AT_ONCE
        return math.ceil(max(self.seconds, waited) / _RUN_SECONDS)

    def per_person(self, what: float) -> float:
        """Return the share of one person."""
        return what / self.people


def measure() -> Iterator[Figure]:
    """Take the figures of all sizes."""
    for name, walk in (("close", _close), ("reconcile", _reconcile)):
        costs = {size: _cost(size, walk) for size in SIZES}
        least = costs[SIZES[0]]
        for size, cost in costs.items():
            yield Figure(f"scale.{name}.seconds_{size}", cost.seconds, "seconds of work", None)
            yield Figure(f"scale.{name}.requests_{size}", cost.per_person(cost.requests), "requests a person", None)
            read = cost.per_person(cost.read_units)
            yield Figure(f"scale.{name}.read_units_{size}", read, "read units a person", None)
            if cost is least:
                continue
            ratio = cost.per_person(cost.seconds) / least.per_person(least.seconds)
            yield Figure(f"scale.{name}.seconds_ratio_{size}", ratio, "× a person's at 110", 1.3)
            ratio = read / least.per_person(least.read_units)
            yield Figure(f"scale.{name}.read_ratio_{size}", ratio, "× a person's at 110", 1.1)
        yield Figure(f"scale.{name}.runs_50000", costs[50_000].runs, "runs of 15 minutes", _BUDGET_RUNS)


@dataclass
class _Spent:
    """Seconds of work without the generated store's, requests, read units."""

    seconds: float = 0.0
    requests: float = 0.0
    read_units: float = 0.0

    @classmethod
    def so_far(cls, programme: GeneratedProgramme) -> "_Spent":
        return cls(time.process_time() - programme.spent, programme.requests, programme.read_units)

    def plus(self, other: "_Spent", times: float = 1.0) -> "_Spent":
        return _Spent(
            self.seconds + times * other.seconds,
            self.requests + times * other.requests,
            self.read_units + times * other.read_units,
        )


class _Parts:
    """Does some parts for real, and lets the others come to what they are known to come to."""

    def __init__(self, programme: GeneratedProgramme, genuine: Callable[..., Any], known: Callable[..., Any]) -> None:
        self.programme, self.genuine, self.known = programme, genuine, known
        self.people = self.done = 0
        self.measured, self.all = _Spent(), _Spent()

    def work(self, *arguments: Any) -> Any:
        """Do a part; its people are the last argument."""
        before = _Spent.so_far(self.programme)
        is_measured = self.done < _MEASURED
        result = (self.genuine if is_measured else self.known)(*arguments)
        spent = _Spent.so_far(self.programme).plus(before, -1)
        self.all = self.all.plus(spent)
        if is_measured:
            self.measured = self.measured.plus(spent)
            self.people += len(arguments[-1])
        self.done += 1
        return result


def _cost(size: int, walk: Callable[[GeneratedProgramme], _Parts]) -> Cost:
    programme = GeneratedProgramme(size, ENTRIES, FIRST)
    with programme.installed():
        before = _Spent.so_far(programme)
        parts = walk(programme)
        whole = _Spent.so_far(programme).plus(before, -1)
    total = whole.plus(parts.all, -1).plus(parts.measured, size / parts.people)
    return Cost(size, total.seconds, total.requests, total.read_units)


def _close(programme: GeneratedProgramme) -> _Parts:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encryption, "encrypt", lambda plain, **_: plain)
        patch.setattr(encryption, "decrypt", lambda sealed, **_: sealed)
        for race in RACES:
            period = calendar.period_of(race)
            assert period is not None
            assert period.first is not None
            assert period.last is not None
            periods_items.save_head(new_head(race, period.first, period.last, FIRST))
        parts = _Parts(programme, steps._walk_part, lambda heads, people: _known_part(programme, heads, people))
        patch.setattr(steps, "_walk_part", parts.work)
        steps.freeze(RACES, AFTER, ZONE, lambda _: 50, Run())
    for race in RACES:
        assert frozen.find_head(race, consistent=True).people == programme.people
    return parts


def _known_part(programme: GeneratedProgramme, heads: Sequence[RaceHead], people: Sequence[str]) -> dict[str, Any]:
    """Return what a part comes to without reading its ledgers."""
    found = {}
    for head in heads:
        counting = Counting([head.race], head.last.isoformat())
        lines = []
        for person in people:
            card = programme.card(person)
            score = card.totals.races[head.race]
            counting.add(card)
            team = card.homes[0].team
            lines.append([person, score.points, score.shares, score.clicks, score.last, team, None])
        found[head.race] = {"lines": lines, "could": counting.take(), "differing": 0}
    return found


def _reconcile(programme: GeneratedProgramme) -> _Parts:
    last: list[Any] = []

    def genuine(part: Any, people: Sequence[str]) -> Any:
        last.append(work(part, people))
        assert last[-1]["behind"] == []
        assert last[-1]["differences"] == []
        return last[-1]

    work = reconciliation._Part.work
    # The night before has counted what was over by then, as every night does.
    PeopleCounting(NIGHT - timedelta(days=1), ZONE).save()
    parts = _Parts(programme, genuine, lambda *_: last[-1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reconciliation._Part, "work", lambda part, people: parts.work(part, people))
        reconciliation.reconcile(NIGHT, ZONE, counts=partial(PeopleCounting, zone=ZONE))
    return parts


if __name__ == "__main__":
    print(table(measure()))
