"""A person's account: the ledger and its fold, the score card, as the store keeps them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

from lahetti.core.days import open_days
from lahetti.core.errors import Invalid
from lahetti.dynamodb.transactions import Put
from lahetti.people import items as people_items
from lahetti.people.model import ScoreCard, Totals
from lahetti.periods import calendar
from lahetti.points import items as points_items
from lahetti.points.rules import REVERSAL, Deed, Entry, Reason, enter, pruned

_LATE_WRITERS = timedelta(hours=1)
"""How long a card keeps what is over: whoever began in time may write as late as functions can last."""


@dataclass(frozen=True)
class LedgerPage:
    """Some entries, newest first; `corrected` are those that reversals among them take back, by their cause."""

    entries: tuple[Entry, ...]
    corrected: Mapping[str, Entry]
    after: str | None
    """The cause from behind which the next page begins, or None."""


def ledger(person: str, *, consistent: bool = False) -> list[Entry]:
    """Return a person's entries, oldest first."""
    items = points_items.ledger_of(person, consistent=consistent)
    return sorted((entry_of(item) for item in items), key=lambda entry: entry.at)


def ledger_page(person: str, size: int, after: str | None = None) -> LedgerPage:
    """Return some of a person's entries, newest first, from behind the entry of a cause.

    Raise Invalid where the person has no entry of that cause.
    """
    newest_first = ledger(person)[::-1]
    by_cause = {entry.cause: position for position, entry in enumerate(newest_first)}
    if after is not None and after not in by_cause:
        raise Invalid("There is no such entry to go on from.", field="after", value=after)
    begin = 0 if after is None else by_cause[after] + 1
    shown = tuple(newest_first[begin : begin + size])
    corrected = {
        entry.cause: newest_first[by_cause[taken_back]]
        for entry in shown
        if entry.deed is Deed.REVERSAL and (taken_back := entry.cause.removeprefix(REVERSAL)) in by_cause
    }
    return LedgerPage(shown, corrected, shown[-1].cause if begin + size < len(newest_first) else None)


def own_totals(person: str) -> Totals:
    """Return what a person's score card adds up to, nothing before it is made."""
    card = people_items.find_card(person)
    return card.totals if card else Totals()


def with_entries(card: ScoreCard, entries: Iterable[Entry], zone: ZoneInfo, now: datetime) -> ScoreCard:
    """Return a score card brought up to date with entries; days and races that are over for everybody leave it.

    What left too early would start anew at 0 with the next late entry, and so would the standings. Days and races
    that begin after `now` stay, too: somebody who began later may have written before.
    """
    totals = reduce(enter, entries, card.totals)
    first = open_days(now - _LATE_WRITERS, zone)[0]
    days = [day for day in totals.days if day >= first]
    races = [race for race in totals.races if not calendar.is_over(race, first)]
    return replace(card, totals=pruned(totals, days, races))


def entry_of(item: points_items.LedgerEntry) -> Entry:
    """Return the values of a stored entry."""
    return Entry(
        cause=item.cause,
        deed=Deed(item.deed),
        points=int(item.points),
        day=item.day,
        races=tuple(item.races),
        at=item.at,
        rules=int(item.rules),
        shares=int(item.shares),
        clicks=int(item.clicks),
        reasons=tuple(Reason(reason) for reason in item.reasons),
        share=item.share,
        content=item.content,
        network=item.network,
        note=item.note or "",
    )


def entry_writes(person: str, entries: Iterable[Entry]) -> list[Put]:
    """Return what puts entries into a ledger, each only if its cause is not there yet."""
    writes = []
    for entry in entries:
        item = points_items.new_entry(
            person,
            entry.cause,
            deed=entry.deed.value,
            points=entry.points,
            shares=entry.shares,
            clicks=entry.clicks,
            reasons=[reason.value for reason in entry.reasons],
            rules=entry.rules,
            day=entry.day,
            races=list(entry.races),
            at=entry.at,
            share=entry.share,
            content=entry.content,
            network=entry.network,
            note=entry.note or None,
        )
        writes.append(Put(item, type(item).pk.does_not_exist()))
    return writes
