"""One report: what is promised until its period begins, and the page that is printed once it is written."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from console.pages.reports import goal_fields, shown, writing_form
from console.pages.works.shown import cell, in_words
from lahetti.analytics.figures import Unavailable
from lahetti.core.texts import Texts
from lahetti.people.model import Role
from lahetti.reports import promising, rules, writing
from lahetti.reports.model import Goal, Report, ReportFigures, Shared, SurveyLine, Value
from lahetti.surveys.model import STATEMENTS

_CHANNELS = 4
"""How many channels are on the page: the best ones, and the one that is shared worst."""
_SHORT = 700
"""Characters of all that was typed and said."""
_CENTS = "_cents"
_OF_CAMPAIGNS = (
    *("clicks", "conversions", "paid_clicks", "paid_conversions", "unattributed"),
    *("spend_cents", "click_cents", "prizes_cents", "hours"),
)


@page("reports/report.html")
def one_report(context: PageContext, report: str) -> Values:
    """Return a report as it is read: of a written one everything is as it was on that day."""
    found, texts = promising.find(report), context.texts
    is_admin = context.person.may(Role.ADMIN)
    begun = rules.has_begun(found.first, context.now, context.zone)
    not_yet = None if found.written else writing.why_not_yet(found, context.now, context.zone)
    is_to_write = is_admin and found.written is None and not_yet is None
    return {
        "report": found,
        "period": shown.period_in_words(found, texts),
        "goals": _goals(found, texts),
        "fields": goal_fields.fields(found.goals) if is_admin and not begun and found.written is None else (),
        "begun": begun,
        "not_yet": not_yet,
        "is_admin": is_admin,
        "form": writing_form.choices(context, found) if is_to_write else None,
        "network_names": ", ".join(texts(f"network.{name}") for name in found.figures.without_price)
        if found.figures
        else "",
        "words": Texts("mails", context.person.language),
        "statements": STATEMENTS,
        "is_short": found.figures is not None and _is_short(found, found.figures),
        "channels": _channels(found.figures) if found.figures else (),
        "no_people": found.figures is not None and isinstance(found.figures.people["active"], Unavailable),
        "figure": partial(in_words, texts=texts),
        "about_euros": lambda value: shown.euros(value, texts),
        "money": lambda cents, campaign: shown.money(cents, campaign, texts),
        "day": lambda day: shown.day_in_words(_day(day, context.zone), texts),
        "days": lambda first, last: shown.days_in_words(first, last, texts),
    }


@one_report.action("promise", Role.ADMIN)
def promise(context: PageContext, report: str) -> Redirect:
    """Change what is promised, before the period begins."""
    goals = goal_fields.read(context.form)
    promising.change_goals(report, goals, context.person.id, context.now, context.zone)
    return Redirect("done.report_goals_changed")


@one_report.action("write", Role.ADMIN)
def write(context: PageContext, report: str) -> Redirect:
    """Write the report and freeze it."""
    writing.write(report, writing_form.read(context.form), context.person.id, context.now, context.zone)
    return Redirect("done.report_written", f"/console/works/reports/{report}")


@one_report.action("remove", Role.ADMIN)
def remove(context: PageContext, report: str) -> Redirect | Confirm:
    """Take a report away, after asking."""
    found, t = promising.find(report), context.texts
    if not context.form.confirmed:
        follows = (t("report.remove.follows.1"), t("report.remove.follows.2"))
        return Confirm(t("report.remove.question", name=found.name), follows, t("report.remove"))
    promising.remove(report, context.person.id, context.now)
    return Redirect("done.report_removed", "/console/works/reports")


@one_report.export("report")
def exported(context: PageContext, report: str) -> Iterator[Line]:
    """Yield every figure of a report, a line each; of one that is not written what is promised."""
    found, t = promising.find(report), context.texts
    for goal in Goal:
        came = found.figures.of(goal) if found.figures is not None else None
        called, of_people = t(f"report.figure.{goal.value}"), goal in shown.OF_PEOPLE
        yield _line(t("report.promised"), "", called, came, t, found.goals.get(goal), of_people=of_people)
    if found.figures is not None:
        yield from _lines(found.figures, t, Texts("mails", context.person.language))


def _lines(figures: ReportFigures, t: Texts, words: Texts) -> Iterator[Line]:
    for name, value in {**figures.people, **figures.contents}.items():
        of_people = name in figures.people
        yield _line(t("report.figures"), "", t(f"report.figure.{name}"), _in_euros(name, value), t, of_people=of_people)
    for part, rows in (("channels", figures.channels), ("best", figures.best), ("worst", figures.worst)):
        for row in rows:
            for name, value in (("share_rate", row.rate), ("confirmed", row.confirmed), ("clicks", row.clicks)):
                yield _line(t(f"report.{part}"), row.name, t(f"report.figure.{name}"), value, t)
    for campaign in figures.campaigns:
        for name in _OF_CAMPAIGNS:
            called = t(f"report.campaign.{name}")
            if name.endswith(_CENTS):
                called = t("report.in_currency", what=called, currency=campaign.currency)
            yield _line(t("report.campaigns"), campaign.name, called, _in_euros(name, getattr(campaign, name)), t)
    for survey in (figures.before, figures.after):
        yield from _of_survey(survey, t, words)
    yield _line(t("report.costs"), "", t("report.prizes"), figures.prizes, t)
    prizes = t("report.in_currency", what=t("report.prizes_value"), currency="EUR")
    yield _line(t("report.costs"), "", prizes, figures.prizes_cents / 100, t)


def _of_survey(survey: SurveyLine | None, t: Texts, words: Texts) -> Iterator[Line]:
    if survey is None:
        return
    yield _line(t("report.survey"), survey.name, t("report.answers"), survey.answers, t, of_people=True)
    yield _line(t("report.survey"), survey.name, t("report.answer_rate"), survey.rate, t, of_people=True)
    for name, mean in (survey.means or {}).items():
        yield _line(t("report.survey"), survey.name, words(f"survey.statement.{name}"), mean, t)


def _line(
    part: str, name: str, figure: str, value: Value, t: Texts, promised: int | None = None, *, of_people: bool = False
) -> Line:
    written = cell(value, t, of_people=of_people)
    return {"part": part, "name": name, "figure": figure, "promised": promised, "value": written}


def _day(known: datetime | date, zone: ZoneInfo) -> date:
    return known.astimezone(zone).date() if isinstance(known, datetime) else known


def _in_euros(name: str, value: Value) -> Value:
    """Return a figure that is an amount of cents as one of euros, or of what its currency has a hundred cents of."""
    return value / 100 if name.endswith(_CENTS) and isinstance(value, int | float) else value


def _goals(report: Report, t: Texts) -> list[tuple[str, str, str, bool | None]]:
    """Return what was promised: its name, how much, what came, and whether it was kept."""
    return [
        (
            t(f"report.figure.{goal.value}"),
            shown.goal_figure(goal, promised, t),
            shown.goal_figure(goal, report.figures.of(goal) if report.figures else None, t),
            rules.kept(report, goal),
        )
        for goal in Goal
        if (promised := report.goals.get(goal)) is not None
    ]


def _is_short(report: Report, figures: ReportFigures) -> bool:
    """Return whether there is so little of a report that it fits its sheet in larger letters."""
    typed = len(report.learned) + len(report.decided) + sum(map(len, figures.texts))
    return len(figures.campaigns) <= 1 and typed <= _SHORT


def _channels(figures: ReportFigures) -> Sequence[Shared]:
    """Return the channels that fit the page, the best first and the worst last."""
    channels = figures.channels
    return channels if len(channels) <= _CHANNELS else (*channels[: _CHANNELS - 1], channels[-1])
