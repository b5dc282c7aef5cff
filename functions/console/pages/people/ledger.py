"""One person's points: every entry with its reason, and taking one back."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.paging import paged
from console.framework.rendering import Values
from lahetti.content import offer
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.points import ledger as accounts
from lahetti.points import reversals
from lahetti.points.model import Programme
from lahetti.points.rules import REVERSAL, REVERSIBLE
from lahetti.settings.versions import current_settings


@page("people/ledger.html", Role.ADMIN)
def ledger(context: PageContext, person: str) -> Values:
    """Return a page of a person's entries, newest first, and the one that is about to be taken back."""
    somebody = members.find_person(person)
    entries = accounts.ledger(person, consistent=True)[::-1]
    taken_back = {entry.cause.removeprefix(REVERSAL) for entry in entries if entry.cause.startswith(REVERSAL)}
    shown, following = paged(entries, context.cursor)
    wanted = context.query.get("entry")
    return {
        "somebody": somebody,
        "card": accounts.own_totals(person),
        "entries": shown,
        "titles": offer.titles_of({entry.content for entry in entries if entry.content}),
        "taken_back": taken_back,
        "reversible": {entry.cause for entry in shown if entry.activity in REVERSIBLE} - taken_back,
        "reversed": next((e for e in entries if e.cause == wanted and e.activity in REVERSIBLE), None),
        "next": following,
    }


@ledger.action("reverse")
def reverse(context: PageContext, person: str) -> Redirect | Confirm:
    """Take an entry back, with a reason, after saying what follows."""
    cause, reason = context.form.text("cause"), context.form.text("reason")
    reversals.checked_reason(reason)
    if not context.form.confirmed:
        return _question(context, person, cause)
    judged = Programme(current_settings(), context.zone)
    reversals.reverse_entry(person, cause, reason, context.person.id, judged, context.now)
    return Redirect("done.entry_reversed", f"/console/people/{person}/ledger")


@ledger.export("points")
def exported(context: PageContext, person: str) -> Iterator[Line]:
    """Yield every entry of a person, newest first."""
    entries = accounts.ledger(members.find_person(person).id, consistent=True)[::-1]
    titles = offer.titles_of({entry.content for entry in entries if entry.content})
    for entry in entries:
        yield {
            "at": entry.at,
            "activity": context.texts(f"ledger.activity.{entry.activity.value}"),
            "title": titles.get(entry.content or ""),
            "points": entry.points,
            "reasons": [context.texts(f"ledger.reason.{reason.value}") for reason in entry.reasons],
            "note": entry.note,
            "cause": entry.cause,
        }


def _question(context: PageContext, person: str, cause: str) -> Confirm:
    entry = reversals.find_reversible(person, cause)
    spendable = accounts.own_totals(person).spendable - entry.points
    consequences = [
        context.texts("ledger.follows.points", n=entry.points),
        context.texts("ledger.follows.races"),
        context.texts("ledger.follows.seen"),
    ]
    if spendable < 0:
        consequences.insert(1, context.texts("ledger.follows.below_zero", n=spendable))
    question = context.texts("ledger.question", name=members.find_person(person).name)
    return Confirm(question, tuple(consequences), context.texts("ledger.reverse"))
