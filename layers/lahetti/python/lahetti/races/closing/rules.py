"""Rules of closing: the states of a race, when one is over, and how its final standings are written down."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from lahetti.core.days import end_of
from lahetti.core.names import LocalisedName
from lahetti.people.model import RaceScore
from lahetti.periods import calendar
from lahetti.periods.model import FrozenTeam, RaceState
from lahetti.races.model import Exclusion
from lahetti.races.rules import most_listed, place_key, shown_teams

AFTER_THE_END = timedelta(minutes=16)
CHUNK = 1000
"""Lines of a frozen chunk: about 100 KB, of the 400 that an item may have."""


FROZEN = (RaceState.FROZEN, RaceState.REVEALED, RaceState.CLOSED)
"""States in which a race's list cannot change any more."""


class Phase(StrEnum):
    """What a race is called before people: a race whose prizes are not all given is still closing."""

    PLANNED = "planned"
    RUNNING = "running"
    CLOSING = "closing"
    CLOSED = "closed"


@dataclass(frozen=True)
class Line:
    """A line of a frozen list."""

    place: int
    ticket: str
    points: int
    shares: int
    clicks: int


def frozen_lines(scores: Mapping[str, RaceScore], ticket: Callable[[str], str]) -> list[Line]:
    """Return the final standings of (person, score) by the tie rule, tickets in place of people."""
    listed = sorted(
        ((place_key(person, score), person) for person, score in scores.items() if score.points > 0), reverse=True
    )
    return [
        Line(place, ticket(person), scores[person].points, scores[person].shares, scores[person].clicks)
        for place, (_, person) in enumerate(listed, 1)
    ]


def team_lines(
    scores: Mapping[str, RaceScore],
    teams: Mapping[str, str],
    could: Mapping[str, int],
    names: Mapping[str, LocalisedName],
) -> tuple[FrozenTeam, ...]:
    """Return each team of which so many could stand in the race, by its id; `teams` has nobody anonymous."""
    lines = []
    for team in sorted(could):
        members = [person for person, home in teams.items() if home == team]
        points = [scores[person].points for person in members if person in scores and scores[person].points > 0]
        lines.append(
            FrozenTeam(team, names.get(team) or LocalisedName.plain(team), sum(points), len(points), could[team])
        )
    return tuple(lines)


def shown_lines(teams: Iterable[FrozenTeam]) -> list[FrozenTeam]:
    """Return the teams of a frozen race whose figures are shown."""
    lines = list(teams)
    shown = shown_teams({line.team: line.active for line in lines}, {line.team: line.members for line in lines})
    return [line for line in lines if line.team in shown]


def team_tables(
    scores: Mapping[str, RaceScore],
    teams: Mapping[str, str],
    ticket: Callable[[str], str],
    shown: Iterable[FrozenTeam],
) -> dict[str, list[Line]]:
    """Return the frozen tables of the teams that are shown: ten lines, and no more than half of who could stand.

    More than half would tell who does not take part (docs/product.md, Races and rewards).
    """
    tables = {}
    for team in shown:
        members = [person for person, home in teams.items() if home == team.team]
        lines = frozen_lines({person: scores[person] for person in members if person in scores}, ticket)
        tables[team.team] = lines[: most_listed(team.members)]
    return tables


def written_lines(lines: Iterable[Line]) -> list[str]:
    """Return the texts of the chunks that hold these lines; none for an empty list."""
    return in_chunks([written_line(line) for line in lines])


def excluded_lines(tickets: Iterable[tuple[Exclusion, str]]) -> list[str]:
    """Return the texts that hold tickets with points that are not listed, each with its reason."""
    return sorted(f"{why.value} {ticket}" for why, ticket in tickets)


def in_chunks(texts: Sequence[str]) -> list[str]:
    """Return the texts of the chunks that hold these lines."""
    return ["\n".join(texts[start : start + CHUNK]) for start in range(0, len(texts), CHUNK)]


def written_line(line: Line) -> str:
    """Return the text that holds a line."""
    return f"{line.place} {line.ticket} {line.points} {line.shares} {line.clicks}"


def read_line(text: str) -> Line:
    """Return the line that a text holds."""
    place, ticket, points, shares, clicks = text.split(" ")
    return Line(int(place), ticket, int(points), int(shares), int(clicks))


def fingerprint_of(chunks: Sequence[str]) -> str:
    """Return the hash of a frozen list: SHA-256 of all its lines."""
    return hashlib.sha256("\n".join(chunks).encode()).hexdigest()


def phase_of(first: date, last: date, state: RaceState, today: date) -> Phase:
    """Return where a race is, by its days and the state of its head."""
    if state is RaceState.CLOSED:
        return Phase.CLOSED
    if state is not RaceState.OPEN or today > last:
        return Phase.CLOSING
    return Phase.PLANNED if today < first else Phase.RUNNING


def is_over(race: str, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether a race can take nothing any more at this moment."""
    period = calendar.period_of(race)
    if period is None or period.last is None:
        return False
    return now >= end_of(period.last.isoformat(), zone) + AFTER_THE_END
