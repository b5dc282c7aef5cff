"""A person's account: the ledger and its fold, the score card, as the store keeps them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

from lahetti.core.days import open_days
from lahetti.core.errors import Invalid
from lahetti.dynamodb.transactions import Put
from lahetti.people import items as people_items
from lahetti.people.members import shown_card
from lahetti.periods import calendar
from lahetti.points import items as points_items
from lahetti.points.rules import REVERSAL, Card, DayScore, Deed, Entry, RaceScore, Reason, enter, pruned

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


def own_card(person: str) -> Card:
    """Return a person's score card, empty before it is made."""
    stored = people_items.find_card(person)
    return card_of(stored) if stored else Card()


def put_card(
    stored: people_items.ScoreCard, card: Card, entries: Iterable[Entry], zone: ZoneInfo, now: datetime
) -> None:
    """Bring a stored card up to date with entries; days and races that are over for everybody leave it.

    What left too early would start anew at 0 with the next late entry, and so would the standings. Days and races
    that begin after `now` stay, too: somebody who began later may have written before.
    """
    card = reduce(enter, entries, card)
    first = open_days(now - _LATE_WRITERS, zone)[0]
    days = [day for day in card.days if day >= first]
    races = [race for race in card.races if not calendar.is_over(race, first)]
    write_card(stored, pruned(card, days, races))


def write_card(stored: people_items.ScoreCard, card: Card) -> None:
    """Copy a card's values onto the item that keeps them."""
    stored.spendable, stored.lifetime = card.spendable, card.lifetime
    stored.days = {day: [s.shares, s.points] for day, s in card.days.items()}
    stored.races = {race: [s.points, s.shares, s.clicks, s.last] for race, s in card.races.items()}
    stored.view1 = shown_card(stored)


def card_of(stored: people_items.ScoreCard) -> Card:
    """Return the values of a stored card."""
    return Card(
        spendable=int(stored.spendable),
        lifetime=int(stored.lifetime),
        days={day: DayScore(*map(int, numbers)) for day, numbers in stored.days.as_dict().items()},
        races={race: RaceScore(*map(int, numbers)) for race, numbers in stored.races.as_dict().items()},
    )


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
