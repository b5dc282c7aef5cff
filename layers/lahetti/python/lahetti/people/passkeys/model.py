"""A passkey of a person's, as its holder sees it and as a proof is held against it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from lahetti.core.errors import NotAllowed
from lahetti.security.ceremonies import Credential

MOST_PASSKEYS = 10
"""Of one person: a phone, two computers, some keys on a ring, and each of them once more after a change of device."""
LONGEST_NAME = 60
FRESH_FOR = timedelta(hours=1)
"""How long after a sign-in a passkey is made: whoever finds a device unlocked must not make one of their own."""


class SignInAgain(NotAllowed):
    """The sign-in is too old for something that outlives it."""

    code = "sign_in_again"


@dataclass(frozen=True)
class Passkey:
    """What somebody signs in with instead of a code. `id` is ours, a hash of the credential's; `used` is a day."""

    id: str
    person: str
    credential: Credential
    name: str
    made: datetime
    used: date | None = None
    version: int = field(default=0, compare=False)
