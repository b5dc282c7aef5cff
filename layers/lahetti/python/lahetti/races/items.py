"""Standings and ranks of races, frozen lists, and the tickets whose owners are shown."""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    JSONAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_delete, batch_get, batch_put
from lahetti.dynamodb.models import ProgrammeItem, TrafficItem
from lahetti.dynamodb.transactions import Put, try_write
from lahetti.people.model import RaceScore
from lahetti.races.model import Ranks, Roster, Standing, TeamTable


class StandingItem(TrafficItem, discriminator="standing"):
    """pk = "RACE#<id>", sk = the person; index standings: race / place, for those who are listed."""

    name = UnicodeAttribute(null=True)
    team = UnicodeAttribute(null=True)
    points = NumberAttribute(default=0)
    shares = NumberAttribute(default=0)
    clicks = NumberAttribute(default=0)
    version = NumberAttribute(default=0)


def find_standing(race: str, person: str, *, consistent: bool = False) -> Standing | None:
    """Return a person's row, or None."""
    item = StandingItem.find(keys.race(race), person, consistent=consistent)
    return _to_standing(item) if item is not None else None


def put_standing(race: str, standing: Standing, *, over: int | None = None, expires: datetime | None = None) -> bool:
    """Write a row unless a newer card already has; return whether it was written.

    `over` is the version of a row that is wrong: that very row is replaced, whichever is newer. `expires` is when the
    row may go.
    """
    values: dict[str, Any] = {
        "name": standing.name,
        "team": standing.team,
        "points": standing.points,
        "shares": standing.shares,
        "clicks": standing.clicks,
        "version": standing.version,
        "race": keys.race(race) if standing.place else None,
        "place": standing.place,
    }
    if expires is not None:
        values["expires"] = int(expires.timestamp())
    actions = [
        getattr(StandingItem, name).remove() if value is None else getattr(StandingItem, name).set(value)
        for name, value in values.items()
    ]
    actions.append(StandingItem.kind.set(StandingItem))
    newer = StandingItem.version.does_not_exist() | (StandingItem.version < standing.version)
    condition = newer if over is None else StandingItem.version == over
    return try_write(lambda: StandingItem(keys.race(race), standing.person).update(actions, condition))


def delete_standings(wanted: Iterable[tuple[str, str]]) -> None:
    """Delete rows by (race, person); those that are not there stay so."""
    batch_delete(StandingItem(keys.race(race), person) for race, person in wanted)


def find_standings(race: str, people: Iterable[str], *, consistent: bool = False) -> list[Standing]:
    """Return some people's rows, in any order; those who have none are left out."""
    wanted = ((keys.race(race), person) for person in people)
    return [_to_standing(item) for item in batch_get(StandingItem, wanted, consistent=consistent)]


def top_of(race: str, at_most: int) -> tuple[int | None, list[Standing]]:
    """Return how many could stand in a race, None where nobody has counted them, and the first places: one Query."""
    found = list(TrafficItem.standings.query(keys.race(race), scan_index_forward=False, limit=at_most + 1))
    could = next((int(row.points) for row in found if isinstance(row, RosterItem)), None)
    return could, [_to_standing(row) for row in found if isinstance(row, StandingItem)][:at_most]


def all_rows(race: str) -> list[Standing]:
    """Return the rows of everybody who is listed, first place first."""
    rows = TrafficItem.standings.query(keys.race(race), scan_index_forward=False)
    return [_to_standing(row) for row in rows if isinstance(row, StandingItem)]


def count_between(race: str, above: str, below: str) -> int:
    """Count the rows whose place is greater than `above` and less than `below`."""
    return TrafficItem.standings.count(keys.race(race), TrafficItem.place.between(above, below))


def _to_standing(item: StandingItem) -> Standing:
    return Standing(
        person=item.sk,
        name=item.name,
        team=item.team,
        points=int(item.points),
        shares=int(item.shares),
        clicks=int(item.clicks),
        version=int(item.version),
        place=item.place,
    )


class RosterItem(TrafficItem, discriminator="roster"):
    """How many could stand in a race (`points`) and in its teams' tables; pk = "RACE#<id>", sk = "!ROSTER".

    In the index it stands above all rows, so that the query of the first places brings it along.
    """

    points = NumberAttribute(default=0)
    teams: MapAttribute[str, int] = MapAttribute(default=dict)


_ABOVE_ALL = "~"
"""The place of a roster; those of rows begin with digits."""


def find_roster(race: str) -> Roster | None:
    """Return how many could stand in a race, or None where nobody has counted them."""
    item = RosterItem.find(keys.race(race), keys.ROSTER)
    if item is None:
        return None
    return Roster(int(item.points), {team: int(people) for team, people in item.teams.as_dict().items()})


