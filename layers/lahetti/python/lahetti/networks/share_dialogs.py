"""The networks on which an ambassador shares, and the share dialog that each of them offers.

One entry a network in `DIALOGS` holds all that differs: the limit, how text is counted (the ways of counting stand in
`text_lengths`), what opens, and how the dialog's address is written. The API serves it to the client
(`GET /programme`). A new network is a member of `Network` and an entry. Which text is shared (a caption, own words, a
disclosure) and what happens to one that is too long is decided in `lahetti.content` and `lahetti.sharing`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urlencode

from lahetti.networks import text_lengths


class Network(StrEnum):
    """Where a content is shared; the value stands in links as `utm_source`."""

    LINKEDIN = "linkedin"
    X = "x"
    FACEBOOK = "facebook"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    THREADS = "threads"
    WHATSAPP = "whatsapp"
    INSTAGRAM = "instagram"
    EMAIL = "email"
    LINK = "link"


class Counting(StrEnum):
    """How a network counts a text; the client counts in the same ways (core/networks.js)."""

    CHARACTERS = "characters"
    GRAPHEMES = "graphemes"
    X = "x"
    MASTODON = "mastodon"
    THREADS = "threads"


class Opens(StrEnum):
    """What a share opens: a window with the network's dialog, the mail program, or nothing where the text is copied."""

    WINDOW = "window"
    MAIL = "mail"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Post:
    """What a dialog is opened with: `link` is the share's own, `server` the person's Mastodon."""

    link: str
    text: str
    subject: str
    server: str | None


@dataclass(frozen=True, slots=True)
class ShareDialog:
    """What one network takes.

    `limit` is counted by `counting`; None where people never meet it. `counts_link` says that the
    link is part of the text. `address` is None where there is no dialog to open: text and link are
    copied. A dialog with an address that does not take text has the text copied first. `own_server` says that
    the address is on a server of the person's own choice, `follows_posts` that reactions to a post are counted
    once its address is known, `is_private` that chosen people read it, `is_listed` that people choose the network by
    its name.
    """

    limit: int | None
    address: Callable[[Post], str] | None
    counting: Counting = Counting.CHARACTERS
    counts_link: bool = True
    takes_text: bool = True
    opens: Opens = Opens.WINDOW
    own_server: bool = False
    follows_posts: bool = False
    is_private: bool = False
    is_listed: bool = True


def limit(network: Network) -> int | None:
    """Return how long a text may be on the network, in the units of `length`."""
    return DIALOGS[network].limit


def length(network: Network, text: str, link: str) -> int:
    """Count a text as the network does, with the link where the network counts it in."""
    dialog = DIALOGS[network]
    return _COUNTERS[dialog.counting](_with_link(text, link) if dialog.counts_link else text)


def takes_text(network: Network) -> bool:
    """Tell whether the network's dialog can be opened with a text already in it."""
    return DIALOGS[network].takes_text


def share_address(network: Network, *, link: str, text: str, subject: str, server: str | None) -> str | None:
    """Return the address that opens the network's share dialog, None where there is only copying.

    `subject` is used by e-mail, `server` by Mastodon. Raises ValueError for a Mastodon share
    without a valid server.
    """
    address = DIALOGS[network].address
    return address(Post(link, text, subject, server)) if address else None


def server_name(entered: str) -> str:
    """Return the host name of a person's Mastodon server in lower case.

    Raises ValueError for all but a plain public name: no scheme, port, path, user or IP address,
    so that the share address cannot be led elsewhere.
    """
    name = entered.strip().lower()
    if len(name) > 253 or not _HOST_NAME.fullmatch(name):
        raise ValueError(f"{entered!r} is no server's name; allowed is one like mastodon.social")
    return name


# RFC 1123 labels, at least two of them; the last one starts with a letter, as no IP address does.
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST_NAME = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z][a-z0-9-]){_LABEL}", re.ASCII)


def _linkedin(post: Post) -> str:
    return _query("https://www.linkedin.com/sharing/share-offsite/", url=post.link)


