"""One race: who leads, what can be won, and how it is closed."""

from collections.abc import Iterator
from datetime import date

from console.framework.context import PageContext
from console.framework.editing import EditedField, changed_fields, original
from console.framework.errors import read_all
from console.framework.export import Line
from console.framework.names import name_fields, with_name
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from console.pages.races import race_names
from lahetti.core.days import day_of, end_of
from lahetti.core.names import LocalisedName
from lahetti.people.model import Role
from lahetti.periods import challenges, renaming, rescheduling
from lahetti.periods.calendar import PRIZE_KIND
from lahetti.periods.model import RaceState
from lahetti.races import standings
from lahetti.races.closing import frozen as closing_frozen
from lahetti.races.closing import overview, steps
from lahetti.races.closing import rules as closing_rules
from lahetti.races.closing.overview import Overview
from lahetti.races.closing.rules import Phase
from lahetti.rewards import catalogue, following, terms
from lahetti.rewards.model import Reward
from lahetti.settings.model import Settings
from lahetti.settings.versions import current_settings


@page("races/race.html", Role.ADMIN)
def one_race(context: PageContext, race: str) -> Values:
    """Return all that is known of a race."""
    one, settings = overview.find_race(race, context.now, context.zone), current_settings()
    fixed = terms.find_terms(race) if one.head is not None else None
    minimum = settings.draw_points if fixed is None else fixed.minimum
    frozen = overview.is_frozen(one)
    today = date.fromisoformat(day_of(context.now, context.zone))
    offered = catalogue.rewards(race)
    ten = overview.table(one)
    lines = (
        closing_frozen.final_teams(one.head) if frozen and one.head else standings.teams(race, settings, context.now)
    )
    return {
        "one": one,
        "name": race_names.name_of(one, context.texts),
        "span": race_names.span(one.period, context.texts),
        "prize_race": one.period.kind is PRIZE_KIND,
        "days_to_start": (one.period.first - today).days if one.period.first else None,
        "days_left": (one.period.last - today).days if one.period.last else None,
        "freezes": end_of(one.period.last.isoformat(), context.zone) + closing_rules.AFTER_THE_END
        if one.period.last
        else None,
        "figures": overview.figures(one, minimum, len(ten)),
        "minimum": minimum,
        "ten": ten,
        "most_points": max((line.points for line in ten), default=0) or 1,
        "teams": lines,
        "team_names": team_names(one, settings),
        "most_each": max((line.points_each or 0 for line in lines), default=0) or 1,
        "rewards": offered,
        "lacking": [reward for reward in offered if lacks_codes(reward, one)],
        "frozen": frozen,
        "promised": is_promised_early(one, context),
        "changeable": one.head is not None and rescheduling.may_be_changed(one.head, context.now, context.zone),
        "original": original(_name_fields(context, one.plan.name)) if one.plan is not None else "",
        "terms": fixed,
        "interventions": terms.interventions_in(one.head, context.zone) if one.head is not None else {},
    }


@one_race.action("close")
def close(context: PageContext, race: str) -> Redirect:
    """Have a race that is over closed within seconds, by the job that does it anyway."""
    steps.close_soon(race, context.now, context.zone)
    return Redirect("done.closing_asked")


@one_race.action("move")
def move(context: PageContext, race: str) -> Redirect:
    """Move a challenge to other days and go to its new page."""
    form = context.form
    days = read_all(first=lambda: form.needed_day("first"), last=lambda: form.needed_day("last"))
    moved = following.move_challenge(race, days["first"], days["last"], context.person.id, context.now, context.zone)
    return Redirect("done.challenge_moved", f"/console/races/{moved.race}")


@one_race.action("rename")
def rename(context: PageContext, race: str) -> Redirect:
    """Call a challenge by another name, whether it comes, runs or is over."""
    name = challenges.find(race).plan.name
    changed = with_name(changed_fields(context.form, _name_fields(context, name)), "name_texts", name)
    renaming.rename(race, changed.get("name_texts", name), context.person.id, context.now)
    return Redirect("done.challenge_renamed")


@one_race.action("withdraw")
def withdraw(context: PageContext, race: str) -> Redirect | Confirm:
    """Withdraw a challenge, once it was said what follows."""
    one, t = overview.find_race(race, context.now, context.zone), context.texts
    if one.plan is not None and not context.form.confirmed:
        prizes = ", ".join(reward.offer.name.in_language(t.language) for reward in catalogue.rewards(race))
        follows = [t("races.withdraw.follows.gone"), t("races.withdraw.follows.final")]
        follows[1:1] = [t("races.withdraw.follows.prizes", prizes=prizes)] if prizes else []
        return Confirm(t("races.withdraw.question", name=one.plan.name), tuple(follows), t("races.withdraw"))
    following.withdraw_challenge(race, context.person.id, context.now, context.zone)
    return Redirect("done.challenge_withdrawn", "/console/races")


@one_race.export("race")
def exported_table(context: PageContext, race: str) -> Iterator[Line]:
    """Yield what the page shows of a race's standings."""
    one = overview.find_race(race, context.now, context.zone)
    teams = {
        team: name.in_language(context.texts.language) for team, name in team_names(one, current_settings()).items()
    }
    for line in overview.table(one):
        yield {
            "place": line.place,
            "name": line.name,
            "team": teams.get(line.team or "", line.team),
            "points": line.points,
            "shares": line.shares,
            "clicks": line.clicks,
        }


def team_names(one: Overview, settings: Settings) -> dict[str, LocalisedName]:
    """Return what the teams are called in a race: in a frozen one as they were called then."""
    frozen = {line.team: line.name for line in one.head.teams} if one.head is not None else {}
    return settings.team_names | frozen


def is_promised_early(one: Overview, context: PageContext) -> bool:
    """Return whether a seed was promised before the race began."""
    return one.head is not None and date.fromisoformat(day_of(one.head.opened, context.zone)) < one.head.first


def lacks_codes(reward: Reward, one: Overview) -> bool:
    """Return whether a reward has fewer codes than it may give; once its race is over, than it has to."""
    if one.phase is Phase.CLOSED or not reward.supply.lacks_codes or reward.instead_of_codes:
        return False
    return one.head is None or one.head.state != RaceState.REVEALED or reward.supply.left <= 0


def _name_fields(context: PageContext, name: LocalisedName) -> list[EditedField]:
    return name_fields("name_texts", context.texts("races.form.name"), name, context.texts)
