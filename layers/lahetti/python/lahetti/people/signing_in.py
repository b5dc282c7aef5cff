"""Signing in by a mailed code: who may ask for one, and whom the right one proves.

Whether an address is known shows nowhere. What is done is the same for all of them (the same reads and writes, the same
tries), the answer is the same, and the web gives it after the same time. A network address that has named many unknown
addresses has to wait for the next hour, whatever address it names then, unless the browser has signed somebody in
before; and at which number that happens is drawn, so that it does not tell whether the last one counted.

An attempt belongs to the browser that asked, which keeps its id; the code went to the mailbox. Both are needed.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lahetti.core.configuration import configuration
from lahetti.core.errors import Busy, Invalid, NotSignedIn, TooManyRequests
from lahetti.people import items as people_items
from lahetti.people import rules
from lahetti.people.model import Person
from lahetti.records import ceilings
from lahetti.records.ceilings import HourlyCeiling
from lahetti.security import secrets
from lahetti.security.codes import items
from lahetti.security.codes.model import Attempt, CodeOver, CodeUsed, CodeWrong, TriesOver
from lahetti.security.codes.rules import LIFETIME, MOST_TRIES, digest_of, new_code, typed_code
from lahetti.security.sign_ins import Method, SignIn

AN_EMAIL = HourlyCeiling("sign_in_email", 5)
"""Codes for one mail address."""
STRANGERS = "sign_in_strangers"
_SAME_PRESS = timedelta(seconds=30)


@dataclass(frozen=True)
class Asked:
    """An attempt that was begun and, where there is somebody to mail it to, its code.

    Where the same form came again, the code is on its way already.
    """

    attempt: str
    person: Person | None = None
    code: str | None = None


def ask(email: str, form: str, ip: str, now: datetime, *, known_browser: bool) -> Asked:
    """Begin an attempt to sign in by an address. The same form with the same address begins it once.

    `known_browser` has signed somebody in before. Raise Invalid for what is no address, or TooManyRequests.
    """
    email = rules.bare_email(email)
    if not rules.is_email(email):
        raise Invalid("This is not an e-mail address.", field="email", limit=rules.LONGEST_EMAIL)
    hour = now.replace(minute=0, second=0, microsecond=0)
    network = _keyed(f"{hour.isoformat()} {rules.network_of(ip)}")
    ceilings.count_this_hour(HourlyCeiling("sign_in_codes", int(configuration().codes_an_hour)), network, now)
    ceilings.count_this_hour(AN_EMAIL, _keyed(f"{hour.isoformat()} {email}"), now)
    person = people_items.find_for_sign_in(email)
    _note_strangers(network, None if person is not None else _keyed(email), hour, now, may_pass=known_browser)
    for attempt in (_keyed(f"{form} {email}"), _keyed(f"{form} {email} {now.isoformat()}")):
        code = new_code()
        if items.put_new(Attempt(attempt, digest_of(code, attempt, secrets.code_key()), now + LIFETIME)):
            return Asked(attempt, person, code)
        if _is_same_press(attempt, now):
            return Asked(attempt)
    raise Busy("Two forms were sent at the same moment.", retry_after=1)


def _is_same_press(attempt: str, now: datetime) -> bool:
    """Return whether an attempt that is there was begun a moment ago, by another press of the same button.

    A page that the browser has kept may be sent anew much later: its code would be over, or used.
    """
    found = items.find(attempt)
    return found is not None and not found.used and found.tries == 0 and found.expires - now > LIFETIME - _SAME_PRESS


def answer(attempts: Sequence[str], email: str, typed: str, now: datetime) -> tuple[SignIn, str]:
    """Return the sign-in that a code proves, and its attempt, of those that one browser has begun for an address.

    The last one comes first. A code that comes late is as good as the newest; a wrong one is a try at each. Raise
    CodeWrong, TriesOver, CodeOver, or CodeUsed.
    """
    code, ends = typed_code(typed), list[NotSignedIn]()
    for attempt in attempts:
        tried = items.count_try(attempt, now)
        if tried is None:
            ends.append(_end_of(attempt, code, now))
        elif not _is(tried, code) or (person := people_items.find_for_sign_in(rules.bare_email(email))) is None:
            left = MOST_TRIES - tried.tries
            ends.append(CodeWrong("This is another code.", field="code", limit=left) if left else _tries_over())
        elif items.use(attempt):
            return SignIn(person.id, now, Method.CODE), attempt
        else:
            ends.append(_used())
    raise min(ends, key=_clearest, default=_over())


def give_back(attempt: str) -> None:
    """Let a code be used again that has proven somebody, but has brought no tokens: the pool was busy."""
    items.give_back(attempt)


def _clearest(end: NotSignedIn) -> tuple[int, int]:
    """Order what is wrong at several attempts: a second press first, then whether one may try again."""
    order = (CodeUsed, CodeWrong, TriesOver, CodeOver)
    return order.index(type(end)), -end.limit if isinstance(end.limit, int) else 0


def _end_of(attempt: str, code: str, now: datetime) -> NotSignedIn:
    """Return why an attempt takes no try any more."""
    found = items.find(attempt)
    if found is None or now >= found.expires:
        return _over()
    if found.used:
        return _used() if _is(found, code) else _over()
    return _tries_over()


def _is(attempt: Attempt, code: str) -> bool:
    return hmac.compare_digest(attempt.digest, digest_of(code, attempt.id, secrets.code_key()))


def _over() -> CodeOver:
    return CodeOver("This code is over.")


def _used() -> CodeUsed:
    return CodeUsed("This code has signed in.")


def _tries_over() -> TriesOver:
    return TriesOver(f"At most {MOST_TRIES} codes are tried.", limit=MOST_TRIES)


def _note_strangers(network: str, email: str | None, hour: datetime, now: datetime, *, may_pass: bool) -> None:
    """Note an unknown address; raise TooManyRequests where this network address has named too many."""
    least, ends = int(configuration().unknown_an_hour), hour + timedelta(hours=1)
    most = least + int(network, 16) % (least + 1)
    if not items.note_stranger(hour.isoformat(), network, email, most, ends) and not may_pass:
        raise TooManyRequests(
            "Too many sign-ins were begun from this network.",
            field=STRANGERS,
            retry_after=int((ends - now).total_seconds()) + 1,
            reason="an_hour",
        )


def _keyed(text: str) -> str:
    return hmac.new(secrets.code_key(), text.encode(), hashlib.sha256).hexdigest()[:32]
