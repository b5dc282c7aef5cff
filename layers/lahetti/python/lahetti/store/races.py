"""Races that have a head: their period, the promised seed, and what is frozen of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti import keys
from lahetti.store.base import ProgrammeItem, get_all, put_all


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
    return get_all(RaceHead, ((keys.race(race), keys.HEAD) for race in races))


def put_frozen(race: str, fingerprint: str, texts: Sequence[str]) -> None:
    """Store the chunks of a frozen list, under its fingerprint: two that differ never mix."""
    put_all(
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
    put_all(
        Ticket(
            keys.person(person),
            keys.ticket(race),
            gsi1pk=keys.race(race),
            gsi1sk=f"{place:07d}",
            shown1={"place": place},
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
    return [(_place(item.shown1), item.pk.removeprefix("PERSON#")) for item in found]


def _place(shown: Any) -> int:
    return int(shown.as_dict()["place"])
