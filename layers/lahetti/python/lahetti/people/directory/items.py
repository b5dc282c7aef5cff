"""Records of the organisation's directory in the Programme table, and what they are found by.

All is read as it is at this moment: a directory looks for what it has just written.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Delete, Put, Update, Write, try_write
from lahetti.people.directory.model import (
    Departure,
    DirectoryEmail,
    DirectoryGroup,
    DirectoryToken,
    DirectoryUser,
)
from lahetti.people.directory.rules import address_of

_UNIQUE = "KEY"
SLOTS = (1, 2)
"""Places for tokens: a new one is made beside the old one, which is revoked once the directory has it."""


class KeyKind(StrEnum):
    """What records are found by; only `USER_NAME` and `GROUP_NAME` belong to one record each."""

    USER_NAME = "username"
    EMAIL = "email"
    EXTERNAL_ID = "external"
    GROUP_NAME = "groupname"
    GROUP_EXTERNAL_ID = "groupexternal"


_CASE_EXACT = (KeyKind.EXTERNAL_ID, KeyKind.GROUP_EXTERNAL_ID)
_OF_ONE = (KeyKind.USER_NAME, KeyKind.GROUP_NAME)


class DirectoryUserItem(ProgrammeItem, discriminator="directory_user"):
    """pk = "DIRECTORY#USERS", sk = id; gsi2: PERSON#<person> / DIRECTORY while it is of somebody in the programme."""

    user_name = UnicodeAttribute()
    active = BooleanAttribute()
    says_active = BooleanAttribute(default=True)
    created = UTCDateTimeAttribute()
    modified = UTCDateTimeAttribute()
    external_id = UnicodeAttribute(null=True)
    display_name = UnicodeAttribute(null=True)
    formatted = UnicodeAttribute(null=True)
    given_name = UnicodeAttribute(null=True)
    family_name = UnicodeAttribute(null=True)
    emails: ListAttribute[Any] = ListAttribute(default=list)
    language = UnicodeAttribute(null=True)
    groups: ListAttribute[str] = ListAttribute(default=list)
    person = UnicodeAttribute(null=True)
    has_left = BooleanAttribute(null=True)
    version = VersionAttribute()


class DirectoryGroupItem(ProgrammeItem, discriminator="directory_group"):
    """pk = "DIRECTORY#GROUPS", sk = id. Its members are items of their own: one comes or goes without the others."""

    display_name = UnicodeAttribute()
    team = UnicodeAttribute()
    created = UTCDateTimeAttribute()
    modified = UTCDateTimeAttribute()
    external_id = UnicodeAttribute(null=True)
    version = VersionAttribute()


class DirectoryKeyItem(ProgrammeItem, discriminator="directory_key"):
    """pk = "DIRECTORYKEY#<what>#<sha256 of the value>", sk = "KEY", or the record's id where several may have it."""

    record = UnicodeAttribute()


class DirectoryMemberItem(ProgrammeItem, discriminator="directory_member"):
    """pk = "DIRECTORYMEMBERS#<group>", sk = id of the record of a user."""


class DirectoryTokenItem(ProgrammeItem, discriminator="directory_token"):
    """pk = "DIRECTORY#TOKENS", sk = its slot: there are two at most, whoever makes them at one time."""

    name = UnicodeAttribute()
    digest = UnicodeAttribute()
    made_by = UnicodeAttribute()
    made = UTCDateTimeAttribute()
    used_on = UnicodeAttribute(null=True)
    version = VersionAttribute()


class DepartureItem(ProgrammeItem, discriminator="departure"):
    """pk = "DIRECTORY#DEPARTURES", sk = the person."""

    deleted = UTCDateTimeAttribute()


class LeftItem(ProgrammeItem, discriminator="left"):
    """pk = "LEFT#<keyed hash of the address>", sk = "LEFT": that somebody of this address has left by themselves."""

    times = NumberAttribute(default=1)


def find_user(user: str) -> DirectoryUser | None:
    """Return the record of a user, or None."""
    item = DirectoryUserItem.find(keys.DIRECTORY_USERS, user, consistent=True)
    return None if item is None else _to_user(item)


def find_users(users: Iterable[str]) -> list[DirectoryUser]:
    """Return some records in the order in which they were made; those that are not there are left out."""
    found = batch_get(DirectoryUserItem, ((keys.DIRECTORY_USERS, user) for user in users), consistent=True)
    return sorted((_to_user(item) for item in found), key=lambda user: user.id)


def users() -> Iterator[DirectoryUser]:
    """Walk all records of users in the order in which they were made."""
    for item in DirectoryUserItem.query(keys.DIRECTORY_USERS, consistent_read=True):
        yield _to_user(item)


def find_unlinked_user(address: str) -> DirectoryUser | None:
    """Return the record whose person would sign in with this address and is not in the programme, or None."""
    found = find_users(records_with(KeyKind.EMAIL, address) or records_with(KeyKind.USER_NAME, address))
    return next((user for user in found if user.person is None and address_of(user) == address), None)


