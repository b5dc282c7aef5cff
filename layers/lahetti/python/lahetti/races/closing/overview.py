"""Races as those who run the programme see them: which there are, where each is, its figures and its lines."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lahetti.core.days import day_of
from lahetti.core.small_groups import FEWEST, is_shown
from lahetti.periods import calendar, challenges
from lahetti.periods import items as periods_items
from lahetti.periods.calendar import Period
from lahetti.periods.model import Plan, RaceHead, RaceState
from lahetti.races import items as races_items
from lahetti.races import standings
from lahetti.races.closing.frozen import final_table, find_head, frozen_list
from lahetti.races.closing.rules import FROZEN, Phase, phase_of
from lahetti.races.model import Place

PAGE = 25


@dataclass(frozen=True)
class Overview:
    """A race and where it is; `plan` of a challenge alone, `head` of every race that ends."""

    period: Period
    phase: Phase
    plan: Plan | None = None
    head: RaceHead | None = None

    @property
    def race(self) -> str:
        """The race's id."""
        return self.period.race


@dataclass(frozen=True)
class Figures:
    """What a race comes to, as far as it may be shown: None where it would tell of fewer than five people.

    `people` have points, `entitled` of them enough for its draws; shares, clicks and points are of all together.
    """

    people: int | None
    entitled: int | None
    shares: int | None
    clicks: int | None
    points: int | None


def find_race(race: str, now: datetime, zone: ZoneInfo) -> Overview:
    """Return a race; raise NotFound for one that is over and was never opened."""
    period, today = standings.find_race(race), date.fromisoformat(day_of(now, zone))
    head = periods_items.find_head(race)
    if head is None and (period.last is None or period.last >= today):
        return Overview(period, phase_of(period.first or date.min, today, RaceState.OPEN, today))
    return _overview(head or find_head(race), now, zone)


def coming_and_running(now: datetime, zone: ZoneInfo) -> list[Overview]:
    """Return all races that are not frozen and closed: those that close first, then what runs, then what comes."""
    named = [race for state in RaceState if state is not RaceState.CLOSED for race in periods_items.ids_in(state)]
    found = [_overview(head, now, zone) for head in periods_items.find_heads(named)]
    # Those of today run without a head, too: all time never has one, and the others get theirs by the job.
    standing = calendar.standing_periods(day_of(now, zone))
    found += [Overview(period, Phase.RUNNING) for period in standing if period.race not in named]
    order = [Phase.CLOSING, Phase.RUNNING, Phase.PLANNED]
    return sorted(found, key=lambda one: (order.index(one.phase), one.period.last or date.max, one.race))


def closed(now: datetime, zone: ZoneInfo, cursor: str | None = None) -> tuple[list[Overview], str | None]:
    """Return a page of the races that are closed, the latest first, and the next cursor."""
    found = periods_items.page_of(RaceState.CLOSED, PAGE, cursor)
    heads = {head.race: head for head in periods_items.find_heads(race for race, _ in found)}
    shown = [_overview(heads[race], now, zone) for race, _ in found if race in heads]
    return shown, found[-1][1] if len(found) == PAGE else None


def figures(one: Overview, minimum: int, listed: int) -> Figures:
    """Add a race up: live from its standings, or from its frozen list. `minimum` points bring a ticket of its draws.

    Of a race that runs, what others see of the anonymous is added up. With so many lines `listed`, sums are shown only
    where five or more stand behind them; points, which teams are compared by, only where those in no team's figures
    are nobody or five or more, too. Else the figures of the others would follow by subtraction.
    """
    if is_frozen(one) and one.head is not None:
        could, lines = one.head.could, [(line.points, line.shares, line.clicks) for line in frozen_list(one.head)]
        others = len(lines) - sum(team.active for team in one.head.teams)
    else:
        rows = races_items.all_rows(one.race)
        could, lines = standings.could_stand(one.race), [(row.points, row.shares, row.clicks) for row in rows]
        others = sum(row.team is None for row in rows)
    people, entitled = len(lines), sum(points >= minimum for points, _, _ in lines)
    adds_up = is_shown(people, could) and people - listed >= FEWEST
    points, shares, clicks = (sum(column) for column in zip(*lines, strict=True)) if adds_up else (None, None, None)
    return Figures(
        people=people if is_shown(people, could) else None,
        entitled=entitled if is_shown(entitled, could) and is_shown(entitled, people) else None,
        shares=shares,
        clicks=clicks,
        points=points if is_shown(people - others, people) else None,
    )


def table(one: Overview) -> list[Place]:
    """Return what everybody sees of a race's standings: the first ten, of a frozen race the winners, too."""
    if is_frozen(one) and one.head is not None:
        return final_table(one.head)
    return standings.top_ten(one.race)


def is_frozen(one: Overview) -> bool:
    """Return whether a race's standings cannot change any more."""
    return one.head is not None and one.head.state in FROZEN


def _overview(head: RaceHead, now: datetime, zone: ZoneInfo) -> Overview:
    plan = challenges.challenge_of(head).plan if calendar.is_challenge(head.race) else None
    today = date.fromisoformat(day_of(now, zone))
    period = Period(head.race, head.first, head.last)
    return Overview(period, phase_of(head.first, head.last, head.state, today), plan, head)
