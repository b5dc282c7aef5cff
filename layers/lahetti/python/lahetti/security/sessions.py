"""Signed cookies, tokens of forms, and the one in a mail's link out of the digest: what they prove, and how long.

They can be read by whoever holds them, and written by nobody but us. A cookie of one purpose is worth nothing for
another. Where they lie and how they are sent is the web's and the console's business.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from lahetti.security import secrets


class Purpose(StrEnum):
    """What a cookie proves."""

    SIGNING_IN = "signing-in"
    CONSOLE = "console"
    REFRESH = "refresh"
    FORM = "form"
    UNSUBSCRIBE = "unsubscribe"
    WAITING = "waiting"
    PASSKEY = "passkey"
    ATTEMPT = "attempt"
    TICKET = "ticket"
    BROWSER = "browser"
    PROOF = "proof"
    STATEMENT = "statement"


LIFETIMES = {
    Purpose.SIGNING_IN: timedelta(minutes=10),
    Purpose.CONSOLE: timedelta(hours=12),
    Purpose.REFRESH: timedelta(days=90),  # as long as the user pool's client lets a refresh token live
    Purpose.FORM: timedelta(hours=12),
    Purpose.WAITING: timedelta(days=7),
    Purpose.PASSKEY: timedelta(minutes=10),
    Purpose.UNSUBSCRIBE: timedelta(days=400),  # a mail is kept long, and its way out must work as long
    Purpose.ATTEMPT: timedelta(minutes=10),  # as long as a mailed code holds
    Purpose.TICKET: timedelta(minutes=10),
    Purpose.BROWSER: timedelta(days=400),  # the longest that browsers keep a cookie
    Purpose.PROOF: timedelta(minutes=1),  # Cognito asks within seconds; the rest is for clocks that differ
    Purpose.STATEMENT: timedelta(minutes=1),
}


def signed(purpose: Purpose, value: dict[str, Any], now: datetime) -> str:
    """Return a cookie that proves a value until its purpose's lifetime is over."""
    return signing(purpose, now)(value)


def signing(purpose: Purpose, now: datetime) -> Callable[[dict[str, Any]], str]:
    """Return what `signed` does at this moment, for many values: the keys are derived once."""
    expires = int((now + LIFETIMES[purpose]).timestamp())
    serializer = _serializer(purpose)

    def sign(value: dict[str, Any]) -> str:
        text = serializer.dumps({"value": value, "expires": expires})
        return text if isinstance(text, str) else text.decode()

    return sign


def once_given(purpose: Purpose, cookie: str | None) -> dict[str, Any] | None:
    """Return the value of a cookie of ours, also where it proves nothing any more; None where it is none of ours."""
    content = _content(purpose, cookie)
    return None if content is None else dict(content["value"])


def verify(purpose: Purpose, cookie: str | None, now: datetime) -> dict[str, Any] | None:
    """Return the value of a cookie; None where it is absent, over, changed, or was made for something else."""
    content = _content(purpose, cookie)
    if content is None or now.timestamp() >= content["expires"]:
        return None
    value: dict[str, Any] = content["value"]
    return value


def _content(purpose: Purpose, cookie: str | None) -> dict[str, Any] | None:
    if not cookie:
        return None
    try:
        content: dict[str, Any] = _serializer(purpose).loads(cookie)
    except BadData:
        return None
    return content


def _serializer(purpose: Purpose) -> URLSafeSerializer:
    # The purpose goes into the key; the newest secret signs, and those before it are still read.
    return URLSafeSerializer(
        secrets.session_keys(),
        salt=f"lahetti.sessions.{purpose}",
        signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
    )
