"""Races that have a head: their period, the promised seed, and what is frozen of them."""

from collections.abc import Iterable
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem


class RaceHead(ProgrammeItem, discriminator="race"):
    """pk = "RACE#<id>", sk = "HEAD"; gsi1: RACES#<state> / <last day>#<id>.

    `seed` (hex) is absent until it is revealed; `fingerprint` is the hash of the frozen lines, `list_hash` that of the
    tickets of the draw. `minimum` is the number of points that brings a ticket into it. A challenge has a name, a
    ranking, and often a goal; `teams` are [team, points, those who have any, members] as they were frozen.
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
    chunks = NumberAttribute(default=0)
    name = UnicodeAttribute(null=True)
    ranking = UnicodeAttribute(null=True)
    goal = NumberAttribute(null=True)
    teams: ListAttribute[Any] = ListAttribute(null=True)
    version = VersionAttribute()


def find_head(race: str, *, consistent: bool = False) -> RaceHead | None:
    """Return a race's head, or None."""
    try:
        return RaceHead.get(keys.race(race), keys.HEAD, consistent_read=consistent)
    except RaceHead.DoesNotExist:
        return None


def races_in(state: str, before: str) -> list[str]:
    """Return the races of a state whose last day is before a day, the earliest first."""
    bound = ProgrammeItem.gsi1sk < before
    return [item.pk.removeprefix("RACE#") for item in ProgrammeItem.gsi1.query(keys.races(state), bound)]


def ids_in(state: str, since: str = "", at_most: int | None = None) -> list[str]:
    """Return the races of a state whose last day is not before a day, the latest end first."""
    bound = ProgrammeItem.gsi1sk >= since if since else None
    found = ProgrammeItem.gsi1.query(keys.races(state), bound, scan_index_forward=False, limit=at_most)
    return [item.pk.removeprefix("RACE#") for item in found]


def page_of(state: str, at_most: int, before: str | None = None) -> list[tuple[str, str]]:
    """Return (race, position) of some races of a state, the latest end first, from behind a position."""
    bound = ProgrammeItem.gsi1sk < before if before else None
    found = ProgrammeItem.gsi1.query(keys.races(state), bound, scan_index_forward=False, limit=at_most)
    return [(item.pk.removeprefix("RACE#"), item.gsi1sk or "") for item in found]


def find_heads(races: Iterable[str]) -> list[RaceHead]:
    """Return the heads of some races, in any order; those that are not there are left out."""
    return batch_get(RaceHead, ((keys.race(race), keys.HEAD) for race in races))
