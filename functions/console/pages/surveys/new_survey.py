"""A survey to come: its name, what it is compared with, how long it can be answered."""

from console.framework.context import PageContext
from console.framework.errors import read_all
from console.framework.notice import Redirect
from console.framework.page import page
from console.framework.rendering import Values
from lahetti.core.errors import Invalid
from lahetti.people.model import Role
from lahetti.surveys import conducting, rules
from lahetti.surveys.model import SurveyKind


@page("surveys/new_survey.html", Role.ADMIN)
def new_survey(_: PageContext) -> Values:
    """Return what the form begins with, and the id of the survey to come."""
    return {
        "survey": conducting.new_id(),
        "kinds": [kind.value for kind in SurveyKind],
        "days": rules.DAYS,
        "least_days": rules.LEAST_DAYS,
        "most_days": rules.MOST_DAYS,
        "longest_name": rules.LONGEST_NAME,
    }


@new_survey.action("create")
def create(context: PageContext) -> Redirect:
    """Make a draft, once however often this form comes, and go to its page."""
    form = context.form
    read = read_all(
        name=lambda: rules.checked_name(form.text("name")),
        kind=lambda: _kind(form.text("kind")),
        days=lambda: rules.checked_days(form.number("days", (rules.LEAST_DAYS, rules.MOST_DAYS))),
    )
    made = conducting.create(form.id("survey"), by=context.person.id, now=context.now, **read)
    return Redirect("done.survey_created", f"/console/surveys/{made.id}")


def _kind(text: str) -> SurveyKind:
    try:
        return SurveyKind(text)
    except ValueError as error:
        raise Invalid(f"{text!r} is not a kind of survey.", field="kind", reason="no_kind") from error
