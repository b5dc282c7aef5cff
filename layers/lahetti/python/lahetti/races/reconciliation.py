"""Proof that everything adds up: ledger → score card → standings. Differences are named by id and repaired.

Repairs write absolute values, so running it twice, or while entries come in, does no harm.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.core.days import day_of, open_days
from lahetti.dynamodb import transactions
from lahetti.people import items as people_items
from lahetti.people.model import PersonState, RaceScore, ScoreCard, Totals
from lahetti.people.rules import shown_of
from lahetti.periods import challenges
from lahetti.points.ledger import ledger
from lahetti.points.model import Entry
from lahetti.points.rules import fold, pruned
from lahetti.races import items, rosters, standings
from lahetti.races.model import Standing

_CATCH_UP_SECONDS = 5
"""How long standings may take to follow a card before that is a difference."""


@dataclass(frozen=True)
class Difference:
    """Something that did not add up, and has been put right."""

    person: str
    what: str
    stored: object
    right: object


def reconcile(
    now: datetime,
    zone: ZoneInfo,
    wait: Callable[[float], None] = time.sleep,
    visit: Callable[[ScoreCard, Sequence[Entry]], None] = lambda _card, _entries: None,
) -> list[Difference]:
    """Hold everybody's card against their ledger and their standings against the card; repair, return differences.

    On the way, what others see of the points of the anonymous is brought up to date, and who could stand in the open
    races is counted anew. `visit` is given everybody's card and whole ledger, once each.
    """
    found: list[Difference] = []
    behind: list[str] = []
    counting = rosters.Counting(challenges.open_races(now, zone), day_of(now, zone))
    for person in everybody():
        card, entries, differences = _check_card(person, now, zone)
        found += differences
        if card is None:
            continue
        visit(card, entries)
        counting.add(card)
        if _show_points(card) or _rows_that_differ(card, now, zone):
            behind.append(person)
    counting.save()
    if behind:
        wait(_CATCH_UP_SECONDS)
    for person in behind:
        card = people_items.find_card(person, consistent=True)
        if card is None:
            continue
        for race, row, right in _rows_that_differ(card, now, zone):
            found.append(Difference(person, f"standing {race}", _shown(row), right))
            # A consumer may have written a newer row since: only the one that was looked at is replaced.
            standings.put_row(card, race, over=None if row is None else int(row.version))
    return found


def everybody() -> Iterator[str]:
    """Walk the ids of all people who have a card."""
    for state in PersonState:
        yield from people_items.ids_in(state)


def _check_card(
    person: str, now: datetime, zone: ZoneInfo
) -> tuple[ScoreCard | None, Sequence[Entry], list[Difference]]:
    """Compare a card with the fold of its ledger; repair it, unless an activity changed both meanwhile."""
    while True:
        card = people_items.find_card(person, consistent=True)
        if card is None:
            return None, (), []
        entries = ledger(person, consistent=True)
        right = _as_kept(fold(entries), card.totals, now, zone)
        if right == card.totals:
            return card, entries, []
        repaired = replace(card, totals=right)
        # Refused where the ledger was read with an entry that the card did not have yet: once more.
        if transactions.try_transact(people_items.put_card(repaired)):
            repaired = replace(repaired, version=card.version + 1)
            return repaired, entries, [Difference(person, "card", card.totals, right)]


def _as_kept(folded: Totals, kept: Totals, now: datetime, zone: ZoneInfo) -> Totals:
    """Return folded totals with just what a card keeps: what is there, and what is still open."""
    days = {*kept.days, *open_days(now, zone)}
    keep = {*kept.races, *challenges.open_races(now, zone)}
    return pruned(folded, days, keep)


def _show_points(card: ScoreCard) -> bool:
    """Let others see the points of somebody anonymous as they are now, in tens; return whether anything has changed.

    Where an activity changes the card at that moment, they see them the night after.
    """
    shown = shown_of(card.totals) if card.anonymous else {}
    return shown != card.shown and transactions.try_transact(people_items.put_card(replace(card, shown=shown)))


def _rows_that_differ(card: ScoreCard, now: datetime, zone: ZoneInfo) -> list[tuple[str, Standing | None, RaceScore]]:
    """Return (race, what stands there, what is right) of the open races whose row differs from the card."""
    found: list[tuple[str, Standing | None, RaceScore]] = []
    for race, right in card.totals.races.items():
        if race not in challenges.open_races(now, zone):
            continue
        row = items.find_standing(race, card.person, consistent=True)
        if _shown(row) != _shown(standings.row_of(card, race, right)):
            found.append((race, row, right))
    return found


def _shown(row: Standing | None) -> tuple[int, int, int, str | None] | None:
    return None if row is None else (row.points, row.shares, row.clicks, row.place)
