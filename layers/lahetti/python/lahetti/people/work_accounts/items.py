"""Work accounts in the Programme table: one a person, and whose an account is."""

import hashlib

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from lahetti.dynamodb import keys
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Delete, Put, Write
from lahetti.people.work_accounts.model import WorkAccount


class WorkAccountItem(ProgrammeItem, discriminator="workaccount"):
    """pk = "PERSON#<id>", sk = "WORKACCOUNT": the account with which a person signs in."""

    provider = UnicodeAttribute()
    subject = UnicodeAttribute()
    linked = UTCDateTimeAttribute()


class WorkAccountOwnerItem(ProgrammeItem, discriminator="workaccountowner"):
    """Makes an account belong to one person; pk = "WORKACCOUNT#<hash of provider and subject>".

    gsi1: PERSON#<id> / WORKACCOUNT, so that it goes with its person.
    """

    person = UnicodeAttribute()


def find_account(person: str) -> WorkAccount | None:
    """Return the account of a person as it is at this moment, or None."""
    item = WorkAccountItem.find(keys.person(person), keys.WORK_ACCOUNT, consistent=True)
    return None if item is None else WorkAccount(person, item.provider, item.subject, item.linked)


def find_owner(provider: str, subject: str) -> str | None:
    """Return whose an account is at this moment, or None."""
    item = WorkAccountOwnerItem.find(_key(provider, subject), keys.WORK_ACCOUNT, consistent=True)
    return None if item is None else item.person


def put_account(account: WorkAccount, over: WorkAccount | None) -> Put:
    """Return the write that stores the account of a person over the one that was read; None: there must be none."""
    item = WorkAccountItem(
        keys.person(account.person),
        keys.WORK_ACCOUNT,
        provider=account.provider,
        subject=account.subject,
        linked=account.linked,
    )
    if over is None:
        return Put(item, WorkAccountItem.pk.does_not_exist())
    return Put(item, (WorkAccountItem.provider == over.provider) & (WorkAccountItem.subject == over.subject))


def put_owner(account: WorkAccount, over: str | None) -> Put:
    """Return the write that makes an account its person's; `over` is who had it and is in no programme any more."""
    item = _owner(account)
    free = WorkAccountOwnerItem.pk.does_not_exist()
    return Put(item, free if over is None else free | (WorkAccountOwnerItem.person == over))


def delete_account(account: WorkAccount) -> list[Write]:
    """Return the writes that part a person from the account that was read."""
    own = WorkAccountItem(keys.person(account.person), keys.WORK_ACCOUNT)
    return [Delete(own, WorkAccountItem.subject == account.subject), delete_owner(account)]


def delete_owner(account: WorkAccount) -> Delete:
    """Return the write that makes an account nobody's that is this person's; one that is nobody's stays so."""
    theirs = WorkAccountOwnerItem.pk.does_not_exist() | (WorkAccountOwnerItem.person == account.person)
    return Delete(_owner(account), theirs)


def _owner(account: WorkAccount) -> WorkAccountOwnerItem:
    return WorkAccountOwnerItem(
        _key(account.provider, account.subject),
        keys.WORK_ACCOUNT,
        gsi1pk=keys.person(account.person),
        gsi1sk=keys.WORK_ACCOUNT,
        person=account.person,
    )


def _key(provider: str, subject: str) -> str:
    return keys.work_account(hashlib.sha256(f"{provider}\n{subject}".encode()).hexdigest())
