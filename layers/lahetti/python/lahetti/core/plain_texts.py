"""Texts from outside, made plain and short, and the language that they say they are in."""

import re
import unicodedata

from lahetti.core.errors import Invalid

LONGEST_TITLE, LONGEST_SUMMARY = 200, 1000
"""What a content takes."""
# Line breaks of every kind (UAX 14), and what is neither a line break nor a tabulator of the control characters.
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Letters and marks that show nothing: fillers of Hangul and Khmer, blank Braille, selectors of variations
# (Default_Ignorable_Code_Point of https://www.unicode.org/reports/tr44/ as far as it is no format character).
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])")
_NO_LANGUAGE = frozenset(("und", "mul", "zxx", "mis", "xx", "xxx"))
"""Tags that say that no one language is named (ISO 639-2)."""


def on_one_line(text: str) -> str:
    """Return a text with single spaces only, and without control characters."""
    return " ".join(_CONTROL.sub(" ", text).split())


def is_unseen(character: str) -> bool:
    """Return whether a character shows nothing and takes no place, such as U+200B; spaces and controls are others."""
    return unicodedata.category(character) == "Cf" or _BLANK.match(character) is not None


def in_lines(text: str) -> str:
    """Return a text whose lines end as ours do, without any other control character."""
    return _CONTROL.sub("", _LINE_BREAK.sub("\n", text))


def has_control_characters(text: str) -> bool:
    """Return whether a text holds what no keyboard writes into a text; line ends of every system are none of it."""
    return _CONTROL.search(text.replace("\r\n", "\n").replace("\r", "\n")) is not None


def require_one_line(field: str, *texts: str) -> None:
    """Raise Invalid where a text that is shown on one line, as in the subject of a mail, has more."""
    if any(len(f"{text}.".splitlines()) > 1 or _CONTROL.search(text) for text in texts):
        raise Invalid(f"{field} is one line of text.", field=field, reason="lines")


def cut(text: str, longest: int) -> str:
    """Return a text that fits, ended after a word where it did not."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:–-") + "…"


def language_of(text: object) -> str | None:
    """Return the language that a tag such as `fi-FI` names, or None."""
    found = _LANGUAGE.match(text.strip().lower()) if isinstance(text, str) else None
    return found[0] if found and found[0] not in _NO_LANGUAGE else None
