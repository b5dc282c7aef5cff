"""Giving a free seat to somebody who waits for one."""

from datetime import datetime

from lahetti.dynamodb import transactions
from lahetti.people import inviting, seats
from lahetti.people import items as people_items
from lahetti.people.model import Invitation, Person
from lahetti.people.waiting_list import items, queueing
from lahetti.records.model import MailKind


def admit_from_waiting_list(waiting: str, by: str, now: datetime) -> Person:
    """Give somebody a free seat: they are invited, told so by mail, and wait no more. Raise SeatsFull or NotFound."""
    found = queueing.find(waiting)
    known = people_items.find_person_by_email(found.email)
    if known is not None:
        transactions.transact(items.delete_waiting(found))
        return known
    seats.require_seat()
    invitation = Invitation(found.email, found.name, language=found.language)
    return inviting.admit(invitation, by, now, MailKind.PLACE_FREE, items.delete_waiting(found))[0]
