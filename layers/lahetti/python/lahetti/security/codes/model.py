"""An attempt to sign in by a mailed code, and what may be wrong with a code that somebody types."""

from dataclasses import dataclass
from datetime import datetime

from lahetti.core.errors import NotSignedIn


@dataclass(frozen=True)
class Attempt:
    """A code that was asked for; whose it is, does not stand here: nobody's is kept alike."""

    id: str
    digest: str
    expires: datetime
    tries: int = 0
    used: bool = False


class CodeWrong(NotSignedIn):
    """It is not the code that was mailed; `limit` says how many tries are left."""

    code = "code_wrong"


class CodeOver(NotSignedIn):
    """The code is older than ten minutes, or was used: a new one is needed."""

    code = "code_over"


class TriesOver(NotSignedIn):
    """Too many wrong codes were typed: a new one is needed."""

    code = "tries_over"


class CodeUsed(NotSignedIn):
    """The right code was sent once more, as by a second press of the button: the first one has signed in."""

    code = "code_used"
