"""Giving free seats: to whoever wants theirs back, then to those who wait, in turn."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.core.errors import NotFound
from lahetti.dynamodb import transactions
from lahetti.people import inviting, seats
from lahetti.people import items as people_items
from lahetti.people.directory.model import AccessEnded
from lahetti.people.model import Invitation, Person, Seat
from lahetti.people.seats import SeatsFull
from lahetti.people.waiting_list import items, queueing
from lahetti.records import outbox
from lahetti.records.model import MailKind

BY = "seats"
"""Who invites in the audit log where a free seat does so by itself."""
_MOST_AT_ONCE = 100
"""Seats that one run gives; the next one goes on."""


def fill_free_seats(now: datetime, zone: ZoneInfo) -> int:
    """Give seats that are free, and those of long unanswered invitations, to who comes next; return how many.

    Killed anywhere, or run twice at a time, it gives each seat once: the database counts them.
    """
    wanting, waiting = seats.who_want_one(), items.queue()
    seats.pass_on(len(wanting) + queueing.length(), now, zone)
    given = 0
    try:
        for person in wanting:
            if seats.seats_free() == 0 or given >= _MOST_AT_ONCE:
                return given
            given += _give_back(person, now)
        for one in waiting:
            if seats.seats_free() == 0 or given >= _MOST_AT_ONCE:
                return given
            try:
                admit_from_waiting_list(one, BY, now)
            except (
                NotFound,
                AccessEnded,
            ):  # taken off, or let in by an admin, meanwhile; or not wanted by the directory
                continue
            given += 1
    except SeatsFull:
        return given
    return given


def admit_from_waiting_list(waiting: str, by: str, now: datetime) -> Person:
    """Give somebody a free seat: they are invited, told so by mail, and wait no more. Raise SeatsFull or NotFound."""
    found = queueing.find(waiting)
    known = people_items.find_person_by_email(found.email)
    if known is not None:
        transactions.transact(items.delete_waiting(found))
        return known
    seats.require_seat()
    invitation = Invitation(
        found.email, found.name, language=found.language, came_by=found.came_by, invited_by=found.invited_by
    )
    return inviting.admit(invitation, by, now, MailKind.PLACE_FREE, items.delete_waiting(found))[0]


def _give_back(person: str, now: datetime) -> bool:
    """Give a seat to somebody who wants theirs back, and tell them; return whether it happened."""
    found = people_items.find_person(person, consistent=True)
    if found is None or found.seat is not Seat.WANTED:
        return False
    held = people_items.put_person(replace(found, seat=Seat.HELD, seat_since=now))
    told = outbox.mail(MailKind.PLACE_FREE, person, f"again#{now.isoformat()}", now)
    return transactions.try_transact(held, seats.take(), told)
