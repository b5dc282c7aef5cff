"""What HTML from outside says to its reader: the text that is shown, and the pictures in it.

Read in one pass without a tree, as pages are (`page_metadata`).
"""

import html
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html
from w3lib.url import safe_url_string

from lahetti.core.plain_texts import on_one_line

_LONGEST = 60_000
"""Characters of a text that are looked at: only its beginning is kept."""
_MOST_PICTURES = 20
_SMALLEST = 50
"""Pixels; what is smaller counts readers or smiles."""
_AMPERSANDS = re.compile(r"&(?:amp|#0*38|#[xX]0*26);")
_DATA = re.compile(r"data:[^\"'\s<>]{100,}")
_REFERENCES = re.compile(r"(?:&#(?:[xX][0-9a-fA-F]{1,8}|[0-9]{1,9});)+")
_SHOWS_MARKUP = re.compile(r"<[/!?a-zA-Z]")
_INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "html"),
        *("i", "img", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup"),
        *("time", "tt", "u", "var", "wbr"),
    )
)
"""Whatever else begins or ends parts the words before it from those behind it."""
_UNSHOWN = frozenset(
    (
        *("audio", "button", "figcaption", "form", "head", "iframe", "math", "nav", "noscript", "object", "script"),
        *("select", "style", "svg", "template", "textarea", "title", "video", "xml"),
    )
)
_UNSHOWN_CLASSES = re.compile(
    r"(?:^|\s)(?:invisible|visually-hidden|sr-only|screen-reader-text|wp-caption-text|caption-text|image-caption"
    r"|byline|share-(?:buttons|links)|sharedaddy|social-(?:share|buttons|links)|addtoany_\w+|jp-relatedposts"
    r"|post-meta|entry-meta|submitted|field--name-(?:title|uid|created|changed|author)|node__(?:meta|submitted))"
    r"(?=\s|$)"
)
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SENT_FROM = re.compile(
    r"\s*(?:The post .{0,300}? (?:appeared first on|first appeared on)"
    r"|(?:Artikkeli|Julkaisu|Kirjoitus) .{0,300}? (?:julkaistiin ensimmäisen kerran|ilmestyi ensi\w+|julkaistiin ensin)"
    r"|Inlägget .{0,300}? (?:dök först upp på|publicerades först på)) .{1,120}$"
)
_LEADS_ON = re.compile(
    r"\s*(?:Continue reading|Read more|Lue lisää|Jatka lukemista|Lue koko \w+|Läs mer|Fortsätt läsa)\b.{0,200}$",
    re.IGNORECASE,
)
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|webp|gif)$", re.IGNORECASE)
_NO_PICTURE = re.compile(r"//(?:feeds\.feedburner\.com|pixel\.|stats\.|s\.w\.org/images/core/emoji|[^/]*gravatar\.com)")


_ESCAPED_TWICE = re.compile(
    r"<(p|div|span|a|strong|em|b|i|ul|ol|h[1-6]|figure|table|section)\b[^<>]*>.*</\1>", re.DOTALL
)
"""What a reader would see of a text that some program escaped once more than it is read."""


@dataclass(frozen=True)
class Shown:
    """The text on one line, and the addresses of pictures as they are written, in their order."""

    text: str
    pictures: tuple[str, ...] = ()


def read_markup(markup: str, address: str = "") -> Shown:
    """Return what a reader sees of a piece of HTML; `address` is that of the item whose text it is."""
    shown = _read_once(markup, address)
    if not _ESCAPED_TWICE.match(shown.text):
        return shown
    again = _read_once(shown.text, address)
    return Shown(again.text, (*shown.pictures, *again.pictures))


def _read_once(markup: str, address: str) -> Shown:
    text = joined_references(markup)
    if not _SHOWS_MARKUP.search(text):
        return Shown(without_trailer(on_one_line(html.unescape(text[:_LONGEST]))))
    text = _DATA.sub("data:", text)[:_LONGEST]
    reading = _Reading()
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, target=reading)  # type: ignore[arg-type]  # str
    with suppress(etree.ParserError, etree.XMLSyntaxError):  # nothing in it
        etree.fromstring(b"<body>" + on_one_line(text).encode("utf-8", "ignore"), parser=parser)
    return Shown(reading.text(address), tuple(reading.pictures))


def plain(markup: str) -> str:
    """Return the text of a piece of HTML as a reader sees it, on one line."""
    return read_markup(markup).text


def without_trailer(text: str) -> str:
    """Return a summary without the sentences that programs put behind it: where it appeared, that there is more."""
    return _LEADS_ON.sub("", _SENT_FROM.sub("", text)).strip() or text


