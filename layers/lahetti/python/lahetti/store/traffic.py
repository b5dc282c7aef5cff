"""Marks of visitors and standings of races: what can be rebuilt."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pynamodb.attributes import BinaryAttribute, BooleanAttribute, NumberAttribute, UnicodeAttribute

from lahetti import keys
from lahetti.store.base import TrafficItem, happened, put_all


class Mark(TrafficItem, discriminator="mark"):
    """One visitor of one share on one day, as the redirect writes it; `first` is in seconds since the epoch."""

    hits = NumberAttribute(default=0)
    first = NumberAttribute(default=0)
    own = BooleanAttribute(default=False)


class Standing(TrafficItem, discriminator="standing"):
    """One person's row of one race. `version` is the score card's: an older image never wins."""

    name = UnicodeAttribute(null=True)
    team = UnicodeAttribute(null=True)
    points = NumberAttribute(default=0)
    shares = NumberAttribute(default=0)
    clicks = NumberAttribute(default=0)
    version = NumberAttribute(default=0)


class Ranks(TrafficItem, discriminator="ranks"):
    """How many people stand above each score: pairs of 32-bit numbers (score, people above), ascending."""

    above = BinaryAttribute(legacy_encoding=False, null=True)
    people = NumberAttribute(default=0)
    rebuilt = NumberAttribute(default=0)
    lease = NumberAttribute(default=0)


def mark_own_device(code: str, day: str, visitor: str, now: datetime, expires: datetime) -> None:
    """Put the ambassador's own device among the day's visitors, unless it is there already."""
    mark = Mark(keys.mark(code, day), visitor, own=True, first=int(now.timestamp()), expires=int(expires.timestamp()))
    happened(lambda: mark.save(TrafficItem.pk.does_not_exist()))


def leave_marks(marks: Iterable[Mark]) -> None:
    """Store marks whole, many a request: visits of former days, at which nobody waits for a redirect."""
    put_all(marks)


def marks_of(code: str, day: str) -> list[Mark]:
    """Read a share's marks of one day as they are at this moment."""
    return list(Mark.query(keys.mark(code, day), consistent_read=True))


def find_standing(race: str, person: str, *, consistent: bool = False) -> Standing | None:
    """Return a person's row, or None."""
    try:
        return Standing.get(keys.race(race), person, consistent_read=consistent)
    except Standing.DoesNotExist:
        return None


def put_standing(
    race: str, person: str, version: int, row: dict[str, Any], place: str | None, *, over: int | None = None
) -> bool:
    """Write a row unless a newer card already has; return whether it was written. None is removed.

    `over` is the version of a row that is wrong: that very row is replaced, whichever is newer.
    """
    standing = Standing(keys.race(race), person)
    values = {**row, "version": version, "race": keys.race(race) if place else None, "place": place}
    actions = [
        getattr(Standing, name).remove() if value is None else getattr(Standing, name).set(value)
        for name, value in values.items()
    ]
    actions.append(Standing.kind.set(Standing))
    newer = Standing.version.does_not_exist() | (Standing.version < version)
    condition = newer if over is None else Standing.version == over
    return happened(lambda: standing.update(actions, condition))


def top_of(race: str, at_most: int) -> list[tuple[str, Standing]]:
    """Return (person, row) of the first places: one Query."""
    rows = TrafficItem.standings.query(keys.race(race), scan_index_forward=False, limit=at_most)
    return [(row.sk, row) for row in rows if isinstance(row, Standing)]


def all_rows(race: str) -> list[tuple[str, Standing]]:
    """Return (person, row) of everybody who is listed, first place first."""
    rows = TrafficItem.standings.query(keys.race(race), scan_index_forward=False)
    return [(row.sk, row) for row in rows if isinstance(row, Standing)]


def count_between(race: str, above: str, below: str) -> int:
    """Count the rows whose place is greater than `above` and less than `below`."""
    return TrafficItem.standings.count(keys.race(race), TrafficItem.place.between(above, below))


def find_ranks(race: str) -> Ranks | None:
    """Return the histogram of a race, or None before it was first built."""
    try:
        return Ranks.get(keys.race(race), keys.RANKS)
    except Ranks.DoesNotExist:
        return None


def lease_ranks(race: str, now: int, until: int) -> bool:
    """Take the right to rebuild a histogram; one process has it at a time."""
    ranks = Ranks(keys.race(race), keys.RANKS)
    free = Ranks.lease.does_not_exist() | (Ranks.lease < now)
    return happened(lambda: ranks.update([Ranks.lease.set(until), Ranks.kind.set(Ranks)], free))


def save_ranks(race: str, above: bytes, people: int, rebuilt: int) -> None:
    """Store a rebuilt histogram and give the lease back."""
    Ranks(keys.race(race), keys.RANKS, above=above, people=people, rebuilt=rebuilt, lease=0).save()
