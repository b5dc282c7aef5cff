"""Feeds as XML can take them: what is broken in one costs itself, and not the feed.

A fault that XML has no mercy with (a bare `&`, a control character, half a letter) would lead to a parser that guesses,
which breaks other texts of the feed.
"""

import html
import re
from html.entities import html5

from lahetti.networks.charsets import decoded
from lahetti.networks.markup import joined_references
from lahetti.networks.model import Fetched

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARATION = re.compile(r"\s*<\?xml\b[^<>]{0,300}\?>")
_ENTITY = re.compile(r"<!ENTITY\s+(\w{1,40})\s+(?:\"([^\"&%<]{0,100})\"|'([^'&%<]{0,100})')\s*>")
_REFERENCE = re.compile(r"&(?:(#[0-9]{1,9}|#x[0-9a-fA-F]{1,8}|\w{1,40});)?")
_OF_XML = ("amp", "lt", "gt", "quot", "apos")
_MOST_ENTITIES = 1000
"""References to a feed's own entities that are followed."""
_ELEMENT = re.compile(r"<(?!!)[a-zA-Z_]")
_BESIDE_THE_LINK = re.compile(r"(<link\b[^<>]{0,300}?)\suri=(?:\"at:[^\"<>]*\"|'at:[^'<>]*')")
"""Where a post of Bluesky lies, in the element that holds the page's address."""
_OF_MEDIA = re.compile(r"(</?[\w-]{1,20}:)description(?=[\s>])")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_ROOT = re.compile(r"<((?:[\w-]{1,20}:)?(?:rss|RDF|feed))(?=[\s>])[^<>]*(?<!/)>")
_ITEM_BEGIN = re.compile(r"<(?:[\w-]{1,20}:)?(?:item|entry)(?=[\s>])")
_ITEM_END = re.compile(r"</(?:[\w-]{1,20}:)?(?:item|entry)\s*>")


def mended(fetched: Fetched) -> tuple[bytes, bool]:
    """Return a feed in UTF-8, without what XML does not take, and whether its end was missing."""
    text = _NO_XML.sub("", joined_references(decoded(fetched.body, fetched.content_type)))
    text = text.lstrip("\ufeff \t\r\n")
    text = text[match.end() :] if (match := _DECLARATION.match(text)) else text
    text, entities = _without_doctype(text)
    text, is_cut = _ended(text)
    left = [_MOST_ENTITIES]
    parts: list[str] = []
    at = 0
    while (begin := text.find(_CDATA, at)) >= 0:
        parts.append(_plain(text[at:begin], entities, left))
        end = text.find(_CDATA_END, begin)
        at = len(text) if end < 0 else end + len(_CDATA_END)
        parts.append(text[begin:at])
    parts.append(_plain(text[at:], entities, left))
    return "".join(parts).encode(), is_cut


def _ended(text: str) -> tuple[str, bool]:
    """Return a feed whose end is missing without the item that it broke off in, and whether it is such a one."""
    root = _ROOT.search(text)
    if root is None or re.search(rf"</{re.escape(root[1])}\s*>", text) is not None:
        return text, False
    whole = max((found.end() for found in _ITEM_END.finditer(text)), default=None)
    if whole is None:
        begun = _ITEM_BEGIN.search(text)
        whole = begun.start() if begun else len(text)
    inside = "</channel>" if root[1].rpartition(":")[2] == "rss" else ""
    return f"{text[:whole]}{inside}</{root[1]}>", True


def _plain(text: str, entities: dict[str, str], left: list[int]) -> str:
    def reference(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "&amp;"
        if name.startswith("#") or name in _OF_XML:
            return found[0]
        if name in entities and left[0] > 0:
            left[0] -= 1
            return entities[name]
        letter = html5.get(f"{name};")
        if letter is not None and name.isascii():
            return html.escape(letter)
        return f"&amp;{name};"

    # A caption of Media RSS is no summary, and the parser takes the one for the other.
    text = _BESIDE_THE_LINK.sub(r"\1", _REFERENCE.sub(reference, text))
    return _OF_MEDIA.sub(r"\1depiction", text)


def _without_doctype(text: str) -> tuple[str, dict[str, str]]:
    """Take the document type off, and the short texts that it gives names to."""
    root = _ELEMENT.search(text)
    begin = text[: root.start() if root else 2000].upper().find("<!DOCTYPE")
    if begin < 0 or text.rfind("<!--", 0, begin) > text.rfind("-->", 0, begin):  # none, or one that a comment names
        return text, {}
    opened, closed = text.find("[", begin), text.find(">", begin)
    end = text.find("]>", begin) + 1 if 0 <= opened < closed else closed
    if end <= 0:
        return text, {}
    head = text[begin:end]
    entities = {name: html.escape(double or single) for name, double, single in _ENTITY.findall(head)}
    return text[:begin] + text[end + 1 :], entities
