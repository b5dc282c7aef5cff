"""What a page says of itself: title, summary, picture and language.

Open Graph comes first, then the Twitter card, then `<title>` and `<html lang>`, then JSON-LD and the first heading.
Texts come out plain. A page that says nothing of itself gives empty fields, not an error: an editor fills them in. What
a question for consent or a sign-in says is not the page's.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import etree, html

from lahetti.core.json_texts import read_json
from lahetti.core.plain_texts import LONGEST_SUMMARY, LONGEST_TITLE, cut, language_of, on_one_line
from lahetti.networks.charsets import decoded
from lahetti.networks.markup import address_of, best_picture, plain
from lahetti.networks.model import CannotFetch, Fetched, Limits, WrongKind
from lahetti.networks.safe_fetch import fetch

_PAGES = ("text/html", "application/xhtml+xml")
LIMITS = Limits(
    types=(*_PAGES, "text/plain", "text/xml", "application/xml", "application/octet-stream"),
    most_bytes=3 * 2**20,
    seconds=8,
)
"""Within the time that an API request has; types that say little are judged by the body."""
_OEMBED = Limits(types=("application/json", "text/javascript"), most_bytes=2**18, seconds=4)
_BEGINS_AS_PAGE = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^<>]{0,300}>\s*)?<(?:!doctype html|html|head|meta)", re.IGNORECASE | re.DOTALL
)
_MOST_STEPS = 2
"""Pages that only lead on, one after the other."""
_LEADS_ON = re.compile(r"\s*(\d{1,2})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.IGNORECASE)
_LONGEST_PAUSE = 10
"""Seconds after which a page that leads on does; later it is one to be read."""
_LANGUAGE = re.compile(r"<html\b[^<>]{0,500}?\blang\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
_VIDEOS = re.compile(r"(?:(?:www|m|music)\.)?youtube\.com|youtu\.be")
_ASIDES = re.compile(r"(?:consent|login|signin|accounts?|auth|sso|idp|tunnistautuminen)\.")
_ASIDE_PATHS = frozenset(
    ("authwall", "checkpoint", "consent", "kirjaudu", "login", "login.php", "signin", "sign-in", "sso", "wp-login.php")
)
"""Hosts and parts of paths where a reader is asked for consent or to sign in, and where no page is."""
_LONGEST_SCRIPT = 200_000
_MOST_NODES = 500
_WORDS_A_MINUTE = 150
"""Of Finnish, whose words are long; English has more and shorter ones, and a guess is enough."""
_MOST_MINUTES = 240
_PLACES = ("article", "main", "body")
"""Where the paragraphs are that are counted: in the first article, else in the first main, else anywhere."""
_TITLES = ("og:title", "twitter:title")
_SUMMARIES = ("og:description", "twitter:description", "description")
_PICTURES = (
    "og:image:secure_url",
    "og:image",
    "og:image:url",
    "twitter:image",
    "twitter:image:src",
    "image_src",
    "image",
)


_FEEDS = frozenset(("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"))
_MOST_FEEDS = 20
_OF_COMMENTS = re.compile(r"comment|kommen(?:tti|tar)", re.IGNORECASE)


@dataclass(frozen=True)
class FeedLink:
    """A feed that a page names."""

    url: str
    title: str


@dataclass(frozen=True)
class Page:
    """What is known of a page; `url` is where it was found after redirects, `picture` an https URL or None.

    `minutes` is how long it takes to read, None for a page without paragraphs; `leads_to` where it sends its readers.
    `feeds` are those that it names, of comments last.
    """

    url: str
    title: str = ""
    summary: str = ""
    picture: str | None = None
    language: str | None = None
    minutes: int | None = None
    leads_to: str | None = None
    feeds: tuple[FeedLink, ...] = ()


def fetch_page(url: str) -> Page:
    """Fetch a page and return what it says of itself; raise CannotFetch, also where another page answers for it."""
    until = time.monotonic() + LIMITS.seconds
    if (video := _video(url)) is not None:
        return video
    page = _fetched(url, LIMITS.seconds)
    for _ in range(_MOST_STEPS):
        left = until - time.monotonic()
        if page.leads_to is None or left <= 0:
            break
        page = _fetched(page.leads_to, left)
    if is_aside(url, page.url):
        raise CannotFetch("A question for consent or a sign-in answers in the page's place.", value=page.url[:200])
    return page


def is_aside(asked: str, answered: str) -> bool:
    """Return whether an answer comes from where consent or a sign-in is asked for, and the page is not there."""
    before, after = urlsplit(asked), urlsplit(answered)
    if before.hostname != after.hostname and _ASIDES.match(after.hostname or ""):
        return True
    return before.path != after.path and not _ASIDE_PATHS.isdisjoint(after.path.lower().split("/"))


def _fetched(url: str, seconds: float) -> Page:
    fetched = fetch(url, replace(LIMITS, seconds=seconds))
    kind = fetched.content_type.partition(";")[0].strip().lower()
    if kind and kind not in _PAGES and not _BEGINS_AS_PAGE.match(decoded(fetched.body[:5000], fetched.content_type)):
        raise WrongKind(f"The answer is {kind[:60]}, which is not taken here.", value=kind[:60])
    return read_page(fetched)


def _video(url: str) -> Page | None:
    """Return what YouTube says of a video (https://oembed.com): its pages ask for consent first."""
    if not _VIDEOS.fullmatch(urlsplit(url).hostname or ""):
        return None
    try:
        said = read_json(
            fetch(f"https://www.youtube.com/oembed?{urlencode({'format': 'json', 'url': url})}", _OEMBED).body
        )
    except (CannotFetch, ValueError):  # no video, or one that may not be shown elsewhere: its page is tried
        return None
    if not isinstance(said, dict) or not isinstance(said.get("title"), str):
        return None
    thumbnail = said.get("thumbnail_url")
    picture = best_picture(url, [thumbnail]) if isinstance(thumbnail, str) else None
    return Page(url, cut(on_one_line(said["title"]), LONGEST_TITLE), picture=picture)


def read_page(fetched: Fetched) -> Page:
    """Return what a page says of itself, whatever comes in."""
    text = decoded(fetched.body, fetched.content_type)
    said = _Reading()
    # As UTF-8 bytes: a text with an XML declaration would be refused. No other URL is read.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, target=said)  # type: ignore[arg-type]  # str, as it is fed bytes of a named encoding
    try:
        etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # an empty page
        return Page(fetched.url)
    base = _joined(fetched.url, said.base) or fetched.url
    story = _story(said.scripts)
    title = _first(said.metadata, _TITLES) or said.title or plain(story.get("headline", "")) or said.first_heading
    pictures = [said.metadata[name] for name in _PICTURES if name in said.metadata]
    # Text before the document type makes a parser lose the attributes of `<html>`.
    written = said.language or ((found := _LANGUAGE.search(text)) and found[1])
    return Page(
        url=fetched.url,
        title=cut(title, LONGEST_TITLE),
        summary=cut(plain(_first(said.metadata, _SUMMARIES)), LONGEST_SUMMARY),
        picture=best_picture(base, [*pictures, story["image"]] if "image" in story else pictures),
        language=language_of(written) or language_of(said.metadata.get("og:locale", "").partition("_")[0]),
        minutes=said.minutes,
        leads_to=_leads_to(said.refresh, base, fetched.url),
        feeds=_feeds(said.feeds, base),
    )


def _feeds(named: list[tuple[str, str]], base: str) -> tuple[FeedLink, ...]:
    found: dict[str, FeedLink] = {}
    for url, title in named:
        if address := address_of(base, re.sub(r"^\s*http:", "https:", url, flags=re.IGNORECASE)):
            found.setdefault(address, FeedLink(address, cut(on_one_line(title), LONGEST_TITLE)))
    return tuple(sorted(found.values(), key=lambda feed: bool(_OF_COMMENTS.search(f"{feed.title} {feed.url}"))))


def _leads_to(refresh: str, base: str, own: str) -> str | None:
    found = _LEADS_ON.match(refresh)
    if found is None or int(found[1]) > _LONGEST_PAUSE:
        return None
    where = _joined(base, found[2].strip())
    return where if where and where.partition("#")[0] != own.partition("#")[0] else None


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url.strip()) if url else ""
    except ValueError:
        return ""