def joined_references(text: str) -> str:
    """Return a text whose halves of letters beyond 16 bits are one, without references to what is no letter."""
    return _REFERENCES.sub(_joined, text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _joined(run: re.Match[str]) -> str:
    references = run[0][:-1].split(";")
    numbers = [
        int(f"0{found[2:]}" if found[2] in "xX" else found[2:], 16 if found[2] in "xX" else 10) for found in references
    ]
    kept = [
        chr(number)
        if 0xD800 <= number <= 0xDFFF
        else html.unescape(f"&#{number};")
        if 127 < number < 160
        else f"&#{number};"
        for number in numbers
        if number in (9, 10, 13) or (32 <= number <= 0x10FFFF and number & 0xFFFE != 0xFFFE)
    ]
    return "".join(kept)


def address_of(base: str, url: str) -> str | None:
    """Return the https address that is meant, with its spaces written as addresses write them; None for none."""
    try:
        found = safe_url_string(urljoin(base, safe_url_string(unescaped(url.strip()))))
        parts = urlsplit(found)
        good = parts.scheme == "https" and bool(parts.hostname) and parts.username is None and parts.port != 0
    except (ValueError, UnicodeError):
        return None
    return found if good and found != base else None


def unescaped(url: str) -> str:
    """Return an address without what escapes `&` in HTML: some programs escape it once more than it is read."""
    return _AMPERSANDS.sub("&", url)


def best_picture(base: str, urls: list[str]) -> str | None:
    """Return the first that can be fetched, or None."""
    return next(iter(pictures_at(base, urls)), None)


def pictures_at(base: str, urls: list[str]) -> list[str]:
    """Return those that can be fetched: first what is named by https, then what its host may have by https, too."""
    named = [address_of(base, url) for url in urls]
    plain_http = [url.strip()[7:] for url in urls if url.strip()[:7].lower() == "http://"]
    tried = [address_of(base, f"https://{bare}") for bare in plain_http]
    return [url for url in dict.fromkeys([*named, *tried]) if url is not None and not _NO_PICTURE.search(url)]


def is_named_as_picture(url: str) -> bool:
    """Return whether an address ends as those of pictures do."""
    try:
        return bool(_PICTURE_NAME.search(urlsplit(url).path))
    except ValueError:
        return False


@dataclass
class _Block:
    texts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


class _Reading:
    """What is kept of a piece of HTML while it is parsed."""

    def __init__(self) -> None:
        self.pictures: list[str] = []
        self._blocks = [_Block()]
        self._unshown: str | None = None
        self._depth = 0
        self._ellipses: list[bool] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in ("img", "amp-img") and self._unshown in (None, "noscript"):
            self._see(attributes)
        if self._unshown is not None:
            self._depth += tag == self._unshown
            return
        if tag != "body" and _is_unshown(tag, attributes):
            self._unshown, self._depth = tag, 1
        if tag not in _INLINE:
            self._part()
        elif tag == "a" and attributes.get("href"):
            self._blocks[-1].links.append(attributes["href"])
        elif tag == "span":
            self._ellipses.append("ellipsis" in attributes.get("class", "").split())

    def end(self, tag: str) -> None:
        if self._unshown is not None:
            self._depth -= tag == self._unshown
            if not self._depth:
                self._unshown = None
                if tag not in _INLINE:
                    self._part()
            return
        if tag not in _INLINE:
            self._part()
        elif tag == "span" and self._ellipses and self._ellipses.pop():
            self._blocks[-1].texts.append("…")

    def data(self, text: str) -> None:
        if self._unshown is None:
            self._blocks[-1].texts.append(text)

    def close(self) -> None:
        """Nothing is to be ended."""

    def text(self, address: str) -> str:
        blocks = [(on_one_line("".join(block.texts)), block.links) for block in self._blocks]
        blocks = [(text, links) for text, links in blocks if text]
        # "The post … appeared first on …", in whatever language: two links, the first of which is the item's own.
        if len(blocks) > 1 and len(blocks[-1][1]) == 2 and address and _same(blocks[-1][1][0], address):
            blocks.pop()
        return without_trailer(" ".join(text for text, _ in blocks))

    def _part(self) -> None:
        if self._blocks[-1].texts:
            self._blocks.append(_Block())

    def _see(self, attributes: Mapping[str, str]) -> None:
        if len(self.pictures) >= _MOST_PICTURES or _is_small(attributes):
            return
        names = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "src")
        found = [largest_of(attributes[name]) for name in ("data-srcset", "srcset") if attributes.get(name)]
        found += [attributes[name].strip() for name in names if attributes.get(name)]
        self.pictures += [url for url in found if url and not url.lower().startswith("data:")]


def largest_of(sources: str) -> str:
    """Return the widest picture of a `srcset`."""
    widest, chosen = -1.0, ""
    for source in re.split(r",\s+", sources.strip()):
        url, _, size = source.strip().partition(" ")
        number = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)[wx]", size.strip())
        width = float(number[1]) if number else 0.0
        if width > widest:
            widest, chosen = width, url.rstrip(",")
    return chosen


def _is_unshown(tag: str, attributes: Mapping[str, str]) -> bool:
    return (
        tag in _UNSHOWN
        or "hidden" in attributes
        or bool(_UNSHOWN_CLASSES.search(attributes.get("class", "")))
        or bool(_NOT_DISPLAYED.search(attributes.get("style", "")))
    )


def _is_small(attributes: Mapping[str, str]) -> bool:
    sizes = [attributes.get(name, "").removesuffix("px") for name in ("width", "height")]
    return any(size.isascii() and size.isdigit() and int(size[:6]) < _SMALLEST for size in sizes)


def _same(one: str, other: str) -> bool:
    return one.partition("?")[0].rstrip("/").lower() == other.partition("?")[0].rstrip("/").lower()
