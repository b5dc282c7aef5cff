"""Ending the access of somebody in the programme, and giving it again, on the directory's word.

Ended access ends sessions and frees the seat; who gets it again takes a seat, or the next one that is free. What the
person chose themselves, as a pause, stays through it.
"""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.core.configuration import configuration
from lahetti.core.days import day_after, day_of
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Write
from lahetti.people import changing, items, seats
from lahetti.people.model import Person, Role, ScoreCard, Seat
from lahetti.people.rules import card_of, with_access, without_sessions
from lahetti.people.waiting_list import queueing
from lahetti.records import audit
from lahetti.records.audit import AuditAction

BY = "directory"
"""Who changes people in the audit log where the directory does."""


def with_access_of(person: Person, now: datetime, *, active: bool) -> tuple[Person, list[Write]]:
    """Return a person with the access that the directory gives them, and the writes that belong to it beside their own.

    Raise LastAdmin where nobody would be left to run the programme. Without a change there is nothing to write.
    """
    if active == (not person.deactivated):
        return person, []
    subject = keys.person(person.id)
    if active:
        given = with_access(person, ended=False)
        logged: Write = audit.entry(BY, AuditAction.ACCESS_GIVEN_AGAIN, subject, now)
        if not queueing.seat_is_free():
            return replace(given, seat=Seat.WANTED, seat_since=now), [logged]
        return replace(given, seat=Seat.HELD, seat_since=now), [logged, seats.take()]
    ended = replace(
        without_sessions(with_access(person, ended=True), now),
        seat=Seat.PASSED_ON,
        seat_since=now,
    )
    writes: list[Write] = [audit.entry(BY, AuditAction.ACCESS_ENDED, subject, now), *seats.free(person)]
    if person.may(Role.ADMIN):
        writes.append(changing.another_admin(person.id))
    return ended, writes


def put_with_card(person: Person, now: datetime) -> list[Write]:
    """Return the writes that store a changed person with their score card: both over the versions that were read."""
    card = items.find_card(person.id, consistent=True) or ScoreCard(person.id, person.name)
    midnight = day_after(day_of(now, ZoneInfo(configuration().time_zone)))
    return [items.put_person(person), items.put_card(card_of(person, card, midnight))]