def _x(post: Post) -> str:
    # X itself puts one space between the two.
    # https://docs.x.com/x-for-websites/post-button/guides/web-intent
    return _query("https://x.com/intent/tweet", text=post.text, url=post.link)


def _facebook(post: Post) -> str:
    # Pre-filled text is against Facebook's rules, so there is no place for it here at all.
    return _query("https://www.facebook.com/sharer/sharer.php", u=post.link)


def _bluesky(post: Post) -> str:
    # https://docs.bsky.app/docs/advanced-guides/intent-links
    return _query("https://bsky.app/intent/compose", text=_with_link(post.text, post.link))


def _mastodon(post: Post) -> str:
    if post.server is None:
        raise ValueError("a share on Mastodon needs the person's server")
    return _query(f"https://{server_name(post.server)}/share", text=_with_link(post.text, post.link))


def _threads(post: Post) -> str:
    # https://developers.facebook.com/documentation/threads/threads-web-intents
    return _query("https://www.threads.com/intent/post", text=post.text, url=post.link)


def _whatsapp(post: Post) -> str:
    return _query("https://wa.me/", text=_with_link(post.text, post.link))


def _email(post: Post) -> str:
    # RFC 6068: line breaks are CRLF. A subject is one line, whatever a page's title held.
    body = "\n\n".join(part for part in (post.text, post.link) if part)
    lines = body.replace("\r\n", "\n").replace("\n", "\r\n")
    return _query("mailto:", subject=" ".join(post.subject.split()), body=lines)


def _query(address: str, **values: str) -> str:
    """Append the values that are not empty; %20 for a space, which every dialog and mailto read."""
    given = {name: value for name, value in values.items() if value}
    return f"{address}?{urlencode(given, quote_via=quote)}"


def _with_link(text: str, link: str) -> str:
    return f"{text}\n{link}" if text else link


_COUNTERS: Mapping[Counting, Callable[[str], int]] = {
    Counting.CHARACTERS: len,
    Counting.GRAPHEMES: text_lengths.graphemes,
    Counting.X: text_lengths.x_weight,
    Counting.MASTODON: text_lengths.mastodon_length,
    Counting.THREADS: text_lengths.threads_length,
}

DIALOGS: Mapping[Network, ShareDialog] = {
    # The dialog attaches the link as a card, so the link is not in the text.
    Network.LINKEDIN: ShareDialog(limit=3000, address=_linkedin, takes_text=False, counts_link=False),
    # Facebook's own limit, 63,206 characters, is nobody's concern.
    Network.FACEBOOK: ShareDialog(limit=None, address=_facebook, takes_text=False, counts_link=False),
    Network.X: ShareDialog(limit=280, counting=Counting.X, address=_x),
    Network.WHATSAPP: ShareDialog(limit=None, address=_whatsapp, is_private=True),
    # The app shortens links before it counts, other clients do not: the whole link is counted.
    Network.BLUESKY: ShareDialog(limit=300, counting=Counting.GRAPHEMES, address=_bluesky, follows_posts=True),
    # A server may allow more; 500 is what a server allows that was not changed.
    Network.MASTODON: ShareDialog(
        limit=500, counting=Counting.MASTODON, address=_mastodon, own_server=True, follows_posts=True
    ),
    # The link is documented as an attachment; it is counted, because pasted it is text.
    Network.THREADS: ShareDialog(limit=500, counting=Counting.THREADS, address=_threads),
    # https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media
    Network.INSTAGRAM: ShareDialog(limit=2200, address=None, takes_text=False, opens=Opens.COPY),
    Network.EMAIL: ShareDialog(limit=None, address=_email, opens=Opens.MAIL, is_private=True),
    # A link that was copied may have been posted on any network, also on one whose posts are followed.
    Network.LINK: ShareDialog(
        limit=None, address=None, takes_text=False, opens=Opens.COPY, follows_posts=True, is_listed=False
    ),
}
"""In the order in which they are offered."""
