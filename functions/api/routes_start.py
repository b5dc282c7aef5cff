"""What a client needs before it can draw any screen, in one request: each one more is a call of a function."""

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api.application import known_caller, representation
from api.models import Output
from api.people_answers import MeOut, ProgrammeOut, me_out, programme_out
from api.problems import reads
from api.routes_contents import ChannelOut, channel_out
from api.routes_races import MyPlaceOut, RaceOut, current_races, place_in
from lahetti.content.channels import catalogue
from lahetti.people.model import PersonState

router = APIGatewayRouter()


class StartOut(Output):
    """The caller; and unless they pause the programme, its channels, today's races, their place in the prize race."""

    me: MeOut
    programme: ProgrammeOut | None = None
    channels: list[ChannelOut] = Field(default_factory=list)
    races: list[RaceOut] = Field(default_factory=list)
    place: MyPlaceOut | None = None


@router.get("/start", responses=reads("What every screen needs"))
def get_start() -> Response[StartOut]:
    """Return what every screen of a client needs; each part can be read by itself, too."""
    person = known_caller()
    if person.state is not PersonState.ACTIVE:
        return representation(StartOut(me=me_out(person)))
    races = current_races(person.language)
    prize = next((race.race for race in races if race.is_prize), None)
    return representation(
        StartOut(
            me=me_out(person),
            programme=programme_out(person.language),
            channels=[channel_out(channel) for channel in catalogue.channels()],
            races=races,
            place=None if prize is None else place_in(prize, person),
        )
    )
