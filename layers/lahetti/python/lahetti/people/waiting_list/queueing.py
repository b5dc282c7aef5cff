"""The queue of a pilot whose seats are taken: by the time of the request, unless an admin gives a reason.

Whoever waits has no sign-in yet. Who asks by the public form confirms it by a mail first, so that nobody puts others in
the queue; what is done when somebody asks is the same whatever the address, and whether it is known is looked up behind
the answer, where the mail is sent.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import TransactionConflict, Write
from lahetti.people import items as people_items
from lahetti.people import rules, seats
from lahetti.people.model import Invitation, Person, PersonState, Role, WayIn
from lahetti.people.waiting_list import items
from lahetti.people.waiting_list.model import QueueFull, QueuePlace, Waiting
from lahetti.records import audit, ceilings, outbox
from lahetti.records import items as records_items
from lahetti.records.audit import AuditAction
from lahetti.records.model import Mail, MailKind
from lahetti.security import secrets, sessions
from lahetti.security.sessions import Purpose
from lahetti.settings.versions import current_settings

PAGE = 50
MOST_WAITING = 5000
"""People in the queue; whoever fills it up with invented addresses must not fill the table."""
LONGEST_REASON = 300
_ASKER = "waiting-"
"""What an asker's id in the outbox begins with, before that of the queue."""


def ask(email: str, name: str, language: str, ip: str, now: datetime) -> None:
    """Have somebody told by mail how to confirm that they wish to wait: one mail an address and hour.

    The work is the same whatever the address: one count and one conditional write, and nothing of people is read. Raise
    Invalid, also for an address of a domain that is not invited, or TooManyRequests for a network address that asks
    too often.
    """
    wanted = rules.checked_invitation(Invitation(rules.bare_email(email), name.strip(), language=language))
    rules.require_inside(wanted.email, current_settings().mail_domains)
    hour = f"{now:%Y-%m-%dT%H}"
    ceilings.count_this_hour(ceilings.WAITING_LIST, _keyed(f"{hour} {rules.network_of(ip)}"), now)
    fields = {"email": wanted.email, "name": wanted.name, "language": wanted.language}
    token = sessions.signed(Purpose.WAITING, fields, now)
    asker_id = f"{_ASKER}{_id_of(wanted.email)}"
    mail = outbox.new_mail(MailKind.WAITING_CONFIRMATION, asker_id, hour, now, token=token, **fields)
    records_items.save_mail(mail)  # where there is one of this hour already, that one is enough


def confirm(token: str, now: datetime) -> bool:
    """Put whoever has a mail's token at the end of the queue; return whether they were neither there nor inside.

    Raise NotFound where the token is over or none of ours, or QueueFull.
    """
    asked = sessions.verify(Purpose.WAITING, token, now)
    if asked is None:
        raise NotFound("This link is over.", field="token")
    return join(asked["email"], asked["name"], asked["language"], now)


def asker(mail: Mail) -> Person:
    """Return whom a mail goes to that asks for a confirmation, as mails are written to people."""
    fields = mail.fields
    return Person(
        id=mail.person,
        email=fields["email"],
        name=fields["name"],
        role=Role.AMBASSADOR,
        state=PersonState.ACTIVE,
        language=fields["language"],
        joined=mail.first_due,
    )


def is_known(asker: Person) -> bool:
    """Return whether somebody who asked waits already, or takes part; no key is needed for it."""
    return _is_known(asker.email, asker.id.removeprefix(_ASKER))


def _is_known(email: str, waiting: str) -> bool:
    return people_items.find_person_by_email(email) is not None or items.find_waiting(waiting) is not None


def place_of(email: str) -> Waiting | None:
    """Return the place that somebody has in the queue, or None."""
    return items.find_waiting(_id_of(email))


def leaving(place: Waiting) -> list[Write]:
    """Return the writes that give a place up, for the transaction of what takes it away."""
    return [items.delete_waiting(place)]


def join(
    email: str,
    name: str,
    language: str,
    now: datetime,
    by: str | None = None,
    *,
    came_by: WayIn | None = None,
    invited_by: str | None = None,
    position: datetime | None = None,
    also: Sequence[Write] = (),
) -> bool:
    """Put somebody at the end of the queue; return whether they were neither waiting nor in the programme.

    `by` is the admin who does so, `came_by` how they come else, `invited_by` the colleague who invited them. `position`
    is that of a place that they give up for this one; `also` is written in the transaction. Raise Invalid, or
    QueueFull.
    """
    wanted = rules.checked_invitation(Invitation(rules.bare_email(email), name.strip(), language=language))
    waiting = _id_of(wanted.email)
    if _is_known(wanted.email, waiting):
        return False
    rules.require_inside(wanted.email, current_settings().mail_domains)
    if items.count() >= MOST_WAITING:
        raise QueueFull(f"At most {MOST_WAITING} people wait.", field="email", limit=MOST_WAITING)
    new = Waiting(
        waiting,
        wanted.email,
        wanted.name,
        wanted.language,
        asked=now,
        position=position or now,
        came_by=came_by or (WayIn.REQUEST if by is None else WayIn.ADMIN),
        invited_by=invited_by,
    )
    logged = (
        [audit.entry(by, AuditAction.PUT_ON_THE_WAITING_LIST, keys.waiting(waiting), now)] if by is not None else []
    )
    return transactions.try_transact(items.put_waiting(new), *logged, *also)


