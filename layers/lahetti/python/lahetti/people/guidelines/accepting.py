"""Accepting the guidelines: everybody before their first share, and anew when they change."""

from collections.abc import Callable, Iterable
from datetime import datetime

from lahetti.core.errors import Conflict
from lahetti.dynamodb.transactions import Write
from lahetti.people import changing, seats
from lahetti.people.guidelines import items, publishing
from lahetti.people.model import Person


def accept(person: str, version: int, now: datetime, *, also: Callable[[], Iterable[Write]] = tuple) -> Person:
    """Note that a person has accepted a version; it must be the current one.

    `also` returns what is written in the same transaction, anew for each try.

    Who comes after their seat was passed on gets another first. Raise Conflict, or SeatPassedOn where none is free.
    """
    latest = publishing.current().version
    if version != latest:
        raise Conflict(f"The current guidelines are version {latest}.", field="version", value=version, limit=latest)
    seats.regain(person, now)
    return changing.change_person(person, {"guidelines": version}, person, now, also=also)


def missed_changes(person: Person) -> list[dict[str, str]]:
    """Return by language what is new since the version that a person has accepted, the oldest change first."""
    if not person.guidelines:
        return []
    return [version.changes for version in items.guidelines_after(person.guidelines) if version.changes]
