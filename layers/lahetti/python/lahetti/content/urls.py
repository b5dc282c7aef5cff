"""URLs of contents, feeds and pictures: which are accepted, and the key under which a content's is known."""

import hashlib
import re
import unicodedata
from urllib.parse import unquote, urlsplit, urlunsplit

from lahetti.core.errors import Invalid

_TRACKING_STARTS = (
    "utm_",
    "mtm_",
    "pk_",
    "piwik_",
    "matomo_",
    "hsa_",
    "mc_",
    "fb_",
    "_hs",
    "gad_",
    "ga_",
    "vero_",
    "oly_",
    "oft_",
    "at_custom",
    "bsft_",
    "guce_",
    "elqtrack",
)
"""How parameters begin that tell where a reader came from and not what is read, in lower case."""
_TRACKING = frozenset(
    (
        *(
            "fbclid",
            "gclid",
            "gclsrc",
            "gbraid",
            "wbraid",
            "msclkid",
            "dclid",
            "yclid",
            "twclid",
            "ttclid",
            "li_fat_id",
        ),
        *("igshid", "igsh", "mibextid", "rcm", "srsltid", "mkt_tok", "wickedid", "epik", "_ga", "_gl", "wt.mc_id"),
        *("wt_mc", "s_cid", "__hstc", "__hssc", "__hsfp", "ml_subscriber", "ml_subscriber_hash", "ref_src"),
        *("ysclid", "_openstat", "sccid", "rdt_cid", "irclickid", "rb_clickid", "s_kwcid", "_kx", "__s"),
        *("sfnsn", "at_medium", "at_campaign", "at_creation", "_branch_match_id", "dm_i", "ef_id", "et_rid", "_ke"),
        *("guccounter", "elqaid", "ss_email_id", "obclid", "tblci", "vgo_ee", "trk_contact", "trk_msg"),
        "hsctatracking",
    )
)
_CAMPAIGN_STARTS = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "wt_mc", "wt.mc_id", "at_")
"""Of those, what names a campaign: who wrote it into an address may have meant it. `utm_id` is a click's."""
_ROUTES = ("!/", "/")
"""Begins of fragments by which pages of one address are told apart."""
_VIDEO = re.compile(r"/(?:watch|embed|shorts|live|v)/([\w-]{11})(?:/|$)")
_POSTS = {
    "www.facebook.com": ("story_fbid", "id", "fbid", "v", "set"),
    "www.linkedin.com": (),
    "www.instagram.com": (),
    "www.threads.net": (),
    "www.tiktok.com": (),
    "x.com": (),
    "bsky.app": (),
}
"""Hosts of posts, and what in their queries says which post is meant."""
_ONE_HOST = (
    (re.compile(r"(?:[\w-]+\.)?facebook\.com|fb\.com"), "www.facebook.com"),
    (re.compile(r"(?:\w+\.)?linkedin\.com"), "www.linkedin.com"),
    (re.compile(r"(?:m\.)?instagram\.com"), "www.instagram.com"),
    (re.compile(r"(?:www\.)?threads\.(?:net|com)"), "www.threads.net"),
    (re.compile(r"(?:m\.)?tiktok\.com"), "www.tiktok.com"),
    (re.compile(r"(?:(?:www|mobile|m)\.)?(?:twitter|x)\.com"), "x.com"),
    (re.compile(r"(?:(?:www|m|music)\.)?(?:youtube|youtube-nocookie)\.com|(?:www\.)?youtu\.be"), "www.youtube.com"),
)
"""Hosts under which a network shows the same post."""

LONGEST_URL = 2000
"""Characters of the URL of a content, a channel, a feed or a picture."""


def canonical_key(url: str) -> str:
    """Return the key under which a URL is known: without tracking parameters, fragment and default port.

    A video and a post have one, whichever of its network's hosts and ways shows it.
    """
    from w3lib.url import canonicalize_url  # late: only adding a URL needs it

    parts = urlsplit(unicodedata.normalize("NFC", url))
    query = "&".join(pair for pair in parts.query.split("&") if not _is_tracking(pair.partition("=")[0]))
    bare = urlsplit(canonicalize_url(parts._replace(query=query).geturl()))
    host = (bare.hostname or "").rstrip(".")
    path = f"/v{bare.path}" if host.removeprefix("www.") == "youtu.be" else bare.path
    host = next((one for hosts, one in _ONE_HOST if hosts.fullmatch(host)), host)
    port = f":{bare.port}" if bare.port not in (None, 443) else ""
    path = path.rstrip("/") or "/"
    canonical = f"{host}{port}{path}?{_query_of(host, bare.query)}"
    if host == "www.youtube.com" and (video := _video(path, bare.query)):
        canonical = f"{host}/watch?v={video}"
    elif parts.fragment.startswith(_ROUTES):
        canonical += f"#{parts.fragment}"
    return hashlib.sha256(canonical.encode()).hexdigest()


def without_click_ids(url: str) -> str:
    """Return a URL without what others count clicks and know readers by; all else stays as it is."""
    parts = urlsplit(url)
    pairs = parts.query.split("&")
    kept = [pair for pair in pairs if not _is_click_id(pair.partition("=")[0])]
    return url if kept == pairs else urlunsplit(parts._replace(query="&".join(kept)))


def with_ascii_host(url: str) -> str:
    """Return a URL with its host as names are asked for (IDNA 2008, https://www.unicode.org/reports/tr46/).

    A host that is none by those rules, as one with an emoji, stays as it is.
    """
    parts = urlsplit(url)
    if parts.netloc.isascii():
        return url
    import idna  # late: hardly any host needs it

    host, colon, port = parts.netloc.partition(":")
    try:
        encoded = idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return url
    return urlunsplit(parts._replace(netloc=f"{encoded}{colon}{port}"))


def _is_click_id(name: str) -> bool:
    return _is_tracking(name) and (unquote(name).lower() == "utm_id" or not _is_of_a_campaign(name))


def _is_of_a_campaign(name: str) -> bool:
    return unquote(name).lower().startswith(_CAMPAIGN_STARTS)


def _is_tracking(name: str) -> bool:
    lowered = unquote(name).lower()
    return lowered in _TRACKING or lowered.startswith(_TRACKING_STARTS)


def _query_of(host: str, query: str) -> str:
    if host not in _POSTS:
        return query
    return "&".join(pair for pair in query.split("&") if pair.partition("=")[0] in _POSTS[host])


def _video(path: str, query: str) -> str | None:
    if path == "/watch":
        return next((pair[2:] for pair in query.split("&") if pair.startswith("v=") and len(pair) > 2), None)
    found = _VIDEO.match(path)
    return found[1] if found else None


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
