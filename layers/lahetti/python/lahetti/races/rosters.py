"""How many could stand in a race: what half of a table is measured by (`rules.most_listed`).

Each person counts as they stood at the race's first midnight, or at their own first one in the programme. So it does
not matter when they are counted; each night they are counted anew, as people join.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lahetti.core.days import day_of
from lahetti.people import items as people_items
from lahetti.people.model import ScoreCard
from lahetti.people.walks.walking import everybody
from lahetti.periods import challenges
from lahetti.races import items
from lahetti.races.model import Roster
from lahetti.races.rules import could_stand, team_in


class Counting:
    """Counts who could stand in some races, card by card, as people are walked for something else, too."""

    def __init__(self, races: Iterable[str], today: str) -> None:
        self._today = today
        self._people = dict.fromkeys(races, 0)
        self._teams: dict[str, Counter[str]] = {race: Counter() for race in self._people}

    def add(self, card: ScoreCard) -> None:
        """Count a person; whoever is anonymous stands in no team's table."""
        for race in self._people:
            if not could_stand(card, race, self._today):
                continue
            self._people[race] += 1
            team = None if card.anonymous else team_in(card.homes, race)
            if team is not None:
                self._teams[race][team] += 1

    def take(self) -> dict[str, Any]:
        """Return what was counted since the last time, as JSON, and begin anew."""
        taken = {race: [self._people[race], dict(self._teams[race])] for race in self._people}
        for race in self._people:
            self._people[race] = 0
            self._teams[race].clear()
        return taken

    def merge(self, taken: Mapping[str, Any]) -> None:
        """Count what was taken before."""
        for race, (people, teams) in taken.items():
            self._people[race] += people
            self._teams[race].update(teams)

    def roster(self, race: str) -> Roster:
        """Return what was counted of a race."""
        return Roster(self._people[race], dict(self._teams[race]))

    def save(self) -> None:
        """Store what was counted, once everybody was; what is the same as before is not written."""
        for race in self._people:
            if items.find_roster(race) != self.roster(race):
                items.save_roster(race, self.roster(race))


def count_missing(now: datetime, zone: ZoneInfo) -> list[str]:
    """Count who could stand in the races that run and were not counted yet; return those races."""
    missing = [race for race in sorted(challenges.open_races(now, zone)) if items.find_roster(race) is None]
    if missing:
        counting = Counting(missing, day_of(now, zone))
        for card in people_items.find_cards(everybody()):
            counting.add(card)
        counting.save()
    return missing
