"""Surveys: those that were made, the newest first."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.page import page
from console.framework.rendering import Values
from lahetti.people.model import Role
from lahetti.surveys import conducting


@page("surveys/surveys.html", Role.ADMIN)
def all_surveys(_: PageContext) -> Values:
    """Return all surveys."""
    return {"surveys": conducting.every_survey()}


@all_surveys.export("surveys")
def exported(_: PageContext) -> Iterator[Line]:
    """Yield all surveys."""
    for survey in conducting.every_survey():
        yield {
            "name": survey.name,
            "kind": survey.kind.value,
            "state": survey.state.value,
            "started": survey.started,
            "closes": survey.closed or survey.closes,
        }
