"""Leaving for good, by one's own wish or removed by an admin: the first step of an erasure, in one transaction.

From then on the person is nowhere: no request is theirs, no list has them, their seat is free. What is left of them is
taken away by the job (`erasing`), which finds the random id here that it puts in their place.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.core.configuration import configuration
from lahetti.core.errors import Invalid, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Write, retry_on_conflict, try_transact
from lahetti.people import changing, seats
from lahetti.people import items as people_items
from lahetti.people.directory import access, leavers
from lahetti.people.directory import items as directory
from lahetti.people.erasures import items as erasures
from lahetti.people.erasures.model import Erasure
from lahetti.people.model import Person, Role, ScoreCard
from lahetti.people.rules import card_of
from lahetti.races.closing import departing
from lahetti.records import audit
from lahetti.records import items as records_items
from lahetti.records.audit import AuditAction
from lahetti.records.model import Intervention, InterventionKind
from lahetti.settings.model import Settings

LONGEST_REASON = 500
DONE_WITHIN = timedelta(minutes=5)
"""How long it takes at most until nothing is left, and the last mail has been sent."""


def _random_id() -> str:
    return str(uuid.uuid4())


def leave(person: str, now: datetime) -> None:
    """Begin the erasure of somebody who wishes it. Raise LastAdmin, NotFound, or Busy."""
    _begin(person, now)


def remove(person: str, reason: str, admin: Person, now: datetime) -> None:
    """Begin the erasure of somebody by an admin, whose reason they read in the last mail. Raise as `leave`, or Invalid.

    It does the same whatever the person has done so far, so that neither answer nor time tells anything of that.
    """
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Invalid(
            f"A removal has a reason of 1 to {LONGEST_REASON} characters.",
            field="reason",
            value=len(reason),
            limit=LONGEST_REASON,
            reason="length",
        )
    _begin(person, now, by=admin.id, reason=reason)


def erase_departed(settings: Settings, now: datetime) -> int:
    """Begin the erasure of those whom the directory has deleted so long ago that the time of grace is over."""
    due = [one for one in directory.departures() if one.deleted + timedelta(days=settings.directory_days) <= now]
    for departure in due:
        try:
            _begin(departure.person, now, by=access.BY)
        except NotFound:  # of another run at the same moment
            continue
    return len(due)


def repeat(person: str, now: datetime) -> None:
    """Begin an erasure that was done once, before the table was restored: nobody gets a mail. Raise as `leave`."""
    _begin(person, now, silent=True)


def _begin(
    person: str,
    now: datetime,
    *,
    by: str | None = None,
    reason: str | None = None,
    silent: bool = False,
    random_id: Callable[[], str] = _random_id,
) -> None:
    alias = random_id()

    def attempt(_: bool) -> bool | None:
        found = people_items.find_person(person, consistent=True)
        if found is None:
            if erasures.find_erasure(person) is not None:
                return True
            raise NotFound(f"There is no person {person}.", field="person", value=person)
        record = None if found.directory is None else directory.find_user(found.directory)
        card = people_items.find_card(person, consistent=True) or card_of(found, ScoreCard(person, found.name))
        begun = Erasure(
            person=person,
            alias=alias,
            email=found.email,
            name=found.name,
            language=found.language,
            joined=found.joined,
            asked=now,
            mail_state=found.mail_state,
            reason=reason,
            by_directory=by == access.BY,
            silent=silent,
        )
        writes: list[Write] = [
            erasures.put_erasure(begun),
            *people_items.delete_person(found, card),
            *seats.free(found),
        ]
        by_themselves = by is None
        if record is not None and record.person == person:  # the directory's own stays, and is nobody's here any more
            writes += directory.put_user(replace(record, person=None, left=by_themselves), record)
        if by_themselves:
            writes.append(leavers.remember(found.email))
        if found.may(Role.ADMIN) and not silent:
            writes.append(changing.another_admin(person))
        writes += departing.keep_lines(card, now, ZoneInfo(configuration().time_zone))
        writes.append(directory.delete_departure(person))
        if by == access.BY:
            writes.append(audit.entry(by, AuditAction.PERSON_REMOVED, keys.person(alias), now))
        elif by is not None:
            logged = {"reason": reason}
            writes.append(records_items.put_intervention(Intervention(InterventionKind.REMOVAL, now)))
            writes.append(audit.entry(by, AuditAction.PERSON_REMOVED, keys.person(alias), now, after=logged))
        return try_transact(*writes) or None

    retry_on_conflict(attempt)
