"""Signing in with the work account: the code flow with PKCE (RFC 7636) on the server, through Cognito's federation.

Whoever gives an address of the organisation's own domains is led straight to its provider. What comes back proves
somebody to us, by a token of a client that nothing else takes tokens of; their session is then made as after a mailed
code. Where another is still signed in there than whose address was given, the provider is asked once more, and to have
them sign in anew: the next at a shared computer must not come in as the one before.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from http_adapter import languages
from http_adapter.cookies import cookie, expired_cookie
from http_adapter.languages import language_of
from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.errors import Busy, LahettiError, NotFound, NotSignedIn
from lahetti.core.observability import logger
from lahetti.core.texts import Texts
from lahetti.people import changing
from lahetti.people.rules import bare_email
from lahetti.people.work_accounts import finding, rules
from lahetti.people.work_accounts.model import Refusal, WorkAccountRefused, WorkIdentity
from lahetti.security import federation, sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import Method, SignIn
from web import id_tokens, session, sign_in_pages
from web.http_messages import Answer, Request, redirect
from web.screens import sign_in_at, wanted_screen

_SIGNING_IN, _PATH = "signing-in", "/signed-in"
_ANEW, _FIRST_SCREEN = "anew", "/signin"
_ANEW_SECONDS = 3600
"""As long as Cognito remembers who has signed in; its user of somebody who was refused is gone by then."""
_SECONDS = int(sessions.LIFETIMES[Purpose.SIGNING_IN].total_seconds())


def takes(email: str) -> bool:
    """Return whether an address is of a domain of the organisation's provider."""
    _, at, domain = bare_email(email).rpartition("@")
    return bool(at) and domain in configuration().domains_of_work_accounts


def lead(request: Request, texts: Texts, email: str, to: str, chosen: str | None) -> Answer:
    """Lead whoever has an address to the provider, by a page of ours.

    Not by a redirect: Chromium holds a form's answer to `form-action` through all of them, and providers lead on to
    places that nobody knows ahead. Where somebody was refused before, they are asked to sign in anew.
    """
    kept = _new(email, to, chosen, again=_ANEW in request.cookies)
    return sign_in_pages.leaving_page(texts, _provider(kept), cookies=(_as_cookie(kept),))


def complete(request: Request) -> Answer:
    """Take the provider's answer: see whom it proves, begin their session, go where they wanted to go."""
    if not configuration().work_client:
        raise NotFound("No work account is set here.")
    over = expired_cookie(_SIGNING_IN, _PATH)
    kept = sessions.verify(Purpose.SIGNING_IN, request.cookies.get(_SIGNING_IN), clock.now())
    to = wanted_screen(kept["to"]) if kept else "/"
    try:
        proven = _proven(request, kept)
        if kept and not finding.has_address(proven, kept["email"]):
            _forget(proven.subject)
            return _once_more(kept)
        known = expired_cookie(_ANEW, _FIRST_SCREEN)
        return redirect(to, (over, known, *_begun(request, kept or {}, proven, to)))
    except WorkAccountRefused as refused:
        anew = cookie(_ANEW, "1", _FIRST_SCREEN, _ANEW_SECONDS)
        return redirect(sign_in_at(to, f"work_{refused.refusal}"), (over, anew))
    except LahettiError as refused:
        logger.info("sign-in failed", reason=refused.message)
        return redirect(sign_in_at(to, "failed"), (over,))


def _new(email: str, to: str, chosen: str | None, *, again: bool = False) -> dict[str, Any]:
    """Return what a browser keeps of a sign-in under way; `again`: the provider is asked to have them sign in anew."""
    unguessable = {"state": secrets.token_urlsafe(24), "nonce": secrets.token_urlsafe(24)}
    own = {"email": bare_email(email), "to": wanted_screen(to), "language": chosen, "again": again}
    return {**unguessable, "verifier": secrets.token_urlsafe(48), **own}


def _as_cookie(kept: dict[str, Any]) -> str:
    return cookie(_SIGNING_IN, sessions.signed(Purpose.SIGNING_IN, kept, clock.now()), _PATH, _SECONDS)


def _provider(kept: Mapping[str, Any]) -> str:
    """Return the address at which Cognito leads on to the provider."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest()).decode().rstrip("=")
    asked = {
        "client_id": configuration().work_client,
        "identity_provider": federation.PROVIDER,
        "response_type": "code",
        "scope": "openid email profile",
        "redirect_uri": f"{configuration().web_origin}{_PATH}",
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "login_hint": kept["email"],
        **({"prompt": "login"} if kept["again"] else {}),
    }
    return f"{configuration().sign_in_origin}/oauth2/authorize?{urlencode(asked, quote_via=quote)}"


def _proven(request: Request, kept: Mapping[str, Any] | None) -> WorkIdentity:
    """Return whom the provider has proven to us; raise NotSignedIn or Busy."""
    if kept is None:
        raise NotSignedIn("The sign-in took longer than ten minutes or began in another browser.")
    if not hmac.compare_digest(kept["state"].encode(), request.query.get("state", "").encode()):
        raise NotSignedIn("The answer belongs to another sign-in.")
    code = request.query.get("code")
    if not code:
        raise NotSignedIn("The provider sent no code.")
    tokens = federation.exchange_code(code, kept["verifier"])
    claims = id_tokens.claims_of(tokens["id_token"], configuration().work_client, clock.now(), kept["nonce"])
    return rules.identity_of(claims, federation.PROVIDER, configuration().work_provider)


def _once_more(kept: Mapping[str, Any]) -> Answer:
    """Have the provider ask who it is; raise WorkAccountRefused where it has done so and it is another all the same."""
    if kept["again"]:
        raise WorkAccountRefused(Refusal.OTHER_ADDRESS)
    anew = _new(kept["email"], kept["to"], kept["language"], again=True)
    return redirect(_provider(anew), (_as_cookie(anew),))


def _begun(request: Request, kept: Mapping[str, Any], proven: WorkIdentity, to: str) -> tuple[str, ...]:
    """Begin the session of the person whom an account lets in, and return its cookies."""
    now, chosen = clock.now(), kept["language"]
    language = chosen or language_of(request.headers)
    try:
        person = finding.find_or_admit(proven, configuration().domains_of_work_accounts, language, now)
    except WorkAccountRefused:
        _forget(proven.subject)
        raise
    cookies = session.begin(request, SignIn(person.id, now, Method.WORK), kept["state"], to, now)
    if chosen is None:
        return cookies
    changing.change_person(person.id, {"language": chosen}, person.id, now)
    return (*cookies, languages.device_cookie(chosen))


def _forget(subject: str) -> None:
    """Keep nothing in the pool of somebody who does not come in."""
    try:
        federation.delete_profile(subject)
    except Busy:
        logger.warning("profile of a work account not deleted")
