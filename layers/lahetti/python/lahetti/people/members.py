"""Who takes part, in which role, and what a role may do: decided here for API and console alike.

A person's id is the sign-in's `sub`, made at the invitation, so a token names the person without another read.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from lahetti.core.errors import Busy, ChangedMeanwhile, NotAllowed, NotFound
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import Check, Put, TransactionConflict, Write
from lahetti.people import items, seats
from lahetti.people.model import Invitation, LastAdmin, Person, PersonState, Role
from lahetti.people.notifications import DigestMode, MailState, checked_notifications, notifications
from lahetti.people.rules import checked_invitation
from lahetti.records import audit, outbox
from lahetti.records.outbox import MailKind
from lahetti.security import identity

_MOST_TOLD = 20
"""Admins who are told of a deed in its own transaction, which holds 100 items."""
REMINDER_AFTER = timedelta(hours=48)
"""How long after an invitation its reminder comes."""


def signed_in(person: str, role: Role) -> Person:
    """Return the person behind a request if their role covers it.

    Ambassadors' routes read eventually; what editors and admins do is decided on a strong read, so that a role taken
    away is gone at the next request. Raise NotAllowed.
    """
    profile = items.find_profile(person, consistent=role is not Role.AMBASSADOR)
    found = person_of(profile) if profile else None
    if found is None or not found.may(role):
        raise NotAllowed(f"This needs the role {role}." if found else "You are not in this programme.")
    return found


def known_here(person: str) -> Person:
    """Return the person behind a request, also while they pause: they may see themselves and come back.

    Raise NotAllowed.
    """
    profile = items.find_profile(person)
    if profile is None:
        raise NotAllowed("You are not in this programme.")
    return person_of(profile)


def change_oneself(person: Person, changes: dict[str, Any], now: datetime) -> Person:
    """Change what is one's own to change, as `change_person` does. Raise NotAllowed.

    Who pauses can only come back, and only where the pause was their own wish and no admin's.
    """
    if person.state is not PersonState.ACTIVE and not (person.may_resume and changes == {"state": PersonState.ACTIVE}):
        raise NotAllowed(
            "You pause; come back before you change anything else."
            if person.may_resume
            else "An admin has paused your part in the programme; ask them."
        )
    return change_person(person.id, changes, person.id, now) if changes else person


def admins() -> list[str]:
    """Return the ids of the active admins, by the time they joined."""
    return [person for person, shown in items.rows_in(PersonState.ACTIVE) if shown["role"] == Role.ADMIN]


def are_others() -> bool:
    """Tell whether anybody but the first admin has been invited."""
    return len(items.first_people(PersonState.ACTIVE, 2)) > 1


def tell_admins(kind: MailKind, cause: str, now: datetime, but: str | None = None, /, **fields: str | int) -> list[Put]:
    """Return the writes that tell the admins of a deed in its own transaction; of many, those who joined first.

    `but` is an admin who is not told.
    """
    told = [admin for admin in admins() if admin != but][:_MOST_TOLD]
    return [outbox.mail(kind, admin, cause, now, **fields) for admin in told]


def names_of(people: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return {person: (name, e-mail address)} of those who are still in the programme."""
    return {found.person: (found.name, found.email) for found in items.find_profiles(people)}


def known_person(person: str) -> Person | None:
    """Return a person, whatever state they are in, or None."""
    profile = items.find_profile(person, consistent=True)
    return person_of(profile) if profile is not None else None


def find_person(person: str) -> Person:
    """Return a person; raise NotFound."""
    profile = items.find_profile(person, consistent=True)
    if profile is None:
        raise NotFound(f"There is no person {person}.", field="person", value=person)
    return person_of(profile)


