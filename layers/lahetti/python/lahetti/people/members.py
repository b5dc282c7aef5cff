"""Who takes part, in which role, and what a role may do: decided here for API and console alike.

A person's id is our own, made at the invitation, and the pool's user name: a token names the person without a read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import uuid_utils.compat

from lahetti.core.errors import Busy, ChangedMeanwhile, NotAllowed, NotFound
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import Check, Put, TransactionConflict, Write, retry_on_conflict
from lahetti.people import items, seats
from lahetti.people.model import (
    DigestMode,
    Invitation,
    LastAdmin,
    MailState,
    Person,
    PersonState,
    Role,
    ScoreCard,
)
from lahetti.people.rules import as_written, card_of, checked_invitation, with_changes
from lahetti.records import audit, outbox
from lahetti.records.audit import AuditAction
from lahetti.records.outbox import MailKind
from lahetti.security import identity

_MOST_ADMINS = 20
"""Admins who get a mail of an event in its own transaction, which holds 100 items."""
REMINDER_AFTER = timedelta(hours=48)
"""How long after an invitation its reminder comes."""


def signed_in(person: str, role: Role) -> Person:
    """Return the person behind a request if their role covers it.

    Ambassadors' routes read eventually; what editors and admins do is decided on a strong read, so that a role taken
    away is gone at the next request. Raise NotAllowed.
    """
    found = items.find_person(person, consistent=role is not Role.AMBASSADOR)
    if found is None or not found.may(role):
        raise NotAllowed(f"This needs the role {role}." if found else "You are not in this programme.")
    return found


def known_here(person: str) -> Person:
    """Return the person behind a request, also while they pause: they may see themselves and come back.

    Raise NotAllowed.
    """
    found = items.find_person(person)
    if found is None:
        raise NotAllowed("You are not in this programme.")
    return found


def change_oneself(person: Person, changes: Mapping[str, Any], now: datetime) -> Person:
    """Change what a person may change of themselves, as `change_person` does. Raise NotAllowed.

    Who pauses can only come back, and only where the pause was their own choice and no admin's.
    """
    if person.state is not PersonState.ACTIVE and not (person.may_resume and changes == {"state": PersonState.ACTIVE}):
        raise NotAllowed(
            "You pause; come back before you change anything else."
            if person.may_resume
            else "An admin has paused your part in the programme; ask them."
        )
    return change_person(person.id, changes, person.id, now) if changes else person


def admins() -> list[str]:
    """Return the ids of the active admins, by the time they joined."""
    return [row.id for row in items.rows_in(PersonState.ACTIVE) if row.role is Role.ADMIN]


def are_others() -> bool:
    """Return whether anybody but the first admin has been invited."""
    return len(list(items.ids_in(PersonState.ACTIVE, 2))) > 1


def tell_admins(kind: MailKind, cause: str, now: datetime, but: str | None = None, /, **fields: str | int) -> list[Put]:
    """Return the writes that mail the admins of an event in its own transaction; of many, those who joined first.

    `but` is an admin who gets no mail.
    """
    told = [admin for admin in admins() if admin != but][:_MOST_ADMINS]
    return [outbox.mail(kind, admin, cause, now, **fields) for admin in told]


def names_of(people: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return {person: (name, e-mail address)} of those who are still in the programme."""
    return {found.id: (found.name, found.email) for found in items.find_people(people)}


def known_person(person: str) -> Person | None:
    """Return a person, whatever state they are in, or None."""
    return items.find_person(person, consistent=True)


def find_person(person: str) -> Person:
    """Return a person; raise NotFound."""
    found = items.find_person(person, consistent=True)
    if found is None:
        raise NotFound(f"There is no person {person}.", field="person", value=person)
    return found


def invite(invitation: Invitation, by: str, now: datetime) -> tuple[Person, bool]:
    """Invite somebody; return the person and whether they are new. The address is the natural key.

    Killed anywhere, the same invitation again finishes it. Raise Invalid, SeatsFull, or Busy.
    """
    checked_invitation(invitation)
    known = items.find_person_by_email(invitation.email)
    if known is not None:
        return known, False
    seats.require_seat()
    return admit(invitation, by, now)


