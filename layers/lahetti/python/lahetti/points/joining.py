"""Joining: whoever accepts the guidelines for the first time takes part, which brings points to who invited them.

Points come by then and not by the first share, which would tell who shares. The entry does not say who has joined.
"""

from collections.abc import Sequence
from datetime import datetime

from lahetti.core.days import day_of
from lahetti.dynamodb.transactions import Write
from lahetti.people import items as people_items
from lahetti.people.guidelines import accepting
from lahetti.people.model import ColleagueInvitation, Person, Role
from lahetti.periods import challenges
from lahetti.points import items
from lahetti.points.model import Programme
from lahetti.points.rules import colleague_joined, with_entries


def accept_guidelines(person: str, version: int, programme: Programme, now: datetime) -> Person:
    """Accept the guidelines as `accepting.accept` does, and give the points of an invitation in its transaction."""

    def points_of_invitation() -> Sequence[Write]:
        invitation = people_items.find_invited_by(person)
        return () if invitation is None else _settled(invitation, programme, now)

    return accepting.accept(person, version, now, also=points_of_invitation)


def _settled(invitation: ColleagueInvitation, programme: Programme, now: datetime) -> Sequence[Write]:
    """Return what forgets who invited whom, and gives the inviter's points; an admin earns none, nor who has left."""
    forgotten = people_items.delete_invited_by(invitation)
    inviter = people_items.find_person(invitation.inviter, consistent=True)
    card = people_items.find_card(invitation.inviter, consistent=True)
    worth = programme.settings.invitation_points
    if inviter is None or card is None or inviter.role is Role.ADMIN or not worth:
        return (forgotten,)
    day = day_of(now, programme.zone)
    version = programme.settings.version
    entry = colleague_joined(invitation.token, worth, day, challenges.races_of(day), now, version)
    after = people_items.put_card(with_entries(card, [entry], programme.zone, now))
    return (forgotten, *items.put_entries(inviter.id, [entry]), after)
