"""Inviting a colleague: they get the invitation that everybody gets, or a place in the queue where no seat is free.

What is answered is the same whoever it is: nobody learns by inviting whether somebody takes part or waits already.
"""

from datetime import datetime
from enum import StrEnum

from lahetti.people import inviting
from lahetti.people.model import Invitation, Person, WayIn
from lahetti.people.rules import bare_email, checked_invitation, require_inside
from lahetti.people.seats import SeatsFull
from lahetti.people.waiting_list import queueing
from lahetti.records import ceilings
from lahetti.settings import versions as settings_versions

BY = "colleague"
"""Who invites in the audit log: that a colleague did, and never which, as it would tell what they do here."""


class Outcome(StrEnum):
    """What an invitation brings whoever is not there yet."""

    INVITED = "invited"
    QUEUED = "queued"


def invite_colleague(email: str, name: str, language: str, inviter: Person, now: datetime) -> Outcome:
    """Invite somebody on a colleague's word. Who is there already, or waits, gets nothing more.

    Raise Invalid, also for an address of a domain that is not invited, TooManyRequests, QueueFull, or Busy.
    """
    wanted = checked_invitation(
        Invitation(bare_email(email), name.strip(), language=language, came_by=WayIn.COLLEAGUE, invited_by=inviter.id)
    )
    require_inside(wanted.email, settings_versions.current_settings().mail_domains)
    ceilings.count(ceilings.INVITATIONS, inviter.id, now)
    if not queueing.seat_is_free():
        return _queue(wanted, now)
    try:
        inviting.invite(wanted, BY, now)
    except SeatsFull:
        return _queue(wanted, now)
    return Outcome.INVITED


def _queue(wanted: Invitation, now: datetime) -> Outcome:
    queueing.join(wanted.email, wanted.name, wanted.language, now, came_by=wanted.came_by, invited_by=wanted.invited_by)
    return Outcome.QUEUED
