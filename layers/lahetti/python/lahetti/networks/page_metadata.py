"""What a page says of itself: title, summary, picture and language.

Open Graph comes first, then the Twitter card, then `<title>` and `<html lang>`. Texts come out plain. A page that says
nothing of itself gives empty fields, not an error: an editor fills them in.
"""

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
    # As UTF-8 bytes: a text with an XML declaration would be refused. No other URL is read.
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # an empty page
        return Page(fetched.url)
    said = _metadata(root)
    heading = root.find(".//head/title")  # an SVG of the page may have its own
    title = _first(said, _TITLES) or on_one_line(str(heading.xpath("string()")) if heading is not None else "")
    return Page(
        url=fetched.url,
        title=cut(title, LONGEST_TITLE),
        summary=cut(_first(said, _SUMMARIES), LONGEST_SUMMARY),
        picture=_picture(said, fetched.url),
        language=language_of(root.get("lang")) or language_of(said.get("og:locale", "").partition("_")[0]),
        minutes=_minutes(root),
    )


def _metadata(root: html.HtmlElement) -> dict[str, str]:
    """Return the first content of each name or property, in lower case."""
    said: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or "").strip().lower()
        content = on_one_line(element.get("content") or "")
        if name and content:
            said.setdefault(name, content)
    return said


def _picture(said: dict[str, str], base: str) -> str | None:
    try:
        found = urljoin(base, _first(said, _PICTURES))
    except ValueError:
        return None
    return found if found != base and found.startswith("https://") else None


def _minutes(root: html.HtmlElement) -> int | None:
    """Return how long the paragraphs of the article take to read; menus and footers are not among them."""
    place = next(
        (found for name in ("article", "main", "body") if (found := root.find(f".//{name}")) is not None), root
    )
    words = sum(len(str(paragraph.xpath("string()")).split()) for paragraph in place.iter("p"))
    return min(_MOST_MINUTES, max(1, round(words / _WORDS_A_MINUTE))) if words else None


def _first(said: dict[str, str], names: tuple[str, ...]) -> str:
    return next((said[name] for name in names if name in said), "")


def _encoding(body: bytes) -> str:
    """Name the charset of a page that names none."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
