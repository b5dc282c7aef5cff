"""Who takes part, in which role, and what a role may do: decided here for API and console alike.

A person's id is our own, made at the invitation, and the pool's user name: a token names the person without a read.
"""

from collections.abc import Iterable

from lahetti.core.errors import NotAllowed, NotFound, NotSignedIn
from lahetti.people import items, rules
from lahetti.people.model import Person, PersonState, Role, StrongerSignIn
from lahetti.security.sign_ins import SignIn
from lahetti.settings import versions as settings_versions


def signed_in(sign_in: SignIn, role: Role) -> Person:
    """Return the person behind a request if their session holds and their role covers it.

    Ambassadors' routes read eventually; what editors and admins do is decided on a strong read, so that a role taken
    away is gone at the next request, and so is a session that was ended. They sign in with more than a mailed code
    where the programme says so. Raise NotSignedIn or NotAllowed, or StrongerSignIn of the latter.
    """
    found = _with_session(sign_in, _found(sign_in, consistent=role is not Role.AMBASSADOR))
    if found.state is not PersonState.ACTIVE:
        raise NotAllowed("Your part in the programme is paused.", reason="paused")
    if not found.may(role):
        raise NotAllowed(f"This needs the role {role}.", value=found.role.value, reason="role")
    if role is not Role.AMBASSADOR:
        require_strong(sign_in)
    return found


def require_strong(sign_in: SignIn) -> None:
    """Raise StrongerSignIn where a mailed code is not enough for what editors and admins do."""
    if not sign_in.is_strong and settings_versions.current_settings().strong_sign_in:
        raise StrongerSignIn("Sign in with a passkey or your work account first.")


def known_here(sign_in: SignIn) -> Person:
    """Return the person behind a request, also while they pause: they may see themselves and come back.

    Raise NotSignedIn or NotAllowed.
    """
    return _with_session(sign_in, _found(sign_in))


def require_session(sign_in: SignIn) -> Person | None:
    """Return who signed in; raise NotSignedIn where the session was ended.

    Whoever is in no programme, None, may stay signed in, to be told so.
    """
    found = _found(sign_in)
    return None if found is None else _with_session(sign_in, found)


def require_sign_in(proven: SignIn) -> Person | None:
    """Return who has just been proven; raise NotSignedIn where something has ended their sessions meanwhile.

    Whoever is in no programme, None, may sign in, to be told so. Raise NotAllowed for whose access was ended.
    """
    found = items.find_person(proven.person, consistent=True)
    if found is not None:
        _require_not_ended(found, ended=found.came_too_early(proven))
    return found


def _found(sign_in: SignIn, *, consistent: bool = False) -> Person | None:
    """Read a person; once more, and strongly, where a session of theirs has begun that the first read may not know."""
    found = items.find_person(sign_in.person, consistent=consistent)
    if consistent or found is None or not found.has_ended(sign_in):
        return found
    return items.find_person(sign_in.person, consistent=True)


def _with_session(sign_in: SignIn, found: Person | None) -> Person:
    if found is None:
        raise NotAllowed("You are not in this programme.")
    _require_not_ended(found, ended=found.has_ended(sign_in))
    return found


def _require_not_ended(found: Person, *, ended: bool) -> None:
    if ended:
        raise NotSignedIn("Your session was ended. Please sign in again.")
    if found.state is PersonState.DEACTIVATED:
        raise NotAllowed("Your organisation's directory has ended your access.", reason="deactivated")


def names_of(people: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return {person: (name, e-mail address)} of those who are still in the programme."""
    return {found.id: (found.name, found.email) for found in items.find_people(people)}


def known_person(person: str) -> Person | None:
    """Return a person, whatever state they are in, or None."""
    return items.find_person(person, consistent=True)


def known_email(email: str) -> Person | None:
    """Return the person who has an address, whatever state they are in, or None."""
    return items.find_person_by_email(rules.bare_email(email))


def find_person(person: str) -> Person:
    """Return a person; raise NotFound."""
    found = items.find_person(person, consistent=True)
    if found is None:
        raise NotFound(f"There is no person {person}.", field="person", value=person)
    return found
