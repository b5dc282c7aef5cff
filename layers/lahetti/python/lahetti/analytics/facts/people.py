"""People facts: how many could take part and did, of the programme and by home team, counted every night.

The walk that reconciles everybody's ledger carries the count. It is absolute: a week, month or quarter is counted anew
from cards and ledgers as of the day before, so a run that is late, killed or repeated gives the same, and what a missed
night left behind the next one counts. Whoever is erased is counted no more from then on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from lahetti.analytics import periods
from lahetti.analytics.facts import items
from lahetti.analytics.facts.model import PeopleFact
from lahetti.analytics.periods import KINDS, AnalyticsPeriod
from lahetti.core.days import day_of, end_of
from lahetti.people import items as people_items
from lahetti.people.model import PersonState, ScoreCard
from lahetti.points.model import Activity, Entry, ScoredEntry
from lahetti.races.rules import takes_part_on, team_in

LOOKED_BACK = timedelta(days=92)
"""How far back periods are counted that no night has finished: a quarter."""


@dataclass
class _Group:
    """What was counted of a period so far, of a team or of all."""

    with_access: int = 0
    days_of_access: int = 0
    begun: int = 0
    active: int = 0
    shares: int = 0
    clicks: int = 0


@dataclass
class _Counted:
    """A period that is counted up to a day."""

    period: AnalyticsPeriod
    days: Sequence[str]
    groups: dict[str | None, _Group] = field(default_factory=lambda: {None: _Group()})

    def add(self, card: ScoreCard, entries: Iterable[Entry | ScoredEntry], begun: str | None) -> None:
        """Count a person; whoever is anonymous is in no team's figures."""
        person = _Group(days_of_access=sum(takes_part_on(card, day) for day in self.days))
        person.with_access = int(takes_part_on(card, self.days[-1]))
        person.begun = person.with_access if begun is not None and begun <= self.days[-1] else 0
        for entry in entries:
            if self.days[0] <= entry.day <= self.days[-1]:
                person.shares += entry.activity is Activity.SHARE_CONFIRMED
                person.clicks += entry.clicks if entry.activity is Activity.CLICKS else 0
        person.active = min(1, person.shares)
        team = None if card.anonymous else team_in(card.homes, self.period.id)
        for name in {None, team}:
            self.count(name, person)

    def count(self, team: str | None, more: _Group) -> None:
        """Add numbers to those of a team, or of all."""
        group = self.groups.setdefault(team, _Group())
        for what, number in vars(more).items():
            setattr(group, what, getattr(group, what) + number)

    def rows(self) -> list[list[Any]]:
        """Return (team, its numbers) of all groups, as JSON."""
        return [[team, *vars(group).values()] for team, group in self.groups.items()]

    def fact(self, team: str | None, now: datetime) -> PeopleFact:
        """Return what was counted of a team, or of all."""
        group = self.groups.get(team, _Group())
        return PeopleFact(
            self.period.id,
            team,
            group.with_access,
            round(group.days_of_access / len(self.days), 4),
            group.begun,
            group.active,
            group.shares,
            group.clicks,
            now,
        )


class PeopleCounting:
    """Counts people card by card, as they are walked for something else, too; `save` once everybody was."""

    def __init__(self, now: datetime, zone: ZoneInfo) -> None:
        """Choose the periods that contain the day before, and earlier ones that no night has finished."""
        self._now = now
        last = date.fromisoformat(day_of(now, zone)) - timedelta(days=1)
        self._counted = [_Counted(period, _days(period, last)) for period in _unfinished(last, now, zone)]
        rows = (row for state in PersonState for row in people_items.rows_in(state))
        self._begun = {row.id: day_of(row.begun, zone) for row in rows if row.begun is not None}

    def add(self, card: ScoreCard, entries: Iterable[Entry | ScoredEntry]) -> None:
        """Count a person by their card and their whole ledger."""
        known = list(entries)
        for counted in self._counted:
            counted.add(card, known, self._begun.get(card.person))

    def take(self) -> dict[str, list[list[Any]]]:
        """Return what was counted since the last time, as JSON, and begin anew."""
        taken = {one.period.id: one.rows() for one in self._counted}
        for one in self._counted:
            one.groups = {None: _Group()}
        return taken

    def merge(self, taken: Mapping[str, Iterable[Sequence[Any]]]) -> None:
        """Count what was taken before."""
        for one in self._counted:
            for team, *numbers in taken.get(one.period.id, ()):
                one.count(team, _Group(*numbers))

    def save(self) -> None:
        """Store what was counted; teams whose numbers are the same are not written, the programme is the last."""
        for counted in self._counted:
            stored = items.people_of(counted.period.id)
            known = {team for team in stored.keys() | counted.groups.keys() if team is not None}
            for team in sorted(known):
                fact, before = counted.fact(team, self._now), stored.get(team)
                if before is None or replace(before, counted=fact.counted) != fact:
                    items.save_people(fact)
            whole = counted.fact(None, self._now)
            if stored.get(None) != whole:
                items.save_people(whole)


def _unfinished(last: date, now: datetime, zone: ZoneInfo) -> list[AnalyticsPeriod]:
    """Return the periods that contain a day, and the ones before them until one that was counted to its end.

    What a later night has counted already stays.
    """
    latest = {kind: [periods.current(kind, last)] for kind in KINDS}
    for found in latest.values():
        while (earlier := periods.before(found[-1])).last > last - LOOKED_BACK:
            found.append(earlier)
    counted = items.programme_people(period.id for found in latest.values() for period in found)
    moments = {period: fact.counted for period, fact in counted.items()}

    def is_finished(period: AnalyticsPeriod) -> bool:
        return period.id in moments and moments[period.id] >= end_of(period.last.isoformat(), zone)

    unfinished = [
        period for found in latest.values() for period in takewhile(lambda period: not is_finished(period), found)
    ]
    return [period for period in unfinished if moments.get(period.id, now) <= now]


def _days(period: AnalyticsPeriod, last: date) -> list[str]:
    return [day.isoformat() for day in period.days if day <= last]
