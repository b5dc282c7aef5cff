"""Texts in the header of a mail: encoded so that each reader gives back exactly what was written (RFC 2047, RFC 5322).

Python's own folding loses spaces between encoded and plain words and glues words together, another way in each
version (https://github.com/python/cpython/issues/144156). Here a text is either plain ASCII that is folded at its
spaces, or it is encoded words from end to end, between which no reader sees a space.
"""

import textwrap
from base64 import b64encode

_LINE = 66
"""Characters of a line of plain text: 78 less the name of the header (RFC 5322, 2.1.1)."""
_WORD = 39
"""Bytes of text in an encoded word: 64 characters, 76 a line together with the name of the header (RFC 2047, 2)."""


def header_text(name: str, text: str) -> str:
    """Return a header without its last line end, of a text on one line with single spaces.

    The name has at most 10 characters. Raise ValueError where the text cannot be written in UTF-8.
    """
    if _is_plain(text):
        lines = textwrap.wrap(text, _LINE, break_long_words=False, break_on_hyphens=False)
    else:
        lines = [f"=?utf-8?b?{b64encode(part).decode()}?=" for part in _parts(text)]
    return f"{name}: " + "\r\n ".join(lines)


def _is_plain(text: str) -> bool:
    printable = text.isascii() and text.isprintable()
    return printable and "=?" not in text and all(len(word) <= _LINE for word in text.split(" "))


def _parts(text: str) -> list[bytes]:
    """Return a text in pieces that an encoded word holds, none of which ends within a character."""
    parts = [b""]
    for character in text:
        encoded = character.encode()
        if len(parts[-1]) + len(encoded) > _WORD:
            parts.append(b"")
        parts[-1] += encoded
    return parts
