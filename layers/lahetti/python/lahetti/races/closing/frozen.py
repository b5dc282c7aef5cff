"""What is frozen of a race: read by everybody, without names but for the first ten and the winners."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from lahetti.core.errors import Conflict, NotFound
from lahetti.people import items as people_items
from lahetti.people.model import ScoreCard
from lahetti.people.rules import rounded
from lahetti.people.walks.walking import everybody
from lahetti.periods import calendar
from lahetti.periods import items as periods_items
from lahetti.periods.calendar import Period
from lahetti.periods.model import RaceHead, RaceState
from lahetti.races import draws, standings
from lahetti.races import items as races_items
from lahetti.races.closing.rules import CHUNK, FROZEN, Line, is_over, read_line, shown_lines
from lahetti.races.model import Exclusion, OwnPlace, Place, TeamLine
from lahetti.races.rules import in_order, most_listed, points_each, team_in


def find_head(race: str, *, consistent: bool = False) -> RaceHead:
    """Return the head of a race; raise NotFound."""
    head = periods_items.find_head(race, consistent=consistent)
    if head is None:
        raise NotFound(f"The race {race[:40]} has not been opened.", field="race", value=race[:40])
    return head


def find_frozen(race: str, now: datetime, zone: ZoneInfo) -> RaceHead | None:
    """Return the head of a race whose list is frozen, else None; a race that runs is not looked up."""
    head = periods_items.find_head(race) if is_over(race, now, zone) else None
    return head if head is not None and head.state in FROZEN else None


def closed_races(at_most: int) -> list[Period]:
    """Return the standing races in whose frozen lists anybody stands, the one that ended last first."""
    found = [period for state in FROZEN for period in islice(_standing_in(state), at_most)]
    return sorted(found, key=lambda period: (str(period.last), period.race), reverse=True)[:at_most]


def _standing_in(state: RaceState) -> Iterator[Period]:
    for race in periods_items.ids_with_people(state):
        if not calendar.is_challenge(race) and (period := calendar.period_of(race)):
            yield period


def frozen_list(head: RaceHead) -> list[Line]:
    """Return the whole frozen list of a race; raise Conflict before there is one."""
    if head.state not in FROZEN or head.fingerprint is None:
        raise Conflict(f"The race {head.race} is not closed yet.", field="race", value=head.race)
    return [read_line(text) for text in races_items.frozen_lines(head.race, head.fingerprint)]


def frozen_ten(head: RaceHead) -> list[Line]:
    """Return the first ten of a frozen list, and no more than half of those who could stand in the race."""
    found = races_items.frozen_lines(head.race, head.fingerprint or "", first_chunk_alone=True)
    return [read_line(text) for _, text in zip(range(most_listed(head.could)), found, strict=False)]


def final_table(head: RaceHead) -> list[Place]:
    """Return what everybody sees of a frozen list: the first ten and the winners, with names from the living record."""
    whose, ten = dict(races_items.people_of(head.race)), most_listed(head.could)
    last = max((ten, *whose))
    found = races_items.frozen_lines(head.race, head.fingerprint or "", first_chunk_alone=last <= CHUNK)
    lines = [read_line(text) for _, text in zip(range(last), found, strict=False)]
    cards = {card.person: card for card in people_items.find_cards(whose.values())}
    return [
        _place(head.race, line, whose.get(line.place, ""), cards.get(whose.get(line.place, "")))
        for line in lines
        if line.place <= ten or line.place in whose
    ]


def own_line(race: str, person: str) -> tuple[str, Line | None]:
    """Return a person's ticket of a closed race, and its line where one is listed. Raise NotFound or Conflict."""
    head = find_head(race)
    own = draws.ticket_of(head.salt, person)
    return own, next((line for line in frozen_list(head) if line.ticket == own), None)


def final_teams(head: RaceHead) -> list[TeamLine]:
    """Return the teams of a frozen list, by the names of its day and points each, those that are not shown last."""
    each = {line.team: points_each(line.points, line.active) for line in shown_lines(head.teams)}
    return in_order(TeamLine(line.team, line.name, each.get(line.team)) for line in head.teams)


def team_table(race: str, team: str, now: datetime, zone: ZoneInfo) -> list[Place]:
    """Return the table of a team: of a race that runs the living one, of a closed one what was frozen.

    Whoever has become anonymous since is not listed. Raise NotFound for a team that is not shown.
    """
    head = find_frozen(race, now, zone)
    if head is None:
        return standings.team_table(race, team, now)
    lines = [read_line(text) for text in races_items.frozen_team(race, head.fingerprint or "", team)]
    if not lines:
        raise standings.few_people(team)
    whose = dict(races_items.people_of_team(race, team))
    cards = {card.person: card for card in people_items.find_cards(whose.values())}
    places = (_place(race, line, whose.get(line.place, ""), cards.get(whose.get(line.place, ""))) for line in lines)
    return [replace(place, place=number) for number, place in enumerate(filter(_is_named, places), 1)]


def _is_named(place: Place) -> bool:
    return place.name is not None


def _place(race: str, line: Line, person: str, card: ScoreCard | None) -> Place:
    """Return a frozen line with the name of whoever still has one to show."""
    if card is None or card.anonymous:
        return Place(line.place, person, None, None, rounded(line.points), None, None)
    team = team_in(card.homes, race)
    return Place(line.place, person, card.name, team, line.points, line.shares, line.clicks)


def final_place(head: RaceHead, person: str) -> OwnPlace:
    """Return a person's place in a frozen list."""
    _, line = own_line(head.race, person)
    as_of = head.frozen or head.opened
    if line is None:
        return OwnPlace(None, 0, 0, 0, None, None, as_of)
    return OwnPlace(line.place, line.points, line.shares, line.clicks, None, None, as_of)


def excluded_tickets(head: RaceHead) -> dict[Exclusion, list[str]]:
    """Return the tickets with points that a frozen list does not have, by reason."""
    found: dict[Exclusion, list[str]] = {}
    for line in races_items.excluded_lines(head.race, head.fingerprint or "") if head.excluded else ():
        why, ticket = line.split(" ")
        found.setdefault(Exclusion(why), []).append(ticket)
    return found


def drawn_tickets(head: RaceHead) -> list[str]:
    """Return the tickets that take part in the draws of a race: of those with the points that it asks for."""
    return sorted(line.ticket for line in frozen_list(head) if line.points >= (head.minimum or 0))


def holders(head: RaceHead) -> dict[str, str]:
    """Return whose tickets these are, {ticket: person}, for everybody who is in the programme."""
    return {draws.ticket_of(head.salt, person): person for person in everybody()}
