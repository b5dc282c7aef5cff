"""Who takes part, in which role, and what a role may do: decided here for API and console alike.

A person's id is our own, made at the invitation, and the pool's user name: a token names the person without a read.
"""

from collections.abc import Iterable

from lahetti.core.errors import NotAllowed, NotFound
from lahetti.people import items
from lahetti.people.model import (
    Person,
    PersonState,
    Role,
)


def signed_in(person: str, role: Role) -> Person:
    """Return the person behind a request if their role covers it.

    Ambassadors' routes read eventually; what editors and admins do is decided on a strong read, so that a role taken
    away is gone at the next request. Raise NotAllowed.
    """
    found = items.find_person(person, consistent=role is not Role.AMBASSADOR)
    if found is None:
        raise NotAllowed("You are not in this programme.")
    if found.state is not PersonState.ACTIVE:
        raise NotAllowed("Your part in the programme is paused.", reason="paused")
    if not found.may(role):
        raise NotAllowed(f"This needs the role {role}.")
    return found


def known_here(person: str) -> Person:
    """Return the person behind a request, also while they pause: they may see themselves and come back.

    Raise NotAllowed.
    """
    found = items.find_person(person)
    if found is None:
        raise NotAllowed("You are not in this programme.")
    return found


def names_of(people: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return {person: (name, e-mail address)} of those who are still in the programme."""
    return {found.id: (found.name, found.email) for found in items.find_people(people)}


def known_person(person: str) -> Person | None:
    """Return a person, whatever state they are in, or None."""
    return items.find_person(person, consistent=True)


def known_email(email: str) -> Person | None:
    """Return the person who has an address, whatever state they are in, or None."""
    return items.find_person_by_email(email.strip())


def find_person(person: str) -> Person:
    """Return a person; raise NotFound."""
    found = items.find_person(person, consistent=True)
    if found is None:
        raise NotFound(f"There is no person {person}.", field="person", value=person)
    return found
