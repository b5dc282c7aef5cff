"""The notice that an action leaves for the next page, which shows it once.

Its cookie holds the key of a text and never a person's data. It is not signed: whoever could write it could choose no
more than one of our own sentences.
"""

import re
from dataclasses import dataclass

from http_adapter.cookies import cookie, expired_cookie
from lahetti.core.texts import Texts

COOKIE = "notice"
_PATH = "/console"
_SECONDS = 60
_SHAPE = re.compile(r"(done\.[a-z_.]{1,60})(?::(\d{1,6}))?", re.ASCII)
EXPIRED = expired_cookie(COOKIE, _PATH)


@dataclass(frozen=True)
class Redirect:
    """What an action that succeeded answers: the browser goes to `to`, or back to the page itself, and shows a notice.

    `text` is the key `done.…` of the notice, `n` the number in it.
    """

    text: str
    to: str | None = None
    n: int | None = None

    @property
    def cookie(self) -> str:
        value = self.text if self.n is None else f"{self.text}:{self.n}"
        return cookie(COOKIE, value, _PATH, _SECONDS)


def notice(value: str | None, texts: Texts) -> str | None:
    """Return the notice that the cookie's value names, or None."""
    found = _SHAPE.fullmatch(value or "")
    if found is None:
        return None
    try:
        return texts(found[1], n=int(found[2] or 0))
    except KeyError:
        return None