def queue(begin: int = 0, most: int = PAGE) -> tuple[list[QueuePlace], int]:
    """Return those in the queue from behind so many, in order, and how many wait in all."""
    ids = list(items.queue())
    wanted = ids[begin : begin + most]
    found = {one.id: one for one in items.find_all(wanted)}
    places = [_shown(found[waiting], begin + n) for n, waiting in enumerate(wanted, 1) if waiting in found]
    return places, len(ids)


def length() -> int:
    """Count those who wait."""
    return items.count()


def seat_is_free() -> bool:
    """Return whether a seat is free that nobody waits for: whoever comes now comes behind those who wait."""
    free = seats.seats_free()
    return free is None or free > length()


def move(waiting: str, place: int, reason: str, by: str, now: datetime) -> None:
    """Put somebody at a place of the queue (1 is the next to get a seat), with a reason. Raise Invalid or NotFound."""
    reason = _checked_reason(reason)
    order = list(items.queue())
    if waiting not in order:
        raise _gone(waiting)
    if not 1 <= place <= len(order):
        raise Invalid(f"There are places 1 to {len(order)}.", field="place", value=place, limit=[1, len(order)])
    before = order.index(waiting) + 1
    moved = replace(find(waiting), reason=reason, moved_by=by)
    if place != before:
        order.remove(waiting)
        moved = replace(moved, position=_between(order[: place - 1][-1:], order[place - 1 : place]))
    entry = audit.entry(
        by,
        AuditAction.MOVED_ON_THE_WAITING_LIST,
        keys.waiting(waiting),
        now,
        before={"place": before},
        after={"place": place, "reason": reason},
    )
    try:
        transactions.transact(items.put_waiting(moved), entry)
    except TransactionConflict as refused:
        raise _meanwhile() from refused


def find(waiting: str) -> Waiting:
    """Return somebody who waits; raise NotFound."""
    found = items.find_waiting(waiting)
    if found is None:
        raise _gone(waiting)
    return found


def take_off_all(waiting: Iterable[str], reason: str, by: str, now: datetime) -> int:
    """Take several off the queue, with one reason; return how many still were in it. Raise Invalid."""
    reason, gone = _checked_reason(reason), 0
    for one in dict.fromkeys(waiting):
        with suppress(NotFound):  # got a seat meanwhile, or was taken off by another admin
            take_off(one, reason, by, now)
            gone += 1
    return gone


def take_off(waiting: str, reason: str, by: str, now: datetime) -> None:
    """Take somebody off the queue, with a reason. Raise Invalid or NotFound."""
    reason = _checked_reason(reason)
    found = find(waiting)
    entry = audit.entry(
        by, AuditAction.TAKEN_OFF_THE_WAITING_LIST, keys.waiting(waiting), now, after={"reason": reason}
    )
    try:
        transactions.transact(items.delete_waiting(found), entry)
    except TransactionConflict as refused:
        raise _meanwhile() from refused


def _checked_reason(reason: str) -> str:
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Invalid(
            f"A reason has 1 to {LONGEST_REASON} characters.", field="reason", value=len(reason), limit=LONGEST_REASON
        )
    return reason


def _between(before: list[str], after: list[str]) -> datetime:
    """Return a position between two neighbours of the queue, one of whom may be missing."""
    positions = [items.find_waiting(waiting) for waiting in (*before, *after)]
    moments = [item.position for item in positions if item is not None]
    if len(moments) < len(before) + len(after):
        raise _meanwhile()
    if not before:
        return moments[0] - timedelta(seconds=1)
    if not after:
        return moments[0] + timedelta(microseconds=1)
    return moments[0] + (moments[1] - moments[0]) / 2


def _id_of(email: str) -> str:
    return _keyed(email.lower())


def _keyed(text: str) -> str:
    return hmac.new(secrets.waiting_key(), text.encode(), hashlib.sha256).hexdigest()[:32]


def _gone(waiting: str) -> NotFound:
    return NotFound("Nobody of that id waits.", field="waiting", value=waiting[:80])


def _meanwhile() -> Conflict:
    return Conflict("The queue has been changed meanwhile.", field="place")


def _shown(item: Waiting, place: int) -> QueuePlace:
    return QueuePlace(
        waiting=item.id,
        place=place,
        email=item.email,
        name=item.name,
        language=item.language,
        asked=item.asked,
        reason=item.reason,
        moved_by=item.moved_by,
    )
