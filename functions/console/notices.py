"""What a deed leaves behind for the next page: one notice, shown once. It holds a key of a text, never a person's data.

The cookie is not signed: whoever could write it could choose no more than one of our own sentences.
"""

import re
from dataclasses import dataclass

from lahetti.core.texts import Texts

COOKIE = "notice"
_SHAPE = re.compile(r"(done\.[a-z_.]{1,60})(?::(\d{1,6}))?", re.ASCII)


@dataclass(frozen=True)
class Done:
    """A deed is done: `text` is a key `done.…`, `n` its number, `to` where to go (the page itself without it)."""

    text: str
    to: str | None = None
    n: int | None = None

    @property
    def cookie(self) -> str:
        value = self.text if self.n is None else f"{self.text}:{self.n}"
        return f"{COOKIE}={value}; Path=/console; Max-Age=60; HttpOnly; Secure; SameSite=Lax"


CLEARED = f"{COOKIE}=; Path=/console; Max-Age=0; HttpOnly; Secure; SameSite=Lax"


def told(cookie: str | None, texts: Texts) -> str | None:
    """Return the notice that a cookie names, in words."""
    found = _SHAPE.fullmatch(cookie or "")
    if found is None:
        return None
    try:
        return texts(found[1], n=int(found[2] or 0))
    except KeyError:
        return None
