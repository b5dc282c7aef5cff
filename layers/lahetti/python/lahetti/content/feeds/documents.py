"""What stands in a feed, whatever its kind: RSS of every version, Atom, JSON Feed, YouTube's and Mastodon's.

Texts come out plain: HTML from outside is never shown as HTML. What cannot be used is left to `choice` to count.
"""

import calendar
import html
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from lahetti.content.feeds.dates import is_absurd, read_date
from lahetti.core.json_texts import read_json
from lahetti.core.plain_texts import LONGEST_SUMMARY, LONGEST_TITLE, cut, language_of, on_one_line
from lahetti.networks.model import CannotFetch, Fetched, Limits

LIMITS = Limits(types=None, most_bytes=6 * 2**20, seconds=20)
"""Feeds of real blogs have up to 3 MB, as they hold whole articles; what servers call theirs says little."""
_TITLE_FROM_SUMMARY = 120
_LONGEST_NUMBER = 15
_MOST_OTHER_PICTURES = 3
_MOST_CATEGORIES, _LONGEST_CATEGORY = 20, 60
_WITH_MARKUP = re.compile(r"</[a-z][a-z0-9]*\s*>|<br\s*/?>|&(?:amp|lt|gt|quot|nbsp|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
"""What no author writes into a text that is none of HTML, whatever the feed calls it."""
_NO_PAGE = re.compile(r"\s*(?:urn|tag|at|uuid):", re.IGNORECASE)
"""Names that stand where an address might; the parser takes an item's id for its link where it has none."""
_MOST_ITEMS = 1000
"""Newest come first in nearly every feed; what is behind the thousandth is not looked at."""


class NotAFeed(CannotFetch):
    """The answer is not a feed of a kind that is known."""

    code = "not_a_feed"


class CutShort(CannotFetch):
    """The feed ends before its end: only its whole items can be used."""

    code = "cut_short"


@dataclass(frozen=True)
class Item:
    """An item as it stands in the feed; its URL may be anything. Without a date `published` is None.

    `undatable`: it has a date that cannot be read. `guid` is what the feed calls it; `other_pictures` are next best.
    `categories` are its words for what the item is about.
    """

    url: str
    title: str
    summary: str = ""
    picture: str | None = None
    published: datetime | None = None
    language: str | None = None
    views: int | None = None
    guid: str = ""
    undatable: bool = False
    other_pictures: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class FeedDocument:
    """A feed as it was read: its items in its order, what it calls itself, and whether its end is missing."""

    items: tuple[Item, ...]
    title: str = ""
    language: str | None = None
    is_cut: bool = False


def read_feed(fetched: Fetched) -> FeedDocument:
    """Return what stands in a feed; raise NotAFeed, whatever comes in."""
    try:
        if fetched.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            return _json_feed(fetched)
        return _xml_feed(fetched)
    except NotAFeed:
        raise
    except Exception as error:
        raise NotAFeed("The answer is a feed that is too damaged to be read.") from error


def _xml_feed(fetched: Fetched) -> FeedDocument:
    import feedparser  # late: only what reads feeds needs it, and what mends them

    from lahetti.content.feeds.mending import mended
    from lahetti.networks.markup import plain

    text, is_cut = mended(fetched)
    found = feedparser.parse(
        # A text or bytes would be taken for a file's name or a URL.
        io.BytesIO(text),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": fetched.url},
        # Both cost most of the time, and no HTML of a feed is ever shown.
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    version = found.get("version")
    if not version:
        raise NotAFeed("The answer is not a feed: neither RSS nor Atom nor JSON Feed.")
    reading = _Feed(fetched.url, language_of(found.feed.get("language")), version.startswith("atom"))
    items = tuple(_item(entry, reading) for entry in found.entries[:_MOST_ITEMS])
    title = cut(plain(str(found.feed.get("title") or "")), LONGEST_TITLE)
    return FeedDocument(items, title, reading.language, is_cut)


@dataclass(frozen=True)
class _Feed:
    """What holds for all items of a feed."""

    url: str
    language: str | None
    is_atom: bool = False


def _item(entry: dict[str, Any], feed: _Feed) -> Item:
    # dict.get: the parser's own answers one date with another, and warns of it.
    title = _detail(entry, "title")
    texts = [_detail(entry, "summary"), *entry.get("content", ())]
    written = [_markup(text, feed) for text in texts] + [str(entry.get("media_depiction") or "")]
    said = [entry.get("language"), *(text.get("language") for text in (title, *texts))]
    language = next((found for found in map(language_of, said) if found), feed.language)
    date = str(dict.get(entry, "published") or dict.get(entry, "updated") or dict.get(entry, "created") or "").strip()
    parsed = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    published = read_date(date) or _moment(parsed)
    return _made(
        feed,
        url=_link(entry, language),
        title=_markup(title, feed),
        summaries=written,
        pictures=_media(entry),
        published=published,
        language=language,
        views=_views(entry),
        guid=str(entry.get("id") or ""),
        undatable=bool(date) and published is None,
        categories=[tag.get(name) for tag in entry.get("tags", ()) for name in ("label", "term")],
    )


def _detail(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a text of an item with its type and language; what a picture in the item is called is not the item's."""
    detail = entry.get(f"{name}_detail") or {}
    return detail if detail.get("value") == entry.get(name) else {"value": entry.get(name)}


def _markup(text: Mapping[str, Any], feed: _Feed) -> str:
    """Return a text as HTML: what Atom calls plain is, unless it plainly is not."""
    value = str(text.get("value") or "")
    if feed.is_atom and text.get("type") == "text/plain" and not _WITH_MARKUP.search(value):
        return html.escape(value)
    return value


def _link(entry: Mapping[str, Any], language: str | None) -> str:
    if entry.get("feedburner_origlink"):
        return str(entry["feedburner_origlink"])
    pages = [
        link
        for link in entry.get("links", ())
        if link.get("rel", "alternate") == "alternate" and link.get("href") and "html" in link.get("type", "html")
    ]
    own = [link for link in pages if language and language_of(link.get("hreflang")) == language]
    if own and len(pages) > 1:
        return str(own[0]["href"])
    link = str(entry.get("link") or "")
    return "" if _NO_PAGE.match(link) else link


def _json_feed(fetched: Fetched) -> FeedDocument:
    """Read a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    try:
        feed = read_json(fetched.body)
        known = str(feed.get("version", "")).startswith(("https://jsonfeed.org/version/", "http://jsonfeed.org/"))
        items = feed["items"] if known and isinstance(feed.get("items"), list) else None
    except ValueError as error:
        raise NotAFeed("The answer is not a feed: its JSON cannot be read.") from error
    if items is None:
        raise NotAFeed("The answer is JSON, but no JSON Feed.")
    reading = _Feed(fetched.url, language_of(feed.get("language")))
    read = tuple(_json_item(item, reading) for item in items[:_MOST_ITEMS] if isinstance(item, dict))
    title = feed.get("title")
    return FeedDocument(
        read, cut(on_one_line(title), LONGEST_TITLE) if isinstance(title, str) else "", reading.language
    )


def _json_item(item: Mapping[str, Any], feed: _Feed) -> Item:
    text = {name: value for name, value in item.items() if isinstance(value, str)}
    date = text.get("date_published") or text.get("date_modified") or ""
    published = read_date(date)
    return _made(
        feed,
        url=text.get("url", ""),
        title=text["title"] if _WITH_MARKUP.search(text.get("title", "")) else html.escape(text.get("title", "")),
        summaries=[
            *(html.escape(text.get(name, "")) for name in ("summary", "content_text")),
            text.get("content_html", ""),
        ],
        pictures=[text[name] for name in ("image", "banner_image") if text.get(name)],
        published=published,
        language=language_of(text.get("language")) or feed.language,
        guid=text.get("id", ""),
        undatable=bool(date.strip()) and published is None,
        categories=item["tags"] if isinstance(item.get("tags"), list) else (),
    )


def _made(
    feed: _Feed,
    *,
    url: str,
    title: str,
    summaries: list[str],
    pictures: list[str],
    published: datetime | None,
    language: str | None,
    guid: str,
    undatable: bool,
    categories: Iterable[object],
    views: int | None = None,
) -> Item:
    from lahetti.networks.markup import pictures_at, plain, read_markup  # late: it carries lxml

    url = _page(feed, url)
    shown = [read_markup(summary, url) for summary in summaries if summary]
    summary = next((found.text for found in shown if _is_visible(found.text)), "")
    heading = plain(title)
    if not _is_visible(heading):  # posts of Mastodon have no title
        heading = cut(summary, _TITLE_FROM_SUMMARY)
    named = [*pictures, *(picture for found in shown for picture in found.pictures)]
    found = pictures_at(url or feed.url, named)
    return Item(
        url=url,
        title=cut(heading, LONGEST_TITLE),
        summary=cut(summary, LONGEST_SUMMARY),
        picture=next(iter(found), None),
        other_pictures=tuple(found[1 : 1 + _MOST_OTHER_PICTURES]),
        published=None if published is None or is_absurd(published) else published,
        language=language,
        views=views,
        guid=on_one_line(guid),
        undatable=undatable,
        categories=_categories(categories),
    )


def _categories(words: Iterable[object]) -> tuple[str, ...]:
    """Return each word once, as far as it can be the name of a topic."""
    texts = (html.unescape(on_one_line(word)).strip() for word in words if isinstance(word, str))
    return tuple(
        islice(dict.fromkeys(text for text in texts if text and len(text) <= _LONGEST_CATEGORY), _MOST_CATEGORIES)
    )


def _page(feed: _Feed, url: str) -> str:
    """Return the address of an item's page as it is meant: whole, with its spaces written as addresses write them.

    What the feed's own host names by http, it has by https, as it has the feed.
    """
    from w3lib.url import safe_url_string

    from lahetti.networks.markup import unescaped

    url = unescaped(url.strip())
    if not url:
        return ""
    try:
        whole = safe_url_string(urljoin(feed.url, url))
        parts, own = urlsplit(whole), urlsplit(feed.url)
        same_host = _bare(parts.hostname) == _bare(own.hostname) and parts.port in (None, 80)
    except (ValueError, UnicodeError):
        return url
    if parts.scheme == "http" and own.scheme == "https" and same_host:
        return parts._replace(scheme="https", netloc=parts.hostname or "").geturl()
    return whole


def _bare(host: str | None) -> str:
    return (host or "").removeprefix("www.")


def _is_visible(text: str) -> bool:
    """Return whether a text holds a sign that can be seen."""
    return any(unicodedata.category(sign)[0] not in "CZ" for sign in text)


def _media(entry: Mapping[str, Any]) -> list[str]:
    """Return the pictures that a feed itself names, the widest first; thumbnails after what they are the thumbs of."""
    media = [found for found in entry.get("media_content", ()) if _is_picture(found)]
    thumbnails = list(entry.get("media_thumbnail", ()))
    enclosed = [link for link in entry.get("links", ()) if link.get("rel") == "enclosure" and _is_picture(link)]
    image = entry.get("image")
    said = [image.get("href")] if isinstance(image, dict) else []
    named = [
        *(found.get("url") for found in sorted(media, key=_width, reverse=True)),
        *(link.get("href") for link in enclosed),
        *(found.get("url") for found in sorted(thumbnails, key=_width, reverse=True)),
        *said,
    ]
    return [str(url) for url in named if url]


def _width(media: Mapping[str, Any]) -> int:
    width = str(media.get("width", "")).strip().removesuffix("px")
    return int(width[:6]) if width.isascii() and width.isdigit() else 0


def _views(entry: Mapping[str, Any]) -> int | None:
    """Return the views of a video that YouTube's channel feeds tell (https://www.rssboard.org/media-rss)."""
    statistics = entry.get("media_statistics")
    views = str(statistics.get("views", "")) if isinstance(statistics, dict) else ""
    return int(views) if views.isascii() and views.isdigit() and len(views) <= _LONGEST_NUMBER else None


def _is_picture(media: Mapping[str, Any]) -> bool:
    """Return whether a file of an item is a picture: by what it is called, else by its name."""
    from lahetti.networks.markup import is_named_as_picture

    if media.get("medium"):
        return str(media["medium"]) == "image"
    kind = str(media.get("type") or "")
    if kind.startswith("image/"):
        return not kind.startswith("image/svg")
    return kind in ("", "application/octet-stream") and is_named_as_picture(str(media.get("url") or media.get("href")))


def _moment(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
