"""The networks on which an ambassador shares: everything that differs between them, declared once.

A new network is a member of `Network` and an entry of `NETWORKS`, which says how a text is counted there (the ways of
counting stand in `text_lengths`), what opens and under which URL, and how its posts are followed, if they are. Whatever
lists networks reads the entries: the API (it serves them to the client with `GET /programme`), the console, the job
that collects reactions, tests. Which text is shared (a caption, own words, a disclosure) and what
happens to one that is too long is decided in `lahetti.content` and `lahetti.sharing`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import quote, urlencode

from lahetti.core.plain_texts import cut, on_one_line
from lahetti.networks import bluesky, mastodon, text_lengths
from lahetti.networks.reactions import Collector
from lahetti.networks.servers import server_name


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
    BLUESKY = "bluesky"
    X = "x"
    MASTODON = "mastodon"
    THREADS = "threads"


class Opens(StrEnum):
    """What a share opens: a window with the network's dialog, the mail program, or nothing where the text is copied."""

    WINDOW = "window"
    MAIL = "mail"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class SharedPost:
    """What a dialog is opened with: `link` is the share's own, `server` the person's where they have one there."""

    link: str
    text: str
    subject: str
    server: str | None


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """What one network is like.

    `limit` is counted by `counting`; None where people never meet it. `counts_link` says that the link is part of
    the text. `url` is None where there is no dialog to open: text and link are copied. A dialog with a URL that
    does not take text has the text copied first, and so has one whose URL would be longer than `longest_url`.
    `shows_card` says that the network shows a link as a card with picture and title, `folds_after` how many characters
    of a text it shows before it is unfolded, roughly (None: all of it), `own_server` that the URL is
    on a server of the person's own choice, `is_private` that chosen people read it, `is_listed` that people choose
    the network by its name. `collector` counts the reactions to its posts.
    """

    limit: int | None
    url: Callable[[SharedPost], str] | None
    counting: Counting = Counting.CHARACTERS
    counts_link: bool = True
    takes_text: bool = True
    longest_url: int | None = None
    opens: Opens = Opens.WINDOW
    shows_card: bool = False
    folds_after: int | None = None
    own_server: bool = False
    is_private: bool = False
    is_listed: bool = True
    collector: Collector | None = None

    @property
    def follows_posts(self) -> bool:
        """Whether reactions to a post are counted once its URL is known.

        A link that was copied may have been posted on any network, also on one whose posts are followed.
        """
        return self.collector is not None or not self.is_listed


LONGEST_TEXT = 5000
"""What is accepted where a network has no limit that people meet; the client counts down from the same."""
_LONGEST_MAILTO = 2000
"""Windows hands no program a URL of more than 2,083 characters: nothing opens (INTERNET_MAX_URL_LENGTH, wininet.h)."""
_LONGEST_SUBJECT = 100
"""Characters of a subject that no text goes with: each may take twelve in a URL."""


def limit(network: Network) -> int | None:
    """Return how long a text may be on the network, in the units of `length`."""
    return NETWORKS[network].limit


def length(network: Network, text: str, link: str) -> int:
    """Count a text as the network does, with the link where the network counts it in."""
    facts = NETWORKS[network]
    return _COUNTERS[facts.counting](_with_link(text, link) if facts.counts_link else text)


def takes_text(network: Network) -> bool:
    """Return whether the network's dialog can be opened with a text already in it."""
    return NETWORKS[network].takes_text


def needs_copying(network: Network, *, link: str, text: str, subject: str) -> bool:
    """Return whether a text is copied before the dialog opens: that takes none, or none so long."""
    return not takes_text(network) or not _fits(NETWORKS[network], SharedPost(link, text, subject, None))


def share_url(network: Network, *, link: str, text: str, subject: str, server: str | None) -> str | None:
    """Return the URL that opens the network's share dialog, None where there is only copying.

    `subject` is used by e-mail, which leaves the text out where it is too long (`needs_copying`), `server` where
    people have servers of their own choice. Raise ValueError for a share there without a valid one.
    """
    facts, post = NETWORKS[network], SharedPost(link, text, subject, server)
    if facts.url is None:
        return None
    return facts.url(post if _fits(facts, post) else replace(post, text="", subject=cut(subject, _LONGEST_SUBJECT)))


def _fits(facts: NetworkFacts, post: SharedPost) -> bool:
    return facts.url is None or facts.longest_url is None or len(facts.url(post)) <= facts.longest_url


def _linkedin(post: SharedPost) -> str:
    return _query("https://www.linkedin.com/sharing/share-offsite/", url=post.link)


