"""What a page says of itself: title, summary, picture and language.

Open Graph comes first, then the Twitter card, then `<title>` and `<html lang>`. Texts come out plain. A page that says
nothing of itself gives empty fields, not an error: an editor fills them in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree, html
from w3lib.encoding import html_to_unicode

from lahetti.core.plain_texts import LONGEST_SUMMARY, LONGEST_TITLE, cut, language_of, on_one_line
from lahetti.networks.model import Fetched, Limits
from lahetti.networks.safe_fetch import fetch

LIMITS = Limits(types=("text/html", "application/xhtml+xml"), most_bytes=3 * 2**20, seconds=8)
"""Within the time that an API request has."""
_WORDS_A_MINUTE = 150
"""Of Finnish, whose words are long; English has more and shorter ones, and a guess is enough."""
_MOST_MINUTES = 240
_PLACES = ("article", "main", "body")
"""Where the paragraphs are that are counted: in the first article, else in the first main, else anywhere."""
_TITLES = ("og:title", "twitter:title")
_SUMMARIES = ("og:description", "twitter:description", "description")
_PICTURES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")


@dataclass(frozen=True)
class Page:
    """What is known of a page; `url` is where it was found after redirects, `picture` an https URL or None.

    `minutes` is how long it takes to read, None for a page without paragraphs.
    """

    url: str
    title: str = ""
    summary: str = ""
    picture: str | None = None
    language: str | None = None
    minutes: int | None = None


def fetch_page(url: str) -> Page:
    """Fetch a page and return what it says of itself; raise CannotFetch."""
    return read_page(fetch(url, LIMITS))


def read_page(fetched: Fetched) -> Page:
    """Return what a page says of itself."""
    _, text = html_to_unicode(fetched.content_type or None, fetched.body, auto_detect_fun=_encoding)
    said = _Reading()
    # As UTF-8 bytes: a text with an XML declaration would be refused. No other URL is read.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, target=said)  # type: ignore[arg-type]  # str, as it is fed bytes of a named encoding
    try:
        etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # an empty page
        return Page(fetched.url)
    return Page(
        url=fetched.url,
        title=cut(_first(said.metadata, _TITLES) or said.title, LONGEST_TITLE),
        summary=cut(_first(said.metadata, _SUMMARIES), LONGEST_SUMMARY),
        picture=_picture(said.metadata, fetched.url),
        language=language_of(said.language) or language_of(said.metadata.get("og:locale", "").partition("_")[0]),
        minutes=said.minutes,
    )


class _Reading:
    """What is kept of a page while it is parsed, in one pass and without a tree.

    A tree of a hostile megabyte takes many seconds (libxml2 2.14 walks all attributes of an element for each new one).
    """

    def __init__(self) -> None:
        self.metadata: dict[str, str] = {}
        """The first content of each name or property, in lower case."""
        self.language: str | None = None
        self.title = ""
        self._heading: list[str] | None = None
        self._in_head = False
        self._places: dict[str, int] = {}
        self._words = dict.fromkeys(_PLACES, 0)
        self._paragraph: list[str] = []
        self._paragraphs = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        match tag:
            case "html":
                self.language = self.language or attributes.get("lang")
            case "head":
                self._in_head = True
            case "title" if self._in_head and not self.title:  # an SVG of the page may have its own
                self._heading = []
            case "meta":
                self._note(attributes)
            case "p":
                self._paragraphs += 1
            case "article" | "main" | "body" if self._places.get(tag) != 0:
                self._places[tag] = self._places.get(tag, 0) + 1

    def end(self, tag: str) -> None:
        match tag:
            case "head":
                self._in_head = False
            case "title" if self._heading is not None:
                self.title, self._heading = on_one_line("".join(self._heading)), None
            case "p" if self._paragraphs:
                self._paragraphs -= 1
                if not self._paragraphs:
                    self._count()
            case "article" | "main" | "body" if self._places.get(tag):
                self._places[tag] -= 1  # a second one is not looked at: 0 stays

    def data(self, text: str) -> None:
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

    def _note(self, attributes: Mapping[str, str]) -> None:
        name = (attributes.get("property") or attributes.get("name") or "").strip().lower()
        content = on_one_line(attributes.get("content") or "")
        if name and content:
            self.metadata.setdefault(name, content)

    def _count(self) -> None:
        words = len("".join(self._paragraph).split())
        self._paragraph.clear()
        for place in _PLACES:
            if self._places.get(place):
                self._words[place] += words


def _picture(said: dict[str, str], base: str) -> str | None:
    try:
        found = urljoin(base, _first(said, _PICTURES))
    except ValueError:
        return None
    return found if found != base and found.startswith("https://") else None


def _first(said: dict[str, str], names: tuple[str, ...]) -> str:
    return next((said[name] for name in names if name in said), "")


def _encoding(body: bytes) -> str:
    """Name the charset of a page that names none."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