def admit(
    invitation: Invitation, by: str, now: datetime, mail: MailKind = MailKind.INVITATION, *also: Write
) -> tuple[Person, bool]:
    """Let somebody in for whom there is a seat, and tell them by this mail; `also` is written in the transaction.

    First the address gets its person's id, then the id its sign-in, then all else is stored: at each point the same
    invitation, or another of the same address, goes on with the same id.
    """
    email = invitation.email.lower()
    owner = items.claim_email(email, str(uuid_utils.compat.uuid7()))
    identity.create_sign_in(owner, email)
    person = Person(
        id=owner,
        email=email,
        name=invitation.name.strip(),
        role=invitation.role,
        state=PersonState.ACTIVE,
        language=invitation.language,
        teams=invitation.teams,
        channels=invitation.channels,
        anonymous=invitation.anonymous,
        left_out=invitation.left_out,
        joined=now,
    )
    try:
        transactions.transact(
            items.put_person(person),
            items.put_card(card_of(person, ScoreCard(person.id, person.name))),
            audit.entry(by, AuditAction.PERSON_INVITED, keys.person(person.id), now, after={"role": person.role.value}),
            outbox.mail(mail, person.id, "joined", now),
            outbox.mail(MailKind.INVITATION_REMINDER, person.id, "joined", now + REMINDER_AFTER),
            *also,
        )
    except TransactionConflict as conflict:
        # The same invitation twice at one time: the other one made the person.
        known = items.find_person(person.id, consistent=True)
        if known is None:
            raise Busy("This invitation is being changed by others.", retry_after=1) from conflict
        return known, False
    return person, True


def change_person(
    person: str, changes: Mapping[str, Any], by: str, now: datetime, *, since: int | None = None
) -> Person:
    """Change fields of a person, and of the card whatever standings show, in one transaction.

    Takes name, role, state, language, teams, channels, anonymous, left_out, servers, guidelines, mail_state,
    and of the mail settings digest, digest_days, quiet (as in `18:00-07:30 weekends`), topics. Raise NotFound,
    Invalid, LastAdmin where nobody would be left to run the programme, or Busy when others keep changing the same
    person. `since` is the version that the author has seen: raise ChangedMeanwhile where somebody has changed the
    person meanwhile.
    """

    def attempt(consistent: bool) -> Person | None:  # noqa: ARG001 (always read as it is)
        found = items.find_person(person, consistent=True)
        card = items.find_card(person, consistent=True)
        if found is None or card is None:
            raise NotFound(f"There is no person {person}.", field="person", value=person)
        if since is not None and since != found.version:
            raise ChangedMeanwhile("This person has been changed meanwhile.", field="since", value=since)
        changed = with_changes(found, changes, by)
        writes: list[Write] = [items.put_person(changed), items.put_card(card_of(changed, card))]
        if found.may(Role.ADMIN) and not changed.may(Role.ADMIN):
            writes.append(_another_admin(person))
        if by != person:
            before, after = as_written(found, changes), as_written(changed, changes)
            writes.append(
                audit.entry(by, AuditAction.PERSON_CHANGED, keys.person(person), now, before=before, after=after)
            )
        done = transactions.try_transact(*writes)
        return replace(changed, version=found.version + 1) if done else None

    return retry_on_conflict(attempt)


def stop_mail(email: str, state: MailState, now: datetime) -> str | None:
    """Send nothing more to an address that bounced or complained, and tell the admins; return whose it is.

    A complaint counts as leaving the digest, too. Doing it again changes nothing. Raise Busy.
    """
    known = items.find_person_by_email(email)
    if known is None:
        return None
    person = known.id

    def attempt(consistent: bool) -> str | None:  # noqa: ARG001 (always read as it is)
        found = items.find_person(person, consistent=True)
        if found is None or found.mail_state is not MailState.WORKS:
            return person
        wanted = found.notifications
        if state is MailState.COMPLAINED:
            wanted = replace(wanted, digest=DigestMode.OFF)
        stopped = items.put_person(replace(found, mail_state=state, notifications=wanted))
        # With the moment, as an admin may let an address take mail again, and it may bounce again.
        cause = f"{person}#{now.isoformat()}"
        told = tell_admins(MailKind.MAIL_BOUNCED, cause, now, person, bounced=person, why=state.value)
        try:
            transactions.transact(stopped, *told)
        except TransactionConflict as conflict:
            if not conflict.refused(stopped):
                raise
            return None
        return person

    return retry_on_conflict(attempt)


def _another_admin(person: str) -> Check:
    """Return the check that another active admin stays one in the same transaction; raise LastAdmin."""
    for candidate in admins():
        found = items.find_person(candidate, consistent=True) if candidate != person else None
        if found is not None and found.may(Role.ADMIN):
            return items.check_active_admin(found)
    raise LastAdmin("This is the last active admin. Make somebody else an admin first.", field="role")
