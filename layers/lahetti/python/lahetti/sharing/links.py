"""Links: what a code looks like, which visits count, and how a visitor is told from another for one day.

The redirect carries this module, so it imports nothing heavy.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address
from urllib.parse import quote, unquote, unquote_plus, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from lahetti.core.days import end_of
from lahetti.sharing.bots import is_bot

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CODE_CHARACTER = re.compile(r"[0-9A-Za-z]", re.ASCII)
_CODE = re.compile(r"[0-9A-Za-z]{10}", re.ASCII)
_IN_URLS = "!$%&'()*+,/:;=?@[]~"
"""What stays as it is in path, query and fragment; per cent signs have encoded something already."""
CLICK_ID, CLICK_ID_BYTES = "lahetti", 10
"""The parameter in which a site gets the id of a click, and the random bytes that one is made of."""
VISITOR_KEY_BYTES = 32
MARK_KEPT = timedelta(days=3)
"""How long a visitor's mark stays; its clicks are counted within two days."""


class Visit(StrEnum):
    """What a request to a link is; only a person's leaves a mark."""

    PERSON = "person"
    CRAWLER = "crawler"
    HEAD = "head"
    PREFETCH = "prefetch"
    UNNAMED = "unnamed"


def is_code(text: str) -> bool:
    """Return whether a text can be a link's code at all; what cannot is answered without a read."""
    return _CODE.fullmatch(text) is not None


def code_in(path: str) -> str | None:
    """Return the code that a requested path begins with, or None where a longer word or no code stands there.

    Programs that turn texts into links take what stands behind one along: a full stop, a bracket, a quotation mark,
    a sign without width. No code can hold those, so the ten characters before them are the code.
    """
    found = _CODE.match(path.lstrip("/"))
    if found is None or _CODE_CHARACTER.match(unquote(found.string[10:])):
        return None
    return found[0]


def code_of(key: bytes, person: str, content: str, network: str) -> str:
    """Return the code of a share: the same for the same three, and nothing a scanner could guess (59 bits)."""
    digest = hmac.new(key, f"{person}\x1f{content}\x1f{network}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest)
    characters = []
    for _ in range(10):
        number, index = divmod(number, 62)
        characters.append(_BASE62[index])
    return "".join(characters)


_PURPOSES = ("sec-purpose", "purpose", "x-purpose", "x-moz")
"""Headers in which browsers say that nobody looks at the answer yet (https://fetch.spec.whatwg.org/#sec-purpose-header);
the others are older spellings."""


def kind_of_visit(method: str, headers: Mapping[str, str]) -> Visit:
    """Tell people from crawlers, previews, prefetches and tools; every kind gets the same redirect.

    `headers` have names in lower case.
    """
    user_agent = headers.get("user-agent", "")
    if method == "HEAD":
        return Visit.HEAD
    if not user_agent.strip():
        return Visit.UNNAMED
    purposes = " ".join(headers.get(name, "") for name in _PURPOSES).lower()
    if "prefetch" in purposes or "preview" in purposes:
        return Visit.PREFETCH
    return Visit.CRAWLER if is_bot(user_agent) else Visit.PERSON


def visitor_of(key: bytes, ip: str, user_agent: str) -> str:
    """Return the day's name of a visitor, which nobody can undo once the day's key is deleted."""
    return _keyed(key, ip_prefix(ip), user_agent)[:22]


def ip_hash_of(key: bytes, code: str, ip: str) -> str:
    """Return the day's name of an address at one link: at another link it has another, so nobody can be followed."""
    return _keyed(key, "ip", code, ip_prefix(ip))[:11]


def _keyed(key: bytes, *parts: str) -> str:
    return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def ip_prefix(ip: str) -> str:
    """Return an address as visitors are told apart by it: of IPv6 the first 64 bits, as its owner chooses the rest."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return str(address)


def visitor_key_expires(day: str, zone: ZoneInfo) -> datetime:
    """Return when the key of a day expires by itself; a job deletes it soon after the day's end."""
    return end_of(day, zone) + timedelta(hours=1)


def tracked(url: str, network: str, campaign: str, number: int | None = None) -> str:
    """Return the content's URL with the parameters of web analytics; never anything of the person.

    `number` is the share's own, where analytics may tell shares apart; never the link's code, which stands in a public
    post beside a name. Parameters that the URL has already are replaced, as analytics would take the first; all others
    stay as they are.
    """
    parts = urlsplit(url)
    ours = {"utm_source": network, "utm_medium": "ambassador", "utm_campaign": campaign}
    if number is not None:
        ours["utm_content"] = str(number)
    others = [part for part in parts.query.split("&") if part and _parameter(part) not in ours]
    return urlunsplit(parts._replace(query="&".join([*others, urlencode(ours)])))


def with_click_id(url: str, ref: str, now: datetime, zone: ZoneInfo, random: bytes) -> str:
    """Return the URL with the id of one click, `lahetti=<ref>.<yymmdd>.<10 random>`, of 10 random bytes.

    The site hands it back with what the visitor did there. It names neither the link nor anybody: the ref is the same
    for all who share the content on the network, and what follows is new for every click.
    """
    parts = urlsplit(url)
    others = [part for part in parts.query.split("&") if part and _parameter(part) != CLICK_ID]
    own = "".join(_BASE62[byte % 62] for byte in random)
    click = f"{CLICK_ID}={ref}.{now.astimezone(zone):%y%m%d}.{own}"
    return urlunsplit(parts._replace(query="&".join([*others, click])))


def ascii_url(url: str) -> str:
    """Return a URL as a header carries it: its host in IDNA, all else that is not ASCII, and spaces, in per cent."""
    parts = urlsplit(url)
    host = parts.netloc
    if not host.isascii():
        name, colon, port = host.partition(":")
        try:
            host = f"{name.encode('idna').decode()}{colon}{port}"
        except UnicodeError:  # a label that is too long; what is left is at least a header
            host = f"{quote(name)}{colon}{port}"
    path, query, fragment = (quote(part, safe=_IN_URLS) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, host, path, query, fragment))


def _parameter(part: str) -> str:
    return unquote_plus(part.partition("=")[0]).lower()
