"""Standings and ranks of races, frozen lists, and the tickets whose owners are shown."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    NumberAttribute,
    UnicodeAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_put
from lahetti.dynamodb.models import ProgrammeItem, TrafficItem
from lahetti.dynamodb.transactions import try_write


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
    return try_write(lambda: standing.update(actions, condition))


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
    return try_write(lambda: ranks.update([Ranks.lease.set(until), Ranks.kind.set(Ranks)], free))


def save_ranks(race: str, above: bytes, people: int, rebuilt: int) -> None:
    """Store a rebuilt histogram and give the lease back."""
    Ranks(keys.race(race), keys.RANKS, above=above, people=people, rebuilt=rebuilt, lease=0).save()


class FrozenChunk(ProgrammeItem, discriminator="frozen"):
    """Up to 1,000 lines of a frozen list; sk = "FROZEN#<first of the fingerprint>#0001"."""

    lines = UnicodeAttribute()


class Ticket(ProgrammeItem, discriminator="ticket"):
    """Whose a ticket is: for places 1–10 and winners alone, whose names are shown from the living record.

    pk = "PERSON#<id>", sk = "TICKET#<race>"; gsi1: RACE#<id> / <place, zero-padded>.
    """

    person = UnicodeAttribute()
    race = UnicodeAttribute()
    ticket = UnicodeAttribute()
    place = NumberAttribute()


def put_frozen(race: str, fingerprint: str, texts: Sequence[str]) -> None:
    """Store the chunks of a frozen list, under its fingerprint: two that differ never mix."""
    batch_put(
        FrozenChunk(keys.race(race), keys.frozen(fingerprint, number), lines=text)
        for number, text in enumerate(texts, 1)
    )


def frozen_lines(race: str, fingerprint: str, *, first_chunk_alone: bool = False) -> Iterator[str]:
    """Walk the lines of a frozen list, first place first."""
    chunks = FrozenChunk.query(
        keys.race(race),
        FrozenChunk.sk.startswith(keys.frozen(fingerprint, None)),
        consistent_read=True,
        limit=1 if first_chunk_alone else None,
    )
    for chunk in chunks:
        yield from filter(None, chunk.lines.split("\n"))


def put_tickets(tickets: Iterable[tuple[str, str, str, int]]) -> None:
    """Store whose tickets these are: (race, person, ticket, place)."""
    batch_put(
        Ticket(
            keys.person(person),
            keys.ticket(race),
            gsi1pk=keys.race(race),
            gsi1sk=f"{place:07d}",
            view1={"place": place},
            person=person,
            race=race,
            ticket=ticket,
            place=place,
        )
        for race, person, ticket, place in tickets
    )


def people_of(race: str, at_most: int | None) -> list[tuple[int, str]]:
    """Return (place, person) of the best whose tickets are known, or of all of them."""
    found = ProgrammeItem.gsi1.query(keys.race(race), limit=at_most)
    return [(_place(item.view1), item.pk.removeprefix("PERSON#")) for item in found]


def _place(shown: Any) -> int:
    return int(shown.as_dict()["place"])
