"""Signing in with a passkey: the browser answers a challenge that was made for it, once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from lahetti.dynamodb.transactions import try_transact
from lahetti.people.passkeys import challenges, items
from lahetti.people.passkeys.rules import passkey_id
from lahetti.security import ceremonies
from lahetti.security.ceremonies import NotProven


def begin(now: datetime) -> tuple[Any, str]:
    """Return what a browser is asked, as JSON, and a ticket that goes with its answer within ten minutes."""
    challenge = ceremonies.new_challenge()
    return ceremonies.options_to_prove(challenge), challenges.ticket(challenge, now)


def prove(ticket: str | None, answer: object, now: datetime) -> str:
    """Return the id of the person whose passkey answers; raise NotProven.

    An unknown passkey, a removed one and one under somebody else's handle are told alike. The count is written over the
    one that was read: of two answers at once, one by a copy, one is refused.
    """
    challenge = challenges.challenge_of(ticket, now)
    person, credential = ceremonies.holder_and_id(answer)
    found = items.find_passkey(person, passkey_id(credential))
    if found is None:
        raise NotProven("There is no such passkey.")
    proven = ceremonies.proven(answer, challenge, found.credential)
    challenges.take(challenge, now)
    if not try_transact(items.put_passkey(replace(found, credential=proven, used=now.date()))):
        raise NotProven("The passkey was used elsewhere, or removed, at this moment.")
    return found.person
