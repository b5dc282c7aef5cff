"""Changing a person: by an admin, by themselves, or by what becomes of their mail."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lahetti.core.configuration import configuration
from lahetti.core.days import day_after, day_of
from lahetti.core.errors import ChangedMeanwhile, NotAllowed, NotFound
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import Check, TransactionConflict, Write, retry_on_conflict
from lahetti.people import admins, items
from lahetti.people.model import (
    DigestMode,
    LastAdmin,
    MailState,
    Person,
    PersonState,
    Role,
)
from lahetti.people.rules import card_of, changes_as_logged, takes_away, with_changes, without_sessions
from lahetti.records import audit
from lahetti.records import items as records_items
from lahetti.records.audit import AuditAction
from lahetti.records.model import Intervention, InterventionKind, MailKind
from lahetti.settings.rules import require_topics
from lahetti.settings.versions import current_settings


def change_oneself(person: Person, changes: Mapping[str, Any], now: datetime) -> Person:
    """Change what a person may change of themselves, as `change_person` does. Raise NotAllowed.

    Who pauses can only come back, and only where the pause was their own choice and no admin's.
    """
    if person.state is not PersonState.ACTIVE and not (person.may_resume and changes == {"state": PersonState.ACTIVE}):
        raise NotAllowed(
            "You pause; come back before you change anything else."
            if person.may_resume
            else "An admin has paused your part in the programme; ask them."
        )
    return change_person(person.id, changes, person.id, now) if changes else person


def change_person(
    person: str,
    changes: Mapping[str, Any],
    by: str,
    now: datetime,
    *,
    since: int | None = None,
    also: Callable[[], Iterable[Write]] = tuple,
) -> Person:
    """Change fields of a person, and of the card whatever standings show, in one transaction.

    Takes name, role, state, language, teams, channels, anonymous, left_out, servers, guidelines, mail_state,
    and of the mail settings digest, digest_days, quiet (as in `18:00-07:30 weekends`), topics, content_languages,
    monday_mail. The card keeps from which midnight on somebody is left out or pauses. A role that is taken away and an
    admin's pause end all sessions. Raise NotFound, NotAllowed for another's anonymity, Invalid, LastAdmin where nobody
    would be left to run the programme, or Busy when others keep changing the same person. `since` is the version that
    the author has seen: raise ChangedMeanwhile where somebody has changed the person meanwhile. `also` returns what is
    written in the same transaction, anew for each try.
    """
    if by != person and "anonymous" in changes:
        raise NotAllowed("Only the person decides whether they are shown as anonymous.", field="anonymous")
    midnight = day_after(day_of(now, ZoneInfo(configuration().time_zone)))

    def attempt(consistent: bool) -> Person | None:  # noqa: ARG001 (always read as it is)
        found = items.find_person(person, consistent=True)
        card = items.find_card(person, consistent=True)
        if found is None or card is None:
            raise NotFound(f"There is no person {person}.", field="person", value=person)
        if since is not None and since != found.version:
            raise ChangedMeanwhile("This person has been changed meanwhile.", field="since", value=since)
        changed = _changed(found, changes, by)
        if takes_away(found, changed):
            changed = without_sessions(changed, now)
        if changed.guidelines and not found.guidelines:
            changed = replace(changed, begun=now)
        writes: list[Write] = [items.put_person(changed), items.put_card(card_of(changed, card, midnight))]
        if found.may(Role.ADMIN) and not changed.may(Role.ADMIN):
            writes.append(another_admin(person))
        if by != person:
            before, after = changes_as_logged(found, changed, changes)
            writes.append(
                audit.entry(by, AuditAction.PERSON_CHANGED, keys.person(person), now, before=before, after=after)
            )
            if changed.paused_by is not None and found.paused_by is None:
                writes.append(records_items.put_intervention(Intervention(InterventionKind.PAUSE, now)))
        done = transactions.try_transact(*writes, *also())
        return replace(changed, version=found.version + 1) if done else None

    return retry_on_conflict(attempt)


def stop_mail(email: str, state: MailState, now: datetime) -> str | None:
    """Send nothing more to an address that bounced or complained, and tell the admins; return whose it is.

    A complaint counts as leaving the digest and Monday's mail, too. Doing it again changes nothing. Raise Busy.
    """
    known = items.find_person_by_email(email)
    if known is None:
        return None
    person = known.id

    def attempt(consistent: bool) -> str | None:  # noqa: ARG001 (always read as it is)
        found = items.find_person(person, consistent=True)
        if found is None or found.mail_state is not MailState.WORKS:
            return person
        wanted = found.notifications
        if state is MailState.COMPLAINED:
            wanted = replace(wanted, digest=DigestMode.OFF, monday=False)
        stopped = items.put_person(replace(found, mail_state=state, notifications=wanted))
        # With the moment, as an admin may let an address take mail again, and it may bounce again.
        cause = f"{person}#{now.isoformat()}"
        told = admins.mail_admins(MailKind.MAIL_BOUNCED, cause, now, person, bounced=person)
        try:
            transactions.transact(stopped, *told)
        except TransactionConflict as conflict:
            if not conflict.refused(stopped):
                raise
            return None
        return person

    return retry_on_conflict(attempt)


def _changed(before: Person, changes: Mapping[str, Any], by: str) -> Person:
    """Return a person with some fields changed; topics are those of the library, or what they wished before."""
    after = with_changes(before, changes, by)
    if "topics" in changes:
        require_topics(after.notifications.topics, current_settings(), before.notifications.topics)
    return after


def another_admin(person: str) -> Check:
    """Return the check that another active admin stays one in the same transaction; raise LastAdmin."""
    for candidate in admins.active_admins():
        found = items.find_person(candidate, consistent=True) if candidate != person else None
        if found is not None and found.may(Role.ADMIN):
            return items.check_active_admin(found)
    raise LastAdmin("This is the last active admin. Make somebody else an admin first.", field="role")
