"""Signing in and out: the code flow with PKCE (RFC 7636) on the server, for client and console alike.

The refresh token never meets a script: it lies in a cookie on the two paths that need it, signed together with who
signed in and when. The client gets id tokens from `/session` and keeps them in memory; the console gets a signed cookie
with the same sign-in, and looks the person up at every request. A session that was ended is renewed no more.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from http_adapter import languages
from http_adapter.cookies import cookie, expired_cookie
from http_adapter.requests import require_own_origin
from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.errors import LahettiError, NotSignedIn
from lahetti.core.observability import logger
from lahetti.security import identity, sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import SignIn
from web import id_tokens
from web.http_messages import Answer, Request, json_answer, problem, redirect
from web.screens import wanted_screen

_SIGNING_IN, _REFRESH, _CONSOLE = "signing-in", "refresh", "console"
_REFRESH_PATHS = ("/session", "/signout")
_REFRESH_SECONDS = int(sessions.LIFETIMES[Purpose.REFRESH].total_seconds())
_KEPT_AFTER = timedelta(days=7)
"""How long the console's cookie outlives its session: it opens nothing then, but saves what a form still holds."""
_LONGEST_HINT = 254
_CLEAR_STORAGE = {"Clear-Site-Data": '"storage"'}


def begin(request: Request, random: Callable[[int], str] = secrets.token_urlsafe) -> Answer:
    """Send the browser to the hosted page; what its answer will be held against lies in a cookie."""
    state, nonce, verifier = random(24), random(24), random(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    wanted = {"state": state, "nonce": nonce, "verifier": verifier, "to": wanted_screen(request.query.get("to"))}
    asked = {
        "client_id": configuration().user_pool_client,
        "response_type": "code",
        "scope": "openid email",
        "redirect_uri": f"{configuration().web_origin}/signed-in",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "prompt": "login",  # else the page's own session, an hour long, signs in whose sessions were ended
    }
    hint = request.query.get("login_hint", "").strip()
    if 0 < len(hint) <= _LONGEST_HINT:  # a part of an address would be another one
        asked["login_hint"] = hint
    kept = sessions.signed(Purpose.SIGNING_IN, wanted, clock.now())
    seconds = int(sessions.LIFETIMES[Purpose.SIGNING_IN].total_seconds())
    return redirect(
        f"{configuration().sign_in_origin}/oauth2/authorize?{urlencode(asked, quote_via=quote)}",
        cookies=(cookie(_SIGNING_IN, kept, "/signed-in", seconds),),
    )


def complete(request: Request) -> Answer:
    """Take the hosted page's answer: exchange the code, set the cookies, go where the person wanted to go."""
    over = expired_cookie(_SIGNING_IN, "/signed-in")
    try:
        sign_in, language, refresh_token, wanted = _exchanged(request)
    except LahettiError as refused:
        logger.info("sign-in failed", reason=refused.message)
        return redirect(_failed(request), cookies=(over,))
    logger.info("signed in")  # not who: no log tells who comes when
    kept = (*_refresh_cookies(refresh_token, sign_in), _console_cookie(sign_in), *_language_cookie(wanted, language))
    return redirect(wanted, cookies=(over, *kept))


def session(request: Request) -> Answer:
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
    """Revoke the refresh token, forget everything here, and say where Cognito's own session is ended.

    A script gets the address as JSON, a form is redirected. Revoking may fail: without the cookie nobody has the token.
    """
    require_own_origin(request.headers)
    kept = sessions.verify(Purpose.REFRESH, request.cookies.get(_REFRESH), clock.now())
    if kept is not None:
        _revoke(kept["token"])
    where = {"client_id": configuration().user_pool_client, "logout_uri": f"{configuration().web_origin}/"}
    to = f"{configuration().sign_in_origin}/logout?{urlencode(where)}"
    if "application/json" in request.headers.get("accept", ""):
        return json_answer({"to": to}, cookies=_all_cleared())
    # The client, which the console's form cannot reach, may have kept answers on this device (offline.js).
    return replace(redirect(to, cookies=_all_cleared(), status=303), headers={"Location": to, **_CLEAR_STORAGE})


def _failed(request: Request) -> str:
    """Return the first screen, which tells of it, at the address that was wanted: the next try leads there, too.

    The console would send whoever is not signed in straight back to the hosted page, so it is left out.
    """
    kept = sessions.verify(Purpose.SIGNING_IN, request.cookies.get(_SIGNING_IN), clock.now())
    wanted = wanted_screen(kept["to"]) if kept else "/"
    address = urlsplit("/" if wanted.startswith("/console") else wanted)
    query = f"{address.query}&signin=failed" if address.query else "signin=failed"
    return urlunsplit(address._replace(query=query))


def _exchanged(request: Request) -> tuple[SignIn, str | None, str, str]:
    """Return sign-in, the person's language, refresh token and wanted path; raise NotSignedIn."""
    kept = sessions.verify(Purpose.SIGNING_IN, request.cookies.get(_SIGNING_IN), clock.now())
    if kept is None:
        raise NotSignedIn("The sign-in took longer than ten minutes or began in another browser.")
    if not hmac.compare_digest(kept["state"].encode(), request.query.get("state", "").encode()):
        raise NotSignedIn("The answer belongs to another sign-in.")
    code = request.query.get("code")
    if not code:
        raise NotSignedIn("The hosted page sent no code.")
    tokens = identity.exchange_code(code, kept["verifier"])
    sign_in = id_tokens.sign_in_of(tokens["id_token"], clock.now(), kept["nonce"])
    language = _require_session(sign_in)
    return sign_in, language, tokens["refresh_token"], wanted_screen(kept["to"])


def _kept_refresh(request: Request) -> tuple[str, SignIn]:
    """Return refresh token and sign-in of the cookie; raise NotSignedIn."""
    kept = sessions.verify(Purpose.REFRESH, request.cookies.get(_REFRESH), clock.now())
    if kept is None:
        raise NotSignedIn("The session is over.")
    return kept["token"], SignIn.of_kept(kept)


def _refreshed(refresh_token: str, sign_in: SignIn) -> dict[str, Any]:
    """Return fresh tokens of a session that holds; raise NotSignedIn, and revoke what belongs to one that was ended."""
    try:
        _require_session(sign_in)
    except NotSignedIn:
        _revoke(refresh_token)
        raise
    tokens = identity.refresh(refresh_token)
    id_tokens.sign_in_of(tokens["id_token"], clock.now())
    return tokens


def _require_session(sign_in: SignIn) -> str | None:
    """Return the language of whoever signed in, None for somebody in no programme; raise NotSignedIn."""
    from lahetti.people import members  # late: leaving for the hosted page, and signing out, need no database

    found = members.require_session(sign_in)
    return None if found is None else found.language


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
    """Let this device speak the person's language where they go to the console; the client sees to that by itself.

    The first screen, where another language may have been chosen, does not stand on the way there.
    """
    return (languages.device_cookie(language),) if language and wanted.startswith("/console") else ()


def _all_cleared() -> tuple[str, ...]:
    return (*(expired_cookie(_REFRESH, path) for path in _REFRESH_PATHS), expired_cookie(_CONSOLE, "/console"))
