"""A challenge to come."""

from datetime import date, timedelta

from console.framework.context import PageContext
from console.framework.errors import read_all
from console.framework.names import read_name
from console.framework.notice import Redirect
from console.framework.page import page
from console.framework.rendering import Values
from lahetti.core.days import day_of
from lahetti.people.model import Role
from lahetti.periods import challenges
from lahetti.periods.model import Plan, Ranking


@page("races/new_challenge.html", Role.ADMIN)
def new_challenge(context: PageContext) -> Values:
    """Return what the form of a challenge begins with: the day after tomorrow, two weeks."""
    first = date.fromisoformat(day_of(context.now, context.zone)) + timedelta(days=2)
    return {"first": first.isoformat(), "last": (first + timedelta(days=13)).isoformat()}


@new_challenge.action("create")
def create(context: PageContext) -> Redirect:
    """Create a challenge and go to its page."""
    form = context.form
    read = read_all(
        first=lambda: form.needed_day("first"),
        last=lambda: form.needed_day("last"),
        goal=lambda: form.number("goal", (1, challenges.MOST_POINTS)),
    )
    ranking = Ranking.TEAM if form.text("ranking") == Ranking.TEAM else Ranking.PERSON
    plan = Plan(read_name(form, "name_texts"), ranking=ranking, **read)
    made = challenges.create(plan, context.person.id, context.now, context.zone)
    return Redirect("done.challenge_created", f"/console/races/{made.race}")
