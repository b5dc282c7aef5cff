"""What stands in a feed, whatever its kind: RSS of every version, Atom, JSON Feed, YouTube's and Mastodon's.

Texts come out plain: HTML from outside is never shown as HTML. What cannot be used is left to `choice` to count.
"""

import calendar
import html
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from lahetti.core.json_texts import read_json
from lahetti.core.plain_texts import LONGEST_SUMMARY, LONGEST_TITLE, cut, language_of, without_markup
from lahetti.networks.model import CannotFetch, Fetched, Limits

LIMITS = Limits(
    types=(
        "application/atom+xml",
        "application/feed+json",
        "application/json",
        "application/rdf+xml",
        "application/rss+xml",
        "application/xml",
        "text/html",  # what a server that is set up badly says of its feed
        "text/plain",
        "text/xml",
    ),
    most_bytes=6 * 2**20,
    seconds=20,
)
"""Feeds of real blogs have up to 3 MB, as they hold whole articles."""
_TITLE_FROM_SUMMARY = 120
_LONGEST_NUMBER = 15
_MOST_ITEMS = 1000
"""Newest come first in nearly every feed; what is behind the thousandth is not looked at."""


class NotAFeed(CannotFetch):
    """The answer is not a feed of a kind that is known."""

    code = "not_a_feed"


@dataclass(frozen=True)
class Item:
    """An item as it stands in the feed; its URL may be anything. Without a date `published` is None."""

    url: str
    title: str
    summary: str = ""
    picture: str | None = None
    published: datetime | None = None
    language: str | None = None
    views: int | None = None


def read_feed(fetched: Fetched) -> list[Item]:
    """Return the items of a feed in its order; raise NotAFeed."""
    if fetched.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(fetched)
    import feedparser  # late: only a job that reads feeds needs it

    try:
        found = feedparser.parse(
            # A text or bytes would be taken for a file's name or a URL.
            io.BytesIO(fetched.body),
            response_headers={"content-type": fetched.content_type, "content-location": fetched.url},
        )
    except (LookupError, OverflowError, ValueError) as error:  # what damage to a feed makes of the parser (6.0.14)
        raise NotAFeed("The answer is a feed that is too damaged to be read.") from error
    if not found.get("version"):
        raise NotAFeed("The answer is not a feed: neither RSS nor Atom nor JSON Feed.")
    language = language_of(found.feed.get("language"))
    return [_item(entry, language) for entry in found.entries[:_MOST_ITEMS]]


def _item(entry: dict[str, Any], language: str | None) -> Item:
    # dict.get: the parser's own answers one date with another, and warns of it.
    detail = entry.get("summary") or _first(entry.get("content"), "value")
    return _made(
        url=str(entry.get("link") or ""),
        title=str(entry.get("title") or ""),
        summary=str(detail or ""),
        picture=_picture(entry),
        published=_moment(dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")),
        language=language,
        views=_views(entry),
    )


def _json_feed(fetched: Fetched) -> list[Item]:
    """Read a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    try:
        feed = read_json(fetched.body)
        known = str(feed.get("version", "")).startswith("https://jsonfeed.org/version/")
        items = feed["items"] if known and isinstance(feed.get("items"), list) else None
    except ValueError as error:
        raise NotAFeed("The answer is not a feed: its JSON cannot be read.") from error
    if items is None:
        raise NotAFeed("The answer is JSON, but no JSON Feed.")
    whole = language_of(feed.get("language"))
    return [_json_item(item, whole, fetched.url) for item in items[:_MOST_ITEMS] if isinstance(item, dict)]


def _json_item(item: Mapping[str, Any], language: str | None, base: str) -> Item:
    text = {name: value for name, value in item.items() if isinstance(value, str)}
    plain = html.escape(text.get("summary") or text.get("content_text", ""))
    picture = text.get("image") or text.get("banner_image")
    return _made(
        url=_joined(base, text.get("url", "")),
        title=html.escape(text.get("title", "")),
        summary=plain or text.get("content_html", ""),
        picture=_joined(base, picture) if picture else None,
        published=_stamp(text.get("date_published") or text.get("date_modified")),
        language=language_of(text.get("language")) or language,
    )


def _made(
    url: str,
    title: str,
    summary: str,
    picture: str | None,
    published: datetime | None,
    language: str | None,
    views: int | None = None,
) -> Item:
    plain = without_markup(summary)
    heading = without_markup(title) or cut(plain, _TITLE_FROM_SUMMARY)  # posts of Mastodon have no title
    title, summary = cut(heading, LONGEST_TITLE), cut(plain, LONGEST_SUMMARY)
    return Item(url.strip(), title, summary, picture, published, language, views)


def _picture(entry: Mapping[str, Any]) -> str | None:
    media = [m.get("url") for m in entry.get("media_content", ()) if _is_picture(m)]
    thumbnails = [m.get("url") for m in entry.get("media_thumbnail", ())]
    links: Iterable[Mapping[str, Any]] = entry.get("links", ())
    enclosed = [link.get("href") for link in links if link.get("rel") == "enclosure" and _is_picture(link)]
    return next((str(found) for found in [*media, *thumbnails, *enclosed] if found), None)


def _views(entry: Mapping[str, Any]) -> int | None:
    """Return the views of a video that YouTube's channel feeds tell (https://www.rssboard.org/media-rss)."""
    statistics = entry.get("media_statistics")
    views = str(statistics.get("views", "")) if isinstance(statistics, dict) else ""
    return int(views) if views.isascii() and views.isdigit() and len(views) <= _LONGEST_NUMBER else None


def _is_picture(media: Mapping[str, Any]) -> bool:
    return media.get("medium") == "image" or str(media.get("type", "")).startswith("image/")


def _moment(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _stamp(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url) if url else ""
    except ValueError:
        return url


def _first(found: Any, name: str) -> Any:
    return found[0].get(name) if found else None
