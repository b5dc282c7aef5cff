"""Correcting somebody's address: they keep their account, and sign in by the new one from then on.

First the new address becomes theirs, then their sign-in gets it, then the person has it and the old one is free: killed
anywhere, the same correction again finishes it.
"""

from dataclasses import replace
from datetime import datetime

from lahetti.core.errors import Conflict, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people import items, rules
from lahetti.people.model import MailState, Person
from lahetti.people.rules import bare_email, checked_person
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.security import identity
from lahetti.settings import versions as settings_versions


def correct_email(person: str, email: str, by: str, now: datetime) -> Person:
    """Give somebody another address; mail goes to it again. Doing it again changes nothing.

    Raise NotFound, Invalid, Conflict where the address is another's, or Busy.
    """
    wanted = bare_email(email)

    def attempt(_: bool) -> Person | None:
        found = items.find_person(person, consistent=True)
        if found is None:
            raise NotFound(f"There is no person {person}.", field="person", value=person)
        if found.email == wanted:
            return found
        rules.require_inside(wanted, settings_versions.read_settings().mail_domains)
        changed = checked_person(replace(found, email=wanted, mail_state=MailState.WORKS))
        if items.claim_email(wanted, person) != person:
            raise Conflict("This address is somebody else's.", field="email", value=wanted[:80], reason="taken")
        identity.change_email(person, wanted)
        logged = {"before": {"email": found.email}, "after": {"email": wanted}}
        done = try_transact(
            items.put_person(changed),
            items.free_email(found.email, person),
            audit.entry(by, AuditAction.PERSON_CHANGED, keys.person(person), now, **logged),
        )
        return replace(changed, version=found.version + 1) if done else None

    return retry_on_conflict(attempt)
