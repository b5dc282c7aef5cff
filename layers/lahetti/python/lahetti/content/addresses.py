"""Addresses of contents: which are taken, and the key under which one is known."""

import hashlib
from urllib.parse import urlsplit

from lahetti.core.errors import Invalid

_TRACKING = [
    *(f"utm_{name}" for name in ("source", "medium", "campaign", "term", "content", "id", "name", "reader")),
    *(
        "fbclid",
        "gclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "dclid",
        "yclid",
        "twclid",
        "li_fat_id",
        "igshid",
        "igsh",
    ),
    *("mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "vero_id", "oly_anon_id", "oly_enc_id", "wickedid"),
]
"""Parameters that tell where a reader came from and not what is read (names are exact)."""

LONGEST_ADDRESS = 2000


def canonical_key(address: str) -> str:
    """Return the key under which an address is known: without tracking parameters, fragment and default port."""
    from w3lib.url import canonicalize_url, url_query_cleaner  # late: only adding an address needs it

    bare = canonicalize_url(url_query_cleaner(address, _TRACKING, remove=True, unique=False))
    parts = urlsplit(bare)
    host = (parts.hostname or "").rstrip(".")
    port = f":{parts.port}" if parts.port not in (None, 443) else ""
    path = parts.path.rstrip("/") or "/"
    canonical = f"{host}{port}{path}?{parts.query}"
    return hashlib.sha256(canonical.encode()).hexdigest()


def checked_address(address: str, name: str) -> str:
    """Return an https address with a host and no user name; raise Invalid for anything else."""
    try:
        parts = urlsplit(address)
        bad = parts.scheme != "https" or not parts.hostname or parts.username is not None or parts.port == 0
    except ValueError:
        bad = True
    if bad or any(ord(sign) <= 32 or ord(sign) == 127 for sign in address):
        raise Invalid(f"{name} is not an https address.", field=name, value=address[:200], reason="no_address")
    return address