def invite(invitation: Invitation, by: str, now: datetime) -> tuple[Person, bool]:
    """Invite somebody; return the person and whether they are new. The address is the natural key.

    Killed between sign-in and store, the same invitation again finishes it. Raise Invalid, or SeatsFull.
    """
    checked_invitation(invitation)
    known = items.find_person_by_email(invitation.email)
    if known is not None:
        return find_person(known), False
    seats.require_seat()
    return admit(invitation, by, now)


def admit(
    invitation: Invitation, by: str, now: datetime, mail: MailKind = MailKind.INVITATION, *also: Write
) -> tuple[Person, bool]:
    """Let somebody in for whom there is a seat, and tell them by this mail; `also` is written in the transaction."""
    person = identity.create_sign_in(invitation.email.lower())
    profile = items.Profile(
        keys.person(person),
        keys.PROFILE,
        gsi2pk=keys.people(PersonState.ACTIVE),
        gsi2sk=now.isoformat(),
        view2={"role": invitation.role.value},
        person=person,
        email=invitation.email.lower(),
        name=invitation.name.strip(),
        role=invitation.role.value,
        state=PersonState.ACTIVE.value,
        language=invitation.language,
        teams=list(invitation.teams),
        channels=list(invitation.channels),
        anonymous=invitation.anonymous,
        left_out=invitation.left_out,
        joined=now,
    )
    card = items.ScoreCard(keys.person(person), keys.CARD, person=person)
    _copy_to_card(profile, card)
    email = items.EmailAddress(keys.email(invitation.email), "EMAIL", person=person)
    try:
        transactions.transact(
            Put(profile),
            Put(card),
            Put(email, type(email).pk.does_not_exist()),
            audit.entry(by, "person invited", profile.pk, now, after={"role": invitation.role.value}),
            outbox.mail(mail, person, "joined", now),
            outbox.mail(MailKind.INVITATION_REMINDER, person, "joined", now + REMINDER_AFTER),
            *also,
        )
    except TransactionConflict:
        # The same invitation twice at one time: the other one made the person.
        return find_person(person), False
    return person_of(profile), True


def change_person(person: str, changes: dict[str, Any], by: str, now: datetime, *, since: int | None = None) -> Person:
    """Change fields of a profile, and of the card whatever standings show, in one transaction.

    Takes name, role, state, language, teams, channels, anonymous, left_out, mastodon_server, and of the mail settings
    digest, digest_days, quiet (as in `18:00-07:30 weekends`), topics. Raise NotFound, Invalid, LastAdmin where nobody
    would be left to run the programme, or Busy when others keep changing the same person. `since` is the version that
    the author has seen: raise ChangedMeanwhile where somebody has changed the person meanwhile.
    """
    for _ in range(5):
        profile = items.find_profile(person, consistent=True)
        card = items.find_card(person, consistent=True)
        if profile is None or card is None:
            raise NotFound(f"There is no person {person}.", field="person", value=person)
        if since is not None and since != profile.version:
            raise ChangedMeanwhile("This person has been changed meanwhile.", field="since", value=since)
        was_admin = person_of(profile).may(Role.ADMIN)
        before = {name: getattr(profile, name) for name in changes}
        for name, value in changes.items():
            setattr(profile, name, value)
        if "state" in changes:
            profile.paused_by = by if profile.state == PersonState.PAUSED else None
        changed = person_of(profile)
        checked_invitation(
            Invitation(changed.email, changed.name, changed.role, changed.language, changed.teams, changed.channels)
        )
        checked_notifications(changed.notifications)
        profile.gsi2pk = keys.people(changed.state)
        profile.view2 = shown_profile(profile)
        _copy_to_card(profile, card)
        writes: list[Write] = [Put(profile), Put(card)]
        if was_admin and not changed.may(Role.ADMIN):
            writes.append(_another_admin(person))
        if by != person:
            writes.append(audit.entry(by, "person changed", profile.pk, now, before=before, after=changes))
        try:
            transactions.transact(*writes)
        except TransactionConflict:
            continue
        return changed
    raise Busy("This person is being changed by others.", retry_after=1)


