"""Sessions: what the browser keeps of a sign-in, how it is renewed, and how it ends; for client and console alike.

The refresh token never meets a script: it lies in a cookie on the two paths that need it, signed together with who
signed in, when and how. The client gets id tokens from `/session` and keeps them in memory; the console gets a signed
cookie with the same sign-in, and looks the person up at every request. A session that was ended is renewed no more.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from http_adapter import languages
from http_adapter.cookies import cookie, expired_cookie
from http_adapter.requests import require_own_origin
from lahetti.core import clock
from lahetti.core.errors import NotSignedIn
from lahetti.core.observability import logger
from lahetti.security import sessions
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


def begin(request: Request, proven: SignIn, attempt: str, wanted: str, now: datetime) -> tuple[str, ...]:
    """Take tokens for whom we have proven, and return the cookies of their session. Raise NotSignedIn or Busy."""
    from lahetti.people import own_sessions  # late, here and below: the forms need no database

    person, tokens = own_sessions.begin(proven, attempt, request.headers.get("user-agent", ""), now)
    given = id_tokens.sign_in_of(tokens.id_token, now)
    if (given.person, given.session) != (proven.person, tokens.sign_in.session):
        raise NotSignedIn("The pool answered with another session's token.")
    logger.info("signed in", method=proven.method)  # not who: no log tells who comes when
    return (
        *_refresh_cookies(tokens.refresh_token),
        _console_cookie(tokens.sign_in),
        *_language_cookie(wanted, None if person is None else person.language),
    )


def renew(request: Request) -> Answer:
    """Answer a fresh id token to our own client."""
    from lahetti.people import own_sessions

    require_own_origin(request.headers)
    if not request.cookies.get(_REFRESH):
        return problem(NotSignedIn("Nobody is signed in here."))
    try:
        now = clock.now()
        tokens = own_sessions.renew(request.cookies.get(_REFRESH), now)
        id_tokens.sign_in_of(tokens.id_token, now)
    except NotSignedIn as over:
        return problem(over, cookies=_all_cleared())
    body = {"id_token": tokens.id_token, "expires_in": tokens.expires_in}
    return json_answer(body, cookies=(*_refresh_cookies(tokens.refresh_token), _console_cookie(tokens.sign_in)))


def sign_out(request: Request) -> Answer:
    """End the session, forget everything here, and say where to go then.

    A script gets the address as JSON, a form is redirected.
    """
    from lahetti.people import own_sessions

    require_own_origin(request.headers)
    own_sessions.sign_out(request.cookies.get(_REFRESH), clock.now())
    to = "/signin"
    if "application/json" in request.headers.get("accept", ""):
        return json_answer({"to": to}, cookies=_all_cleared())
    # The client, which the console's form cannot reach, may have kept answers on this device (offline.js).
    return replace(redirect(to, cookies=_all_cleared(), status=303), headers={"Location": to, **_CLEAR_STORAGE})


def _refresh_cookies(refresh_token: str) -> tuple[str, ...]:
    return tuple(cookie(_REFRESH, refresh_token, path, _REFRESH_SECONDS) for path in _REFRESH_PATHS)


def _console_cookie(sign_in: SignIn) -> str:
    kept = sessions.signed(Purpose.CONSOLE, sign_in.as_kept(), clock.now())
    return cookie(_CONSOLE, kept, "/console", int((sessions.LIFETIMES[Purpose.CONSOLE] + _KEPT_AFTER).total_seconds()))


def _language_cookie(wanted: str, language: str | None) -> tuple[str, ...]:
    """Let this device speak the person's language where they go to the console; the client sees to that by itself."""
    return (languages.device_cookie(language),) if language and wanted.startswith("/console") else ()


def _all_cleared() -> tuple[str, ...]:
    return (*(expired_cookie(_REFRESH, path) for path in _REFRESH_PATHS), expired_cookie(_CONSOLE, "/console"))
