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
    invitation: Invitation, by: str, now: datetime, mail: MailKind = MailKind.INVITATION, *also: Write
) -> tuple[Person, bool]:
    """Let somebody in and take a seat for them, and tell them by this mail; `also` is written in the transaction.

    Raise SeatsFull where the last seat is taken in the same moment, or Busy.

    First the address gets its person's id, then the id its sign-in, then all else is stored: at each point the same
    invitation, or another of the same address, goes on with the same id.
    """
    email = invitation.email
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
    first_home = Home(day_after(day_of(now, ZoneInfo(configuration().time_zone))), person.home_team)

    def attempt(_: bool) -> tuple[Person, bool] | None:
        seat = seats.take()
        try:
            transactions.transact(
                items.put_person(person),
                items.put_card(card_of(person, ScoreCard(person.id, person.name, homes=(first_home,)))),
                audit.entry(
                    by, AuditAction.PERSON_INVITED, keys.person(person.id), now, after={"role": person.role.value}
                ),
                outbox.mail(mail, person.id, "joined", now),
                outbox.mail(MailKind.INVITATION_REMINDER, person.id, "joined", now + REMINDER_AFTER),
                *invited_by,
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
        return person, True

    return retry_on_conflict(attempt)


def invite_again(by: str, now: datetime) -> None:
    """Remind everybody who has not begun, at most once a day; nobody is told who or how many they are."""
    reminding = outbox.fan_out(FanOutKind.INVITED_AGAIN, f"{now:%Y-%m-%d}", now)
    entry = audit.entry(by, AuditAction.INVITATIONS_SENT_AGAIN, "PEOPLE", now)
    try:
        transactions.transact(reminding, entry)
    except TransactionConflict as conflict:
        if not conflict.refused(reminding):
            raise
