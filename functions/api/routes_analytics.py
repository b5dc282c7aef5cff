"""Figures as a reader's own tool asks for them; the console shows the same ones."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from api.application import answer, caller
from api.models import Input, Label, Output, Topic
from api.problems import changes
from lahetti.analytics import periods, query
from lahetti.analytics.periods import AnalyticsPeriod
from lahetti.analytics.query import AnswerRow, Asked, Metric, Question, ToldApartBy
from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.days import day_of
from lahetti.core.errors import Invalid
from lahetti.core.names import LocalisedName
from lahetti.networks.networks import Network
from lahetti.people.model import Role

router = APIGatewayRouter()

Id = Annotated[str, Field(min_length=1, max_length=64)]
_EXAMPLE: JsonDict = {
    "metrics": ["sharers", "share_rate", "clicks"],
    "dimensions": ["channel"],
    "filters": {"language": "fi"},
    "period": "Q2026-4",
}


class NotShown(StrEnum):
    """Why a value is null: few or all but few people, or not with these filters, or not of such days."""

    FEW = "few"
    ALL_BUT_FEW = "all_but_few"
    FILTER = "filter"
    PERIOD = "period"


class AnalyticsFilters(Input):
    """What figures are limited to; several apply together, `content` with no other."""

    channel: Label | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    topic: Topic | None = None
    network: Network | None = None
    team: Label | None = None
    campaign: Id | None = None
    content: Id | None = None


class AnalyticsQuery(Input):
    """What is asked: metrics, by what they are told apart, of what, of which days.

    Days are a `period`, or `first_on` and `last_on`.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    metrics: list[Metric] = Field(min_length=1, max_length=len(Metric))
    dimensions: list[ToldApartBy] = Field(default=[], max_length=1)
    filters: AnalyticsFilters = AnalyticsFilters()
    period: Annotated[str, Field(max_length=40)] | None = None
    first_on: date | None = None
    last_on: date | None = None


class AnalyticsRowOut(Output):
    """The values of one thing by metric; `not_shown` says why a value is null that there is."""

    key: str | None
    name: str | None
    is_others: bool
    values: dict[str, int | float | None]
    not_shown: dict[str, NotShown]


class AnalyticsAnswerOut(Output):
    """Rows, the days that they are of, and when contents and people were counted."""

    period: str
    first_on: date
    last_on: date
    rows: list[AnalyticsRowOut]
    counted_at: datetime | None
    people_counted_at: datetime | None


@router.post("/analytics/query", responses=changes("Rows"))
def query_figures(wanted: AnalyticsQuery) -> Response[AnalyticsAnswerOut]:
    """Return figures as rows, by the definitions, the limits and the rule of groups of the console's pages.

    It changes nothing and may be sent again. A value of too few people is null, and `not_shown` says so. At most 1,000
    rows, and 13 months of days of one's own choice.
    """
    language = caller(Role.EDITOR).language
    period = _period(wanted)
    asked = Asked(**dict(wanted.filters))
    by = wanted.dimensions[0] if wanted.dimensions else None
    found = query.answer(Question(tuple(dict.fromkeys(wanted.metrics)), by, asked, period))
    return answer(
        AnalyticsAnswerOut(
            period=period.id,
            first_on=period.first,
            last_on=period.last,
            rows=[_row(row, language) for row in found.rows],
            counted_at=found.counted,
            people_counted_at=found.people_counted,
        )
    )


def _period(wanted: AnalyticsQuery) -> AnalyticsPeriod:
    today = date.fromisoformat(day_of(clock.now(), ZoneInfo(configuration().time_zone)))
    days = (wanted.first_on, wanted.last_on)
    if wanted.period is not None:
        if days != (None, None):
            text = "Give a period, or its first and last day, not both."
            raise Invalid(text, field="period", value=wanted.period, reason="and_days")
        return periods.period_of(wanted.period, today)
    if wanted.first_on is None or wanted.last_on is None:
        name = "period" if days == (None, None) else "first_on" if wanted.first_on is None else "last_on"
        text = "Give a period (W2026-48, M2026-11, Q2026-4), or first_on and last_on."
        raise Invalid(text, field=name, reason="missing")
    return periods.days_between(wanted.first_on, wanted.last_on, today)


def _row(row: AnswerRow, language: str) -> AnalyticsRowOut:
    return AnalyticsRowOut(
        key=row.key,
        name=row.name.in_language(language) if isinstance(row.name, LocalisedName) else row.name,
        is_others=row.is_others,
        values={metric.value: value for metric, value in row.values.items()},
        not_shown={metric.value: NotShown(reason.value) for metric, reason in row.reasons.items()},
    )
