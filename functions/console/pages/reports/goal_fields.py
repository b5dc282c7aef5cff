"""What is promised, as fields of a form: one of each goal, empty where nothing is promised of it."""

from collections.abc import Mapping

from console.framework.errors import read_all
from console.framework.form import Form
from lahetti.reports.model import Goal
from lahetti.reports.rules import most_of


def fields(goals: Mapping[Goal, int]) -> list[tuple[str, int | str]]:
    """Return the name of each field and what it begins with."""
    return [(goal.value, goals.get(goal, "")) for goal in Goal]


def read(form: Form) -> dict[Goal, int]:
    """Return what is promised; raise FormErrors naming each field that is not a number."""
    found = read_all(**{goal.value: lambda goal=goal: form.number(goal.value, (1, most_of(goal))) for goal in Goal})
    return {goal: found[goal.value] for goal in Goal if found[goal.value] is not None}
