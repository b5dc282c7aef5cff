"""Signing out of all devices: by the person, who has lost one, or left one where others can use it."""

from datetime import datetime

from lahetti.core.errors import NotFound
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people import items
from lahetti.people.rules import without_sessions
from lahetti.security import identity


def sign_out_everywhere(person: str, now: datetime) -> datetime:
    """End all sessions of a person until now, on every device; return the moment before which they began.

    What is stored here decides; that the pool revokes its tokens, too, spares requests that would be refused. Doing it
    again ends the sessions since. Raise NotFound, or Busy.
    """

    def attempt(_: bool) -> datetime | None:
        found = items.find_person(person, consistent=True)
        if found is None:
            raise NotFound(f"There is no person {person}.", field="person", value=person)
        ended = without_sessions(found, now)
        return ended.sessions_end_before if try_transact(items.put_person(ended)) else None

    end = retry_on_conflict(attempt)
    identity.revoke_all(person)
    return end
