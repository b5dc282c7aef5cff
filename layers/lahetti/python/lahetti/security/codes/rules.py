"""What a code is, how it is kept, and what somebody typed."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from lahetti.core.plain_texts import is_unseen

DIGITS = 6
LIFETIME = timedelta(minutes=10)
MOST_TRIES = 5
_BETWEEN = "-\u2010\u2011\u2013"


def new_code() -> str:
    """Return a code that nobody can guess."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def digest_of(code: str, attempt: str, key: bytes) -> str:
    """Return what is kept of a code: worth nothing without the key, and for no other attempt."""
    return hmac.new(key, f"{attempt}#{code}".encode(), hashlib.sha256).hexdigest()


def typed_code(text: str) -> str:
    """Return the digits that somebody typed or pasted, without what mail programs and people put between them."""
    return "".join(sign for sign in text if not (sign in _BETWEEN or sign.isspace() or is_unseen(sign)))
