"""Which invitations, changes and sign-ins are accepted, and what a change of a person means for their score card."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from lahetti.core.errors import Invalid, NotSignedIn
from lahetti.core.languages import CONTENTS, INTERFACE
from lahetti.core.plain_texts import is_unseen, require_one_line
from lahetti.core.quiet_hours import clock_time, quiet_hours
from lahetti.people.model import (
    ALWAYS,
    Absence,
    DigestMode,
    Home,
    Invitation,
    MailState,
    Notifications,
    Person,
    PersonState,
    Role,
    ScoreCard,
    Totals,
)
from lahetti.security.sign_ins import Method, SignIn, at_milliseconds, in_milliseconds
from lahetti.settings.model import Settings

_WORD = r"[^@\s.,:;<>()\[\]\\\"\x00-\x20\x7f-\xa0]+"
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_EMAIL = re.compile(rf"(?=[^@]{{1,64}}@){_WORD}(?:\.{_WORD})*@{_LABEL}(?:\.{_LABEL})*")
"""A dot-atom and a domain (RFC 5322, 3.4.1; RFC 1123, 2.1), with letters of any language."""
LONGEST_EMAIL = 254
"""RFC 5321, 4.5.3.1.3, less the angle brackets."""
LONGEST_NAME = 80
_CHANGES_KEPT = timedelta(days=500)
"""The longest challenge has 366 days, and a race that could not be closed waits."""
MOST_TOPICS = 20
"""Of a person; a content has at most `content.rules.MOST_TOPICS`."""


def bare_email(text: str) -> str:
    """Return an address as somebody meant it who copied it: in lower case, so that one mailbox is one text.

    Spaces around it go, signs that nobody sees, `mailto:` before it and full stops behind it.
    """
    seen = "".join(character for character in text if not is_unseen(character)).strip().lower()
    return seen.removeprefix("mailto:").strip().rstrip(".")


def is_email(text: str) -> bool:
    """Return whether a text can be the address of a mailbox."""
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None and not any(map(is_unseen, text))


def network_of(ip: str) -> str:
    """Return what counts as one network address: of IPv6 the half that a provider gives to a customer."""
    return ":".join(ip.split(":")[:4]) if ":" in ip else ip


def is_inside(email: str, domains: Collection[str]) -> bool:
    """Return whether an address is of one of the domains that the programme invites; without any, all are."""
    return not domains or email.rpartition("@")[2] in domains


def require_inside(email: str, domains: Collection[str]) -> None:
    """Raise Invalid for an address of another domain than those that the programme invites."""
    if not is_inside(email, domains):
        raise Invalid(
            f"{email[:80]!r} is of none of the domains {', '.join(domains)}.",
            field="email",
            value=email[:80],
            limit=list(domains),
            reason="outside",
        )


def checked_invitation(invitation: Invitation) -> Invitation:
    """Return the invitation if it can be sent; raise Invalid naming the first field that is wrong."""
    email = invitation.email
    if not is_email(email):
        raise Invalid(
            f"{invitation.email[:80]!r} is not an e-mail address of at most {LONGEST_EMAIL} characters.",
            field="email",
            limit=LONGEST_EMAIL,
            reason="too_long" if len(email) > LONGEST_EMAIL else None,
        )
    if not 1 <= len(invitation.name.strip()) <= LONGEST_NAME:
        raise Invalid(f"A name has 1 to {LONGEST_NAME} characters.", field="name", limit=LONGEST_NAME)
    require_one_line("name", invitation.name)
    if invitation.language not in INTERFACE:
        raise Invalid(
            f"{invitation.language!r} is not a language of the programme.",
            field="language",
            value=invitation.language,
            limit=list(INTERFACE),
        )
    if invitation.channels and invitation.role is not Role.EDITOR:
        raise Invalid("Only an editor has channels.", field="channels")
    return invitation


def checked_person(person: Person) -> Person:
    """Return a changed person if they can be stored; raise Invalid naming the first field that is wrong."""
    checked_invitation(
        Invitation(person.email, person.name, person.role, person.language, person.teams, person.channels)
    )
    _check_notifications(person.notifications)
    return person


def _check_notifications(wanted: Notifications) -> None:
    if not set(wanted.days) <= set(range(1, 8)) or len(set(wanted.days)) != len(wanted.days):
        raise Invalid("Days are numbers from 1 (Monday) to 7, each once.", field="digest_days", limit=[1, 7])
    if len(wanted.topics) > MOST_TOPICS:
        raise Invalid(f"At most {MOST_TOPICS} topics.", field="topics", limit=MOST_TOPICS)
    unknown = [language for language in wanted.languages if language not in CONTENTS]
    if unknown:
        raise Invalid(
            f"{unknown[0][:40]!r} is no language that contents are chosen by.",
            field="content_languages",
            value=unknown[0][:40],
            limit=list(CONTENTS),
        )


_READERS: dict[str, Callable[[Any], Any]] = {
    "name": str,
    "role": Role,
    "state": PersonState,
    "language": str,
    "teams": tuple,
    "channels": tuple,
    "anonymous": bool,
    "left_out": bool,
    "servers": dict,
    "guidelines": int,
    "mail_state": lambda state: MailState(state or MailState.WORKS),
}
"""How a changed field is read, and which there are beside those of the notifications."""
_NOTIFICATIONS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "digest": ("digest", DigestMode),
    "digest_days": ("days", tuple),
    "quiet": ("quiet", lambda text: None if text is None else quiet_hours(text)),
    "topics": ("topics", tuple),
    "content_languages": ("languages", tuple),
    "monday_mail": ("monday", bool),
}


def with_changes(person: Person, changes: Mapping[str, Any], by: str) -> Person:
    """Return a person with some fields changed, named and written as the audit log has them; raise Invalid.

    Quiet hours are written as in `18:00-07:30 weekends`; servers that are not named stay, None takes one away. `by` is
    who changes them: whoever pauses somebody is noted.
    """
    own = {name: read(changes[name]) for name, read in _READERS.items() if name in changes}
    wanted = {field: read(changes[name]) for name, (field, read) in _NOTIFICATIONS.items() if name in changes}
    changed = replace(person, **own, notifications=replace(person.notifications, **wanted))
    if "servers" in changes:
        servers = {**person.servers, **changes["servers"]}
        changed = replace(
            changed, servers={network: server for network, server in servers.items() if server is not None}
        )
    if "state" in changes:
        changed = _with_pause(changed, by, pauses=changed.state is PersonState.PAUSED)
    return checked_person(changed)


def _with_pause(person: Person, by: str, *, pauses: bool) -> Person:
    """Return a person with a pause begun or ended by somebody: a person's own pause and an admin's are two things.

    An admin who ends a pause ends an admin's alone, so what they do and see is the same whatever the person has chosen.
    """
    own = pauses if by == person.id else person.own_pause
    admin = (by if pauses else None) if by != person.id else person.paused_by
    return _in_their_state(replace(person, own_pause=own, paused_by=admin))


def with_access(person: Person, *, ended: bool) -> Person:
    """Return a person whose access the directory has ended, or given again: what they chose themselves stays."""
    return _in_their_state(replace(person, deactivated=ended))


def _in_their_state(person: Person) -> Person:
    """Return a person in the state that follows from who has paused or ended their part."""
    if person.deactivated:
        return replace(person, state=PersonState.DEACTIVATED)
    pauses = person.own_pause or person.paused_by is not None
    return replace(person, state=PersonState.PAUSED if pauses else PersonState.ACTIVE)


def takes_away(before: Person, after: Person) -> bool:
    """Return whether a change takes a role away or is an admin's pause: it ends sessions, one's own pause does not."""
    return not after.role.covers(before.role) or (after.paused_by is not None and before.paused_by is None)


def without_sessions(person: Person, now: datetime) -> Person:
    """Return a person whose sessions that began until now are over; what ended earlier stays so.

    Of a sign-in we know the millisecond. One in the very millisecond may have come before the end, so it ends, too;
    from the next one on it holds.
    """
    end = at_milliseconds(in_milliseconds(now) + 1)
    end = max(end, person.sessions_end_before or end)
    left = tuple(session for session in person.sessions if session.began >= end)
    return replace(person, sessions_end_before=end, sessions=left)


def changes_as_logged(
    found: Person, changed: Person, changes: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the audit log keeps of an admin's change: the fields before it and after it.

    Of a pause and of mail only what the admin did, as what was before is the person's own (docs/privacy.md).
    """
    before, after = _as_written(found, changes), _as_written(changed, changes)
    for own in {"state", "mail_state"} & set(changes):
        del before[own]
        after[own] = changes[own]
    return before, after


