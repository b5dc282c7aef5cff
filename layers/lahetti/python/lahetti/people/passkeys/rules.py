"""When a passkey may be made, what it may be called, and what its id is."""

import hashlib
from datetime import datetime

from lahetti.core.errors import Invalid
from lahetti.core.plain_texts import on_one_line
from lahetti.people.passkeys.model import FRESH_FOR, LONGEST_NAME, SignInAgain
from lahetti.security.sign_ins import SignIn


def passkey_id(credential: str) -> str:
    """Return our id of a credential: its own may be 1,023 bytes long (WebAuthn Level 3, 4), which no key here may."""
    return hashlib.sha256(credential.encode(errors="replace")).hexdigest()[:32]


def checked_name(name: str) -> str:
    """Return a passkey's name on one line; raise Invalid where it is empty or too long."""
    checked = on_one_line(name).strip()
    if not 0 < len(checked) <= LONGEST_NAME:
        raise Invalid(
            f"A passkey's name has 1 to {LONGEST_NAME} characters.", field="name", value=name[:80], limit=LONGEST_NAME
        )
    return checked


def require_fresh(sign_in: SignIn, now: datetime) -> None:
    """Raise SignInAgain where somebody signed in so long ago that another may sit at their device by now."""
    if now - sign_in.at > FRESH_FOR:
        raise SignInAgain(
            f"A passkey is made within {FRESH_FOR.seconds // 60} minutes of signing in. Sign in again first.",
            limit=FRESH_FOR.seconds,
        )