def _story(scripts: list[str]) -> dict[str, str]:
    """Return headline and picture of the article that a page describes in JSON-LD (https://schema.org/Article)."""
    waiting: list[Any] = []
    for script in scripts:
        try:
            waiting.append(read_json(script))
        except ValueError:
            continue
    for _ in range(_MOST_NODES):
        if not waiting:
            break
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node[:_MOST_NODES]
        elif isinstance(node, dict):
            if isinstance(node.get("headline"), str):
                picture = _picture_of(node.get("image"))
                return {"headline": node["headline"], **({"image": picture} if picture else {})}
            waiting.append(node.get("@graph"))
    return {}


def _picture_of(image: Any) -> str | None:
    first = image[0] if isinstance(image, list) and image else image
    url = first.get("url") if isinstance(first, dict) else first
    return url if isinstance(url, str) else None


class _Reading:
    """What is kept of a page while it is parsed, in one pass and without a tree.

    A tree of a hostile megabyte takes many seconds (libxml2 2.14 walks all attributes of an element for each new one).
    """

    def __init__(self) -> None:
        self.metadata: dict[str, str] = {}
        """The first content of each name or property, in lower case."""
        self.language: str | None = None
        self.title = ""
        self.first_heading = ""
        self.base = ""
        self.refresh = ""
        self.scripts: list[str] = []
        self.feeds: list[tuple[str, str]] = []
        self._script: list[str] | None = None
        self._heading: list[str] | None = None
        self._heading_of = ""
        self._pictures = 0
        self._besides = 0
        self._places: dict[str, int] = {}
        self._words = dict.fromkeys(_PLACES, 0)
        self._paragraph: list[str] = []
        self._paragraphs = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        match tag:
            case "html":
                self.language = self.language or attributes.get("lang")
            case "base" | "link" | "meta":
                self._note(tag, attributes)
            case "svg":
                self._pictures += 1
            case "title" | "h1" | "script":
                self._begin_text(tag, attributes)
            case "p":
                self._paragraphs += 1
            case "aside" | "nav" | "footer":
                self._besides += 1
            case "article" | "main" | "body" if self._places.get(tag) != 0 and not self._besides:
                if tag == "main" and self._places.get("article") == 0:  # what stood before it was a teaser
                    del self._places["article"]
                    self._words["article"] = 0
                self._places[tag] = self._places.get(tag, 0) + 1

    def _begin_text(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "script":
            if (attributes.get("type") or "").strip().lower() == "application/ld+json":
                self._script = []
        elif tag == "title":
            if not self.title and not self._pictures:  # an SVG of the page may have its own
                self._heading, self._heading_of = [], tag
        elif not self.first_heading and self._heading is None:
            self._heading, self._heading_of = [], tag

    def end(self, tag: str) -> None:
        match tag:
            case "svg" if self._pictures:
                self._pictures -= 1
            case "title" | "h1" if self._heading is not None and tag == self._heading_of:
                heading, self._heading = on_one_line("".join(self._heading)), None
                if tag == "title":
                    self.title = heading
                else:
                    self.first_heading = heading
            case "script" if self._script is not None:
                self.scripts.append("".join(self._script)[:_LONGEST_SCRIPT])
                self._script = None
            case "aside" | "nav" | "footer" if self._besides:
                self._besides -= 1
            case "p" if self._paragraphs:
                self._paragraphs -= 1
                if not self._paragraphs:
                    self._count()
            case "article" | "main" | "body" if self._places.get(tag) and not self._besides:
                self._places[tag] -= 1  # a second one is not looked at: 0 stays

    def data(self, text: str) -> None:
        if self._script is not None:
            self._script.append(text)
        if self._heading is not None:
            self._heading.append(text)
        if self._paragraphs:
            self._paragraph.append(text)

    def close(self) -> None:
        self._count()

    @property
    def minutes(self) -> int | None:
        """How long the paragraphs of the article take to read; menus and footers are not among them."""
        place = next((name for name in _PLACES if name in self._places), "body")
        words = self._words[place]
        return min(_MOST_MINUTES, max(1, round(words / _WORDS_A_MINUTE))) if words else None

    def _note(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "base":
            self.base = self.base or attributes.get("href") or ""
            return
        if tag == "link":
            self._note_link(attributes)
            return
        if (attributes.get("http-equiv") or "").strip().lower() == "refresh" and not self.refresh:
            self.refresh = attributes.get("content") or ""
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        content = on_one_line(attributes.get("content") or "")
        if name and content:
            self.metadata.setdefault(name.strip().lower(), content)

    def _note_link(self, attributes: Mapping[str, str]) -> None:
        where, rel = attributes.get("href") or "", (attributes.get("rel") or "").lower().split()
        kind = (attributes.get("type") or "").partition(";")[0].strip().lower()
        if where and rel == ["image_src"]:
            self.metadata.setdefault("image_src", where)
        elif where and "alternate" in rel and kind in _FEEDS and len(self.feeds) < _MOST_FEEDS:
            self.feeds.append((where, attributes.get("title") or ""))

    def _count(self) -> None:
        words = len("".join(self._paragraph).split())
        self._paragraph.clear()
        for place in _PLACES:
            if self._places.get(place) and not self._besides:
                self._words[place] += words


def _first(said: dict[str, str], names: tuple[str, ...]) -> str:
    return next((said[name] for name in names if name in said), "")


def _encoding(body: bytes) -> str:
    """Name the charset of a page that names none."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
