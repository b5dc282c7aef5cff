"""Bearer tokens of the directory: made by an admin, shown once, two at a time so that one can follow the other.

Only a token's SHA-256 is kept: it is random and long, so that nobody finds it by trying.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime

from lahetti.core.errors import Conflict, Invalid, NotFound, NotSignedIn
from lahetti.core.plain_texts import require_one_line
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people.directory import items
from lahetti.people.directory.model import DirectoryToken
from lahetti.records import audit
from lahetti.records.audit import AuditAction

LONGEST_NAME = 40
_RANDOM_BYTES = 32


def tokens() -> list[DirectoryToken]:
    """Return the tokens that hold, the oldest first."""
    return sorted(items.tokens(), key=lambda token: token.made)


def make_token(
    name: str, by: str, now: datetime, random: Callable[[int], str] = secrets.token_urlsafe
) -> tuple[DirectoryToken, str]:
    """Make a token; return it with what nobody can read again.

    Raise Invalid, or Conflict where two tokens, or one of this name, hold already.
    """
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(f"A name has 1 to {LONGEST_NAME} characters.", field="name", limit=LONGEST_NAME)
    require_one_line("name", name)
    told = random(_RANDOM_BYTES)

    def attempt(_: bool) -> DirectoryToken | None:
        known = items.tokens()
        if name in [token.name for token in known]:  # as where the form is sent twice
            raise Conflict(f"There is a token {name} already.", field="name", value=name, reason="taken")
        taken = {token.slot for token in known}
        slot = next((slot for slot in items.SLOTS if slot not in taken), None)
        if slot is None:
            most = len(items.SLOTS)
            text = f"At most {most} tokens hold at a time. Revoke one first."
            raise Conflict(text, field="tokens", limit=most, reason="full")
        token = DirectoryToken(slot, name, _digest(told), by, now)
        logged = audit.entry(by, AuditAction.DIRECTORY_TOKEN_MADE, keys.DIRECTORY, now, after={"name": name})
        return token if try_transact(items.put_token(token), logged) else None

    return retry_on_conflict(attempt), told


def revoke_token(digest: str, by: str, now: datetime) -> None:
    """Let a token, by its hash, hold no more: from the next request on. Raise NotFound, or Busy."""

    def attempt(_: bool) -> bool | None:
        token = next((token for token in items.tokens() if token.digest == digest), None)
        if token is None:
            raise NotFound("There is no such token.", field="token")
        logged = audit.entry(by, AuditAction.DIRECTORY_TOKEN_REVOKED, keys.DIRECTORY, now, before={"name": token.name})
        return try_transact(items.delete_token(token), logged) or None

    retry_on_conflict(attempt)


def require_token(told: str, now: datetime) -> DirectoryToken:
    """Return the token that a request proves itself with, and note the day; raise NotSignedIn."""
    digest = _digest(told)
    token = next((token for token in items.tokens() if hmac.compare_digest(token.digest, digest)), None)
    if token is None:
        raise NotSignedIn("The request carries no token of the directory that holds.")
    if token.used_on != now.date():
        items.note_use(token, now.date())
    return token


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()