def save_roster(race: str, roster: Roster) -> None:
    """Store how many could stand in a race."""
    RosterItem(
        keys.race(race),
        keys.ROSTER,
        race=keys.race(race),
        place=_ABOVE_ALL,
        points=roster.people,
        teams=dict(roster.teams),
    ).save()


class TeamTablesItem(TrafficItem, discriminator="teams"):
    """What is shown of a race's teams, rebuilt with the ranks; pk = "RACE#<id>", sk = "!TEAMS".

    `tables` is {team: [points each, [person, …]]}: names and figures of the lines come from the rows themselves.
    """

    tables = JSONAttribute()


def find_team_tables(race: str) -> dict[str, TeamTable]:
    """Return what is shown of the teams of a race; nothing before it was first built."""
    item = TeamTablesItem.find(keys.race(race), keys.TEAMS)
    return (
        {} if item is None else {team: TeamTable(each, tuple(people)) for team, (each, people) in item.tables.items()}
    )


def save_team_tables(race: str, tables: Mapping[str, TeamTable]) -> None:
    """Store what is shown of the teams of a race."""
    shown = {team: [table.each, table.people] for team, table in tables.items()}
    TeamTablesItem(keys.race(race), keys.TEAMS, tables=shown).save()


class RanksItem(TrafficItem, discriminator="ranks"):
    """pk = "RACE#<id>", sk = "!RANKS"; `above` are pairs of 32-bit numbers (score, people above), ascending.

    500 different scores fit into 4 KB, half a read unit.
    """

    above = BinaryAttribute(legacy_encoding=False, null=True)
    people = NumberAttribute(default=0)
    rebuilt = NumberAttribute(default=0)
    listed = NumberAttribute(default=0)
    lease = NumberAttribute(default=0)


def find_ranks(race: str) -> Ranks:
    """Return the ranks of a race; never rebuilt before they were first built."""
    item = RanksItem.find(keys.race(race), keys.RANKS)
    if item is None:
        return Ranks()
    above = tuple(struct.iter_unpack(">II", item.above or b""))
    return Ranks(above, int(item.people), int(item.rebuilt), int(item.listed))


def lease_ranks(race: str, now: int, until: int) -> bool:
    """Take the right to rebuild ranks; one process has it at a time."""
    ranks = RanksItem(keys.race(race), keys.RANKS)
    free = RanksItem.lease.does_not_exist() | (RanksItem.lease < now)
    return try_write(lambda: ranks.update([RanksItem.lease.set(until), RanksItem.kind.set(RanksItem)], free))


def save_ranks(race: str, ranks: Ranks) -> None:
    """Store rebuilt ranks and give the lease back."""
    above = b"".join(struct.pack(">II", *pair) for pair in ranks.above)
    RanksItem(
        keys.race(race),
        keys.RANKS,
        above=above,
        people=ranks.people,
        rebuilt=ranks.rebuilt,
        listed=ranks.listed,
        lease=0,
    ).save()


class FrozenChunkItem(ProgrammeItem, discriminator="frozen"):
    """Up to 1,000 lines of a frozen list; sk = "FROZEN#<first of the fingerprint>#0001"."""

    lines = UnicodeAttribute()


class ExcludedChunkItem(ProgrammeItem, discriminator="excluded"):
    """Up to 1,000 tickets that a frozen list leaves out; sk = "EXCLUDED#<first of the fingerprint>#0001"."""

    lines = UnicodeAttribute()


class KeptLineItem(ProgrammeItem, discriminator="kept"):
    """The score behind a ticket whose person was removed before the list was frozen; sk = "KEPT#<ticket>"."""

    ticket = UnicodeAttribute()
    points = NumberAttribute()
    shares = NumberAttribute()
    clicks = NumberAttribute()
    last = NumberAttribute()


class TicketItem(ProgrammeItem, discriminator="ticket"):
    """Whose a ticket is: for places 1–10 and winners alone, whose names are shown from the living record.

    pk = "PERSON#<id>", sk = "TICKET#<race>"; gsi1: RACE#<id> / <place, zero-padded>.
    """

    person = UnicodeAttribute()
    race = UnicodeAttribute()
    ticket = UnicodeAttribute()
    place = NumberAttribute()


class FrozenTeamItem(ProgrammeItem, discriminator="frozenteam"):
    """The lines of one team's frozen table; sk = "FROZENTEAM#<first of the fingerprint>#<team>"."""

    team = UnicodeAttribute()
    lines = UnicodeAttribute()


