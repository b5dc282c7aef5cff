"""A race's head, with what it promises and what was frozen of it; a challenge as an admin plans it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from lahetti.core.names import LocalisedName


class RaceState(StrEnum):
    """Where a race is on its way."""

    OPEN = "open"
    CLOSING = "closing"
    FROZEN = "frozen"
    REVEALED = "revealed"
    CLOSED = "closed"


class Ranking(StrEnum):
    """Whose points are compared; teams of unequal size by points per active ambassador."""

    PERSON = "person"
    TEAM = "team"


@dataclass(frozen=True)
class FrozenTeam:
    """A team of a frozen race: its points, how many people have any, and how many could stand in its table.

    Whoever was anonymous as the race was frozen is in none of them. `name` is what it was called then.
    """

    team: str
    name: LocalisedName
    points: int
    active: int
    members: int


@dataclass(frozen=True)
class RaceHead:
    """A race that was opened: its days, its state, the promise of its draw, and what was frozen.

    `seed_hash` is public from the opening on, `sealed_seed` encrypted, `seed` (hex) absent until it is revealed.
    `people` stand in the frozen lines, `could` might have. `fingerprint` is the hash of the frozen lines, `list_hash`
    that of the draw's tickets, `minimum` the points that bring a ticket, `excluded` how many with points are not
    listed, by reason. A challenge has a name, a ranking, and often a goal.
    """

    race: str
    first: date
    last: date
    opened: datetime
    seed_hash: str
    sealed_seed: bytes
    salt: bytes
    state: RaceState = RaceState.OPEN
    seed: str | None = None
    frozen: datetime | None = None
    fingerprint: str | None = None
    list_hash: str | None = None
    minimum: int | None = None
    people: int = 0
    could: int = 0
    chunks: int = 0
    name: LocalisedName | None = None
    ranking: Ranking | None = None
    goal: int | None = None
    teams: tuple[FrozenTeam, ...] = ()
    excluded: tuple[tuple[str, int], ...] = ()
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Plan:
    """A challenge as an admin writes it: `last` is its last whole day, `goal` the points of all together."""

    name: LocalisedName
    first: date
    last: date
    ranking: Ranking = Ranking.PERSON
    goal: int | None = None


@dataclass(frozen=True)
class Challenge:
    """A challenge as everybody sees it."""

    race: str
    plan: Plan
    state: RaceState


@dataclass(frozen=True)
class MovedRace:
    """What stands at the id of a challenge that was moved `to` another one, or withdrawn (None)."""

    race: str
    to: str | None
    at: datetime
