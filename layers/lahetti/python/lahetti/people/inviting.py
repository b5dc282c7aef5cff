"""Inviting people: once an address, finished wherever it was killed, and sent again to all who have not begun."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import uuid_utils.compat

from lahetti.core.configuration import configuration
from lahetti.core.days import day_after, day_of
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import TransactionConflict, Write, retry_on_conflict
from lahetti.people import items, seats
from lahetti.people.directory import groups, leavers
from lahetti.people.directory import items as directory
from lahetti.people.directory.model import AccessEnded, DirectoryUser
from lahetti.people.directory.rules import with_teams
from lahetti.people.model import (
    ColleagueInvitation,
    Home,
    Invitation,
    Person,
    PersonState,
    ScoreCard,
)
from lahetti.people.rules import bare_email, card_of, checked_invitation, require_inside
from lahetti.records import audit, outbox
from lahetti.records.audit import AuditAction
from lahetti.records.model import FanOutKind, MailKind
from lahetti.security import identity
from lahetti.settings import versions as settings_versions

REMINDER_AFTER = timedelta(hours=48)
"""How long after an invitation its reminder comes."""


def invite(invitation: Invitation, by: str, now: datetime) -> tuple[Person, bool]:
    """Invite somebody; return the person and whether they are new. The address is the natural key.

    Killed anywhere, the same invitation again finishes it. Raise Invalid, also for an address of a domain that is not
    invited, SeatsFull, or Busy.
    """
    invitation = checked_invitation(replace(invitation, email=bare_email(invitation.email)))
    known = items.find_person_by_email(invitation.email)
    if known is not None:
        return known, False
    require_inside(invitation.email, settings_versions.read_settings().mail_domains)
    seats.require_seat()
    return admit(invitation, by, now)


def admit(
    invitation: Invitation,
    by: str,
    now: datetime,
    mail: MailKind = MailKind.INVITATION,
    *also: Write,
    record: tuple[DirectoryUser, DirectoryUser | None] | None = None,
) -> tuple[Person, bool]:
    """Let somebody in and take a seat for them, and tell them by this mail; `also` is written in the transaction.

    `record` is what the directory says of them, and what it said before, where it is the directory that lets them in.
    Whatever door they come by, a record of the directory with their address is theirs. Raise AccessEnded where that
    says so, SeatsFull where the last seat is taken in the same moment, or Busy.

    First the address gets its person's id, then the id its sign-in, then all else is stored: at each point the same
    invitation, or another of the same address, goes on with the same id.
    """
    email = invitation.email
    _record_of(email, record)  # before anything is begun
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
        left_out=invitation.left_out,
        joined=now,
        came_by=invitation.came_by,
    )
    colleague = invitation.invited_by
    invited_by = (
        []
        if colleague is None
        else [items.put_invited_by(ColleagueInvitation(owner, colleague, uuid_utils.compat.uuid4().hex))]
    )
    first_day = day_after(day_of(now, ZoneInfo(configuration().time_zone)))

    def attempt(_: bool) -> tuple[Person, bool] | None:
        seat = seats.take()
        said, before = _record_of(email, record)
        linked = person if said is None else _linked(person, said)
        homes = (Home(first_day, linked.home_team),)
        try:
            transactions.transact(
                items.put_person(linked),
                items.put_card(card_of(linked, ScoreCard(person.id, person.name, homes=homes))),
                audit.entry(
                    by, AuditAction.PERSON_INVITED, keys.person(person.id), now, after={"role": person.role.value}
                ),
                outbox.mail(mail, person.id, "joined", now),
                outbox.mail(MailKind.INVITATION_REMINDER, person.id, "joined", now + REMINDER_AFTER),
                *invited_by,
                *([] if said is None else directory.put_user(replace(said, person=owner, left=False), before)),
                leavers.forget(email),
                seat,
                *also,
            )
        except TransactionConflict as conflict:
            # The same invitation twice at one time: the other one made the person.
            known = items.find_person(person.id, consistent=True)
            if known is not None:
                return known, False
            if conflict.refused(seat):
                seats.require_seat()  # the last one was taken meanwhile; else others were taking theirs
            return None
        return linked, True

    return retry_on_conflict(attempt)


def _record_of(
    email: str, given: tuple[DirectoryUser, DirectoryUser | None] | None
) -> tuple[DirectoryUser | None, DirectoryUser | None]:
    """Return what the directory says of an address, and what is stored of it."""
    if given is not None:
        return given
    found = directory.find_unlinked_user(email)
    if found is not None and not found.active:
        raise AccessEnded("The organisation's directory has ended the access of this address.", field="email")
    return found, found


def _linked(person: Person, said: DirectoryUser) -> Person:
    teams = with_teams(person.teams, groups.teams_of(said.groups))
    return replace(person, directory=said.id, teams=teams)


def invite_again(by: str, now: datetime) -> None:
    """Remind everybody who has not begun, at most once a day; nobody is told who or how many they are."""
    reminding = outbox.fan_out(FanOutKind.INVITED_AGAIN, f"{now:%Y-%m-%d}", now)
    entry = audit.entry(by, AuditAction.INVITATIONS_SENT_AGAIN, "PEOPLE", now)
    try:
        transactions.transact(reminding, entry)
    except TransactionConflict as conflict:
        if not conflict.refused(reminding):
            raise
