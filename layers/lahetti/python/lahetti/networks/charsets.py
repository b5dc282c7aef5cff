"""Bytes from outside as text: a broken byte costs its letter, and an encoding that is none costs nothing."""

import codecs
import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

_OF_TEXTS = re.compile(
    r"(?:utf[-_]?(?:8|16|32)|iso8859|cp\d|koi8|gb|big5|euc|shift|iso2022|mac|ascii|latin|hz|tis|johab|kz|ptcp).*"
)
"""Python's names of what texts are written in; it has others, such as `base64` and `idna`, that no page is."""
_LONG_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decoded(body: bytes, content_type: str) -> str:
    """Return a text by its byte order mark, by its bytes where they are UTF-8, else by what is declared."""
    by_mark, mark = read_bom(body)
    if by_mark is not None and mark is not None:
        return body[len(mark) :].decode(by_mark, "ignore")
    if body[:4] in (b"<\0?\0", b"<\0r\0", b"<\0h\0"):
        return body.decode("utf-16-le", "ignore")
    if body[:4] in (b"\0<\0?", b"\0<\0r", b"\0<\0h"):
        return body.decode("utf-16-be", "ignore")
    declared = _of_texts(http_content_type_encoding(content_type)) or _of_texts(html_body_declared_encoding(body))
    if declared is not None and declared.startswith(("iso2022", "hz")):  # of seven bits, as UTF-8 may be
        return body.decode(declared, "ignore")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared is not None and not declared.startswith(("utf", "ascii")):
        return body.decode(declared, "ignore")
    # A few broken letters among many that are whole are UTF-8 that was cut; the other way round it is Windows'.
    whole = len(_LONG_LETTER.findall(body))
    broken = len(_LONG_LETTER.sub(b"", body).translate(None, bytes(range(128))))
    return body.decode("utf-8" if whole >= broken else "cp1252", "ignore")


def _of_texts(name: str | None) -> str | None:
    try:
        known = codecs.lookup(resolve_encoding(name or "") or "").name
    except (LookupError, ValueError):
        return None
    return known if _OF_TEXTS.fullmatch(known) else None
