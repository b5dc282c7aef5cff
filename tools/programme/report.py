"""The demo programme's report: promised before the last month that is over, written now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lahetti.analytics import periods
from lahetti.core.days import day_of, midnight_of
from lahetti.periods.calendar import PeriodKind
from lahetti.reports import gathering, promising, rules, writing
from lahetti.reports.model import Choice, Goal, Report
from lahetti.surveys.model import SurveyKind
from tools.programme.toml_table import Table

_AHEAD = timedelta(days=3)
"""How long before its period the report was promised."""


@dataclass(frozen=True)
class PlayedReport:
    """What was promised, which free texts of the last survey are shown, and what was typed."""

    name: str
    goals: dict[Goal, int]
    said: tuple[str, ...]
    learned: str
    decided: str


def read_report(folder: Path = Path(__file__).parent) -> PlayedReport:
    """Read the report; raise `toml_table.BadFile`, which names the first thing that is wrong."""
    file = Table.of_file(folder / "report.toml")
    goals = Table(file.take("goals", dict), "report.toml [goals]")
    report = PlayedReport(
        name=rules.checked_name(file.text("name")),
        goals={goal: number for goal in Goal if (number := goals.take_or(goal.value, 0))},
        said=file.texts("said"),
        learned=rules.checked_text("learned", file.text("learned")),
        decided=rules.checked_text("decided", file.text("decided")),
    )
    for table in (goals, file):
        table.refuse_rest()
    return report


def put_report(played: PlayedReport, admin: str, now: datetime, zone: ZoneInfo) -> Report:
    """Promise the report of the last whole month as of the days before it, and write it."""
    month = periods.before(periods.current(PeriodKind.MONTH, date.fromisoformat(day_of(now, zone))))
    promised = midnight_of(month.first.isoformat(), zone) - _AHEAD
    made = promising.plan(promising.new_id(), played.name, month.id, played.goals, admin, promised, zone)
    surveys = {survey.kind: survey.id for survey in gathering.surveys_to_choose()}
    choice = Choice(
        before=surveys.get(SurveyKind.BEFORE),
        after=surveys.get(SurveyKind.AFTER),
        campaigns=tuple(campaign.campaign for campaign in gathering.campaigns_of(made)[: rules.MOST_CAMPAIGNS]),
        texts=tuple(map(rules.key_of, played.said)),
        learned=played.learned,
        decided=played.decided,
    )
    return writing.write(made.id, choice, admin, now, zone)
