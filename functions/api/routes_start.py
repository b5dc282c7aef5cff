"""What a client needs before it can draw any screen, in one request: each one more is a call of a function."""

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api.application import known_caller, representation
from api.models import Output
from api.people_answers import PersonOut, ProgrammeOut, person_out, programme_out
from api.problems import UNCHANGED, problems
from api.routes_contents import ChannelOut, channel_out
from api.routes_races import OwnPlaceOut, RacesOut, place_in, running_races
from lahetti.content.channels import catalogue
from lahetti.people.model import PersonState

router = APIGatewayRouter()


class StartOut(Output):
    """The caller; and unless they pause the programme, its channels, today's races, their place in the prize race."""

    me: PersonOut
    programme: ProgrammeOut | None = None
    channels: list[ChannelOut] = Field(default_factory=list)
    races: RacesOut | None = None
    place: OwnPlaceOut | None = None


@router.get("/start", responses={200: {"description": "What every screen needs"}, 304: UNCHANGED, **problems()})
def get_start() -> Response[StartOut]:
    """Return what every screen of a client needs; each part can be read by itself, too."""
    person = known_caller()
    if person.state is not PersonState.ACTIVE:
        return representation(StartOut(me=person_out(person)))
    races = running_races(closed=False)
    return representation(
        StartOut(
            me=person_out(person),
            programme=programme_out(),
            channels=[channel_out(channel) for channel in catalogue.channels()],
            races=races,
            place=None if races.prize is None else place_in(races.prize, person),
        )
    )
