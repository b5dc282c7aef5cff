"""The queue of a pilot whose seats are taken: by the time of the request, unless an admin gives a reason.

Whoever waits has no sign-in yet. Asking again changes nothing, and nobody is told whether an address is known.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.dynamodb import transactions
from lahetti.dynamodb.transactions import Delete, Put, TransactionConflict
from lahetti.people import items, members, rules, seats, waiting_items
from lahetti.people.model import Invitation, Person
from lahetti.people.waiting_items import Waiting
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.records.outbox import MailKind
from lahetti.security import secrets

PAGE = 50
MOST_WAITING = 5000
"""People in the queue; whoever fills it up with invented addresses must not fill the table."""
LONGEST_REASON = 300


@dataclass(frozen=True)
class Place:
    """Somebody in the queue. `reason` says why they stand elsewhere than their request would have it."""

    waiting: str
    place: int
    email: str
    name: str
    language: str
    asked: datetime
    reason: str | None
    moved_by: str | None


class QueueFull(Conflict):
    """Nobody more can wait."""

    code = "queue_full"


def join(email: str, name: str, language: str, now: datetime, by: str | None = None) -> bool:
    """Put somebody at the end of the queue; return whether they were neither waiting nor in the programme.

    Raise Invalid, or QueueFull.
    """
    wanted = rules.checked_invitation(Invitation(email.strip().lower(), name.strip(), language=language))
    waiting = _id_of(wanted.email)
    if items.find_person_by_email(wanted.email) is not None or waiting_items.find_waiting(waiting) is not None:
        return False
    if waiting_items.count() >= MOST_WAITING:
        raise QueueFull(f"At most {MOST_WAITING} people wait.", field="email", limit=MOST_WAITING)
    item = waiting_items.new_waiting(waiting, wanted.email, wanted.name, wanted.language, now)
    logged = [audit.entry(by, AuditAction.PUT_ON_THE_WAITING_LIST, item.pk, now)] if by is not None else []
    try:
        transactions.transact(Put(item, type(item).pk.does_not_exist()), *logged)
    except TransactionConflict:
        return False
    return True


def queue(begin: int = 0, most: int = PAGE) -> tuple[list[Place], int]:
    """Return those in the queue from behind so many, in order, and how many wait in all."""
    ids = list(waiting_items.queue())
    wanted = ids[begin : begin + most]
    found = {item.waiting: item for item in waiting_items.find_all(wanted)}
    places = [_shown(found[waiting], begin + n) for n, waiting in enumerate(wanted, 1) if waiting in found]
    return places, len(ids)


def length() -> int:
    """Count those who wait."""
    return waiting_items.count()


def move(waiting: str, place: int, reason: str, by: str, now: datetime) -> None:
    """Put somebody at a place of the queue (1 is the next to get a seat), with a reason. Raise Invalid or NotFound."""
    reason = _checked_reason(reason)
    order = list(waiting_items.queue())
    if waiting not in order:
        raise _gone(waiting)
    if not 1 <= place <= len(order):
        raise Invalid(f"There are places 1 to {len(order)}.", field="place", value=place, limit=[1, len(order)])
    before = order.index(waiting) + 1
    item = waiting_items.find_waiting(waiting)
    if item is None:
        raise _gone(waiting)
    if place != before:
        order.remove(waiting)
        waiting_items.place(item, _between(order[: place - 1][-1:], order[place - 1 : place]))
    item.reason, item.moved_by = reason, by
    entry = audit.entry(
        by,
        AuditAction.MOVED_ON_THE_WAITING_LIST,
        item.pk,
        now,
        before={"place": before},
        after={"place": place, "reason": reason},
    )
    try:
        transactions.transact(Put(item), entry)
    except TransactionConflict as refused:
        raise _meanwhile() from refused


def give_place(waiting: str, by: str, now: datetime) -> Person:
    """Give somebody a free seat: they are invited, told so, and wait no more. Raise SeatsFull or NotFound."""
    item = waiting_items.find_waiting(waiting)
    if item is None:
        raise _gone(waiting)
    known = items.find_person_by_email(item.email)
    if known is not None:
        transactions.transact(Delete(item))
        return known
    seats.require_seat()
    invitation = Invitation(item.email, item.name, language=item.language)
    return members.admit(invitation, by, now, MailKind.PLACE_FREE, Delete(item))[0]


def take_off(waiting: str, reason: str, by: str, now: datetime) -> None:
    """Take somebody off the queue, with a reason. Raise Invalid or NotFound."""
    reason = _checked_reason(reason)
    item = waiting_items.find_waiting(waiting)
    if item is None:
        raise _gone(waiting)
    entry = audit.entry(by, AuditAction.TAKEN_OFF_THE_WAITING_LIST, item.pk, now, after={"reason": reason})
    try:
        transactions.transact(Delete(item), entry)
    except TransactionConflict as refused:
        raise _meanwhile() from refused


def _checked_reason(reason: str) -> str:
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Invalid(
            f"A reason has 1 to {LONGEST_REASON} characters.", field="reason", value=len(reason), limit=LONGEST_REASON
        )
    return reason


def _between(before: list[str], after: list[str]) -> datetime:
    """Return a position between two neighbours of the queue, one of whom may be missing."""
    positions = [waiting_items.find_waiting(waiting) for waiting in (*before, *after)]
    moments = [item.position for item in positions if item is not None]
    if len(moments) < len(before) + len(after):
        raise _meanwhile()
    if not before:
        return moments[0] - timedelta(seconds=1)
    if not after:
        return moments[0] + timedelta(microseconds=1)
    return moments[0] + (moments[1] - moments[0]) / 2


def _id_of(email: str) -> str:
    return hmac.new(secrets.waiting_key(), email.lower().encode(), hashlib.sha256).hexdigest()[:32]


def _gone(waiting: str) -> NotFound:
    return NotFound("Nobody of that id waits.", field="waiting", value=waiting[:80])


def _meanwhile() -> Conflict:
    return Conflict("The queue has been changed meanwhile.", field="place")


def _shown(item: Waiting, place: int) -> Place:
    return Place(
        waiting=item.waiting,
        place=place,
        email=item.email,
        name=item.name,
        language=item.language,
        asked=item.asked,
        reason=item.reason,
        moved_by=item.moved_by,
    )
