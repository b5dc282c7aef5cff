"""A person's own passkeys: made, named, removed; and all of them removed by an admin, of somebody who lost a device.

What people do with their own is in no log that admins read: it would tell who takes part.
"""

import contextlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from lahetti.core.errors import Conflict, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import retry_on_conflict, transact, try_transact
from lahetti.people import members, signing_out
from lahetti.people.model import Person, Role
from lahetti.people.passkeys import challenges, items
from lahetti.people.passkeys.model import MOST_PASSKEYS, Passkey
from lahetti.people.passkeys.rules import checked_name, passkey_id, require_fresh
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.security import ceremonies
from lahetti.security.sign_ins import SignIn


def passkeys_of(person: str) -> list[Passkey]:
    """Return a person's passkeys as they are at this moment, the eldest first."""
    return items.passkeys_of(person)


def begin(person: Person, sign_in: SignIn, now: datetime) -> tuple[Any, str]:
    """Return what the person's browser is asked, as JSON, and a ticket that goes with its answer within ten minutes.

    Raise SignInAgain, StrongerSignIn, and Conflict where they have as many as there may be.
    """
    require_fresh(sign_in, now)
    known = passkeys_of(person.id)
    if known:
        _require_own(person, sign_in)
    _require_room(known)
    challenge = ceremonies.new_challenge()
    credentials = tuple(one.credential for one in known)
    options = ceremonies.options_to_make(challenge, person.id, person.email, person.name, credentials)
    return options, challenges.ticket(challenge, now, person.id)


def make(person: Person, ticket: str, answer: dict[str, Any], name: str, now: datetime) -> Passkey:
    """Keep the passkey that a browser has made. Raise Invalid, Conflict, NotProven, or Busy."""
    name = checked_name(name)
    challenge = challenges.challenge_of(ticket, now, person.id)
    credential = ceremonies.made(answer, challenge)
    _require_room(passkeys_of(person.id))
    challenges.take(challenge, now)
    made = Passkey(passkey_id(credential.id), person.id, credential, name, now)
    if not try_transact(items.put_passkey(made)):
        raise Conflict("This passkey is kept already.", field="id", value=made.id)
    return made


def rename(person: str, passkey: str, name: str) -> Passkey:
    """Call one's passkey something else; raise Invalid, NotFound, or Busy."""
    name = checked_name(name)

    def attempt(_: bool) -> Passkey | None:
        renamed = replace(_found(person, passkey), name=name)
        return renamed if try_transact(items.put_passkey(renamed)) else None

    return retry_on_conflict(attempt)


def remove(person: Person, passkey: str, sign_in: SignIn) -> None:
    """Take one's passkey away: nobody signs in with it from now on. Raise StrongerSignIn, NotFound, or Busy."""
    _require_own(person, sign_in)
    _remove(person.id, passkey)


def give_up_devices(person: str, admin: str, now: datetime) -> None:
    """Take all of somebody's passkeys away and end their sessions, as an admin does for who has lost a device.

    What is logged is the same whether they had any. Doing it again does it again. Raise NotFound, or Busy.
    """
    for passkey in passkeys_of(person):
        with contextlib.suppress(NotFound):  # its holder was faster
            _remove(person, passkey.id)
    signing_out.sign_out_everywhere(person, now)
    transact(audit.entry(admin, AuditAction.DEVICES_GIVEN_UP, keys.person(person), now))


def _require_own(person: Person, sign_in: SignIn) -> None:
    """Raise StrongerSignIn where an editor or admin has a passkey already and signed in without it.

    Else whoever reads their mail could make a passkey of their own, or take theirs away to make the first one anew.
    """
    if person.role is not Role.AMBASSADOR:
        members.require_strong(sign_in)


def _remove(person: str, passkey: str) -> None:
    def attempt(_: bool) -> bool | None:
        return try_transact(items.delete_passkey(_found(person, passkey))) or None

    retry_on_conflict(attempt)


def _found(person: str, passkey: str) -> Passkey:
    found = items.find_passkey(person, passkey)
    if found is None:
        raise NotFound(f"There is no passkey {passkey[:40]}.", field="passkey", value=passkey[:40])
    return found


def _require_room(known: list[Passkey]) -> None:
    if len(known) >= MOST_PASSKEYS:
        raise Conflict(
            f"You have {MOST_PASSKEYS} passkeys already. Remove one first.", field="passkeys", limit=MOST_PASSKEYS
        )
