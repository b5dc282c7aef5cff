"""A reward to come."""

from console.framework.context import PageContext
from console.framework.errors import read_all
from console.framework.names import read_name
from console.framework.notice import Redirect
from console.framework.page import page
from console.framework.rendering import Values
from console.pages.races import race_names
from lahetti.core.errors import Invalid
from lahetti.people.model import Role
from lahetti.races.closing import overview
from lahetti.races.closing.rules import Phase
from lahetti.rewards import catalogue, rules
from lahetti.rewards.model import Offer, Way


@page("rewards/new_reward.html", Role.ADMIN)
def new_reward(context: PageContext) -> Values:
    """Return the races to come, which a prize can be set for, and the id of the reward to come."""
    found = overview.coming_and_running(context.now, context.zone)
    open_races = [one for one in found if one.head is not None and one.phase is Phase.PLANNED]
    wanted = context.query.get("race", "")
    return {
        "races": [
            (one.race, f"{race_names.name_of(one, context.texts)} ({race_names.span(one.period, context.texts)})")
            for one in open_races
        ],
        "race": wanted if any(one.race == wanted for one in open_races) else "",
        "reward": catalogue.new_id(),
    }


@new_reward.action("offer")
def offer(context: PageContext) -> Redirect:
    """Put a reward on offer, once however often this form comes, and go on to its vouchers."""
    form = context.form
    read = read_all(
        way=lambda: _way(form.text("way")),
        value_cents=lambda: form.cents("value_cents"),
        stock=lambda: form.number("stock", (1, rules.MOST_STOCK)) or 0,
        cost=lambda: form.number("cost", (1, rules.MOST_POINTS)) or 0,
        per_person=lambda: form.number("per_person", (1, rules.MOST_EACH)) or 1,
    )
    reward = form.id("reward")
    claimed = read["way"] is Way.CLAIM
    wanted = Offer(
        name=read_name(form, "name_texts"),
        race=None if claimed else form.text("race"),
        vouchers=form.text("vouchers") != "no",
        collect=form.text("collect"),
        **(read if claimed else {**read, "cost": 0, "per_person": 1}),
    )
    made = catalogue.create_reward(wanted, context.person.id, context.now, context.zone, reward)
    return Redirect("done.reward_offered", f"/console/rewards/{made.reward}")


def _way(text: str) -> Way:
    try:
        return Way(text)
    except ValueError as error:
        raise Invalid(f"{text!r} is not a way to win.", field="way", reason="no_way") from error
