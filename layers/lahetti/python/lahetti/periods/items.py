"""Heads of races."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.core.names import LocalisedName
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.name_attribute import NameAttribute
from lahetti.dynamodb.transactions import Check, Delete, Put
from lahetti.periods.model import FrozenTeam, MovedRace, RaceHead, RaceState, Ranking

_MOVED = "MOVED"
_PAGE = 50


class RaceHeadItem(ProgrammeItem, discriminator="race"):
    """pk = "RACE#<id>", sk = "HEAD"; gsi1: RACES#<state> / <last day>#<id>; `view1` has how many stand in it.

    `teams` are [team, name, points, those who have any, those who could], `excluded` [reason, number].
    """

    race = UnicodeAttribute()
    first = UnicodeAttribute()
    last = UnicodeAttribute()
    state = UnicodeAttribute()
    opened = UTCDateTimeAttribute()
    seed_hash = UnicodeAttribute()
    sealed_seed = BinaryAttribute(legacy_encoding=False)
    salt = BinaryAttribute(legacy_encoding=False)
    seed = UnicodeAttribute(null=True)
    frozen = UTCDateTimeAttribute(null=True)
    fingerprint = UnicodeAttribute(null=True)
    list_hash = UnicodeAttribute(null=True)
    minimum = NumberAttribute(null=True)
    people = NumberAttribute(default=0)
    could = NumberAttribute(default=0)
    chunks = NumberAttribute(default=0)
    name = NameAttribute(null=True)
    ranking = UnicodeAttribute(null=True)
    goal = NumberAttribute(null=True)
    teams: ListAttribute[Any] = ListAttribute(null=True)
    excluded: ListAttribute[Any] = ListAttribute(null=True)
    version = VersionAttribute()


class MovedRaceItem(ProgrammeItem, discriminator="racemoved"):
    """pk = "RACE#<id>", sk = "MOVED"; gsi1: RACES#MOVED / <at>#<id>, while prizes may still follow."""

    race = UnicodeAttribute()
    to = UnicodeAttribute(null=True)
    at = UTCDateTimeAttribute()


def find_head(race: str, *, consistent: bool = False) -> RaceHead | None:
    """Return a race's head, or None."""
    item = RaceHeadItem.find(keys.race(race), keys.HEAD, consistent=consistent)
    return _to_head(item) if item is not None else None


def find_heads(races: Iterable[str]) -> list[RaceHead]:
    """Return the heads of some races, in any order; those that are not there are left out."""
    return [_to_head(item) for item in batch_get(RaceHeadItem, ((keys.race(race), keys.HEAD) for race in races))]


def put_head(head: RaceHead) -> Put:
    """Return the write that stores a head over the version that was read; a new one must not exist."""
    return Put(_from_head(head))


def delete_head(head: RaceHead) -> Delete:
    """Return the write that takes a head away in the version that was read."""
    return Delete(_from_head(head))


def check_open(race: str) -> Check:
    """Return what refuses a transaction unless a race is there and open."""
    return Check(RaceHeadItem(keys.race(race), keys.HEAD), RaceHeadItem.state == RaceState.OPEN.value)


def find_moved(race: str) -> MovedRace | None:
    """Return what became of a challenge that stood at an id, or None."""
    item = MovedRaceItem.find(keys.race(race), keys.MOVED, consistent=True)
    return None if item is None else MovedRace(item.race, item.to, item.at)


def put_moved(moved: MovedRace) -> Put:
    """Return the write that marks where a challenge went."""
    return Put(_from_moved(moved, listed=True))


def delete_moved(race: str) -> Delete:
    """Return the write that forgets what became of an earlier challenge at an id."""
    return Delete(MovedRaceItem(keys.race(race), keys.MOVED))


def moved_lately() -> list[MovedRace]:
    """Return the marks of challenges whose prizes may still have to follow."""
    found = [item.pk.removeprefix("RACE#") for item in ProgrammeItem.gsi1.query(keys.races(_MOVED))]
    return [moved for race in found if (moved := find_moved(race)) is not None]


def settle_moved(moved: MovedRace) -> None:
    """Store that all prizes have followed, unless the mark was changed or taken away meanwhile."""
    transactions.try_write(lambda: _from_moved(moved, listed=False).save(MovedRaceItem.at == moved.at))


