"""Groups of the directory, each a team of the programme, and who is in them.

A group takes the team over that is called like it, else its team is added. Members come and go one by one, each in a
transaction of their own with record, person and score card: two requests at one time lose nothing of each other's, and
a request that was killed is finished by the same one again. Groups in groups are not taken: directories send the people
of inner groups as members of the outer one, so no loop can begin.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import uuid_utils.compat

from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.core.languages import DEFAULT
from lahetti.core.names import LocalisedName
from lahetti.core.observability import logger
from lahetti.dynamodb.transactions import Write, retry_on_conflict, try_transact
from lahetti.people import items as people_items
from lahetti.people import teams
from lahetti.people.directory import items
from lahetti.people.directory.access import BY, put_with_card
from lahetti.people.directory.model import DirectoryGroup, DirectoryUser
from lahetti.people.directory.rules import (
    MOST_GROUPS,
    require_external_id,
    require_group_name,
    team_id,
    with_teams,
)
from lahetti.people.model import Person
from lahetti.people.teams import LONGEST_NAME, Team
from lahetti.settings.versions import read_settings

_WORKERS = 4
"""Members that are written at a time."""


def find_group(group: str) -> DirectoryGroup:
    """Return a group; raise NotFound."""
    found = items.find_group(group)
    if found is None:
        raise NotFound(f"There is no group {group[:80]}.", field="id", value=group[:80])
    return found


def create_group(name: str, external_id: str | None, members: Iterable[str], now: datetime) -> DirectoryGroup:
    """Store a new group with its members, and its team. Raise Invalid, Conflict, or Busy."""
    name = require_group_name(name)
    external_id = require_external_id(external_id)
    people = _known_members(members)
    id_ = str(uuid_utils.compat.uuid7())

    def attempt(_: bool) -> DirectoryGroup | None:
        _require_free(id_, name)
        group = DirectoryGroup(id_, name, _team_called(name, now), now, now, external_id)
        return group if try_transact(*items.put_group(group)) else None

    stored = retry_on_conflict(attempt)
    _each(people, lambda user: put_in(stored.id, user, now))
    return find_group(stored.id)


def change_group(
    group: str,
    now: datetime,
    *,
    name: str,
    external_id: str | None,
    added: Iterable[str] = (),
    removed: Iterable[str] = (),
) -> DirectoryGroup:
    """Change a group's name and id, and who is in it. Raise NotFound, and as `create_group`."""
    name = require_group_name(name)
    external_id = require_external_id(external_id)
    comes, goes = _known_members(added), list(removed)

    def attempt(_: bool) -> DirectoryGroup | None:
        before = find_group(group)
        after = replace(before, display_name=name, external_id=external_id)
        if after == before and not comes and not goes:
            return before
        if after.display_name != before.display_name:
            _require_free(group, name)
            _rename_team(before.team, name, now)
        return after if try_transact(*items.put_group(replace(after, modified=now), before)) else None

    retry_on_conflict(attempt)
    _each(comes, lambda user: put_in(group, user, now))
    _each(goes, lambda user: take_out(group, user, now))
    return find_group(group)


def delete_group(group: str, now: datetime) -> None:
    """Delete a group: nobody is in its team by it any more. Raise as `change_group`.

    The team stays until an admin removes it: contents may be for it alone, and nobody else may see them.
    """
    find_group(group)
    _each(items.members_of(group), lambda user: take_out(group, user, now))

    def attempt(_: bool) -> bool | None:
        stored = items.find_group(group)
        return stored is None or try_transact(*items.delete_group(stored)) or None

    retry_on_conflict(attempt)


def put_in(group: str, user: str, now: datetime) -> None:
    """Put somebody into a group and its team. Again changes nothing. Raise NotFound, Invalid, Busy."""

    def attempt(_: bool) -> bool | None:
        found, team = _known_user(user), find_group(group).team
        if group not in found.groups and len(found.groups) >= MOST_GROUPS:
            raise Invalid(f"Nobody is in more than {MOST_GROUPS} groups.", field="members", limit=MOST_GROUPS)
        wanted = replace(found, groups=with_teams(found.groups, (group,)))
        added = (team,) if team in dict(read_settings().teams) else ()
        return _write(found, wanted, now, added=added, also=[items.put_member(group, user)])

    retry_on_conflict(attempt)


