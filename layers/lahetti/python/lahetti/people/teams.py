"""The programme's teams: adding one, renaming it, and taking a removed one from the people who have it.

A team is known by its id, which never changes: a rename touches no person, content or race. One that was removed keeps
its id and name in the settings, as races that it took part in name it; no other team gets that id.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.core.days import day_after, day_of
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.core.names import LocalisedName, require_name
from lahetti.core.small_groups import Hidden, told
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people import items
from lahetti.people.model import PersonState, TeamRemoval
from lahetti.people.rules import card_of
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import SETTINGS, Settings
from lahetti.settings.rules import TEAM_ID

LONGEST_NAME = SETTINGS["teams"].longest
SECOND_LOOK = timedelta(minutes=1)
"""How long after a removal everybody is looked through once more: longer than any request that still knew the team."""


@dataclass(frozen=True)
class Team:
    """A team of the programme."""

    team: str
    name: LocalisedName


@dataclass(frozen=True)
class TeamSize:
    """A team, and how many people of the programme belong to it, as far as that may be told."""

    team: str
    name: LocalisedName
    people: int | Hidden


def teams() -> list[TeamSize]:
    """Return the teams in the order in which they were added."""
    rows = [row for state in PersonState for row in items.rows_in(state)]
    counts = Counter(team for row in rows for team in set(row.teams))
    return [
        TeamSize(team, name, told(counts[team], len(rows))) for team, name in settings_versions.read_settings().teams
    ]


def find_team(team: str) -> Team:
    """Return a team; raise NotFound, also for one that was removed."""
    return _known(team, settings_versions.read_settings())


def add_team(team: Team, by: str, now: datetime) -> tuple[Team, bool]:
    """Add a team; return it, and whether it is new. Raise Invalid, Busy, or Conflict where id or name are taken."""
    _require_valid(team)
    settings = settings_versions.read_settings()
    if team.team in dict(settings.former_teams):
        raise Conflict(f"There was a team {team.team}.", field="team", value=team.team, reason="former")
    stored = dict(settings.teams).get(team.team)
    if stored == team.name:
        return team, False
    if stored is not None:
        raise Conflict(f"There is another team {team.team}.", field="team", value=team.team, reason="id")
    _require_free(team, settings)
    added = {"teams": (*settings.teams, (team.team, team.name))}
    after, write = settings_versions.next_version(added, by, now, over=settings)
    logged = audit.entry(by, AuditAction.TEAM_ADDED, keys.team(team.team), now, after={"name": team.name})
    settings_versions.write_version(after, write, logged)
    return team, True


def rename_team(team: str, name: LocalisedName, by: str, now: datetime) -> Team:
    """Give a team another name; the same again changes nothing. Raise NotFound, Invalid, Conflict, or Busy."""
    settings = settings_versions.read_settings()
    before, after = _known(team, settings), Team(team, name)
    if before == after:
        return after
    _require_valid(after)
    _require_free(after, settings)
    named = tuple((one, after.name if one == team else called) for one, called in settings.teams)
    stored, write = settings_versions.next_version({"teams": named}, by, now, over=settings)
    was, becomes = {"name": before.name}, {"name": after.name}
    logged = audit.entry(by, AuditAction.TEAM_RENAMED, keys.team(team), now, before=was, after=becomes)
    settings_versions.write_version(stored, write, logged)
    return after


def begin_removal(team: str, by: str, now: datetime) -> Team:
    """Take a team off the programme; `take_away_removed` takes it from its people. Removing again changes nothing.

    Raise NotFound, or Busy.
    """
    settings = settings_versions.read_settings()
    if team in dict(settings.former_teams):
        return Team(team, settings.team_names[team])
    gone = _known(team, settings)
    changes = {
        "teams": tuple(pair for pair in settings.teams if pair[0] != team),
        "former_teams": (*settings.former_teams, (team, gone.name)),
    }
    after, write = settings_versions.next_version(changes, by, now, over=settings)
    logged = audit.entry(by, AuditAction.TEAM_REMOVED, keys.team(team), now, before={"name": gone.name})
    settings_versions.write_version(after, write, logged, items.put_team_removal(TeamRemoval(team, now)))
    return gone


def take_away_removed(now: datetime, zone: ZoneInfo) -> int:
    """Take teams that were removed from the people who still have them; return from how many.

    It may be killed and repeated anywhere: whoever has the team is found anew, and the removal is over only once
    nobody has it, a minute after it began.
    """
    taken = 0
    for removal in items.team_removals():
        people = [row.id for state in PersonState for row in items.rows_in(state) if removal.team in row.teams]
        for person in people:
            taken += _take_away(person, removal.team, now, zone)
        if not people and now - removal.asked >= SECOND_LOOK:
            items.end_team_removal(removal)
    return taken


def _take_away(person: str, team: str, now: datetime, zone: ZoneInfo) -> bool:
    """Take a team from a person, whose next one is at home from the next midnight on; return whether they had it."""

    def attempt(_: bool) -> bool | None:
        found = items.find_person(person, consistent=True)
        card = items.find_card(person, consistent=True)
        if found is None or card is None or team not in found.teams:
            return False
        changed = replace(found, teams=tuple(one for one in found.teams if one != team))
        midnight = day_after(day_of(now, zone))
        return try_transact(items.put_person(changed), items.put_card(card_of(changed, card, midnight))) or None

    return retry_on_conflict(attempt)


def _known(team: str, settings: Settings) -> Team:
    name = dict(settings.teams).get(team)
    if name is None:
        raise NotFound(f"There is no team {team[:40]}.", field="team", value=team[:40])
    return Team(team, name)


def _require_valid(wanted: Team) -> None:
    if not TEAM_ID.fullmatch(wanted.team):
        text = f"{wanted.team[:80]!r} is not a valid id of a team: 1 to 40 letters, digits or hyphens."
        raise Invalid(text, field="team", value=wanted.team[:80], reason="id")
    require_name("name_texts", wanted.name, LONGEST_NAME)


def _require_free(wanted: Team, settings: Settings) -> None:
    """Raise Conflict where another team has this name: files name teams, and so do people."""
    for team, name in settings.teams:
        taken = [text for _, text in wanted.name.texts if team != wanted.team and name.is_called(text)]
        if taken:
            raise Conflict(
                f"There is another team {taken[0]}.", field="name_texts", value=taken[0], reason="team_taken"
            )
