"""Whom a work account lets in: the person it is linked to, else the one who has its proven address, else a newcomer.

An address proves somebody once: then the account is linked, and what counts is issuer and subject, however the address
changes. Another account with the same address is refused until an admin has unlinked the first one, as
organisations give an address to somebody new.
"""

from collections.abc import Collection
from datetime import datetime

from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import Write, retry_on_conflict
from lahetti.people import inviting
from lahetti.people import items as people_items
from lahetti.people.model import Invitation, Person, WayIn
from lahetti.people.rules import checked_invitation, is_inside
from lahetti.people.seats import SeatsFull
from lahetti.people.waiting_list import queueing
from lahetti.people.waiting_list.model import QueueFull
from lahetti.people.work_accounts import items, rules
from lahetti.people.work_accounts.model import Refusal, WorkAccount, WorkAccountRefused, WorkIdentity
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.security import federation
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import WorkJoining

BY = "work_account"
"""Who invites in the audit log where signing in with the work account does so by itself."""


def find_or_admit(identity: WorkIdentity, domains: Collection[str], language: str, now: datetime) -> Person:
    """Return the person whom an account lets in, and link it to them; `domains` are the provider's own.

    `language` is that of a newcomer. Doing it again changes nothing; killed anywhere, it goes on. Raise
    WorkAccountRefused, or Busy.
    """
    owner = items.find_owner(identity.provider, identity.subject)
    known = _known(owner)
    if known is not None:
        return _with_access(known)
    email = rules.proven_email(identity, domains)
    found = people_items.find_person_by_email(email)
    person = _admit(identity, email, language, now) if found is None else _with_access(found)
    _link(person, identity, owner, now)
    return person


def has_address(identity: WorkIdentity, email: str) -> bool:
    """Return whether an address is that of an account, as the provider says, or of the person it is linked to."""
    if identity.email == email:
        return True
    known = _known(items.find_owner(identity.provider, identity.subject))
    return known is not None and known.email == email


def unlink(person: str, by: str, now: datetime) -> None:
    """Part a person from their work account, on an admin's word: the next one that has their address is linked.

    What is done and logged is the same for whoever has none, as a link tells that somebody has signed in. Raise Busy.
    """

    def attempt(_: bool) -> bool | None:
        found = items.find_account(person)
        gone = [] if found is None else items.delete_account(found)
        if found is not None:
            federation.delete_profile(found.subject)
        entry = audit.entry(by, AuditAction.WORK_ACCOUNT_UNLINKED, keys.person(person), now)
        return transactions.try_transact(*gone, entry) or None

    retry_on_conflict(attempt)


def _known(owner: str | None) -> Person | None:
    return None if owner is None else people_items.find_person(owner, consistent=True)


def _with_access(person: Person) -> Person:
    """Return a person unless the organisation's directory has ended their access."""
    if person.deactivated:
        raise WorkAccountRefused(Refusal.DEACTIVATED)
    return person


def _admit(identity: WorkIdentity, email: str, language: str, now: datetime) -> Person:
    """Let in somebody whom nobody has invited, as the programme says."""
    programme = settings_versions.read_settings()
    if programme.work_joining == WorkJoining.OFF or not is_inside(email, programme.mail_domains):
        raise WorkAccountRefused(Refusal.UNKNOWN)
    wanted = checked_invitation(
        Invitation(email, rules.name_of(identity), language=language, came_by=WayIn.WORK_ACCOUNT)
    )
    if programme.work_joining == WorkJoining.AT_ONCE and queueing.seat_is_free():
        try:
            return inviting.admit(wanted, BY, now)[0]
        except SeatsFull:
            pass  # another took the last one in this very moment
    try:
        queueing.join(wanted.email, wanted.name, wanted.language, now, came_by=wanted.came_by)
    except QueueFull as full:
        raise WorkAccountRefused(Refusal.QUEUE_FULL) from full
    raise WorkAccountRefused(Refusal.WAITING)


def _link(person: Person, identity: WorkIdentity, owner: str | None, now: datetime) -> None:
    """Link an account to a person; `owner` is who had it and is in no programme any more."""
    account = WorkAccount(person.id, identity.provider, identity.subject, now)

    def attempt(_: bool) -> bool | None:
        return transactions.try_transact(*_writes(account, items.find_account(person.id), owner)) or None

    retry_on_conflict(attempt)


def _writes(account: WorkAccount, found: WorkAccount | None, owner: str | None) -> list[Write]:
    """Return what links an account to its person beside what is found of them."""
    mine = items.put_owner(account, owner)
    if found is None:
        return [items.put_account(account, None), mine]
    if found.provider != account.provider:  # the organisation has another one now, which knows nobody of before
        return [items.put_account(account, found), items.delete_owner(found), mine]
    if found.subject != account.subject:
        raise WorkAccountRefused(Refusal.OTHER_ACCOUNT)
    return [mine]
