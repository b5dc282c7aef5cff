"""The readers that the caller brought, and those that everybody did."""

from typing import Annotated
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api.application import answer, caller, representation
from api.models import Input, Output
from api.problems import changes, reads
from lahetti.analytics import readers
from lahetti.analytics.model import ScoredClicks
from lahetti.core import clock
from lahetti.core.configuration import configuration

router = APIGatewayRouter()

_MOST = 100_000_000


class ClickNewsOut(Output):
    """Clicks that used a place under the caps, and the points that they brought."""

    clicks: int
    points: int


class QuarterReadersOut(Output):
    """The confirmed shares that the caller opened in the quarter that runs, and their readers."""

    period: str
    shares: int
    readers: int


class TogetherOut(Output):
    """At least how many shares everybody has confirmed in the month that runs, and their readers, in tens.

    Null where there are not ten, or too few people have shared.
    """

    period: str
    shares: int | None
    readers: int | None


class ReadersOut(Output):
    """What the caller brought, what of it they were not told yet, and what everybody brought together.

    Sent back, `total` says that the caller has seen the news.
    """

    quarter: QuarterReadersOut
    news: ClickNewsOut | None
    total: ClickNewsOut
    together: TogetherOut


class ReadersTold(Input):
    """Of which clicks the caller was told: the `total` that came with the news."""

    clicks: Annotated[int, Field(ge=0, le=_MOST)]
    points: Annotated[int, Field(ge=0, le=_MOST)]


@router.get("/me/readers", responses=reads("Readers of the caller's shares"))
def get_my_readers() -> Response[ReadersOut]:
    """Return how many readers the caller's shares brought in this quarter, and how many everybody's did this month."""
    return representation(_readers())


@router.put("/me/readers", responses=changes("Told"))
def set_readers_told(told: ReadersTold) -> Response[ReadersOut]:
    """Note that the caller has seen the news. What is less than they know already changes nothing."""
    readers.tell(caller().id, ScoredClicks(told.clicks, told.points))
    return answer(_readers())


def _readers() -> ReadersOut:
    person, now, zone = caller(), clock.now(), ZoneInfo(configuration().time_zone)
    own, together = readers.own_readers(person.id, now, zone), readers.together(now, zone)
    return ReadersOut(
        quarter=QuarterReadersOut(period=own.quarter, shares=own.shares, readers=own.readers),
        news=None if own.news is None else _clicks(own.news),
        total=_clicks(own.total),
        together=TogetherOut(period=together.month, shares=together.shares, readers=together.readers),
    )


def _clicks(scored: ScoredClicks) -> ClickNewsOut:
    return ClickNewsOut(clicks=scored.clicks, points=max(0, scored.points))