def take_out(group: str, user: str, now: datetime) -> None:
    """Take somebody out of a group and its team. Doing it again changes nothing. Raise Busy."""

    def attempt(_: bool) -> bool | None:
        found, known = items.find_user(user), items.find_group(group)
        member = items.delete_member(group, user)
        if found is None:
            return try_transact(member) or None
        wanted = replace(found, groups=with_teams(found.groups, removed=(group,)))
        return _write(found, wanted, now, removed=() if known is None else (known.team,), also=[member])

    retry_on_conflict(attempt)


def teams_of(groups: Iterable[str]) -> list[str]:
    """Return the teams of the programme that some groups stand for."""
    there = dict(read_settings().teams)
    found = [items.find_group(group) for group in groups]
    return [group.team for group in found if group is not None and group.team in there]


def _write(
    before: DirectoryUser,
    after: DirectoryUser,
    now: datetime,
    *,
    added: tuple[str, ...] = (),
    removed: tuple[str, ...] = (),
    also: list[Write],
) -> bool | None:
    person = None if before.person is None else people_items.find_person(before.person, consistent=True)
    moved = None if person is None else _moved(person, added, removed)
    if after == before and moved is None:
        return True
    writes = [*also, *items.put_user(replace(after, modified=now), before)]
    if moved is not None:
        writes += put_with_card(moved, now)
    return try_transact(*writes) or None


def _moved(person: Person, added: tuple[str, ...], removed: tuple[str, ...]) -> Person | None:
    teams = with_teams(person.teams, added, removed)
    return None if teams == person.teams else replace(person, teams=teams)


def _known_members(members: Iterable[str]) -> list[str]:
    """Return the ids of members who have a record, each once; raise Invalid where a group is among them.

    Whoever has none, as somebody whom the directory deletes at the same time, is nobody's member: the rest come in.
    """
    wanted = list(dict.fromkeys(members))
    known = {user.id for user in items.find_users(wanted)}
    unknown = [member for member in wanted if member not in known]
    for member in unknown:
        if items.find_group(member) is not None:
            text = f"The member {member[:80]} is a group; only users are members of a group here."
            raise Invalid(text, field="members", value=member[:80])
    if unknown:
        logger.info("members without a record", members=len(unknown))
    return [member for member in wanted if member in known]


def _known_user(user: str) -> DirectoryUser:
    found = items.find_user(user)
    if found is None:
        raise NotFound(f"There is no user {user[:80]}.", field="members.value", value=user[:80])
    return found


def _team_called(name: str, now: datetime) -> str:
    """Return the team that is called so, which is added where there is none."""
    settings = read_settings()
    called = name[:LONGEST_NAME].strip()
    known = next((team for team, own in settings.teams if own.is_called(called)), None)
    if known is not None:
        return known
    id_ = team_id(name, {**dict(settings.teams), **dict(settings.former_teams)})
    return teams.add_team(Team(id_, LocalisedName.plain(called)), BY, now)[0].team


def _rename_team(team: str, name: str, now: datetime) -> None:
    """Call a team as its group is called by now, in the language that directories' names stand in here."""
    known = dict(read_settings().teams).get(team)
    if known is not None:
        texts = {**known.as_map(), DEFAULT: name[:LONGEST_NAME].strip()}
        teams.rename_team(team, LocalisedName.of(texts), BY, now)


def _require_free(group: str, name: str) -> None:
    if any(holder != group for holder in items.records_with(items.KeyKind.GROUP_NAME, name)):
        raise Conflict("Another group has this name.", field="displayName", value=name[:80], reason="taken")


def _each(users: Iterable[str], do: Callable[[str], None]) -> None:
    """Do something with each user, some at a time; raise the first failure once all are done."""
    with ThreadPoolExecutor(_WORKERS) as workers:
        done = [workers.submit(do, user) for user in users]
    for one in done:
        one.result()
