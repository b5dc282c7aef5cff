"""The programme's teams: added, renamed, and removed after asking."""

from console.framework.context import PageContext
from console.framework.names import read_name
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from lahetti.content import removing_teams
from lahetti.core.small_groups import Hidden
from lahetti.people import teams as people_teams
from lahetti.people.model import Role
from lahetti.people.teams import Team, TeamSize

_PATH = "/console/people/teams"


@page("people/teams.html", Role.ADMIN)
def teams(context: PageContext) -> Values:
    """Return the teams with how many people each has, and the one that is to be changed."""
    found, wanted = people_teams.teams(), context.query.get("one") or context.form.text("one")
    return {"teams": found, "one": next((team for team in found if team.team == wanted), None)}


@teams.action("add")
def add(context: PageContext) -> Redirect:
    """Add a team."""
    wanted = Team(context.form.text("team").lower(), read_name(context.form, "name_texts"))
    people_teams.add_team(wanted, context.person.id, context.now)
    return Redirect("done.team_added", _PATH)


@teams.action("rename")
def rename(context: PageContext) -> Redirect:
    """Give a team another name."""
    team, name = context.form.text("one"), read_name(context.form, "name_texts")
    people_teams.rename_team(team, name, context.person.id, context.now)
    return Redirect("done.team_renamed", _PATH)


@teams.action("remove")
def remove(context: PageContext) -> Redirect | Confirm:
    """Remove a team, once it was said what follows; refused before it is asked where it cannot be done."""
    team = context.form.text("one")
    if not context.form.confirmed:
        removing_teams.require_removable(team)
        return _asked(context, next(one for one in people_teams.teams() if one.team == team))
    removing_teams.remove_team(team, context.person.id, context.now)
    return Redirect("done.team_removed", _PATH)


def _asked(context: PageContext, team: TeamSize) -> Confirm:
    t = context.texts
    people = t(f"number.{team.people}") if isinstance(team.people, Hidden) else t.number(team.people)
    follows = ("people", "home", "races", "contents", "id")
    return Confirm(
        t("teams.remove.question", name=team.name),
        tuple(t(f"teams.remove.{what}", people=people) for what in follows),
        t("teams.remove"),
    )
