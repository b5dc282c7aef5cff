"""One survey: started, closed, and what it has brought, beside another one on the same scale."""

from collections.abc import Iterator, Mapping
from statistics import mean
from typing import Any

from console.framework import charts
from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from lahetti.core.texts import Texts
from lahetti.people.model import Role
from lahetti.settings.versions import read_settings
from lahetti.surveys import conducting, results, rules
from lahetti.surveys.model import DAILY_USE, GOALS, MOST, STATEMENTS, Survey
from lahetti.surveys.results import SurveyResults

_NO_OTHER = "-"
"""What the choice of a survey to compare with sends where there shall be none."""
_NOTHING = (None, None)
"""In the place of a bar that there is none of."""


@page("surveys/survey.html", Role.ADMIN)
def one_survey(context: PageContext, survey: str) -> Values:
    """Return a survey with what may be shown of its answers, and of those of the one that it is compared with."""
    found = conducting.find(survey)
    others = results.comparable(found, conducting.every_survey())
    other = _against(context, found, others)
    own, compared = results.results(found), results.results(other) if other is not None else None
    later, earlier = _in_time(own, compared)
    return {
        "survey": found,
        "is_open": rules.takes_answers(found, context.now),
        "last_day": rules.last_day(found, context.zone),
        "results": own,
        "others": others,
        "other": other,
        "no_other": _NO_OTHER,
        "later": later,
        "earlier": earlier,
        "groups": {name: _rows(context, group, later, earlier) for name, group in _groups().items()},
        "teams": _teams(context, own),
    }


@one_survey.action("start")
def start(context: PageContext, survey: str) -> Redirect | Confirm:
    """Say what follows, then invite all who can take part."""
    found = conducting.find(survey)
    if not context.form.confirmed:
        return _asked(context, "start", found, 4, n=found.days)
    conducting.start(survey, context.person.id, context.now, context.zone)
    return Redirect("done.survey_started")


@one_survey.action("close")
def close(context: PageContext, survey: str) -> Redirect | Confirm:
    """Say what follows, then take no more answers."""
    if not context.form.confirmed:
        return _asked(context, "close", conducting.find(survey), 3)
    conducting.close(survey, context.person.id, context.now)
    return Redirect("done.survey_closed")


@one_survey.action("discard")
def discard(context: PageContext, survey: str) -> Redirect | Confirm:
    """Ask, then take a draft away."""
    if not context.form.confirmed:
        return _asked(context, "discard", conducting.find(survey), 1)
    conducting.discard(survey, context.person.id, context.now)
    return Redirect("done.survey_discarded", "/console/surveys")


@one_survey.export("survey")
def exported(context: PageContext, survey: str) -> Iterator[Line]:
    """Yield what the page shows: means of all and of teams, the means compared with, and texts."""
    found = conducting.find(survey)
    own, words = results.results(found), Texts("mails", context.person.language)
    other = _against(context, found, results.comparable(found, conducting.every_survey()))
    compared = results.results(other) if other is not None else None
    names, everybody = _team_names(context), context.texts("surveys.everybody")
    groups = [(everybody, own.answers, own.means, compared)]
    groups += [(names.get(team, team), one.answers, one.means, None) for team, one in own.teams.items()]
    for group, answers, means, against in groups:
        for statement in STATEMENTS if means is not None else ():
            yield {
                "group": group,
                "answers": answers if isinstance(answers, int) else context.texts(f"number.{answers.value}"),
                "statement": words(f"survey.statement.{statement}"),
                "mean": round(means[statement], 2) if means is not None else None,
                "compared": other.name if against is not None and other is not None else "",
                "compared_mean": _rounded(against, statement),
                "text": "",
            }
    for text in own.texts or ():
        yield {
            "group": everybody,
            "answers": "",
            "statement": words("survey.text"),
            "mean": None,
            "compared": "",
            "compared_mean": None,
            "text": text,
        }


def _rounded(found: SurveyResults | None, statement: str) -> float | None:
    return None if found is None or found.means is None else round(found.means[statement], 2)


def _groups() -> dict[str, tuple[str, ...]]:
    return {"goals": GOALS, "daily_use": DAILY_USE}


def _against(context: PageContext, survey: Survey, others: list[Survey]) -> Survey | None:
    """Return the survey that was chosen to compare with; where none was, the nearest of the other kind."""
    wanted = context.query.get("against")
    if wanted is not None:
        return next((one for one in others if one.id == wanted), None)
    return others[0] if others and results.are_pair(survey, others[0]) else None


def _in_time(own: SurveyResults, compared: SurveyResults | None) -> tuple[SurveyResults, SurveyResults | None]:
    """Return two surveys' results, the later one first."""
    if compared is None or own.survey.started is None or compared.survey.started is None:
        return own, None
    return (own, compared) if own.survey.started >= compared.survey.started else (compared, own)


def _rows(
    context: PageContext, statements: tuple[str, ...], later: SurveyResults, earlier: SurveyResults | None
) -> list[tuple[Any, ...]]:
    """Return the bars of some statements: name, width and value of the later survey, and of the earlier one."""
    words = Texts("mails", context.person.language)
    return [
        (
            words(f"survey.statement.{statement}"),
            *_bar(context, later.means, statement),
            *(
                _bar(context, earlier.means, statement)
                if earlier is not None and earlier.means is not None
                else _NOTHING
            ),
        )
        for statement in statements
    ]


def _bar(context: PageContext, means: Mapping[str, float] | None, statement: str) -> tuple[float | None, str]:
    if means is None:
        return None, context.texts("surveys.not_yet")
    return charts.width(means[statement], MOST), context.texts.decimal(means[statement])


def _team_names(context: PageContext) -> dict[str, str]:
    return {team: name.in_language(context.person.language) for team, name in read_settings().teams}


def _teams(context: PageContext, own: SurveyResults) -> list[tuple[str, Any, float, float]]:
    """Return each team's name, answers, and mean of the goals and of daily use."""
    names = _team_names(context)
    return [
        (
            names.get(team, team),
            one.answers,
            mean(one.means[statement] for statement in GOALS),
            mean(one.means[statement] for statement in DAILY_USE),
        )
        for team, one in own.teams.items()
    ]


def _asked(context: PageContext, action: str, survey: Survey, lines: int, **values: int) -> Confirm:
    follows = tuple(context.texts(f"surveys.{action}.follows.{line}", **values) for line in range(1, lines + 1))
    question = context.texts(f"surveys.{action}.question", name=survey.name)
    return Confirm(question, follows, context.texts(f"surveys.{action}"))
