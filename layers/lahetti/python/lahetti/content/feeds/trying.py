"""A feed is tried before it is saved: what stands in it, why it fails, or which feeds a page names that was given.

It all happens while somebody waits for the answer, so it has less time than the job that imports.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from lahetti.content.channels.model import FeedOverview
from lahetti.content.feeds.apart import read_apart
from lahetti.content.feeds.choice import overview_of
from lahetti.content.feeds.documents import LIMITS, CutShort, FeedDocument, NotAFeed
from lahetti.networks.model import CannotFetch, Fetched, Limits
from lahetti.networks.page_metadata import FeedLink, is_aside, read_page
from lahetti.networks.safe_fetch import fetch as fetch_safely

Fetch = Callable[[str, Limits], Fetched]
Read = Callable[[Fetched], FeedDocument]
_LIMITS = replace(LIMITS, seconds=6)
_MOST_SECONDS = 4
"""Processor time of reading a feed; with two fetches it is within what an answer has."""
_YOUTUBE = re.compile(r"(?:(?:www|m)\.)?youtube\.com")
_YOUTUBE_CHANNEL = re.compile(r"/channel/(UC[\w-]{22})(?:/|$)")
_YOUTUBE_USER = re.compile(r"/user/([\w-]{1,60})(?:/|$)")
_YOUTUBE_FEEDS = "https://www.youtube.com/feeds/videos.xml"
_MASTODON_PROFILE = re.compile(r"/@\w{1,64}(?:@[\w.-]{1,253})?/?")


@dataclass(frozen=True)
class TriedFeed:
    """What became of a try: the feed at `url` holds `overview`, or fails by `error`, or a page names several `links`.

    The `url` is another than the given one where the given one is a page that names one feed.
    """

    url: str
    overview: FeedOverview | None = None
    error: CannotFetch | None = None
    links: tuple[FeedLink, ...] = ()


def read_soon(fetched: Fetched) -> FeedDocument:
    """Return what stands in a feed; raise NotAFeed, also where it takes longer than somebody waits."""
    return read_apart(fetched, _MOST_SECONDS)


def try_feed(url: str, now: datetime, fetch: Fetch = fetch_safely, read: Read = read_soon) -> TriedFeed:
    """Fetch and read a feed, or find the feeds of a page. Nothing is stored, and nothing is raised."""
    url = _feed_of_youtube(url) or url
    try:
        fetched = fetch(url, _LIMITS)
        if is_aside(url, fetched.url):
            return TriedFeed(url, error=CannotFetch("A question for consent or a sign-in answers.", value=url[:200]))
        return _read(url, read(fetched), now)
    except NotAFeed as error:
        links = read_page(fetched).feeds or _feed_of_mastodon(url)
        if len(links) != 1:
            return TriedFeed(url, error=None if links else error, links=links)
    except CannotFetch as error:
        return TriedFeed(url, error=error)
    (link,) = links
    try:
        return _read(link.url, read(fetch(link.url, _LIMITS)), now)
    except CannotFetch as error:
        return TriedFeed(link.url, error=error)


def _read(url: str, document: FeedDocument, now: datetime) -> TriedFeed:
    error = CutShort("The feed breaks off: its end is missing.") if document.is_cut else None
    return TriedFeed(url, overview_of(document, now), error)


def is_of_youtube(url: str) -> bool:
    """Return whether an address is YouTube's, whose pages often ask for consent in the place of the page."""
    return _YOUTUBE.fullmatch(urlsplit(url).hostname or "") is not None


def _feed_of_youtube(url: str) -> str | None:
    """Return the feed of a channel, a user or a playlist whose address says it; other pages of YouTube name theirs."""
    parts = urlsplit(url)
    if not is_of_youtube(url):
        return None
    if found := _YOUTUBE_CHANNEL.match(parts.path):
        return f"{_YOUTUBE_FEEDS}?channel_id={found[1]}"
    if found := _YOUTUBE_USER.match(parts.path):
        return f"{_YOUTUBE_FEEDS}?user={found[1]}"
    lists = parse_qs(parts.query).get("list", ()) if parts.path == "/playlist" else ()
    return f"{_YOUTUBE_FEEDS}?playlist_id={lists[0]}" if lists and re.fullmatch(r"[\w-]{10,60}", lists[0]) else None


def _feed_of_mastodon(url: str) -> tuple[FeedLink, ...]:
    """Return the feed that lies beside a profile (https://docs.joinmastodon.org/user/network/#rss)."""
    parts = urlsplit(url)
    if not _MASTODON_PROFILE.fullmatch(parts.path):
        return ()
    return (FeedLink(f"https://{parts.netloc}{parts.path.rstrip('/')}.rss", ""),)
