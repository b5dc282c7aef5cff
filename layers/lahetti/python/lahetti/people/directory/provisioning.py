"""What becomes of somebody in the programme as the directory makes, changes or deletes its record of them.

Each deed is decided in one transaction over the versions that were read, together with the record, so that a repeat
finds it done and two at one time end as one after the other. Making a record invites its person, and nothing more:
taking part is up to them. Whoever is in the programme already is taken over rather than doubled, with all that is
theirs. Whoever has left by themselves stays out, and their record says nothing of it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import uuid_utils.compat

from lahetti.core.errors import Conflict, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Write, retry_on_conflict, try_transact
from lahetti.people import addresses, changing, inviting
from lahetti.people import items as people_items
from lahetti.people.directory import groups, items, leavers
from lahetti.people.directory.access import BY, put_with_card, with_access_of
from lahetti.people.directory.model import Departure, DirectoryUser
from lahetti.people.directory.rules import address_of, checked_user, invitation_of, name_of, with_teams
from lahetti.people.model import Invitation, Person
from lahetti.people.rules import require_inside
from lahetti.people.seats import SeatsFull
from lahetti.people.waiting_list import queueing
from lahetti.people.waiting_list.model import Waiting
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.records.model import MailKind
from lahetti.security import identity
from lahetti.settings.versions import read_settings


def create_user(wanted: DirectoryUser, now: datetime) -> DirectoryUser:
    """Store a new record, and invite its person, or have them wait for a seat. Its id and moments are given here.

    Raise Invalid, Conflict where another record has the same user name or person, QueueFull, or Busy.
    """
    new = checked_user(
        replace(wanted, id=str(uuid_utils.compat.uuid7()), created=now, modified=now, groups=(), version=0)
    )

    def attempt(_: bool) -> DirectoryUser | None:
        _require_free(new)
        return _settle(new, None, now)

    return retry_on_conflict(attempt)


def find_user(user: str) -> DirectoryUser:
    """Return a record; raise NotFound."""
    found = items.find_user(user)
    if found is None:
        raise NotFound(f"There is no user {user[:80]}.", field="id", value=user[:80])
    return found


def change_user(user: str, change: Callable[[DirectoryUser], DirectoryUser], now: datetime) -> DirectoryUser:
    """Change a record and what follows from it: access, address and name of its person.

    `change` returns the record with other values, and is asked anew where somebody else has changed it meanwhile.
    Raise NotFound, Invalid, Conflict, LastAdmin, or Busy.
    """

    def attempt(_: bool) -> DirectoryUser | None:
        before = find_user(user)
        after = checked_user(change(before))
        if after == before:
            return before
        if after.user_name.lower() != before.user_name.lower():
            _require_free(after)
        after = replace(after, modified=now)
        person = None if before.person is None else people_items.find_person(before.person, consistent=True)
        if person is None:
            return _settle(after, before, now)
        address = address_of(after)
        if address is not None and address != address_of(before):
            addresses.correct_email(person.id, address, BY, now)
        if name_of(after) != name_of(before):
            changing.change_person(person.id, {"name": name_of(after)}, BY, now)
        return _change_linked(after, before, person.id, now)

    return retry_on_conflict(attempt)


def delete_user(user: str, now: datetime) -> None:
    """Delete a record: its person's access ends, and they are erased after some days. Raise as `change_user`."""
    for group in find_user(user).groups:
        groups.take_out(group, user, now)

    def attempt(_: bool) -> tuple[Person | None] | None:
        found = find_user(user)
        writes = items.delete_user(found)
        person = None if found.person is None else people_items.find_person(found.person, consistent=True)
        if person is None:
            return (None,) if try_transact(*writes, *_giving_up(address_of(found))) else None
        ended, more = with_access_of(person, now, active=False)
        writes += put_with_card(replace(ended, directory=None), now)
        writes += [*more, items.put_departure(Departure(person.id, now))]
        writes.append(audit.entry(BY, AuditAction.DELETED_BY_THE_DIRECTORY, keys.person(person.id), now))
        return (person,) if try_transact(*writes) else None

    (gone,) = retry_on_conflict(attempt)
    if gone is not None:
        identity.revoke_all(gone.id)


