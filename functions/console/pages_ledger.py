"""One person's points: every entry with its reason, and taking one back."""

from collections.abc import Iterator

from chalice.app import Blueprint

from console.asking import Asking
from console.exports import Line
from console.notices import Done
from console.pages import Confirm, page
from console.paging import paged
from console.rendering import Values
from lahetti.content import offer
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.points import accounts, reversals
from lahetti.points.deeds import Programme
from lahetti.points.rules import REVERSAL, REVERSIBLE
from lahetti.settings.versions import current_settings

pages = Blueprint(__name__)


@page(pages, "/console/people/{person}/ledger", "ledger.html", Role.ADMIN)
def ledger(ask: Asking, person: str) -> Values:
    """Return a page of a person's entries, newest first, and the one that is about to be taken back."""
    somebody = members.find_person(person)
    entries = accounts.ledger(person, consistent=True)[::-1]
    taken_back = {entry.cause.removeprefix(REVERSAL) for entry in entries if entry.cause.startswith(REVERSAL)}
    shown, following = paged(entries, ask.cursor)
    wanted = ask.query.get("entry")
    return {
        "somebody": somebody,
        "card": accounts.own_card(person),
        "entries": shown,
        "titles": offer.titles_of({entry.content for entry in entries if entry.content}),
        "taken_back": taken_back,
        "reversible": {entry.cause for entry in shown if entry.deed in REVERSIBLE} - taken_back,
        "reversed": next((e for e in entries if e.cause == wanted and e.deed in REVERSIBLE), None),
        "next": following,
    }


@ledger.deed("reverse")
def reverse(ask: Asking, person: str) -> Done | Confirm:
    """Take an entry back, with a reason, after saying what follows."""
    cause, reason = ask.form.text("cause"), ask.form.text("reason")
    reversals.checked_reason(reason)
    if not ask.form.confirmed:
        return _question(ask, person, cause)
    judged = Programme(current_settings(), ask.zone)
    reversals.reverse_entry(person, cause, reason, ask.person.id, judged, ask.now)
    return Done("done.entry_reversed", f"/console/people/{person}/ledger")


@ledger.export("points")
def exported(ask: Asking, person: str) -> Iterator[Line]:
    """Yield every entry of a person, newest first."""
    entries = accounts.ledger(members.find_person(person).id, consistent=True)[::-1]
    titles = offer.titles_of({entry.content for entry in entries if entry.content})
    for entry in entries:
        yield {
            "at": entry.at,
            "deed": ask.texts(f"ledger.deed.{entry.deed.value}"),
            "title": titles.get(entry.content or ""),
            "points": entry.points,
            "reasons": [ask.texts(f"ledger.reason.{reason.value}") for reason in entry.reasons],
            "note": entry.note,
            "cause": entry.cause,
        }


def _question(ask: Asking, person: str, cause: str) -> Confirm:
    entry = reversals.find_reversible(person, cause)
    spendable = accounts.own_card(person).spendable - entry.points
    consequences = [
        ask.texts("ledger.follows.points", n=entry.points),
        ask.texts("ledger.follows.races"),
        ask.texts("ledger.follows.seen"),
    ]
    if spendable < 0:
        consequences.insert(1, ask.texts("ledger.follows.below_zero", n=spendable))
    question = ask.texts("ledger.question", name=members.find_person(person).name)
    return Confirm(question, tuple(consequences), ask.texts("ledger.reverse"))
