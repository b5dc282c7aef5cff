"""The address at which an editor's own calendar program reads the calendar: without a sign-in, so its token is all.

The token is made from person and moment with a key of ours: no table and no backup holds it, and its owner can look at
it again until it is revoked. It shows what the person may edit at the moment of the request, and nothing once they may
edit nothing.
"""

import base64
import hashlib
import hmac
from datetime import datetime

from lahetti.content.calendar import items
from lahetti.content.calendar.model import CalendarAddress
from lahetti.content.calendar.rules import is_over
from lahetti.core.errors import NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Write, retry_on_conflict, try_transact
from lahetti.people import members
from lahetti.people.model import Person
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.security import secrets

_NOBODY = "-"
"""Whose profile is looked for where a token leads nowhere: unknown ones cost what known ones do."""


def token_of(address: CalendarAddress) -> str:
    """Return the token in an address: 43 characters that nobody guesses."""
    named = f"{address.person}#{address.made.isoformat()}"
    return _text(hmac.new(secrets.calendar_key(), named.encode(), hashlib.sha256).digest())


def address_of(person: Person) -> CalendarAddress | None:
    """Return the address that a person has and that still works, or None."""
    found, _ = items.find_address(person.id)
    return found if found is not None and not is_over(found, person) else None


def make(person: Person, now: datetime) -> CalendarAddress:
    """Give a person a new address; one that they had leads nowhere from now on. Raise Busy."""

    def attempt(_: bool) -> CalendarAddress | None:
        before, version = items.find_address(person.id)
        made = CalendarAddress(person.id, now)
        writes: list[Write] = [
            items.put_address(made, version),
            items.put_token(_digest(token_of(made)), made),
            audit.entry(person.id, AuditAction.CALENDAR_ADDRESS_MADE, keys.person(person.id), now),
        ]
        if before is not None and before != made:
            writes.append(items.delete_token(_digest(token_of(before)), before))
        return made if try_transact(*writes) else None

    return retry_on_conflict(attempt)


def revoke(person: Person, now: datetime) -> None:
    """Let a person's address lead nowhere any more. Doing it again changes nothing. Raise Busy."""

    def attempt(_: bool) -> bool | None:
        found, version = items.find_address(person.id)
        if found is None:
            return True
        entry = audit.entry(person.id, AuditAction.CALENDAR_ADDRESS_REVOKED, keys.person(person.id), now)
        gone = (items.delete_address(found, version), items.delete_token(_digest(token_of(found)), found))
        return try_transact(*gone, entry) or None

    retry_on_conflict(attempt)


def editor_at(token: str) -> Person:
    """Return the editor whose calendar a token shows; raise NotFound.

    Two reads, whether it is unknown, revoked, or of somebody who may not edit any more: answers tell these not apart.
    """
    address = items.find_token(_digest(token))
    person = members.known_person(_NOBODY if address is None else address.person)
    if address is None or person is None or is_over(address, person):
        raise NotFound("There is no such calendar.")
    return person


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _text(proof: bytes) -> str:
    return base64.urlsafe_b64encode(proof).decode().rstrip("=")
