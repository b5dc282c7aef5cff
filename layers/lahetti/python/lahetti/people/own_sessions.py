"""A person's own sessions: where they are signed in, how such a session begins, goes on, and ends.

A session has a random id of ours, which lies in the cookies and as a claim in every id token. At most ten go on at a
time; they lie in the person, whom every request reads anyway, so that one that was ended opens nothing from the next
read on. Nobody but the person sees them, and no log tells of them.

What renews a session is the pool's refresh token, signed together with the sign-in: a cookie of the web, a text of the
JSON API. The pool gives another one in its place at each renewal; one that comes back a second time was copied, and
ends its session.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lahetti.core.configuration import configuration
from lahetti.core.days import day_of
from lahetti.core.errors import Busy, NotFound, NotSignedIn
from lahetti.core.observability import logger
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people import items, members
from lahetti.people.devices import device_of
from lahetti.people.model import MOST_SESSIONS, Person, Session
from lahetti.security import identity, sessions
from lahetti.security.identity import RefreshTokenReused
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import SignIn

_RANDOM_BYTES = 9
"""Of a session's id: nobody holds it against anything but the person's ten."""


@dataclass(frozen=True)
class Tokens:
    """What a session's holder gets: the id token, how many seconds it holds, and what renews it."""

    sign_in: SignIn
    id_token: str
    expires_in: int
    refresh_token: str


def begin(proven: SignIn, attempt: str, user_agent: str, now: datetime) -> tuple[Person | None, Tokens]:
    """Begin a session for whom we have proven; return the person and its tokens.

    Where ten go on, the one that began first is over. The tokens come first: a session that is stored has some. Raise
    NotSignedIn, or Busy, after which the same proof may be tried again.
    """
    person = members.require_sign_in(proven)
    sign_in = replace(proven, session=secrets.token_urlsafe(_RANDOM_BYTES))
    given = identity.sign_in(sign_in, attempt, now)
    if person is not None:
        keep(sign_in, user_agent, now)
    return person, _tokens(sign_in, given, given["refresh_token"], now)


def keep(sign_in: SignIn, user_agent: str, now: datetime) -> None:
    """Store a session that begins. Raise NotSignedIn where something has ended it meanwhile, or Busy."""
    if sign_in.session is None:
        raise NotSignedIn("This sign-in has no session.")
    new = Session(sign_in.session, sign_in.at, sign_in.method, device_of(user_agent), _today(now))

    def attempt(_: bool) -> bool | None:
        found = items.find_person(sign_in.person, consistent=True)
        if found is None or found.came_too_early(sign_in):
            raise NotSignedIn("Your session was ended. Please sign in again.")
        held = (*_lasting(found, now), new)[-MOST_SESSIONS:]
        return try_transact(items.put_person(replace(found, sessions=held))) or None

    retry_on_conflict(attempt)


def renew(renewed_by: str | None, now: datetime) -> Tokens:
    """Return fresh tokens of a session that goes on, by what renews it, and note the day; raise NotSignedIn, or Busy.

    What the pool gave for a session that is over is revoked.
    """
    refresh_token, sign_in = _read(renewed_by, now)
    try:
        person = members.require_session(sign_in)
    except NotSignedIn:
        _revoke(refresh_token)
        raise
    try:
        given = identity.refresh(refresh_token, sign_in, now)
    except RefreshTokenReused:
        logger.warning("refresh token came again")
        if sign_in.session is not None:
            forget(sign_in.person, sign_in.session)
        raise
    if person is not None:
        _note_day(person, sign_in, now)
    return _tokens(sign_in, given, given.get("refresh_token", refresh_token), now)


def sign_out(renewed_by: str | None, now: datetime) -> None:
    """End the session that something renews; what renews none ends nothing. Raise nothing where the store is busy.

    Revoking may fail: a session that is over is renewed no more.
    """
    try:
        refresh_token, sign_in = _read(renewed_by, now)
    except NotSignedIn:
        return
    _revoke(refresh_token)
    if sign_in.session is not None:
        with suppress(Busy):
            forget(sign_in.person, sign_in.session)


def sessions_of(person: Person, now: datetime) -> list[Session]:
    """Return a person's sessions that go on, which was used last first."""
    return sorted(_lasting(person, now), key=lambda session: (session.used, session.began), reverse=True)


def end(person: str, session: str, now: datetime) -> list[Session]:
    """End one of a person's sessions; return those that go on. Raise NotFound, or Busy."""
    left = forget(person, session)
    if left is None:
        raise NotFound(f"There is no session {session[:40]}.", field="session", value=session[:40])
    return sessions_of(left, now)


def forget(person: str, session: str) -> Person | None:
    """End one of a person's sessions; return the person, or None where there is no such session. Raise Busy."""

    def attempt(_: bool) -> tuple[Person | None] | None:
        found = items.find_person(person, consistent=True)
        if found is None or found.session(session) is None:
            return (None,)
        left = replace(found, sessions=tuple(one for one in found.sessions if one.id != session))
        return (left,) if try_transact(items.put_person(left)) else None

    return retry_on_conflict(attempt)[0]


def _note_day(person: Person, sign_in: SignIn, now: datetime) -> None:
    """Store that a session is used today, once a day. Where the person is being changed, a later renewal does it."""
    today = _today(now)
    held = person.session(sign_in.session)
    if held is not None and held.used < today:
        used = tuple(replace(one, used=today) if one is held else one for one in person.sessions)
        try_transact(items.put_person(replace(person, sessions=used)))


def _lasting(person: Person, now: datetime) -> list[Session]:
    """Return the sessions that can still be renewed: the pool's refresh tokens live so long from the sign-in on."""
    return [session for session in person.sessions if now - session.began < sessions.LIFETIMES[Purpose.REFRESH]]


def _read(renewed_by: str | None, now: datetime) -> tuple[str, SignIn]:
    """Return refresh token and sign-in of what renews a session; raise NotSignedIn."""
    kept = sessions.verify(Purpose.REFRESH, renewed_by, now)
    if kept is None:
        raise NotSignedIn("The session is over.")
    return kept["token"], SignIn.of_kept(kept)


def _tokens(sign_in: SignIn, given: dict[str, object], refresh_token: object, now: datetime) -> Tokens:
    renewed_by = sessions.signed(Purpose.REFRESH, {"token": refresh_token, **sign_in.as_kept()}, now)
    return Tokens(sign_in, str(given["id_token"]), int(str(given["expires_in"])), renewed_by)


def _revoke(refresh_token: str) -> None:
    if not identity.revoke(refresh_token):
        logger.warning("refresh token not revoked")


def _today(now: datetime) -> date:
    return date.fromisoformat(day_of(now, ZoneInfo(configuration().time_zone)))
