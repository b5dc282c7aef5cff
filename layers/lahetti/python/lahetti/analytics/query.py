"""A question of a reader's own, answered in rows: which figures, told apart by what, of which days, of what.

The rows are those of the pages, by the same functions and the same rule of groups; nothing is added up here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from lahetti.analytics import figures, selections
from lahetti.analytics.facts.model import Fact
from lahetti.analytics.figures import Figures, PeopleFigures, Row, Unavailable
from lahetti.analytics.media_value.model import MediaValue
from lahetti.analytics.periods import AnalyticsPeriod
from lahetti.analytics.selections import KnownFacts
from lahetti.analytics.sums import Dimension, Filters
from lahetti.campaigns import items as campaigns_items
from lahetti.content import items as content_items
from lahetti.content.channels import catalogue
from lahetti.core.errors import Invalid
from lahetti.core.names import LocalisedName
from lahetti.core.small_groups import Hidden
from lahetti.networks.networks import Network
from lahetti.settings.versions import current_settings

MOST_ROWS = 1000
"""Rows of one answer; a question that has more is refused, as a part of the rows would add up to something else."""


class Metric(StrEnum):
    """What can be asked for; the names are those of `Figures`, then those of `PeopleFigures`."""

    SEEN = "seen"
    OPENED = "opened"
    CONFIRMED = "confirmed"
    SHARERS = "sharers"
    SHARE_RATE = "share_rate"
    OWN_WORDS = "own_words"
    OWN_WORDS_RATE = "own_words_rate"
    CLICKS = "clicks"
    CLICKS_A_SHARE = "clicks_a_share"
    REPEATS = "repeats"
    OWN = "own"
    HELD = "held"
    DATA_CENTRE = "data_centre"
    REACTIONS = "reactions"
    CONVERSIONS = "conversions"
    VIEWS = "views"
    MEDIA_VALUE = "media_value_estimate_cents"
    WITH_ACCESS = "with_access"
    MEAN_ACCESS = "mean_access"
    BEGUN = "begun"
    ACTIVE = "active"
    PARTICIPATION = "participation"
    PEOPLE_SHARES = "people_shares"
    PEOPLE_CLICKS = "people_clicks"


OF_PEOPLE = {
    Metric.WITH_ACCESS: "with_access",
    Metric.MEAN_ACCESS: "mean_access",
    Metric.BEGUN: "begun",
    Metric.ACTIVE: "active",
    Metric.PARTICIPATION: "participation",
    Metric.PEOPLE_SHARES: "shares",
    Metric.PEOPLE_CLICKS: "clicks",
}
"""Metrics of people, by the names of `PeopleFigures`."""


class ToldApartBy(StrEnum):
    """By what rows are told apart: the dimensions of contents' figures, and teams, of which people's figures are."""

    CHANNEL = "channel"
    NETWORK = "network"
    LANGUAGE = "language"
    TOPIC = "topic"
    CONTENT = "content"
    CAPTION = "caption"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    TEAM = "team"


_NEEDS_DAYS = frozenset({ToldApartBy.DAY, ToldApartBy.WEEK})


@dataclass(frozen=True)
class Asked:
    """What rows are limited to, by ids; `content` goes with no other filter."""

    channel: str | None = None
    language: str | None = None
    topic: str | None = None
    network: Network | None = None
    team: str | None = None
    campaign: str | None = None
    content: str | None = None


@dataclass(frozen=True)
class Question:
    """Metrics of a period, of what is asked for, told apart by one thing or by none."""

    metrics: tuple[Metric, ...]
    by: ToldApartBy | None
    asked: Asked
    period: AnalyticsPeriod


Reason = Hidden | Unavailable
"""Why there is no value: too few people (`few`, `all_but_few`), or not with this filter or period."""


@dataclass(frozen=True)
class AnswerRow:
    """The values of one thing; None stands for what there is not, or may not be shown: then `reasons` has why.

    `key` is None of all together, and of what is summed as "others". `name` is what people call it, where they do.
    """

    key: str | None
    name: LocalisedName | str | None
    is_others: bool
    values: Mapping[Metric, int | float | None]
    reasons: Mapping[Metric, Reason]


@dataclass(frozen=True)
class Answer:
    """Rows, and as of which moments contents and people were counted; None: never yet, or not asked for."""

    rows: Sequence[AnswerRow]
    counted: datetime | None
    people_counted: datetime | None


def answer(question: Question) -> Answer:
    """Return the rows that answer a question. Raise Invalid for names that there are not, and for too many rows.

    Rows of which nothing may be shown are left out: whether there are any would tell of single people.
    """
    _require_fitting(question)
    filters = _filters(question)
    people = selections.known_people(question.period)
    teams = figures.team_figures(people.teams, people.programme, question.period, filters)
    if question.by is ToldApartBy.TEAM:
        named = current_settings().team_names
        rows = [_row(question, team, named.get(team), figures.OF_A_TEAM, found) for team, found in teams.items()]
        return Answer(_told(rows), None, people.counted)
    known = selections.known_facts(question.period, by_day=question.by in _NEEDS_DAYS)
    if question.by is None:
        of_people = figures.people_figures(people.programme, question.period, filters)
        if filters.team is not None:
            of_people = teams.get(filters.team, PeopleFigures())
        rows = [_row(question, None, None, _whole(question, known, filters), of_people)]
        return Answer(rows, known.counted, people.counted)
    found = _rows(question, Dimension(question.by.value), known, filters)
    names = _names(question.by, [row.key for row in found if row.key])
    rows = [
        _row(question, row.key, names.get(row.key or ""), row.figures, PeopleFigures(), is_others=row.key is None)
        for row in found
    ]
    return Answer(_told(rows), known.counted, None)


def _told(rows: list[AnswerRow]) -> list[AnswerRow]:
    """Return the rows that have a value. Raise Invalid where they are too many."""
    found = [row for row in rows if any(value is not None for value in row.values.values())]
    if len(found) > MOST_ROWS:
        text = f"There are {len(found)} rows; at most {MOST_ROWS} are answered. Choose a shorter period, or filters."
        raise Invalid(text, field="dimensions", value=len(found), limit=MOST_ROWS, reason="too_many_rows")
    return found


def _whole(question: Question, known: KnownFacts, filters: Filters) -> Figures:
    if question.asked.content is None:
        return figures.figures_of(known.facts, filters, known.prices)
    beside = _beside_others(question.asked.content, known)
    if not isinstance(beside.confirmed, int):
        return replace(beside, media_value=Hidden.FEW)
    return figures.figures_of(_own(question, known), Filters(), known.prices)


def _rows(question: Question, by: Dimension, known: KnownFacts, filters: Filters) -> list[Row]:
    if question.asked.content is None:
        return figures.rows_by(by, known.facts, filters, known.prices)
    if not isinstance(_beside_others(question.asked.content, known).confirmed, int):
        return []
    return figures.rows_by(by, _own(question, known), Filters(), known.prices)


def _beside_others(content: str, known: KnownFacts) -> Figures:
    """Return what may be shown of a content beside all others: it is told apart further where its shares may be."""
    rows = figures.rows_by(Dimension.CONTENT, known.facts, Filters())
    return next((row.figures for row in rows if row.key == content), figures.figures_of((), Filters()))


def _own(question: Question, known: KnownFacts) -> list[Fact]:
    return [fact for fact in known.facts if fact.content == question.asked.content]


def _row(
    question: Question,
    key: str | None,
    name: LocalisedName | str | None,
    of_contents: Figures,
    of_people: PeopleFigures,
    *,
    is_others: bool = False,
) -> AnswerRow:
    values: dict[Metric, int | float | None] = {}
    reasons: dict[Metric, Reason] = {}
    for metric in question.metrics:
        found = _value(metric, of_contents, of_people)
        values[metric] = None if isinstance(found, Hidden | Unavailable) else found
        if isinstance(found, Hidden | Unavailable):
            reasons[metric] = found
    return AnswerRow(key, name, is_others, values, reasons)


def _value(metric: Metric, of_contents: Figures, of_people: PeopleFigures) -> int | float | Reason | None:
    if metric is Metric.MEDIA_VALUE:
        worth = of_contents.media_value
        return worth.cents if isinstance(worth, MediaValue) else worth
    value: int | float | Reason | None = (
        getattr(of_people, OF_PEOPLE[metric]) if metric in OF_PEOPLE else getattr(of_contents, metric.value)
    )
    return value


def _names(by: ToldApartBy, keys: Sequence[str]) -> Mapping[str, LocalisedName | str]:
    match by:
        case ToldApartBy.CHANNEL:
            return {channel.channel: channel.name for channel in catalogue.channels()}
        case ToldApartBy.TOPIC:
            return current_settings().topic_names
        case ToldApartBy.CONTENT if len(keys) <= MOST_ROWS:
            return {head.content: head.row.title for head in content_items.heads_of(keys)}
    return {}


# --- what is asked for


def _require_fitting(question: Question) -> None:
    """Raise Invalid where a metric of people is told apart by what contents are, or one of contents by teams."""
    if question.by is None:
        return
    by_team = question.by is ToldApartBy.TEAM
    fitting = [metric.value for metric in Metric if (metric in OF_PEOPLE) == by_team]
    for metric in question.metrics:
        if metric.value not in fitting:
            text = f"{metric} is not told apart by {question.by}; these are: {', '.join(fitting)}."
            raise Invalid(text, field="metrics", value=metric.value, limit=fitting, reason="not_by")


def _filters(question: Question) -> Filters:
    """Return the filters of a question. Raise Invalid, naming the field, for a name that there is not."""
    asked = question.asked
    if question.by is ToldApartBy.CAPTION and asked.content is None:
        text = "Captions are told apart within a content: choose one."
        raise Invalid(text, field="filters.content", reason="needed")
    if asked.content is not None and asked != Asked(content=asked.content):
        raise Invalid("A content goes with no other filter.", field="filters.content", reason="alone")
    if asked.content is not None and content_items.find_head(asked.content) is None:
        raise Invalid("There is no such content.", field="filters.content", value=asked.content, reason="no_such")
    _require("channel", asked.channel, lambda: [channel.channel for channel in catalogue.channels()])
    _require("team", asked.team, lambda: current_settings().team_names)
    _require("topic", asked.topic, lambda: current_settings().topic_names)
    _require("campaign", asked.campaign, lambda: [one.campaign for one in campaigns_items.all_campaigns()])
    return Filters(
        channel=asked.channel,
        language=asked.language,
        topic=asked.topic,
        network=asked.network,
        contents=_contents(asked),
        team=asked.team,
    )


def _contents(asked: Asked) -> frozenset[str] | None:
    if asked.content is not None:
        return frozenset({asked.content})
    if asked.campaign is not None:
        return frozenset(member.content for member in campaigns_items.members_of(asked.campaign))
    return None


def _require(name: str, value: str | None, known: Callable[[], Iterable[str]]) -> None:
    if value is not None and value not in (allowed := sorted(known())):
        text = f"There is no {name} {value!r}; there are: {', '.join(allowed) or 'none'}."
        raise Invalid(text, field=f"filters.{name}", value=value, limit=allowed, reason="no_such")
