"""Races as those who run the programme see them: which there are, where each is, its figures and its lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lahetti.core.days import day_of
from lahetti.people import items as people_items
from lahetti.people.model import PersonState
from lahetti.periods import calendar, challenges
from lahetti.periods import items as periods_items
from lahetti.periods.calendar import Period
from lahetti.periods.model import Plan, RaceHead, RaceState
from lahetti.races import items as races_items
from lahetti.races import standings
from lahetti.races.closing.frozen import find_head, frozen_list
from lahetti.races.closing.rules import FROZEN, Line, Phase, phase_of

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
    """What a race comes to; `entitled` are those with enough points for its draws, `people` those with any."""

    people: int
    shares: int
    clicks: int
    points: int
    entitled: int


@dataclass(frozen=True)
class ShownLine:
    """A line of a race's whole table; of a frozen one, names are known of the first ten and the winners alone."""

    place: int
    name: str | None
    team: str | None
    ticket: str | None
    points: int
    shares: int
    clicks: int


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


def figures(one: Overview, minimum: int) -> Figures:
    """Add a race up: live from its standings, or from its frozen list. `minimum` points bring a ticket of its draws."""
    lines = _scores(one)
    return Figures(
        people=len(lines),
        shares=sum(shares for _, shares, _ in lines),
        clicks=sum(clicks for _, _, clicks in lines),
        points=sum(points for points, _, _ in lines),
        entitled=sum(points >= minimum for points, _, _ in lines),
    )


def active_people() -> int:
    """Count those who take part at this moment."""
    return people_items.count_in(PersonState.ACTIVE)


def whole_table(one: Overview) -> Iterator[ShownLine]:
    """Walk all lines of a race, first place first."""
    if not is_frozen(one) or one.head is None:
        for place, row in enumerate(races_items.all_rows(one.race), 1):
            yield ShownLine(place, row.name, row.team, None, row.points, row.shares, row.clicks)
        return
    known = dict(races_items.people_of(one.race, None))
    cards = {card.person: card for card in people_items.find_cards(known.values())}
    for line in frozen_list(one.head):
        card = cards.get(known.get(line.place, ""))
        named = card is not None and not card.anonymous
        name, team = (card.name, card.team) if card is not None and named else (None, None)
        yield ShownLine(line.place, name, team, line.ticket, line.points, line.shares, line.clicks)


def is_frozen(one: Overview) -> bool:
    """Return whether a race's standings cannot change any more."""
    return one.head is not None and one.head.state in FROZEN


def _scores(one: Overview) -> list[tuple[int, int, int]]:
    if is_frozen(one) and one.head is not None:
        lines: Iterable[Line] = frozen_list(one.head)
        return [(line.points, line.shares, line.clicks) for line in lines]
    return [(row.points, row.shares, row.clicks) for row in races_items.all_rows(one.race)]


def _overview(head: RaceHead, now: datetime, zone: ZoneInfo) -> Overview:
    plan = challenges.challenge_of(head).plan if calendar.is_challenge(head.race) else None
    today = date.fromisoformat(day_of(now, zone))
    period = Period(head.race, head.first, head.last)
    return Overview(period, phase_of(head.first, head.last, head.state, today), plan, head)
