"""Signing in by API, for clients that have no browser: the web's challenge in two calls, then renewing and signing out.

The rules are the web's: the same ceilings, and the same answer after the same time whether an address is known.
"""

import secrets
import time

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api.application import answer, app, header
from api.models import Input, Output
from api.problems import changes
from http_adapter import even_times
from lahetti.core import clock
from lahetti.core.errors import Busy
from lahetti.core.observability import logger
from lahetti.core.plain_texts import on_one_line
from lahetti.mail import sign_in_codes
from lahetti.people import own_sessions, signing_in
from lahetti.people.rules import LONGEST_EMAIL
from lahetti.security import sessions
from lahetti.security.codes.model import CodeOver
from lahetti.security.sessions import Purpose

OPEN_TO_ANYONE = True
"""No route of this module asks for an id token: `tools/openapi.py` reads it."""
_ANSWERS = {status: said for status, said in changes("Done").items() if status not in (401, 403)}
"""Where nobody is asked who they are."""
_LONGEST_TICKET = 2000
_SECONDS = int(sessions.LIFETIMES[Purpose.TICKET].total_seconds())

router = APIGatewayRouter()


class SignInIn(Input):
    """The address of who wants to sign in."""

    email: str = Field(max_length=LONGEST_EMAIL, json_schema_extra={"format": "email"})


class SignInOut(Output):
    """What goes with the code that was mailed, if the address is known; nothing here tells whether it is.

    `mail_is_down`: no mail goes out at the moment, to nobody.
    """

    ticket: str
    expires_in: int
    mail_is_down: bool


class SignInAnswerIn(Input):
    """The ticket, and the code as its reader typed it."""

    ticket: str = Field(max_length=_LONGEST_TICKET)
    code: str = Field(max_length=100)


class RefreshTokenIn(Input):
    """What renews the session."""

    refresh_token: str = Field(max_length=10_000)


class TokensOut(Output):
    """An id token for `expires_in` seconds, and what renews the session: another one each time, which replaces it."""

    id_token: str
    refresh_token: str
    expires_in: int


class SignedOutOut(Output):
    """That the session is over."""

    signed_out: bool


@router.post("/sign-in", responses=_ANSWERS)
def begin_sign_in(wanted: SignInIn) -> Response[SignInOut]:
    """Mail a code of six digits to whoever has an address. The answer is the same whether anybody has.

    At most five codes an hour for one address (429). The same request again under its Idempotency-Key mails no second.
    """
    begun_at, now = time.monotonic(), clock.now()
    email = on_one_line(wanted.email).strip()
    ip = app.current_event.request_context.identity.source_ip or ""
    form = header("idempotency-key") or secrets.token_urlsafe(16)
    asked = signing_in.ask(email, form, ip, now, known_browser=False)
    sign_in_codes.send(asked, now)
    ticket = sessions.signed(Purpose.TICKET, {"email": email, "attempt": asked.attempt}, now)
    begun = SignInOut(ticket=ticket, expires_in=_SECONDS, mail_is_down=sign_in_codes.is_down(now))
    even_times.wait_until_answered(begun_at)
    return answer(begun)


@router.post("/sign-in/answers", responses=changes("Signed in"))
def answer_sign_in(given: SignInAnswerIn) -> Response[TokensOut]:
    """Sign in by the ticket and the mailed code: five tries within ten minutes, then begin anew."""
    now = clock.now()
    begun = sessions.verify(Purpose.TICKET, given.ticket, now)
    if begun is None:
        raise CodeOver("This sign-in is over.")
    proven, attempt = signing_in.answer((begun["attempt"],), begun["email"], given.code, now)
    try:
        _, tokens = own_sessions.begin(proven, attempt, header("user-agent"), now)
    except Busy:
        signing_in.give_back(attempt)
        raise
    logger.info("signed in", method=proven.method)  # not who: no log tells who comes when
    return answer(_out(tokens))


@router.post("/sign-in/renewals", responses=changes("Renewed"))
def renew_sign_in(given: RefreshTokenIn) -> Response[TokensOut]:
    """Renew a session. A refresh token that is used again after a minute was copied: it ends its session (401)."""
    return answer(_out(own_sessions.renew(given.refresh_token, clock.now())))


@router.post("/sign-out", responses=_ANSWERS)
def sign_out(given: RefreshTokenIn) -> Response[SignedOutOut]:
    """End a session: its id tokens are refused from now on. One that is over already stays so."""
    own_sessions.sign_out(given.refresh_token, clock.now())
    return answer(SignedOutOut(signed_out=True))


def _out(tokens: own_sessions.Tokens) -> TokensOut:
    return TokensOut(id_token=tokens.id_token, refresh_token=tokens.refresh_token, expires_in=tokens.expires_in)
