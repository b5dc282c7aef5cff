"""The line of whoever an admin removes between a race's end and its freezing: the list does not change by it.

Kept are a ticket and figures, which the frozen list shows anyway, and nobody's id.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.core.days import day_of
from lahetti.dynamodb.transactions import Put
from lahetti.people.model import ScoreCard
from lahetti.periods import calendar
from lahetti.periods import items as periods_items
from lahetti.periods.model import RaceState
from lahetti.points import items as points_items
from lahetti.points.rules import fold
from lahetti.races import draws
from lahetti.races import items as races_items
from lahetti.races.rules import exclusion

_NOT_FROZEN = (RaceState.OPEN, RaceState.CLOSING)


def keep_lines(card: ScoreCard, now: datetime, zone: ZoneInfo) -> list[Put]:
    """Return the writes that keep a person's line in each race that has ended and is not frozen yet."""
    today = day_of(now, zone)
    scores = fold(points_items.ledger_of(card.person, consistent=True)).races
    # Each head itself, not the lists by state: a race that changes its state meanwhile may be missing in both of them.
    periods = {race: calendar.period_of(race) for race in scores}
    ended = [race for race, period in periods.items() if period and period.last and period.last.isoformat() < today]
    heads = [head for race in ended if (head := periods_items.find_head(race, consistent=True)) is not None]
    return [
        races_items.put_kept_line(head.race, draws.ticket_of(head.salt, card.person), scores[head.race])
        for head in heads
        if head.state in _NOT_FROZEN and exclusion(card.absences, head.race) is None
    ]
