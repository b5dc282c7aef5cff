"""What works: a period's figures beside those of the period before and of last year, and what they are made of.

A whole month or quarter is read as the sums of its months and weeks; a week and days of one's own as their days.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lahetti.analytics import periods
from lahetti.analytics.facts import items
from lahetti.analytics.facts.model import Fact, PeopleFact
from lahetti.analytics.facts.rules import week_of
from lahetti.analytics.figures import (
    Figures,
    HoursOfSharing,
    PeopleFigures,
    Row,
    Unavailable,
    figures_of,
    hours_of_sharing,
    people_figures,
    rows_by,
    team_figures,
)
from lahetti.analytics.periods import AnalyticsPeriod
from lahetti.analytics.selections import known_people, with_living_heads
from lahetti.analytics.sums import Dimension, Filters
from lahetti.core.small_groups import Hidden
from lahetti.periods.calendar import PeriodKind

TOLD_APART = (Dimension.CHANNEL, Dimension.NETWORK, Dimension.LANGUAGE, Dimension.TOPIC)
"""By what an overview tells contents apart."""
_WEEKS_BEFORE = timedelta(weeks=7)
"""How far back the weeks reach of a period that is shorter than that."""


@dataclass(frozen=True)
class Compared:
    """Figures of one period: of contents, and of people where it is a whole one."""

    period: AnalyticsPeriod
    figures: Figures
    people: PeopleFigures


@dataclass(frozen=True)
class Overview:
    """Figures of a period; `year_before` is None where nothing was counted then.

    `weeks` are rows by week, over at least eight of them; `topics` are those of the period's contents. `counted` and
    `people_counted` say as of when contents and people were counted; None: never yet.
    """

    now: Compared
    before: Compared
    year_before: Compared | None
    weeks: list[Row] | Unavailable
    rows: Mapping[Dimension, list[Row]]
    hours: HoursOfSharing | Hidden | Unavailable
    teams: Mapping[str, PeopleFigures]
    topics: tuple[str, ...]
    counted: datetime | None
    people_counted: datetime | None


def overview(period: AnalyticsPeriod, filters: Filters) -> Overview:
    """Return what a period has brought of what the filters leave."""
    before, year_before = periods.before(period), periods.year_before(period)
    people = known_people(period)
    others = [one.id for one in (before, year_before) if one is not None and one.is_whole]
    earlier = items.programme_people(others) if others else {}
    facts = _facts_of([before, period])
    of_period = facts[period.id]
    active = people.programme.active if people.programme is not None else None
    return Overview(
        now=_compared(period, of_period, people.programme, filters),
        before=_compared(before, facts[before.id], earlier.get(before.id), filters),
        year_before=_last_year(year_before, earlier, filters),
        weeks=_weeks(period, filters),
        rows={dimension: rows_by(dimension, of_period, filters) for dimension in TOLD_APART},
        hours=hours_of_sharing(of_period, filters, active),
        teams=team_figures(people.teams, people.programme, period, filters),
        topics=tuple(sorted({topic for fact in of_period for topic in fact.topics}, key=str.casefold)),
        counted=items.counted_at(),
        people_counted=people.counted,
    )


def _compared(period: AnalyticsPeriod, facts: Iterable[Fact], people: PeopleFact | None, filters: Filters) -> Compared:
    return Compared(period, figures_of(facts, filters), people_figures(people, period, filters))


def _last_year(period: AnalyticsPeriod | None, people: Mapping[str, PeopleFact], filters: Filters) -> Compared | None:
    """Return the same period of the year before; people are counted from the programme's first night on."""
    if period is None or (period.is_whole and period.id not in people):
        return None
    facts = _facts_of([period])[period.id]
    return _compared(period, facts, people.get(period.id), filters) if facts else None


def _facts_of(wanted: list[AnalyticsPeriod]) -> dict[str, list[Fact]]:
    """Return the facts of periods that follow one another, by period."""
    first, last = wanted[0], wanted[-1]
    if all(period.is_of_months for period in wanted):
        found = items.facts_of_months(first.months[0], last.months[-1])
        return {one.id: [fact for fact in found if fact.period in one.months] for one in wanted}
    found = with_living_heads(items.facts_of_days(first.first, last.last))
    return {one.id: [fact for fact in found if one.covers(fact.period)] for one in wanted}


def _weeks(period: AnalyticsPeriod, filters: Filters) -> list[Row] | Unavailable:
    """Return figures by week, every week of them: weeks are counted by channel and network, and by nothing else."""
    if filters != Filters(channel=filters.channel, network=filters.network):
        return Unavailable.FILTER
    first = min(period.first, period.last - _WEEKS_BEFORE)
    weeks = list(periods.parts(AnalyticsPeriod(period.id, None, first, period.last), PeriodKind.WEEK))
    found = rows_by(Dimension.WEEK, _facts_of_weeks(weeks), filters)
    rows = {row.key: row for row in found}
    return [rows.get(week.id, Row(week.id, Figures())) for week in weeks]


def _facts_of_weeks(weeks: list[AnalyticsPeriod]) -> list[Fact]:
    first, last = (week_of(week.first.isoformat()) for week in (weeks[0], weeks[-1]))
    return items.facts_of_weeks(first, last)
