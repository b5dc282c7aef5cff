"""The form of writing a report: its surveys, campaigns and free texts, and what we learned and decide."""

from console.framework.context import PageContext
from console.framework.form import Form
from console.framework.rendering import Values
from console.pages.reports.shown import days_in_words
from lahetti.reports import gathering, rules
from lahetti.reports.model import Choice, Report
from lahetti.surveys.model import Survey, SurveyKind

_NONE = "-"
"""What the choice of a survey sends where there shall be none."""


def choices(context: PageContext, report: Report) -> Values:
    """Return what can be chosen; the free texts are those of the surveys that form or address name."""
    surveys = gathering.surveys_to_choose()
    chosen = {
        kind.value: _survey(kind, surveys, context.form.text(kind.value) or context.query.get(kind.value))
        for kind in (SurveyKind.BEFORE, SurveyKind.AFTER)
    }
    campaigns = gathering.campaigns_of(report)
    return {
        "surveys": [(_NONE, context.texts("report.no_survey")), *((survey.id, survey.name) for survey in surveys)],
        "chosen": {kind: survey or _NONE for kind, survey in chosen.items()},
        "campaigns": [
            (one.campaign, one.plan.name, days_in_words(one.plan.first, one.plan.last, context.texts))
            for one in campaigns
        ],
        "picked": [one.campaign for one in campaigns[: rules.MOST_CAMPAIGNS]],
        "texts": [(rules.key_of(text), text) for text in dict.fromkeys(gathering.texts_of(chosen.values()))],
        "limits": rules,
    }


def read(form: Form) -> Choice:
    """Return what was chosen and typed."""
    before, after = ((form.text(kind) or _NONE) for kind in (SurveyKind.BEFORE, SurveyKind.AFTER))
    return Choice(
        before=None if before == _NONE else before,
        after=None if after == _NONE else after,
        campaigns=form.texts("campaigns"),
        texts=form.texts("texts"),
        learned=form.text("learned"),
        decided=form.text("decided"),
    )


def _survey(kind: SurveyKind, surveys: list[Survey], wanted: str | None) -> str | None:
    """Return the survey that was chosen; where none was, the last one of the kind."""
    if wanted is not None:
        return next((survey.id for survey in surveys if survey.id == wanted), None)
    return next((survey.id for survey in surveys if survey.kind is kind), None)
