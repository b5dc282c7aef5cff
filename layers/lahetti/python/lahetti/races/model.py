"""Lines of a race's tables, a person's own place, and the rows that standings are read from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lahetti.core.names import LocalisedName


class Exclusion(StrEnum):
    """Why a person with points does not stand in a race."""

    LEFT_OUT = "left_out"
    PAUSED = "paused"


@dataclass(frozen=True)
class Place:
    """A line of a table; an anonymous person has no name, no team, no shares and clicks, and points in tens.

    `team` is the home team as the race began.
    """

    place: int
    person: str
    name: str | None
    team: str | None
    points: int
    shares: int | None
    clicks: int | None


@dataclass(frozen=True)
class OwnPlace:
    """A person's own line; `as_of` tells how old the count of those above may be.

    Points, shares and clicks are the person's own; place and distances are those of the rows that everybody sees.
    """

    place: int | None
    points: int
    shares: int
    clicks: int
    points_to_next: int | None
    points_to_top: int | None
    as_of: datetime


@dataclass(frozen=True)
class TeamLine:
    """A team of a race by points per active ambassador; None for a team whose figures are not shown."""

    team: str
    name: LocalisedName
    points_each: float | None


@dataclass(frozen=True)
class TeamTable:
    """What is shown of a team: points per person with any, and who stands first, the best first."""

    each: float
    people: tuple[str, ...]


@dataclass(frozen=True)
class Roster:
    """How many could stand in a race, and in each team's table of it: nobody anonymous stands in the latter."""

    people: int
    teams: Mapping[str, int]


@dataclass(frozen=True)
class Standing:
    """One person's row of one race, as others see it; `version` is the score card's, `place` the key of the listed.

    Of somebody anonymous it holds the points that are shown and nothing else.
    """

    person: str
    name: str | None
    team: str | None
    points: int
    shares: int
    clicks: int
    version: int
    place: str | None


@dataclass(frozen=True)
class Ranks:
    """How many people stand above each score, by score ascending; the first `listed` places are shown to everybody.

    `rebuilt` is a second (epoch), 0 for never.
    """

    above: tuple[tuple[int, int], ...] = ()
    people: int = 0
    rebuilt: int = 0
    listed: int = 0
