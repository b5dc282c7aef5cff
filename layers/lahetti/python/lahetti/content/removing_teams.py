"""Removing a team: refused while a content is for it alone, which would then be for nobody.

A content for several teams stays on offer to the others. Nothing that was meant for a team is ever shown to everybody.
"""

from datetime import datetime

from lahetti.content import items
from lahetti.content.model import ContentState, Row
from lahetti.core.errors import Conflict
from lahetti.people import teams
from lahetti.people.teams import Team
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Settings

_STATES = (ContentState.PUBLISHED, ContentState.SCHEDULED, ContentState.DRAFT)
_NAMED = 5
"""Contents that a refusal names."""


def remove_team(team: str, by: str, now: datetime) -> Team:
    """Remove a team; its people lose it within minutes. Removing again changes nothing.

    Raise NotFound, Busy, or Conflict that names the contents which are for this team alone.
    """
    if team not in dict(settings_versions.read_settings().former_teams):
        require_removable(team)
    return teams.begin_removal(team, by, now)


def require_removable(team: str) -> None:
    """Raise NotFound, or Conflict that names the contents which are for this team alone."""
    teams.find_team(team)
    needed = contents_for_alone(team, settings_versions.read_settings())
    if needed:
        titles = ", ".join(f"”{row.title}”" for row in needed[:_NAMED])
        raise Conflict(
            f"{len(needed)} contents are for the team {team} alone: {titles}.",
            field="team",
            value=titles,
            limit=len(needed),
            reason="contents",
        )


def contents_for_alone(team: str, settings: Settings) -> list[Row]:
    """Return what is or may yet come on offer and is for this team and no other that there still is."""
    others = dict(settings.teams).keys() - {team}
    rows = (row for state in _STATES for _, row in items.contents_in(state))
    return [row for row in rows if team in row.audience and not others & set(row.audience)]