def stop_mail(address: str, state: MailState, now: datetime) -> str | None:
    """Send nothing more to an address that bounced or complained, and tell the admins; return whose it is.

    A complaint counts as leaving the digest, too. Doing it again changes nothing. Raise Busy.
    """
    person = items.find_person_by_email(address)
    for _ in range(5):
        profile = items.find_profile(person, consistent=True) if person is not None else None
        if person is None or profile is None or profile.mail_state is not None:
            return person
        profile.mail_state = state.value
        if state is MailState.COMPLAINED:
            profile.digest = DigestMode.OFF.value
        profile.view2 = shown_profile(profile)
        # With the moment, as an admin may let an address take mail again, and it may bounce again.
        cause = f"{person}#{now.isoformat()}"
        told = tell_admins(MailKind.MAIL_BOUNCED, cause, now, person, bounced=person, why=state.value)
        try:
            transactions.transact(Put(profile), *told)
        except TransactionConflict as refused:
            if not refused.because_of(items.Profile):
                raise
            continue
        return person
    raise Busy("This person is being changed by others.", retry_after=1)


def shown_profile(profile: items.Profile) -> dict[str, Any]:
    """Return what the list of people shows: the role, who has begun, and what tells whose turn a digest is."""
    shown: dict[str, Any] = {"role": profile.role}
    if profile.guidelines:
        shown["begun"] = True
    if profile.digest is not None:
        shown["digest"] = profile.digest
    if profile.digest_days:
        shown["days"] = list(profile.digest_days)
    if profile.quiet is not None:
        shown["quiet"] = profile.quiet
    if profile.mail_state is not None:
        shown["mail_state"] = profile.mail_state
    return shown


def person_of(profile: items.Profile) -> Person:
    """Return a stored profile as rules see it."""
    return Person(
        id=profile.person,
        email=profile.email,
        name=profile.name,
        role=Role(profile.role),
        state=PersonState(profile.state),
        language=profile.language,
        teams=tuple(profile.teams),
        channels=tuple(profile.channels),
        anonymous=profile.anonymous,
        left_out=profile.left_out,
        mastodon_server=profile.mastodon_server,
        guidelines=int(profile.guidelines),
        notifications=notifications(
            profile.digest, tuple(int(day) for day in profile.digest_days), profile.quiet, tuple(profile.topics)
        ),
        mail_state=MailState(profile.mail_state or MailState.WORKS),
        paused_by=profile.paused_by,
        joined=profile.joined,
        version=int(profile.version or 0),
    )


def _another_admin(person: str) -> Check:
    """Return the check that another active admin stays one in the same transaction; raise LastAdmin."""
    for candidate in admins():
        profile = items.find_profile(candidate, consistent=True) if candidate != person else None
        if profile is not None and person_of(profile).may(Role.ADMIN):
            kind = items.Profile
            return Check(profile, (kind.role == Role.ADMIN.value) & (kind.state == PersonState.ACTIVE.value))
    raise LastAdmin("This is the last active admin. Make somebody else an admin first.", field="role")


def _copy_to_card(profile: items.Profile, card: items.ScoreCard) -> None:
    """Name, anonymity and home team travel to the standings with the card's stream."""
    card.name = profile.name
    card.anonymous = profile.anonymous
    card.left_out = profile.left_out or profile.state != PersonState.ACTIVE
    card.team = profile.teams[0] if profile.teams else None
    card.gsi1pk = keys.team(card.team) if card.team else None
    card.gsi1sk = profile.person if card.team else None
    card.view1 = shown_card(card)


def shown_card(card: items.ScoreCard) -> dict[str, Any] | None:
    """Return what the table of the home team shows of a card (at most 300 bytes), or None without a team."""
    if card.team is None:
        return None
    shown: dict[str, Any] = {"races": card.races.as_dict()}
    if not card.anonymous:
        shown["name"] = card.name
    if card.left_out:
        shown["left_out"] = True
    return shown