def _x(post: SharedPost) -> str:
    # X itself puts one space between the two.
    # https://docs.x.com/x-for-websites/post-button/guides/web-intent
    return _query("https://x.com/intent/tweet", text=post.text, url=post.link)


def _facebook(post: SharedPost) -> str:
    # Pre-filled text is against Facebook's rules, so there is no place for it here at all.
    return _query("https://www.facebook.com/sharer/sharer.php", u=post.link)


def _bluesky(post: SharedPost) -> str:
    # https://docs.bsky.app/docs/advanced-guides/intent-links
    return _query("https://bsky.app/intent/compose", text=_with_link(post.text, post.link))


def _mastodon(post: SharedPost) -> str:
    if post.server is None:
        raise ValueError("a share on Mastodon needs the person's server")
    return _query(f"https://{server_name(post.server)}/share", text=_with_link(post.text, post.link))


def _threads(post: SharedPost) -> str:
    # https://developers.facebook.com/documentation/threads/threads-web-intents
    return _query("https://www.threads.com/intent/post", text=post.text, url=post.link)


def _whatsapp(post: SharedPost) -> str:
    return _query("https://wa.me/", text=_with_link(post.text, post.link))


def _email(post: SharedPost) -> str:
    # RFC 6068: line breaks are CRLF. A subject is one line, whatever a page's title held.
    body = "\n\n".join(part for part in (post.text, post.link) if part)
    lines = body.replace("\r\n", "\n").replace("\n", "\r\n")
    return _query("mailto:", subject=on_one_line(post.subject), body=lines)


def _query(dialog: str, /, **values: str) -> str:
    """Append the values that are not empty; %20 for a space, which every dialog and mailto read."""
    given = {name: value for name, value in values.items() if value}
    return f"{dialog}?{urlencode(given, quote_via=quote)}"


def _with_link(text: str, link: str) -> str:
    return f"{text}\n{link}" if text else link


_COUNTERS: Mapping[Counting, Callable[[str], int]] = {
    Counting.CHARACTERS: len,
    Counting.BLUESKY: text_lengths.bluesky_length,
    Counting.X: text_lengths.x_weight,
    Counting.MASTODON: text_lengths.mastodon_length,
    Counting.THREADS: text_lengths.threads_length,
}

NETWORKS: Mapping[Network, NetworkFacts] = {
    # The dialog attaches the link as a card, so the link is not in the text.
    # https://support.dynamicsignal.com/hc/en-us/articles/4415561838871 (where LinkedIn and Facebook fold a text)
    Network.LINKEDIN: NetworkFacts(
        limit=3000, url=_linkedin, takes_text=False, counts_link=False, shows_card=True, folds_after=210
    ),
    # Facebook's own limit, 63,206 characters, is nobody's concern.
    Network.FACEBOOK: NetworkFacts(
        limit=None, url=_facebook, takes_text=False, counts_link=False, shows_card=True, folds_after=483
    ),
    Network.X: NetworkFacts(limit=280, counting=Counting.X, url=_x, shows_card=True),
    Network.WHATSAPP: NetworkFacts(limit=None, url=_whatsapp, is_private=True),
    # The app shortens links before it counts, other clients do not: the whole link is counted.
    Network.BLUESKY: NetworkFacts(
        limit=300, counting=Counting.BLUESKY, url=_bluesky, shows_card=True, collector=bluesky.COLLECTOR
    ),
    # A server may allow more; 500 is what a server allows that was not changed.
    Network.MASTODON: NetworkFacts(
        limit=500, counting=Counting.MASTODON, url=_mastodon, own_server=True, collector=mastodon.COLLECTOR
    ),
    # The link is documented as an attachment; it is counted, because pasted it is text.
    Network.THREADS: NetworkFacts(limit=500, counting=Counting.THREADS, url=_threads, shows_card=True),
    # https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media
    Network.INSTAGRAM: NetworkFacts(limit=2200, url=None, takes_text=False, opens=Opens.COPY),
    Network.EMAIL: NetworkFacts(limit=None, url=_email, longest_url=_LONGEST_MAILTO, opens=Opens.MAIL, is_private=True),
    Network.LINK: NetworkFacts(limit=None, url=None, takes_text=False, opens=Opens.COPY, is_listed=False),
}
"""In the order in which they are offered."""
LISTED = tuple(network for network, facts in NETWORKS.items() if facts.is_listed)
"""Those that people choose by their names."""
COLLECTORS: Mapping[str, Collector] = {
    network.value: facts.collector for network, facts in NETWORKS.items() if facts.collector is not None
}
"""How each network is asked whose posts are followed."""
