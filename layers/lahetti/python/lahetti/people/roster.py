"""Who takes part, as lists that admins page and search. There is no list of people who do not share, for anyone."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from lahetti.core.errors import Conflict
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.paging import Span
from lahetti.dynamodb.transactions import TransactionConflict
from lahetti.people import items, members
from lahetti.people.model import MailState, Person, PersonState
from lahetti.records import audit, outbox
from lahetti.records.audit import AuditAction
from lahetti.records.outbox import MailKind

PAGE = 50
_LOOKED_AT = 1000
"""People that one search looks at; it goes on from there on the next page."""


class Standing(StrEnum):
    """How the list is divided: who has begun, who was invited and has not accepted the guidelines yet, who pauses."""

    ACTIVE = "active"
    INVITED = "invited"
    PAUSED = "paused"


class HasBegun(Conflict):
    """Whoever has begun needs no invitation."""

    code = "has_begun"


class MailStopped(Conflict):
    """The person's address takes no mail."""

    code = "mail_stopped"


def standing_of(person: Person) -> Standing:
    """Return in which list somebody stands."""
    if person.state is not PersonState.ACTIVE:
        return Standing.PAUSED
    return Standing.ACTIVE if person.guidelines else Standing.INVITED


def counts() -> dict[Standing, int]:
    """Count the people of each list."""
    begun = [row.has_begun for row in items.rows_in(PersonState.ACTIVE)]
    return {
        Standing.ACTIVE: sum(begun),
        Standing.INVITED: len(begun) - sum(begun),
        Standing.PAUSED: items.count_in(PersonState.PAUSED),
    }


def listed(standing: Standing, search: str = "", cursor: str | None = None) -> tuple[list[Person], str | None]:
    """Return a page of a list, who joined last first, and the next page's cursor.

    `search` finds beginnings of names and addresses. A page may be empty while there is a next one, as a search looks
    at so many people at a time.
    """
    wanted = search.strip().casefold()
    found: list[Person] = []
    for _ in range(_LOOKED_AT // PAGE):
        people, cursor = items.page_in(_state(standing), Span(cursor, PAGE - len(found)))
        found += [one for one in people if standing_of(one) is standing and matches(one, wanted)]
        if cursor is None or len(found) >= PAGE:
            break
    return found, cursor


def everybody(standing: Standing, search: str = "") -> Iterator[Person]:
    """Walk a whole list."""
    cursor = None
    while True:
        found, cursor = listed(standing, search, cursor)
        yield from found
        if cursor is None:
            return


def matches(person: Person, wanted: str) -> bool:
    """Return whether a name, a part of it, or an address begins with what is wanted (casefolded)."""
    name = person.name.casefold()
    words = (name, *name.replace("-", " ").split())
    return any(word.startswith(wanted) for word in (*words, person.email.casefold()))


def invite_again(person: str, by: str, now: datetime) -> None:
    """Send the invitation once more, at most once a day. Raise HasBegun, MailStopped, or NotFound."""
    found = members.find_person(person)
    if standing_of(found) is not Standing.INVITED:
        raise HasBegun("Only somebody who has not begun is invited again.", field="person", value=person)
    if found.mail_state is not MailState.WORKS:
        raise MailStopped("This address takes no mail.", field="mail_state", value=found.mail_state.value)
    mail = outbox.mail(MailKind.INVITATION, person, f"again#{now:%Y-%m-%d}", now)
    entry = audit.entry(by, AuditAction.INVITATION_SENT_AGAIN, keys.person(person), now)
    try:
        transactions.transact(mail, entry)
    except TransactionConflict as conflict:
        if not conflict.refused(mail):
            raise


def _state(standing: Standing) -> PersonState:
    return PersonState.PAUSED if standing is Standing.PAUSED else PersonState.ACTIVE
