"""The two screens of signing in by a mailed code: the address, then the code. They work without script.

Which attempts a browser has begun lies in a signed cookie of ten minutes, with the address, the screen that was wanted
and a language that was chosen on the way: a code that is typed in another browser proves nothing. Each page holds a
form of its own, named at random, so that a second press of a button mails no second code.

The answer to an address comes after the same time whoever has it: what is done for one who is known, a mail to SES
beside it, takes less than `even_times.ANSWERED_AFTER`.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from http_adapter import even_times, languages, problems
from http_adapter.cookies import cookie, expired_cookie
from http_adapter.languages import language_of
from http_adapter.requests import require_own_origin
from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.errors import Busy, Invalid, LahettiError, NotAllowed, NotSignedIn, TooManyRequests
from lahetti.core.observability import logger
from lahetti.core.plain_texts import on_one_line
from lahetti.core.texts import LANGUAGES, Texts
from lahetti.security import sessions
from lahetti.security.codes.model import CodeUsed
from lahetti.security.sessions import Purpose
from web import session, sign_in_pages
from web.http_messages import Answer, Request, redirect
from web.screens import sign_in_at, wanted_screen

_CODE_PAGE = "/signin/code"
_ATTEMPT, _BROWSER = "attempt", "browser"
_PATH = "/signin"
_SECONDS = int(sessions.LIFETIMES[Purpose.ATTEMPT].total_seconds())
_BROWSER_SECONDS = int(sessions.LIFETIMES[Purpose.BROWSER].total_seconds())
_MOST_ATTEMPTS = 3
"""Codes that one browser may still use: those that were asked for last."""
_LONGEST_FORM = 10_000
_LONGEST_NAME = 64


@dataclass(frozen=True)
class Begun:
    """What a browser keeps between the two screens; `attempts` are the last ones for this address, the newest first."""

    email: str
    to: str
    attempts: tuple[str, ...]
    language: str | None = None

    @classmethod
    def of(cls, request: Request) -> "Begun | None":
        kept = sessions.verify(Purpose.ATTEMPT, request.cookies.get(_ATTEMPT), clock.now())
        if kept is None:
            return None
        return cls(kept["email"], kept["to"], tuple(kept["attempts"]), kept["language"])

    def as_cookie(self) -> str:
        kept = {"email": self.email, "to": self.to, "attempts": list(self.attempts), "language": self.language}
        return cookie(_ATTEMPT, sessions.signed(Purpose.ATTEMPT, kept, clock.now()), _PATH, _SECONDS)


def show(request: Request) -> Answer:
    """Show the form for the address."""
    reason = request.query.get("reason")
    shown = sign_in_pages.AddressForm(
        wanted_screen(request.query.get("to")), _new_form(), chosen=_chosen(request), notice=reason
    )
    chosen = (languages.device_cookie(shown.chosen),) if shown.chosen else ()
    return replace(sign_in_pages.address_page(_texts(request), shown), cookies=chosen)


def ask(request: Request) -> Answer:
    """Mail a code to whoever has the address, and lead to where it is typed; the answer is the same for all."""
    begun_at = time.monotonic()
    require_own_origin(request.headers)
    sent = _sent(request)
    texts, to, form = _texts(request), wanted_screen(sent.get("to")), sent.get("form", "")[:_LONGEST_NAME]
    email, chosen = on_one_line(sent.get("email", "")).strip(), _chosen(request)
    if configuration().work_client:
        from web import work_account  # late, as in `_begin`

        if work_account.takes(email):
            return work_account.lead(request, texts, email, to, chosen)
    try:
        attempt = _begin(request, email, form or _new_form())
    except (Invalid, TooManyRequests) as error:  # of these nobody learns who is known: they need no time
        shown = sign_in_pages.AddressForm(to, _new_form(), email, chosen, error=error)
        page = sign_in_pages.address_page(texts, shown)
        return replace(page, headers={**page.headers, **problems.headers_of(error)})
    earlier = Begun.of(request)
    others = earlier.attempts if earlier is not None and earlier.email == email else ()
    attempts = (attempt, *(other for other in others if other != attempt))[:_MOST_ATTEMPTS]
    even_times.wait_until_answered(begun_at)
    return redirect(_code_page(chosen), (Begun(email, to, attempts, chosen).as_cookie(),), 303)


def show_code(request: Request) -> Answer:
    """Show the form for the code; whoever has begun nothing here, or too long ago, begins anew."""
    begun = Begun.of(request)
    if begun is None:
        return redirect(sign_in_at("/", "expired" if request.cookies.get(_ATTEMPT) else None))
    return _code_form(request, begun)


def answer_code(request: Request) -> Answer:
    """Sign in whoever typed the right code, and lead them where they wanted to go."""
    from lahetti.people import signing_in  # late, as in `_begin`

    require_own_origin(request.headers)
    begun = Begun.of(request)
    if begun is None:
        return redirect(sign_in_at("/", "expired"), (expired_cookie(_ATTEMPT, _PATH),), 303)
    now = clock.now()
    try:
        proven, attempt = signing_in.answer(begun.attempts, begun.email, _sent(request).get("code", ""), now)
    except CodeUsed:  # the first press has signed in
        return redirect(begun.to, status=303)
    except NotSignedIn as error:
        logger.info("code refused", why=error.code)
        return _code_form(request, begun, error)
    try:
        cookies = session.begin(request, proven, attempt, begun.to, now)
    except (NotAllowed, NotSignedIn, Busy) as error:
        logger.warning("sign-in failed", reason=error.message)
        if isinstance(error, Busy):
            signing_in.give_back(attempt)
        return _code_form(request, begun, error)
    known = cookie(_BROWSER, sessions.signed(Purpose.BROWSER, {}, now), _PATH, _BROWSER_SECONDS)
    return redirect(begun.to, (expired_cookie(_ATTEMPT, _PATH), known, *cookies, *_speak(begun, proven.person)), 303)


def _begin(request: Request, email: str, form: str) -> str:
    """Begin an attempt, mail its code where there is somebody to get it, and return its id."""
    from lahetti.mail import sign_in_codes  # late: showing the form needs neither database nor mail
    from lahetti.people import signing_in

    now = clock.now()
    known = sessions.verify(Purpose.BROWSER, request.cookies.get(_BROWSER), now) is not None
    asked = signing_in.ask(email, form, request.ip, now, known_browser=known)
    sign_in_codes.send(asked, now)
    return asked.attempt


def _code_form(request: Request, begun: Begun, error: LahettiError | None = None) -> Answer:
    from lahetti.mail import sign_in_codes  # late, as above

    shown = sign_in_pages.CodeForm(
        begun.email, begun.to, _new_form(), _chosen(request), error, mail_is_down=sign_in_codes.is_down(clock.now())
    )
    return sign_in_pages.code_page(_texts(request), shown)


def _speak(begun: Begun, person: str) -> tuple[str, ...]:
    """Give a person the language that they chose on the way in, and let this device speak it."""
    if begun.language is None:
        return ()
    from lahetti.people import changing  # late: few choose one

    changing.change_person(person, {"language": begun.language}, person, clock.now())
    return (languages.device_cookie(begun.language),)


def _code_page(chosen: str | None) -> str:
    return f"{_CODE_PAGE}?lang={chosen}" if chosen else _CODE_PAGE


def _chosen(request: Request) -> str | None:
    """Return the language that somebody chose on the first screen, or that an invitation names."""
    named = request.query.get("lang")
    return named if named in LANGUAGES else None


def _sent(request: Request) -> Mapping[str, str]:
    return {name: values[0] for name, values in parse_qs(request.body[:_LONGEST_FORM]).items()}


def _new_form() -> str:
    return secrets.token_urlsafe(16)


def _texts(request: Request) -> Texts:
    return Texts("sign_in", language_of(request.headers, request.query))
