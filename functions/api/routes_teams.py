"""Teams: added, renamed, removed. Everybody reads them with the programme."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from api.application import answer, caller, created
from api.models import Input, Label, NameTexts
from api.people_answers import TeamOut, team_out
from api.problems import changes, creates
from lahetti.content import removing_teams
from lahetti.core import clock
from lahetti.core.names import LocalisedName
from lahetti.people import teams
from lahetti.people.model import Role
from lahetti.people.teams import Team

router = APIGatewayRouter()
TeamId = Annotated[str, Path(max_length=40)]


class TeamIn(Input):
    """A team to add; its id stays for good and is given to no other team."""

    team: Label
    name_texts: NameTexts


class TeamNameIn(Input):
    """What a team is called from now on."""

    name_texts: NameTexts


@router.post("/teams", responses=creates("Added", 409, known="There already"))
def add_team(wanted: TeamIn) -> Response[TeamOut]:
    """Add a team; its id is the natural key."""
    admin = caller(Role.ADMIN)
    team, new = teams.add_team(Team(wanted.team, LocalisedName.of(wanted.name_texts)), admin.id, clock.now())
    return created(_out(team, admin.language), "/programme", new=new)


@router.patch("/teams/<team_id>", responses=changes("Renamed", 404, 409))
def update_team(team_id: TeamId, wanted: TeamNameIn) -> Response[TeamOut]:
    """Give a team another name: its people, contents and running races keep it, frozen races keep the name they had."""
    admin = caller(Role.ADMIN)
    return answer(
        _out(teams.rename_team(team_id, LocalisedName.of(wanted.name_texts), admin.id, clock.now()), admin.language)
    )


@router.delete("/teams/<team_id>", responses=changes("Removed", 404, 409))
def remove_team(team_id: TeamId) -> Response[TeamOut]:
    """Remove a team; its people lose it within minutes. Races that have begun keep it to their end.

    Refused while a draft, scheduled or published content is for this team alone, which the answer names.
    """
    admin = caller(Role.ADMIN)
    return answer(_out(removing_teams.remove_team(team_id, admin.id, clock.now()), admin.language))


def _out(team: Team, language: str) -> TeamOut:
    return team_out(team.team, team.name, language)