def _settle(after: DirectoryUser, before: DirectoryUser | None, now: datetime) -> DirectoryUser | None:
    """Store a record that has nobody in the programme yet, with whom it brings in; return None where it was overtaken.

    A change that says nothing of access or address brings in nobody whom an admin has removed since.
    """
    address = address_of(after)
    known = None if address is None else people_items.find_person_by_email(address)
    if known is not None:
        return _take_over(known, after, before, now)
    was = None if before is None else address_of(before)
    same_address = before is not None and was == address
    given_up = [] if same_address else _giving_up(was)
    if not after.active or address is None:
        return _stored(after, before, *given_up, *_giving_up(address))
    if after.left or leavers.has_left(address):
        return _stored(replace(after, left=True), before, *given_up)
    if before is not None and before.active and same_address:
        return _stored(after, before)
    if queueing.place_of(address) is not None:
        return _stored(after, before, *given_up)
    return _bring_in(after, before, invitation_of(after, address), None if same_address else _place(was), now)


def _place(address: str | None) -> Waiting | None:
    return None if address is None else queueing.place_of(address)


def _giving_up(address: str | None) -> list[Write]:
    """Return the writes that give up the place of an address in the queue, if it has one."""
    place = _place(address)
    return [] if place is None else queueing.leaving(place)


def _bring_in(
    after: DirectoryUser, before: DirectoryUser | None, invitation: Invitation, place: Waiting | None, now: datetime
) -> DirectoryUser | None:
    """Invite somebody on a seat that nobody waits for, or put them into the queue: at `place` where they had one."""
    require_inside(invitation.email, read_settings().mail_domains)
    also = [] if place is None else queueing.leaving(place)
    if queueing.seat_is_free():
        try:
            inviting.admit(invitation, BY, now, MailKind.INVITATION, *also, record=(after, before))
        except SeatsFull:  # the last one was taken in the same moment
            return None
        return items.find_user(after.id)
    also += items.put_user(after, before)
    position = None if place is None else place.position
    joined = queueing.join(
        invitation.email,
        invitation.name,
        invitation.language,
        now,
        BY,
        came_by=invitation.came_by,
        position=position,
        also=also,
    )
    return _read(after) if joined else None


def _take_over(
    known: Person, after: DirectoryUser, before: DirectoryUser | None, now: datetime
) -> DirectoryUser | None:
    """Link a record with who is in the programme already; what is theirs stays, and they are told nothing new."""
    if known.directory not in (None, after.id) and items.find_user(known.directory) is not None:
        raise _taken("emails", known.email)
    linked = replace(after, person=known.id, left=False)
    person, more = with_access_of(known, now, active=after.active)
    teams = with_teams(person.teams, groups.teams_of(after.groups))
    writes = items.put_user(linked, before)
    writes += put_with_card(replace(person, directory=after.id, teams=teams), now)
    writes.append(audit.entry(BY, AuditAction.TAKEN_OVER_BY_THE_DIRECTORY, keys.person(known.id), now))
    writes += [*more, items.delete_departure(known.id)]
    if not try_transact(*writes):
        return None
    if person.deactivated and not known.deactivated:
        identity.revoke_all(known.id)
    return _read(linked)


def _change_linked(after: DirectoryUser, before: DirectoryUser, person: str, now: datetime) -> DirectoryUser | None:
    """Store a record whose person is in the programme, with the access that it gives them."""
    found = people_items.find_person(person, consistent=True)
    if found is None:
        return None
    writes = items.put_user(after, before)
    changed, more = with_access_of(found, now, active=after.active)
    if changed != found:
        writes += [*put_with_card(changed, now), *more]
    if not try_transact(*writes):
        return None
    if changed.deactivated and not found.deactivated:
        identity.revoke_all(person)
    return _read(after)


def _stored(after: DirectoryUser, before: DirectoryUser | None, *also: Write) -> DirectoryUser | None:
    return _read(after) if try_transact(*items.put_user(after, before), *also) else None


def _read(user: DirectoryUser) -> DirectoryUser:
    return items.find_user(user.id) or user


def _require_free(user: DirectoryUser) -> None:
    holders = items.records_with(items.KeyKind.USER_NAME, user.user_name)
    if any(holder != user.id for holder in holders):
        raise _taken("userName", user.user_name)


def _taken(field: str, value: str) -> Conflict:
    return Conflict(f"Another user has this {field}.", field=field, value=value[:80], reason="taken")
