"""One person's points, once an admin has said why they look: every entry with its reason, and taking one back."""

from collections.abc import Iterator
from datetime import timedelta

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.paging import paged
from console.framework.rendering import Values
from lahetti.content import offer
from lahetti.core.errors import Invalid, NotAllowed
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.points import ledger as accounts
from lahetti.points import opening_ledgers, reversals
from lahetti.points.model import OpeningCause, Programme
from lahetti.points.opening_ledgers import OPEN_FOR
from lahetti.points.rules import REVERSAL, REVERSIBLE
from lahetti.settings.versions import current_settings


@page("people/ledger.html", Role.ADMIN)
def ledger(context: PageContext, person: str) -> Values:
    """Return a page of a person's entries, newest first, and the one that is about to be taken back.

    Until the admin has opened the ledger from a cause, return what is asked of them.
    """
    somebody = members.find_person(person)
    if not opening_ledgers.is_open(person, context.person.id, context.now):
        return {"somebody": somebody, "is_open": False, "cause": _cause(context), **opening_limits()}
    entries = accounts.ledger(person, consistent=True)[::-1]
    taken_back = {entry.cause.removeprefix(REVERSAL) for entry in entries if entry.cause.startswith(REVERSAL)}
    shown, following = paged(entries, context.cursor)
    wanted = context.query.get("entry")
    return {
        "somebody": somebody,
        "is_open": True,
        "card": accounts.own_totals(person),
        "entries": shown,
        "titles": offer.titles_of({entry.content for entry in entries if entry.content}),
        "taken_back": taken_back,
        "reversible": {entry.cause for entry in shown if entry.activity in REVERSIBLE} - taken_back,
        "reversed": next((e for e in entries if e.cause == wanted and e.activity in REVERSIBLE), None),
        "next": following,
    }


@ledger.action("open")
def open_from_cause(context: PageContext, person: str) -> Redirect:
    """Open the ledger for a claim or held clicks of the person, with a reason that they read."""
    cause = cause_named(context.form.text("cause"))
    opening_ledgers.open_ledger(person, cause, context.form.text("reason"), context.person.id, context.now)
    return Redirect("done.ledger_opened", f"/console/people/{person}/ledger")


@ledger.action("reverse")
def reverse(context: PageContext, person: str) -> Redirect | Confirm:
    """Take an entry back, with a reason, after saying what follows."""
    _require_open(context, person)
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
    _require_open(context, person)
    entries = accounts.ledger(person, consistent=True)[::-1]
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


def cause_named(text: str) -> OpeningCause:
    """Return the cause of this name; raise Invalid."""
    try:
        return OpeningCause(text)
    except ValueError as error:
        raise Invalid(f"{text[:80]!r} is not a cause.", field="cause", reason="missing") from error


def opening_limits() -> Values:
    """Return what the form says that opens a ledger."""
    return {"longest_reason": opening_ledgers.LONGEST_REASON, "open_minutes": OPEN_FOR // timedelta(minutes=1)}


def _cause(context: PageContext) -> str | None:
    wanted = context.value("cause", context.query.get("cause"))
    return wanted if wanted in (OpeningCause.CLAIM, OpeningCause.HELD_CLICKS) else None


def _require_open(context: PageContext, person: str) -> None:
    members.find_person(person)
    if not opening_ledgers.is_open(person, context.person.id, context.now):
        raise NotAllowed("Say first why you open this ledger.", field="cause")


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
