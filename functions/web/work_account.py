"""Signing in with the work account: the code flow with PKCE (RFC 7636) on the server, through Cognito's federation.

It is there where a provider is set (`sign_in_origin`); nobody sees the pages between, which are redirects.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote, urlencode

from http_adapter.cookies import cookie, expired_cookie
from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.errors import LahettiError, NotFound, NotSignedIn
from lahetti.core.observability import logger
from lahetti.people.model import Person
from lahetti.security import identity, sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import Method, SignIn
from web import id_tokens, session
from web.http_messages import Answer, Request, redirect
from web.screens import sign_in_at, wanted_screen

_SIGNING_IN = "signing-in"
_LONGEST_HINT = 254


def begin(request: Request, random: Callable[[int], str] = secrets.token_urlsafe) -> Answer:
    """Send the browser to the provider; what its answer will be held against lies in a cookie."""
    _require_provider()
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
    """Take the provider's answer: exchange the code, set the cookies, go where the person wanted to go."""
    _require_provider()
    over = expired_cookie(_SIGNING_IN, "/signed-in")
    try:
        sign_in, person, refresh_token, wanted = _exchanged(request)
    except LahettiError as refused:
        logger.info("sign-in failed", reason=refused.message)
        return redirect(_failed(request), cookies=(over,))
    return redirect(wanted, cookies=(over, *session.cookies_of(sign_in, refresh_token, wanted, person)))


def _require_provider() -> None:
    if not configuration().sign_in_origin:
        raise NotFound("No work account is set here.")


def _failed(request: Request) -> str:
    """Return the first screen, which tells of it and leads to what was wanted."""
    kept = sessions.verify(Purpose.SIGNING_IN, request.cookies.get(_SIGNING_IN), clock.now())
    return sign_in_at(kept["to"] if kept else "/", "failed")


def _exchanged(request: Request) -> tuple[SignIn, Person | None, str, str]:
    """Return sign-in, person, refresh token and wanted path; raise NotSignedIn."""
    kept = sessions.verify(Purpose.SIGNING_IN, request.cookies.get(_SIGNING_IN), clock.now())
    if kept is None:
        raise NotSignedIn("The sign-in took longer than ten minutes or began in another browser.")
    if not hmac.compare_digest(kept["state"].encode(), request.query.get("state", "").encode()):
        raise NotSignedIn("The answer belongs to another sign-in.")
    code = request.query.get("code")
    if not code:
        raise NotSignedIn("The provider sent no code.")
    tokens = identity.exchange_code(code, kept["verifier"])
    sign_in = replace(id_tokens.sign_in_of(tokens["id_token"], clock.now(), kept["nonce"]), method=Method.WORK)
    return sign_in, session.require_session(sign_in), tokens["refresh_token"], wanted_screen(kept["to"])
