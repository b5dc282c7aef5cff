"""The one layout of all mails: HTML for light and dark from 320 px on, and a text part from a template of its own.

Mail programs drop style sheets, scripts and much of CSS: tables carry the layout, styles stand in the elements, and
what a style sheet adds (dark colours) may be missing. No picture comes from anywhere but our own address.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lahetti.core import templates
from lahetti.core.texts import Texts

if TYPE_CHECKING:
    from jinja2 import Environment

LARGEST_HTML = 102 * 1024
"""Bytes from which Gmail cuts a mail off."""
_FOLDER = Path(__file__).parent / "templates"
_BETWEEN_TAGS = re.compile(r">\s*\n\s*<")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Ticket:
    """The voucher of a winner: what it is for, and its code."""

    reward: str
    code: str


@dataclass(frozen=True)
class Letter:
    """A single mail as it is read from top to bottom; `reason` says why one gets it, `contact` where one can write.

    `figures` are names, numbers and changes; `witness` is what is promised, `way_out` the words and the address that
    end such mails; `code` is to be typed, and `last_line` tells a phone so in the text part.
    """

    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    reason: str
    contact: str
    quote: str | None = None
    ticket: Ticket | None = None
    lines: tuple[str, ...] = ()
    figures: tuple[tuple[str, str, str], ...] = ()
    button: tuple[str, str] | None = None
    after: tuple[str, ...] = ()
    witness: tuple[str, ...] = ()
    way_out: tuple[str, str] | None = None
    code: str | None = None
    last_line: str | None = None


def letter_parts(letter: Letter, texts: Texts) -> tuple[str, str]:
    """Return the text and the HTML of a single mail."""
    return rendered(
        "letter",
        texts,
        {"letter": letter, "title": letter.subject, "contact": letter.contact, "witness": letter.witness},
    )


def rendered(name: str, texts: Texts, values: Mapping[str, object]) -> tuple[str, str]:
    """Return the text and the HTML that the templates of this name make of some values."""
    known = {"texts": texts, "language": texts.language, **values}
    text = _BLANK_LINES.sub("\n\n", _templates().get_template(f"{name}.txt").render(known)).strip() + "\n"
    html = _BETWEEN_TAGS.sub("><", _templates().get_template(f"{name}.html").render(known)).strip()
    return text, html


def compile_ahead() -> None:
    """Compile all templates, for a deployment that takes them along."""
    templates.compile_ahead(_templates(), _FOLDER)


@cache
def _templates() -> "Environment":
    return templates.environment(_FOLDER)