def _from_moved(moved: MovedRace, *, listed: bool) -> MovedRaceItem:
    return MovedRaceItem(
        keys.race(moved.race),
        keys.MOVED,
        gsi1pk=keys.races(_MOVED) if listed else None,
        gsi1sk=f"{moved.at.isoformat()}#{moved.race}" if listed else None,
        race=moved.race,
        to=moved.to,
        at=moved.at,
    )


def save_head(head: RaceHead) -> bool:
    """Store a head over the version that was read; return False where another came first."""
    return transactions.save_if_current(_from_head(head))


def races_in(state: RaceState, before: str) -> list[str]:
    """Return the races of a state whose last day is before a day, the earliest first."""
    bound = ProgrammeItem.gsi1sk < before
    return [item.pk.removeprefix("RACE#") for item in ProgrammeItem.gsi1.query(keys.races(state), bound)]


def ids_in(state: RaceState, since: str = "", at_most: int | None = None) -> list[str]:
    """Return the races of a state whose last day is not before a day, the latest end first."""
    bound = ProgrammeItem.gsi1sk >= since if since else None
    found = ProgrammeItem.gsi1.query(keys.races(state), bound, scan_index_forward=False, limit=at_most)
    return [item.pk.removeprefix("RACE#") for item in found]


def ids_with_people(state: RaceState) -> Iterator[str]:
    """Walk the races of a state in whose frozen list anybody stands, the latest end first."""
    for item in ProgrammeItem.gsi1.query(keys.races(state), scan_index_forward=False, page_size=_PAGE):
        if int(item.view1["people"]):
            yield item.pk.removeprefix("RACE#")


def page_of(state: RaceState, at_most: int, before: str | None = None) -> list[tuple[str, str]]:
    """Return (race, position) of some races of a state, the latest end first, from behind a position."""
    bound = ProgrammeItem.gsi1sk < before if before else None
    found = ProgrammeItem.gsi1.query(keys.races(state), bound, scan_index_forward=False, limit=at_most)
    return [(item.pk.removeprefix("RACE#"), item.gsi1sk or "") for item in found]


def _to_head(item: RaceHeadItem) -> RaceHead:
    return RaceHead(
        race=item.race,
        first=date.fromisoformat(item.first),
        last=date.fromisoformat(item.last),
        opened=item.opened,
        seed_hash=item.seed_hash,
        sealed_seed=item.sealed_seed,
        salt=item.salt,
        state=RaceState(item.state),
        seed=item.seed,
        frozen=item.frozen,
        fingerprint=item.fingerprint,
        list_hash=item.list_hash,
        minimum=None if item.minimum is None else int(item.minimum),
        people=int(item.people),
        could=int(item.could),
        chunks=int(item.chunks),
        name=item.name,
        ranking=None if item.ranking is None else Ranking(item.ranking),
        goal=None if item.goal is None else int(item.goal),
        teams=tuple(
            FrozenTeam(team, LocalisedName.of(name), *map(int, numbers)) for team, name, *numbers in item.teams or ()
        ),
        excluded=tuple((reason, int(number)) for reason, number in item.excluded or ()),
        version=int(item.version or 0),
    )


def _from_head(head: RaceHead) -> RaceHeadItem:
    return RaceHeadItem(
        keys.race(head.race),
        keys.HEAD,
        gsi1pk=keys.races(head.state),
        gsi1sk=f"{head.last.isoformat()}#{head.race}",
        view1={"people": head.people},
        race=head.race,
        first=head.first.isoformat(),
        last=head.last.isoformat(),
        opened=head.opened,
        seed_hash=head.seed_hash,
        sealed_seed=head.sealed_seed,
        salt=head.salt,
        state=head.state.value,
        seed=head.seed,
        frozen=head.frozen,
        fingerprint=head.fingerprint,
        list_hash=head.list_hash,
        minimum=head.minimum,
        people=head.people,
        could=head.could,
        chunks=head.chunks,
        name=head.name,
        ranking=None if head.ranking is None else head.ranking.value,
        goal=head.goal,
        teams=[[line.team, line.name.as_map(), line.points, line.active, line.members] for line in head.teams] or None,
        excluded=[list(pair) for pair in head.excluded] or None,
        version=head.version or None,
    )
