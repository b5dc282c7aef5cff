"""What ambassadors see of the readers that they brought: of this quarter, since they last looked, and all together.

Readers are counted clicks. What is new is told once, on whichever device comes first: how many clicks brought points
since the last time, and how many points. Together is told by the rule of groups alone.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.analytics import items, periods
from lahetti.analytics.facts import items as facts_items
from lahetti.analytics.figures import figures_of
from lahetti.analytics.model import ScoredClicks
from lahetti.analytics.sums import Filters
from lahetti.core.days import day_of, midnight_of
from lahetti.people import items as people_items
from lahetti.periods.calendar import ALL_TIME, PeriodKind
from lahetti.points import items as points_items
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import ShareState

NOTHING = ScoredClicks()


@dataclass(frozen=True)
class OwnReaders:
    """Readers of the shares that a person opened in the quarter that runs; `news` is what they were not told yet.

    `total` is what they are told of once they have seen the news.
    """

    quarter: str
    shares: int
    readers: int
    news: ScoredClicks | None
    total: ScoredClicks


@dataclass(frozen=True)
class Together:
    """At least how many confirmed shares and readers everybody has in the month that runs, in tens.

    None where there are not ten, or too few have shared. In tens, as one more would tell that somebody has just shared.
    """

    month: str
    shares: int | None
    readers: int | None


def own_readers(person: str, now: datetime, zone: ZoneInfo) -> OwnReaders:
    """Return the readers that a person brought, and what of them is news."""
    quarter = periods.current(PeriodKind.QUARTER, now.astimezone(zone).date())
    since = midnight_of(quarter.first.isoformat(), zone)
    shares = [row for row in sharing_items.shares_since(person, since) if row.state is ShareState.CONFIRMED]
    told = items.clicks_told(person)
    total = _scored(person, told)
    news = ScoredClicks(total.clicks - told.clicks, max(0, total.points - told.points))
    return OwnReaders(
        quarter.id, len(shares), sum(row.clicks for row in shares), news if news.clicks > 0 else None, total
    )


def tell(person: str, total: ScoredClicks) -> None:
    """Note what a person was told of; what is less than they know already changes nothing."""
    items.keep_clicks_told(person, total)


def together(now: datetime, zone: ZoneInfo) -> Together:
    """Return what everybody brought in the month that runs, as far as it may be shown; one request."""
    month = day_of(now, zone)[:7]
    figures = figures_of(facts_items.facts_of_months(month, month), Filters())
    shares, readers = figures.confirmed, figures.clicks
    return Together(f"M{month}", *(_tens(number) if type(number) is int else None for number in (shares, readers)))


def _tens(number: int) -> int | None:
    return number // 10 * 10 or None


def _scored(person: str, told: ScoredClicks) -> ScoredClicks:
    """Return all clicks of a person that used a place under a cap, and their points.

    The card knows whether there are any that were not told; only then the ledger is read.
    """
    card = people_items.find_card(person)
    race = card.totals.races.get(ALL_TIME) if card is not None else None
    if race is None or race.clicks == told.clicks:
        return told
    of_clicks = [entry for entry in points_items.ledger_of(person) if entry.clicks]
    return ScoredClicks(sum(entry.clicks for entry in of_clicks), sum(entry.points for entry in of_clicks))