def _as_written(person: Person, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return some fields of a person by name, as `with_changes` takes them and the audit log keeps them."""
    wanted = person.notifications
    written: dict[str, Any] = {
        **{name: getattr(person, name) for name in _READERS},
        "servers": dict(person.servers),
        "teams": list(person.teams),
        "channels": list(person.channels),
        "role": person.role.value,
        "state": person.state.value,
        "mail_state": None if person.mail_state is MailState.WORKS else person.mail_state.value,
        "digest": wanted.digest.value,
        "digest_days": list(wanted.days),
        "quiet": None if wanted.quiet is None else str(wanted.quiet),
        "topics": list(wanted.topics),
        "content_languages": list(wanted.languages),
        "monday_mail": wanted.monday,
    }
    return {name: written[name] for name in fields}


def card_of(person: Person, card: ScoreCard, midnight: str = ALWAYS) -> ScoreCard:
    """Return a score card with what standings show of the person: they follow a change with the card's stream.

    `midnight` is the day that begins after the change: the first at whose midnight it holds.
    """
    return replace(
        card,
        name=person.name,
        anonymous=person.anonymous,
        shown=_shown_from_now_on(person, card),
        absences=with_absence(
            card.absences, Absence(midnight, person.left_out, person.state is not PersonState.ACTIVE)
        ),
        homes=with_home(card.homes, Home(midnight, person.home_team)),
    )


def _shown_from_now_on(person: Person, card: ScoreCard) -> Mapping[str, int]:
    if not person.anonymous:
        return {}
    return card.shown if card.anonymous else shown_of(card.totals)


def shown_of(totals: Totals) -> dict[str, int]:
    """Return the points by race that others see of somebody anonymous: rounded down, so that no click moves them."""
    return {race: rounded(score.points) for race, score in totals.races.items()}


def rounded(points: int) -> int:
    """Return points as they are shown of somebody anonymous: down to tens, never below 0."""
    return max(0, points // 10 * 10)


def with_home(known: tuple[Home, ...], wanted: Home) -> tuple[Home, ...]:
    """Return the home teams with one more: nothing that held at an earlier midnight changes by it.

    Of a day the last change counts. What no race can ask for any more is forgotten, the first one never.
    """
    if known and known[-1].day > wanted.day:  # decided before midnight, stored after another change
        wanted = replace(wanted, day=known[-1].day)
    earlier = tuple(home for home in known if home.day < wanted.day)
    if earlier and earlier[-1].team == wanted.team:
        return earlier
    oldest = _oldest_asked(wanted.day)
    passed = [home for home in earlier[1:] if home.day <= oldest]
    return (*earlier[:1], *passed[-1:], *(home for home in earlier[1:] if home.day > oldest), wanted)


def with_absence(known: tuple[Absence, ...], wanted: Absence) -> tuple[Absence, ...]:
    """Return the absences with one more: nothing that held at an earlier midnight changes by it.

    Of a day the last change counts. What no race can ask for any more is forgotten.
    """
    if known and known[-1].day > wanted.day:  # decided before midnight, stored after another change
        wanted = replace(wanted, day=known[-1].day)
    earlier = tuple(absence for absence in known if absence.day < wanted.day)
    last = earlier[-1] if earlier else Absence(ALWAYS, left_out=False, paused=False)
    if (last.left_out, last.paused) == (wanted.left_out, wanted.paused):
        return earlier
    oldest = _oldest_asked(wanted.day)
    passed = [absence for absence in earlier if absence.day <= oldest]
    return (*passed[-1:], *(absence for absence in earlier if absence.day > oldest), wanted)


def _oldest_asked(day: str) -> str:
    """Return the day before which no race asks any more when a day begins."""
    return ALWAYS if day == ALWAYS else (date.fromisoformat(day) - _CHANGES_KEPT).isoformat()


def digest_time(settings: Settings) -> time:
    """Return the hour at which digests go out."""
    return clock_time(settings.digest_time)


def sign_in_claims(claims: dict[str, Any], client: str) -> SignIn:
    """Return the sign-in that a token's claims tell of; only an id token of our own client is taken.

    The pool's user is named by the person's id (`identity.create_sign_in`); the pool's own `sub` says nothing to us.
    When and how they signed in, and in which session, are claims of ours (`proofs.claims_of`). A token without them was
    renewed past us, by whoever copied what the pool gave: it could outlive its session, so it is not taken. API Gateway
    hands on numbers as texts.
    """
    if claims.get("token_use") != "id" or claims.get("aud") != client or not claims.get("cognito:username"):
        raise NotSignedIn("Only an id token of this service's own client is taken.")
    try:
        at, session = at_milliseconds(int(claims["signed_in"])), claims["session"]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise NotSignedIn("The id token does not say when and in which session its person signed in.") from error
    how = claims.get("method")
    return SignIn(str(claims["cognito:username"]), at, Method(how) if how in tuple(Method) else None, str(session))
