"""Lines of a race's tables, a person's own place, and the rows that standings are read from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Exclusion(StrEnum):
    """Why a person with points does not stand in a race."""

    LEFT_OUT = "left_out"
    PAUSED = "paused"


@dataclass(frozen=True)
class Place:
    """A line of a table; an anonymous person has neither name nor team."""

    place: int
    person: str
    name: str | None
    team: str | None
    points: int
    shares: int
    clicks: int


@dataclass(frozen=True)
class OwnPlace:
    """A person's own line; `as_of` tells how old the count of those above may be."""

    place: int | None
    points: int
    shares: int
    clicks: int
    points_to_next: int | None
    points_to_top: int | None
    as_of: datetime


@dataclass(frozen=True)
class TeamLine:
    """A team of a race by points per active ambassador; None for a team that is too small to show."""

    team: str
    name: str
    points_each: float | None


@dataclass(frozen=True)
class Standing:
    """One person's row of one race; `version` is the score card's, `place` the key of whoever is listed."""

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
    """How many people stand above each score, by score ascending; `rebuilt` is a second (epoch), 0 for never."""

    above: tuple[tuple[int, int], ...] = ()
    people: int = 0
    rebuilt: int = 0
