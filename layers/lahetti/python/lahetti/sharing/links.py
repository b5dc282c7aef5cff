"""Links: what a code looks like, which visits count, and how a visitor is told from another for one day.

The redirect carries this module, so it imports nothing heavy.
"""

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import unquote_plus, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from lahetti.core.days import end_of
from lahetti.sharing.bots import is_bot

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CODE = re.compile(r"[0-9A-Za-z]{10}", re.ASCII)
VISITOR_KEY_BYTES = 32
MARK_KEPT = timedelta(days=3)
"""How long a visitor's mark stays; its clicks are counted within two days."""


class Visit(StrEnum):
    """What a request to a link is; only a person's leaves a mark."""

    PERSON = "person"
    CRAWLER = "crawler"
    HEAD = "head"
    UNNAMED = "unnamed"


def is_code(text: str) -> bool:
    """Return whether a text can be a link's code at all; what cannot is answered without a read."""
    return _CODE.fullmatch(text) is not None


def code_of(key: bytes, person: str, content: str, network: str) -> str:
    """Return the code of a share: the same for the same three, and nothing a scanner could guess (59 bits)."""
    digest = hmac.new(key, f"{person}\x1f{content}\x1f{network}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest)
    characters = []
    for _ in range(10):
        number, index = divmod(number, 62)
        characters.append(_BASE62[index])
    return "".join(characters)


def kind_of_visit(method: str, user_agent: str | None) -> Visit:
    """Tell people from crawlers, previews and tools; every kind gets the same redirect."""
    if method == "HEAD":
        return Visit.HEAD
    if not user_agent or not user_agent.strip():
        return Visit.UNNAMED
    return Visit.CRAWLER if is_bot(user_agent) else Visit.PERSON


def visitor_of(key: bytes, ip: str, user_agent: str) -> str:
    """Return the day's name of a visitor, which nobody can undo once the day's key is deleted."""
    return hmac.new(key, f"{ip}\x1f{user_agent}".encode(), hashlib.sha256).hexdigest()[:22]


def visitor_key_expires(day: str, zone: ZoneInfo) -> datetime:
    """Return when the key of a day expires by itself; a job deletes it soon after the day's end."""
    return end_of(day, zone) + timedelta(hours=1)


def tracked(url: str, network: str, campaign: str, code: str) -> str:
    """Return the content's URL with the parameters of web analytics; never anything of the person.

    Those that the URL has already are replaced, as analytics would take the first; all others stay as they are.
    """
    parts = urlsplit(url)
    ours = {"utm_source": network, "utm_medium": "ambassador", "utm_campaign": campaign, "utm_content": code}
    others = [part for part in parts.query.split("&") if part and _parameter(part) not in ours]
    return urlunsplit(parts._replace(query="&".join([*others, urlencode(ours)])))


def _parameter(part: str) -> str:
    return unquote_plus(part.partition("=")[0]).lower()