def put_user(after: DirectoryUser, before: DirectoryUser | None = None) -> list[Write]:
    """Return the writes that store a record over the version that was read, and what it is found by.

    The first one is the record's own; one of the others is refused where another record has its user name.
    """
    wanted, known = _keys_of(after), set() if before is None else _keys_of(before)
    return [
        Put(_from_user(after)),
        *(_put_key(kind, value, after.id) for kind, value in sorted(wanted - known)),
        *(_delete_key(kind, value, after.id) for kind, value in sorted(known - wanted)),
    ]


def delete_user(user: DirectoryUser) -> list[Write]:
    """Return the writes that take a record away, in the version that was read, with what it was found by."""
    return [Delete(_from_user(user)), *(_delete_key(kind, value, user.id) for kind, value in sorted(_keys_of(user)))]


def records_with(kind: KeyKind, value: str) -> list[str]:
    """Return the ids of the records that have a value."""
    found = DirectoryKeyItem.query(_key(kind, value), consistent_read=True)
    return [item.record for item in found]


def find_group(group: str) -> DirectoryGroup | None:
    """Return the record of a group, or None."""
    item = DirectoryGroupItem.find(keys.DIRECTORY_GROUPS, group, consistent=True)
    return None if item is None else _to_group(item)


def groups() -> list[DirectoryGroup]:
    """Return all records of groups in the order in which they were made."""
    return [_to_group(item) for item in DirectoryGroupItem.query(keys.DIRECTORY_GROUPS, consistent_read=True)]


def put_group(after: DirectoryGroup, before: DirectoryGroup | None = None) -> list[Write]:
    """Return the writes that store a group over the version that was read, and what it is found by."""
    wanted, known = _keys_of_group(after), set() if before is None else _keys_of_group(before)
    return [
        Put(_from_group(after)),
        *(_put_key(kind, value, after.id) for kind, value in sorted(wanted - known)),
        *(_delete_key(kind, value, after.id) for kind, value in sorted(known - wanted)),
    ]


def delete_group(group: DirectoryGroup) -> list[Write]:
    """Return the writes that take a group away, in the version that was read, with what it was found by."""
    found_by = sorted(_keys_of_group(group))
    return [Delete(_from_group(group)), *(_delete_key(kind, value, group.id) for kind, value in found_by)]


def members_of(group: str) -> list[str]:
    """Return the ids of the records that are in a group."""
    return [item.sk for item in DirectoryMemberItem.query(keys.directory_members(group), consistent_read=True)]


def put_member(group: str, user: str) -> Put:
    """Return the write that puts a record into a group; it may be there already."""
    return Put(DirectoryMemberItem(keys.directory_members(group), user))


def delete_member(group: str, user: str) -> Delete:
    """Return the write that takes a record out of a group; it may be out already."""
    return Delete(DirectoryMemberItem(keys.directory_members(group), user))


def tokens() -> list[DirectoryToken]:
    """Return the tokens of the directory."""
    return [_to_token(item) for item in DirectoryTokenItem.query(keys.DIRECTORY_TOKENS, consistent_read=True)]


def put_token(token: DirectoryToken) -> Put:
    """Return the write that stores a new token; it is refused where its slot is taken."""
    return Put(
        DirectoryTokenItem(
            keys.DIRECTORY_TOKENS,
            str(token.slot),
            name=token.name,
            digest=token.digest,
            made_by=token.by,
            made=token.made,
        )
    )


def delete_token(token: DirectoryToken) -> Delete:
    """Return the write that takes a token away; it is refused where its slot has another one by now."""
    item = DirectoryTokenItem(keys.DIRECTORY_TOKENS, str(token.slot), version=token.version)
    return Delete(item, DirectoryTokenItem.digest == token.digest)


def note_use(token: DirectoryToken, day: date) -> None:
    """Store on which day a token was used last, unless it was revoked meanwhile."""
    item = DirectoryTokenItem(keys.DIRECTORY_TOKENS, str(token.slot))
    try_write(
        lambda: item.update(
            [DirectoryTokenItem.used_on.set(day.isoformat())],
            DirectoryTokenItem.digest == token.digest,
            add_version_condition=False,
        )
    )


def find_departure(person: str) -> Departure | None:
    """Return that the directory has deleted somebody, or None."""
    item = DepartureItem.find(keys.DEPARTURES, person, consistent=True)
    return None if item is None else Departure(item.sk, item.deleted)


def departures() -> list[Departure]:
    """Return whom the directory has deleted and who are not erased yet."""
    return [Departure(item.sk, item.deleted) for item in DepartureItem.query(keys.DEPARTURES, consistent_read=True)]


def put_departure(departure: Departure) -> Put:
    """Return the write that notes that the directory has deleted somebody."""
    return Put(DepartureItem(keys.DEPARTURES, departure.person, deleted=departure.deleted))


def delete_departure(person: str) -> Delete:
    """Return the write that forgets it; it may be forgotten already."""
    return Delete(DepartureItem(keys.DEPARTURES, person))


