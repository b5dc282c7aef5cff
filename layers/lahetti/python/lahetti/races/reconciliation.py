"""Proof that everything adds up: ledger → score card → standings. Differences are named by id and repaired.

Repairs write absolute values, so running it twice, or while entries come in, does no harm. Everybody is walked in
parts, with a checkpoint after each (`people.walks`).
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from lahetti.core.days import day_of, open_days
from lahetti.core.observability import logger
from lahetti.dynamodb import transactions
from lahetti.people import items as people_items
from lahetti.people.model import RaceScore, ScoreCard, Totals
from lahetti.people.rules import shown_of
from lahetti.people.walks import items as walks_items
from lahetti.people.walks import walking
from lahetti.people.walks.model import Run
from lahetti.periods import challenges
from lahetti.points import items as points_items
from lahetti.points.model import ScoredEntry
from lahetti.points.rules import fold, pruned
from lahetti.races import items, rosters, standings
from lahetti.races.model import Standing

_WALK = "RECONCILE"
_CATCH_UP_SECONDS = 5
"""How long standings may take to follow a card before that is a difference."""


@dataclass(frozen=True)
class Difference:
    """Something that did not add up, and has been put right."""

    person: str
    what: str
    stored: str
    right: str


class Counts(Protocol):
    """What counts people card by card as they are walked: part by part, as the walk is."""

    def add(self, card: ScoreCard, entries: Sequence[ScoredEntry]) -> None:
        """Count a person by their card and their whole ledger."""

    def take(self) -> Any:
        """Return what was counted since the last time, as JSON, and begin anew."""

    def merge(self, taken: Any) -> None:
        """Count what was taken before."""

    def save(self) -> None:
        """Store what was counted, once everybody was."""


def is_under_way(now: datetime) -> bool:
    """Return whether an earlier run has not come to its end."""
    return walking.under_way(_WALK, now)


def reconcile(
    now: datetime,
    zone: ZoneInfo,
    wait: Callable[[float], None] = time.sleep,
    counts: Callable[[datetime], Counts | None] = lambda _: None,
    run: Run | None = None,
) -> list[Difference]:
    """Hold everybody's card against their ledger and their standings against the card; repair, return differences.

    On the way, what others see of the points of the anonymous is brought up to date, and who could stand in the open
    races is counted anew. What `counts` makes for the walk's moment is given everybody's card and whole ledger, once
    each. What an earlier run has begun is gone on with, as of its moment. Raise Overtaken where another run goes on, or
    Unfinished where `run` has no time left.
    """
    run = run or Run()
    walk = walking.take(_WALK, [now.isoformat()], run, now)
    now = datetime.fromisoformat(walk.subject[0])
    rosters_counting = rosters.Counting(challenges.open_races(now, zone), day_of(now, zone))
    counting = counts(now)
    part = _Part(now, zone, rosters_counting, counting)
    walk, parts = walking.go_on(walk, part.work, run)
    found: list[Difference] = []
    behind: list[str] = []
    for one in parts:
        rosters_counting.merge(one["rosters"])
        if counting is not None:
            counting.merge(one["counts"])
        found += [Difference(*difference) for difference in one["differences"]]
        behind += one["behind"]
    rosters_counting.save()
    if counting is not None:
        counting.save()
    if behind:
        wait(_CATCH_UP_SECONDS)
    for person in sorted(behind):
        card = people_items.find_card(person, consistent=True)
        if card is None:
            continue
        for _, race, row, right in _rows_that_differ([card], now, zone):
            found.append(_named(Difference(person, f"standing {race}", str(_shown(row)), str(right))))
            # A consumer may have written a newer row since: only the one that was looked at is replaced.
            standings.put_row(card, race, over=None if row is None else int(row.version))
    walks_items.end_walk(walk)
    return found


@dataclass(frozen=True)
class _Part:
    """What is done with each part of the people."""

    now: datetime
    zone: ZoneInfo
    rosters: rosters.Counting
    counts: Counts | None

    def work(self, people: Sequence[str]) -> dict[str, Any]:
        """Check some people; return what was found and counted, as JSON."""
        found: list[Difference] = []
        cards: list[ScoreCard] = []
        known = people_items.find_cards(people, consistent=True)
        for card, entries, differences in walking.at_once(lambda card: _check_card(card, self.now, self.zone), known):
            found += differences
            if card is None:
                continue
            cards.append(card)
            self.rosters.add(card)
            if self.counts is not None:
                self.counts.add(card, entries)
        behind = {card.person for card in cards if _show_points(card)}
        behind |= {card.person for card, _, _, _ in _rows_that_differ(cards, self.now, self.zone)}
        return {
            "rosters": self.rosters.take(),
            "counts": None if self.counts is None else self.counts.take(),
            "differences": [[one.person, one.what, one.stored, one.right] for one in found],
            "behind": sorted(behind),
        }


def _check_card(
    known: ScoreCard, now: datetime, zone: ZoneInfo
) -> tuple[ScoreCard | None, Sequence[ScoredEntry], list[Difference]]:
    """Compare a card with the fold of its ledger; repair it, unless an activity changed both meanwhile."""
    card: ScoreCard | None = known
    while card is not None:
        entries = points_items.scored_entries(card.person)
        right = _as_kept(fold(entries), card.totals, now, zone)
        if right == card.totals:
            return card, entries, []
        repaired = replace(card, totals=right)
        # Refused where the ledger was read with an entry that the card did not have yet: once more.
        if transactions.try_transact(people_items.put_card(repaired)):
            difference = _named(Difference(card.person, "card", str(card.totals), str(right)))
            return replace(repaired, version=card.version + 1), entries, [difference]
        card = people_items.find_card(card.person, consistent=True)
    return None, (), []


def _named(difference: Difference) -> Difference:
    """Log a difference as it is repaired: a run that is killed after that would find nothing any more."""
    logger.warning(
        "difference repaired",
        person=difference.person,
        what=difference.what,
        stored=difference.stored,
        right=difference.right,
    )
    return difference


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


def _rows_that_differ(
    cards: Sequence[ScoreCard], now: datetime, zone: ZoneInfo
) -> list[tuple[ScoreCard, str, Standing | None, RaceScore]]:
    """Return (card, race, what stands there, what is right) of the open races whose row differs from its card."""
    found: list[tuple[ScoreCard, str, Standing | None, RaceScore]] = []
    for race in sorted(challenges.open_races(now, zone)):
        expected = {card.person: card for card in cards if race in card.totals.races}
        rows = {row.person: row for row in items.find_standings(race, expected, consistent=True)}
        for person, card in expected.items():
            row, right = rows.get(person), card.totals.races[race]
            if _shown(row) != _shown(standings.row_of(card, race, right)):
                found.append((card, race, row, right))
    return found


def _shown(row: Standing | None) -> tuple[int, int, int, str | None] | None:
    return None if row is None else (row.points, row.shares, row.clicks, row.place)
