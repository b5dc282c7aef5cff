"""Seats of a pilot: how many people may take part, by a number that every transaction with a seat in it changes.

Everybody in the programme holds one, paused or not, until they leave, or until their invitation has been unanswered for
so many days that the seat goes to somebody who waits. They stay in the programme as they are, and who comes after all
gets the next seat that is free.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.core.days import day_of
from lahetti.core.errors import Conflict
from lahetti.dynamodb import transactions
from lahetti.dynamodb.transactions import Write, retry_on_conflict
from lahetti.people import items
from lahetti.people.model import Person, PersonRow, PersonState, Seat
from lahetti.settings import versions as settings_versions

_SETTLES_AFTER = 5
"""Seconds after which the index has what was written before a count."""


class SeatsFull(Conflict):
    """All seats of the pilot are taken."""

    code = "seats_full"


class SeatPassedOn(Conflict):
    """The person's invitation was unanswered for so long that their seat is another's; they get the next one."""

    code = "seat_passed_on"


def seats_taken() -> int:
    """Return how many seats are taken."""
    return items.seats_taken()


def seats_free() -> int | None:
    """Return how many seats are free, None where there is no limit."""
    seats = settings_versions.read_settings().seats
    return None if seats is None else max(0, seats - seats_taken())


def require_seat() -> None:
    """Raise SeatsFull unless a seat is free."""
    if seats_free() == 0:
        raise seats_full()


def seats_full() -> SeatsFull:
    """Return the error that tells how many seats there are."""
    seats = settings_versions.read_settings().seats
    return SeatsFull(f"All {seats} seats are taken.", field="seats", value=seats, limit=seats)


def take() -> Write:
    """Return the write that takes a seat, refused where none is free."""
    return items.take_seat(settings_versions.read_settings().seats)


def free(person: Person) -> list[Write]:
    """Return the writes that free what seat a person holds, for the transaction in which they leave."""
    return [items.free_seat()] if person.seat is Seat.HELD else []


def regain(person: str, now: datetime) -> None:
    """Give a person a seat again whose own was passed on. Raise SeatPassedOn where none is free: they get the next."""

    def attempt(_: bool) -> Seat | None:
        found = items.find_person(person, consistent=True)
        if found is None or found.seat is Seat.HELD:
            return Seat.HELD
        if seats_free() == 0:
            if found.seat is Seat.WANTED:
                return Seat.WANTED
            wanted = replace(found, seat=Seat.WANTED, seat_since=now)
            return Seat.WANTED if transactions.try_transact(items.put_person(wanted)) else None
        held = replace(found, seat=Seat.HELD, seat_since=now)
        return Seat.HELD if transactions.try_transact(items.put_person(held), take()) else None

    if retry_on_conflict(attempt) is not Seat.HELD:
        raise SeatPassedOn("Your seat is another's for now. You get the next one that is free.", field="seats")


def pass_on(waiting: int, now: datetime, zone: ZoneInfo) -> int:
    """Free seats of unanswered invitations, the oldest first, for so many who wait; return how many.

    An invitation has whole days to be answered, so that no seat is freed at the hour of its own.
    """
    programme = settings_versions.read_settings()
    if programme.seats is None:
        return 0
    wanted, freed = waiting - max(0, programme.seats - seats_taken()), 0
    last_day = (datetime.fromisoformat(day_of(now, zone)) - timedelta(days=programme.invitation_days)).date()
    for row in sorted(_rows(), key=lambda row: row.seat_since):
        if freed >= wanted:
            break
        is_unanswered = row.seat is Seat.HELD and not row.has_begun
        if is_unanswered and day_of(row.seat_since, zone) < last_day.isoformat():
            freed += _pass_on(row.id, now)
    return freed


def who_want_one() -> list[str]:
    """Return who want a seat back, the longest first."""
    wanting = [row for row in _rows() if row.seat is Seat.WANTED]
    return [row.id for row in sorted(wanting, key=lambda row: row.seat_since)]


def repair(wait: Callable[[float], None]) -> tuple[int, int] | None:
    """Hold the number of taken seats against the people; return (stored, right) where it had to be repaired."""
    stored = seats_taken()
    if _count() == stored:
        return None
    wait(_SETTLES_AFTER)
    right = _count()
    return (stored, right) if right != stored and items.set_seats_taken(right, stored) else None


def _pass_on(person: str, now: datetime) -> bool:
    found = items.find_person(person, consistent=True)
    if found is None or found.seat is not Seat.HELD or found.guidelines:
        return False
    passed = replace(found, seat=Seat.PASSED_ON, seat_since=now)
    return transactions.try_transact(items.put_person(passed), items.free_seat())


def _count() -> int:
    return sum(row.seat is Seat.HELD for row in _rows())


def _rows() -> Iterator[PersonRow]:
    for state in PersonState:
        yield from items.rows_in(state)