def has_left(digest: str) -> bool:
    """Return whether somebody of an address, by its keyed hash, has left by themselves."""
    return LeftItem.find(keys.left(digest), "LEFT", consistent=True) is not None


def put_left(digest: str) -> Update:
    """Return the write that notes that somebody of an address has left by themselves, as often as it happens."""
    return Update(LeftItem(keys.left(digest), "LEFT"), [LeftItem.times.add(1), LeftItem.kind.set(LeftItem)])


def delete_left(digest: str) -> Delete:
    """Return the write that forgets it; it may be forgotten already."""
    return Delete(LeftItem(keys.left(digest), "LEFT"))


def _keys_of(user: DirectoryUser) -> set[tuple[KeyKind, str]]:
    found = {(KeyKind.USER_NAME, user.user_name), *((KeyKind.EMAIL, email.value) for email in user.emails)}
    if user.external_id is not None:
        found.add((KeyKind.EXTERNAL_ID, user.external_id))
    return {(kind, _comparable(kind, value)) for kind, value in found}


def _keys_of_group(group: DirectoryGroup) -> set[tuple[KeyKind, str]]:
    found = {(KeyKind.GROUP_NAME, group.display_name)}
    if group.external_id is not None:
        found.add((KeyKind.GROUP_EXTERNAL_ID, group.external_id))
    return {(kind, _comparable(kind, value)) for kind, value in found}


def _comparable(kind: KeyKind, value: str) -> str:
    return value if kind in _CASE_EXACT else value.strip().lower()


def _key(kind: KeyKind, value: str) -> str:
    digest = hashlib.sha256(_comparable(kind, value).encode(errors="surrogatepass")).hexdigest()
    return keys.directory_key(kind.value, digest)


def _put_key(kind: KeyKind, value: str, record: str) -> Put:
    if kind in _OF_ONE:
        free = DirectoryKeyItem.pk.does_not_exist() | (DirectoryKeyItem.record == record)
        return Put(DirectoryKeyItem(_key(kind, value), _UNIQUE, record=record), free)
    return Put(DirectoryKeyItem(_key(kind, value), record, record=record))


def _delete_key(kind: KeyKind, value: str, record: str) -> Delete:
    return Delete(DirectoryKeyItem(_key(kind, value), _UNIQUE if kind in _OF_ONE else record))


def _to_user(item: DirectoryUserItem) -> DirectoryUser:
    return DirectoryUser(
        id=item.sk,
        user_name=item.user_name,
        active=item.active,
        says_active=item.says_active,
        created=item.created,
        modified=item.modified,
        external_id=item.external_id,
        display_name=item.display_name,
        formatted=item.formatted,
        given_name=item.given_name,
        family_name=item.family_name,
        emails=tuple(DirectoryEmail(email["value"], email.get("type"), email.get("primary")) for email in item.emails),
        language=item.language,
        groups=tuple(item.groups),
        person=item.person,
        left=bool(item.has_left),
        version=int(item.version or 0),
    )


def _from_user(user: DirectoryUser) -> DirectoryUserItem:
    linked = {} if user.person is None else {"gsi2pk": keys.person(user.person), "gsi2sk": keys.DIRECTORY}
    return DirectoryUserItem(
        keys.DIRECTORY_USERS,
        user.id,
        **linked,
        user_name=user.user_name,
        active=user.active,
        says_active=user.says_active,
        created=user.created,
        modified=user.modified,
        external_id=user.external_id,
        display_name=user.display_name,
        formatted=user.formatted,
        given_name=user.given_name,
        family_name=user.family_name,
        emails=[_from_email(email) for email in user.emails],
        language=user.language,
        groups=list(user.groups),
        person=user.person,
        has_left=user.left or None,
        version=user.version or None,
    )


def _from_email(email: DirectoryEmail) -> dict[str, Any]:
    named = {"value": email.value, "type": email.type, "primary": email.primary}
    return {name: value for name, value in named.items() if value is not None}


def _to_group(item: DirectoryGroupItem) -> DirectoryGroup:
    return DirectoryGroup(
        id=item.sk,
        display_name=item.display_name,
        team=item.team,
        created=item.created,
        modified=item.modified,
        external_id=item.external_id,
        version=int(item.version or 0),
    )


def _from_group(group: DirectoryGroup) -> DirectoryGroupItem:
    return DirectoryGroupItem(
        keys.DIRECTORY_GROUPS,
        group.id,
        display_name=group.display_name,
        team=group.team,
        created=group.created,
        modified=group.modified,
        external_id=group.external_id,
        version=group.version or None,
    )


def _to_token(item: DirectoryTokenItem) -> DirectoryToken:
    return DirectoryToken(
        slot=int(item.sk),
        name=item.name,
        digest=item.digest,
        by=item.made_by,
        made=item.made,
        used_on=None if item.used_on is None else date.fromisoformat(item.used_on),
        version=int(item.version),
    )
