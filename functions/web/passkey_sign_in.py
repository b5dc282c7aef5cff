"""Signing in with a passkey, on the first screen and without an address: the browser finds it, a script hands it on.

The ticket of the challenge lies in a cookie, so that an answer counts in the browser that asked, and nowhere else.
"""

import secrets
from collections.abc import Mapping

from http_adapter.cookies import cookie, expired_cookie
from http_adapter.requests import require_own_origin
from lahetti.core import clock
from lahetti.core.errors import Invalid, LahettiError, TooLarge
from lahetti.core.json_texts import read_json
from lahetti.core.observability import logger
from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import Method, SignIn
from web import session
from web.http_messages import Answer, Request, json_answer, problem
from web.screens import wanted_screen

_TICKET, _PATH = "passkey", "/signin/passkey"
_LONGEST = 20_000
_SECONDS = int(sessions.LIFETIMES[Purpose.PASSKEY].total_seconds())


def ask(request: Request) -> Answer:
    """Answer what the browser is asked: any passkey of this site, verified by its device."""
    from lahetti.people.passkeys import proving  # late: most sign in by a code, or are signed in

    require_own_origin(request.headers)
    options, ticket = proving.begin(clock.now())
    return json_answer({"options": options}, (cookie(_TICKET, ticket, _PATH, _SECONDS),))


def answer(request: Request) -> Answer:
    """Sign in whose passkey answers, and say where they wanted to go."""
    from lahetti.people.passkeys import proving  # late, as above

    require_own_origin(request.headers)
    now, sent, over = clock.now(), _sent(request), expired_cookie(_TICKET, _PATH)
    to = sent.get("to")
    wanted = wanted_screen(to if isinstance(to, str) else None)
    try:
        person = proving.prove(request.cookies.get(_TICKET), sent.get("answer"), now)
        cookies = session.begin(request, SignIn(person, now, Method.PASSKEY), secrets.token_urlsafe(16), wanted, now)
    except LahettiError as refused:
        logger.info("passkey refused", why=refused.code)
        return problem(refused, cookies=(over,))
    return json_answer({"to": wanted}, (over, *cookies))


def _sent(request: Request) -> Mapping[str, object]:
    if len(request.body) > _LONGEST:
        raise TooLarge(f"A passkey's answer has at most {_LONGEST} characters.", limit=_LONGEST)
    try:
        sent = read_json(request.body)
    except ValueError as error:
        raise Invalid("The body must be JSON.", field="body") from error
    if not isinstance(sent, dict):
        raise Invalid("The body must be an object.", field="body")
    return sent
