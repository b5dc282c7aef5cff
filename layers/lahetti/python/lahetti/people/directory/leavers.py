"""Who has left by themselves: the directory never brings them back, also where its record of them is made anew.

Only a keyed hash of the address is kept. It is forgotten as they come back by another door.
"""

import hashlib
import hmac

from lahetti.dynamodb.transactions import Write
from lahetti.people.directory import items
from lahetti.security import secrets


def has_left(email: str) -> bool:
    """Return whether somebody of an address has left by themselves, and has not come back since."""
    return items.has_left(_digest(email))


def remember(email: str) -> Write:
    """Return the write that notes that somebody has left by themselves."""
    return items.put_left(_digest(email))


def forget(email: str) -> Write:
    """Return the write that forgets it."""
    return items.delete_left(_digest(email))


def _digest(email: str) -> str:
    return hmac.new(secrets.left_key(), email.lower().encode(), hashlib.sha256).hexdigest()[:32]
