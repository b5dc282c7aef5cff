"""A person's account: the ledger and its fold, the score card, as the store keeps them."""

from lahetti.core.errors import Invalid
from lahetti.people import items as people_items
from lahetti.people.model import Totals
from lahetti.points import items
from lahetti.points.model import Activity, Entry, LedgerPage
from lahetti.points.rules import REVERSAL


def ledger(person: str, *, consistent: bool = False) -> list[Entry]:
    """Return a person's entries, oldest first."""
    return sorted(items.ledger_of(person, consistent=consistent), key=lambda entry: entry.at)


def ledger_page(person: str, size: int, after: str | None = None) -> LedgerPage:
    """Return some of a person's entries, newest first, from behind the entry of a cause.

    Raise Invalid where the person has no entry of that cause.
    """
    newest_first = ledger(person)[::-1]
    by_cause = {entry.cause: position for position, entry in enumerate(newest_first)}
    if after is not None and after not in by_cause:
        raise Invalid("There is no such entry to go on from.", field="cursor", reason="no_page")
    begin = 0 if after is None else by_cause[after] + 1
    shown = tuple(newest_first[begin : begin + size])
    corrected = {
        entry.cause: newest_first[by_cause[taken_back]]
        for entry in shown
        if entry.activity is Activity.REVERSAL and (taken_back := entry.cause.removeprefix(REVERSAL)) in by_cause
    }
    return LedgerPage(shown, corrected, shown[-1].cause if begin + size < len(newest_first) else None)


def own_totals(person: str) -> Totals:
    """Return what a person's score card adds up to, nothing before it is made."""
    card = people_items.find_card(person)
    return card.totals if card else Totals()