class TeamTicketItem(ProgrammeItem, discriminator="teamticket"):
    """Whose a ticket of a team's frozen table is; names are shown from the living record.

    pk = "PERSON#<id>", sk = "TICKET#<race>#TEAM"; gsi1: RACE#<id>#TEAM#<team> / <place, zero-padded>.
    """

    race = UnicodeAttribute()
    team = UnicodeAttribute()
    place = NumberAttribute()


def put_frozen_teams(race: str, fingerprint: str, tables: Mapping[str, str]) -> None:
    """Store the frozen tables of teams, {team: lines}, under the fingerprint of the race's list."""
    batch_put(
        FrozenTeamItem(keys.race(race), keys.frozen_team(fingerprint, team), team=team, lines=lines)
        for team, lines in tables.items()
    )


def frozen_team(race: str, fingerprint: str, team: str) -> list[str]:
    """Return the lines of a team's frozen table, first place first; none where the team has no table."""
    found = FrozenTeamItem.find(keys.race(race), keys.frozen_team(fingerprint, team))
    if found is None:
        return []
    return found.lines.split("\n")


def put_team_tickets(race: str, team: str, people: Iterable[tuple[int, str]]) -> None:
    """Store whose the places of a team's frozen table are: (place, person)."""
    batch_put(
        TeamTicketItem(
            keys.person(person),
            keys.team_ticket(race),
            gsi1pk=keys.race_team(race, team),
            gsi1sk=f"{place:07d}",
            view1={"place": place},
            race=race,
            team=team,
            place=place,
        )
        for place, person in people
    )


def people_of_team(race: str, team: str) -> list[tuple[int, str]]:
    """Return (place, person) of a team's frozen table, of those who are still in the programme."""
    found = ProgrammeItem.gsi1.query(keys.race_team(race, team))
    return [(_place(item.view1), item.pk.removeprefix("PERSON#")) for item in found]


def put_frozen(race: str, fingerprint: str, texts: Sequence[str]) -> None:
    """Store the chunks of a frozen list, under its fingerprint: two that differ never mix."""
    batch_put(
        FrozenChunkItem(keys.race(race), keys.frozen(fingerprint, number), lines=text)
        for number, text in enumerate(texts, 1)
    )


def put_kept_line(race: str, ticket: str, score: RaceScore) -> Put:
    """Return the write that keeps a ticket's score for the freezing of a race."""
    return Put(
        KeptLineItem(
            keys.race(race),
            keys.kept(ticket),
            ticket=ticket,
            points=score.points,
            shares=score.shares,
            clicks=score.clicks,
            last=score.last,
        )
    )


def kept_lines(race: str) -> dict[str, RaceScore]:
    """Return the scores that were kept of a race, {ticket: score}."""
    found = KeptLineItem.query(keys.race(race), KeptLineItem.sk.startswith(keys.kept("")), consistent_read=True)
    return {
        item.ticket: RaceScore(int(item.points), int(item.shares), int(item.clicks), int(item.last)) for item in found
    }


def put_excluded(race: str, fingerprint: str, texts: Sequence[str]) -> None:
    """Store the tickets with points that a frozen list does not have, "<reason> <ticket>" a line."""
    batch_put(
        ExcludedChunkItem(keys.race(race), keys.excluded(fingerprint, number), lines=text)
        for number, text in enumerate(texts, 1)
    )


def excluded_lines(race: str, fingerprint: str) -> Iterator[str]:
    """Walk the lines of the tickets that a frozen list does not have."""
    begins = ExcludedChunkItem.sk.startswith(keys.excluded(fingerprint, None))
    for chunk in ExcludedChunkItem.query(keys.race(race), begins, consistent_read=True):
        yield from filter(None, chunk.lines.split("\n"))


def frozen_lines(race: str, fingerprint: str, *, first_chunk_alone: bool = False) -> Iterator[str]:
    """Walk the lines of a frozen list, first place first."""
    chunks = FrozenChunkItem.query(
        keys.race(race),
        FrozenChunkItem.sk.startswith(keys.frozen(fingerprint, None)),
        consistent_read=True,
        limit=1 if first_chunk_alone else None,
    )
    for chunk in chunks:
        yield from filter(None, chunk.lines.split("\n"))


def put_tickets(tickets: Iterable[tuple[str, str, str, int]]) -> None:
    """Store whose tickets these are: (race, person, ticket, place)."""
    batch_put(
        TicketItem(
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


def people_of(race: str) -> list[tuple[int, str]]:
    """Return (place, person) of those whose tickets are known: the first ten and the winners."""
    found = ProgrammeItem.gsi1.query(keys.race(race))
    return [(_place(item.view1), item.pk.removeprefix("PERSON#")) for item in found]


def _place(shown: Any) -> int:
    return int(shown.as_dict()["place"])
