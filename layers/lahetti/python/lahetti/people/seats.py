"""Seats of a pilot: how many people may take part. Everybody who is in the programme holds one, paused or not."""

from lahetti.core.errors import Conflict
from lahetti.people import items
from lahetti.people.model import PersonState
from lahetti.settings import versions as settings_versions

_HOLDING = (PersonState.ACTIVE, PersonState.PAUSED)
"""States of people who hold a seat; whoever leaves frees theirs."""


class SeatsFull(Conflict):
    """All seats of the pilot are taken."""

    code = "seats_full"


def seats_taken() -> int:
    """Count the seats that are taken."""
    return sum(items.count_in(state) for state in _HOLDING)


def seats_free() -> int | None:
    """Return how many seats are free, None where there is no limit. Invitations of the same second may be missing."""
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
