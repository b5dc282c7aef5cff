"""Sessions: what the browser keeps of a sign-in, how it is renewed, and how it ends; for client and console alike.

The refresh token never meets a script: it lies in a cookie on the two paths that need it, signed together with who
signed in, when and how. The client gets id tokens from `/session` and keeps them in memory; the console gets a signed
cookie with the same sign-in, and looks the person up at every request. A session that was ended is renewed no more.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from http_adapter import languages
from http_adapter.cookies import cookie, expired_cookie
from http_adapter.requests import require_own_origin
from lahetti.core import clock
from lahetti.core.errors import NotSignedIn
from lahetti.core.observability import logger
from lahetti.people.model import Person
from lahetti.security import identity, sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import SignIn
from web import id_tokens
from web.http_messages import Answer, Request, json_answer, problem, redirect

_REFRESH, _CONSOLE = "refresh", "console"
_REFRESH_PATHS = ("/session", "/signout")
_REFRESH_SECONDS = int(sessions.LIFETIMES[Purpose.REFRESH].total_seconds())
_KEPT_AFTER = timedelta(days=7)
"""How long the console's cookie outlives its session: it opens nothing then, but saves what a form still holds."""
_CLEAR_STORAGE = {"Clear-Site-Data": '"storage"'}


def begin(proven: SignIn, attempt: str, wanted: str, now: datetime) -> tuple[str, ...]:
    """Take tokens for whom we have proven, and return the cookies of their session. Raise NotSignedIn or Busy."""
    person = require_session(proven)
    tokens = identity.sign_in(proven, attempt, now)
    if id_tokens.sign_in_of(tokens["id_token"], now).person != proven.person:
        raise NotSignedIn("The pool answered with somebody else's token.")
    return cookies_of(proven, tokens["refresh_token"], wanted, person)


def cookies_of(sign_in: SignIn, refresh_token: str, wanted: str, person: Person | None) -> tuple[str, ...]:
    """Return the cookies of a session that begins, for somebody who goes to a screen."""
    logger.info("signed in", method=sign_in.method)  # not who: no log tells who comes when
    return (
        *_refresh_cookies(refresh_token, sign_in),
        _console_cookie(sign_in),
        *_language_cookie(wanted, None if person is None else person.language),
    )


def renew(request: Request) -> Answer:
    """Answer a fresh id token to our own client."""
    require_own_origin(request.headers)
    if not request.cookies.get(_REFRESH):
        return problem(NotSignedIn("Nobody is signed in here."))
    try:
        refresh_token, sign_in = _kept_refresh(request)
        tokens = _refreshed(refresh_token, sign_in)
    except NotSignedIn as over:
        return problem(over, cookies=_all_cleared())
    # Where the pool rotates refresh tokens, the one just used is worth nothing any more.
    renewed = _refresh_cookies(tokens["refresh_token"], sign_in) if "refresh_token" in tokens else ()
    body = {"id_token": tokens["id_token"], "expires_in": tokens["expires_in"]}
    return json_answer(body, cookies=(*renewed, _console_cookie(sign_in)))


def sign_out(request: Request) -> Answer:
    """Revoke the refresh token, forget everything here, and say where to go then.

    A script gets the address as JSON, a form is redirected. Revoking may fail: without the cookie nobody has the token.
    """
    require_own_origin(request.headers)
    kept = sessions.verify(Purpose.REFRESH, request.cookies.get(_REFRESH), clock.now())
    if kept is not None:
        _revoke(kept["token"])
    to = "/signin"
    if "application/json" in request.headers.get("accept", ""):
        return json_answer({"to": to}, cookies=_all_cleared())
    # The client, which the console's form cannot reach, may have kept answers on this device (offline.js).
    return replace(redirect(to, cookies=_all_cleared(), status=303), headers={"Location": to, **_CLEAR_STORAGE})


def require_session(sign_in: SignIn) -> Person | None:
    """Return who signed in, None for somebody in no programme; raise NotSignedIn."""
    from lahetti.people import members  # late: signing out needs no database

    return members.require_session(sign_in)


def _kept_refresh(request: Request) -> tuple[str, SignIn]:
    """Return refresh token and sign-in of the cookie; raise NotSignedIn."""
    kept = sessions.verify(Purpose.REFRESH, request.cookies.get(_REFRESH), clock.now())
    if kept is None:
        raise NotSignedIn("The session is over.")
    return kept["token"], SignIn.of_kept(kept)


def _refreshed(refresh_token: str, sign_in: SignIn) -> dict[str, Any]:
    """Return fresh tokens of a session that holds; raise NotSignedIn, and revoke what belongs to one that was ended."""
    try:
        require_session(sign_in)
    except NotSignedIn:
        _revoke(refresh_token)
        raise
    now = clock.now()
    tokens = identity.refresh(refresh_token, sign_in, now)
    id_tokens.sign_in_of(tokens["id_token"], now)
    return tokens


def _revoke(refresh_token: str) -> None:
    if not identity.revoke(refresh_token):
        logger.warning("refresh token not revoked")


def _refresh_cookies(token: str, sign_in: SignIn) -> tuple[str, ...]:
    kept = sessions.signed(Purpose.REFRESH, {"token": token, **sign_in.as_kept()}, clock.now())
    return tuple(cookie(_REFRESH, kept, path, _REFRESH_SECONDS) for path in _REFRESH_PATHS)


def _console_cookie(sign_in: SignIn) -> str:
    kept = sessions.signed(Purpose.CONSOLE, sign_in.as_kept(), clock.now())
    return cookie(_CONSOLE, kept, "/console", int((sessions.LIFETIMES[Purpose.CONSOLE] + _KEPT_AFTER).total_seconds()))


def _language_cookie(wanted: str, language: str | None) -> tuple[str, ...]:
    """Let this device speak the person's language where they go to the console; the client sees to that by itself."""
    return (languages.device_cookie(language),) if language and wanted.startswith("/console") else ()


def _all_cleared() -> tuple[str, ...]:
    return (*(expired_cookie(_REFRESH, path) for path in _REFRESH_PATHS), expired_cookie(_CONSOLE, "/console"))
