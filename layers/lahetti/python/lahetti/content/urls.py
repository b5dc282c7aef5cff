"""URLs of contents, feeds and pictures: which are accepted, and the key under which a content's is known."""

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

LONGEST_URL = 2000
"""Characters of the URL of a content, a channel, a feed or a picture."""


def canonical_key(url: str) -> str:
    """Return the key under which a URL is known: without tracking parameters, fragment and default port."""
    from w3lib.url import canonicalize_url, url_query_cleaner  # late: only adding a URL needs it

    bare = canonicalize_url(url_query_cleaner(url, _TRACKING, remove=True, unique=False))
    parts = urlsplit(bare)
    host = (parts.hostname or "").rstrip(".")
    port = f":{parts.port}" if parts.port not in (None, 443) else ""
    path = parts.path.rstrip("/") or "/"
    canonical = f"{host}{port}{path}?{parts.query}"
    return hashlib.sha256(canonical.encode()).hexdigest()


def checked_url(url: str, name: str) -> str:
    """Return an https URL with a host and no user name; raise Invalid for anything else, or one that is too long."""
    if len(url) > LONGEST_URL:
        raise Invalid(
            f"{name} has more than {LONGEST_URL} characters.", field=name, limit=LONGEST_URL, reason="too_long"
        )
    try:
        parts = urlsplit(url)
        bad = parts.scheme != "https" or not parts.hostname or parts.username is not None or parts.port == 0
    except ValueError:
        bad = True
    if bad or any(ord(character) <= 32 or ord(character) == 127 for character in url):
        raise Invalid(f"{name} is not an https URL.", field=name, value=url[:200], reason="no_address")
    return url
