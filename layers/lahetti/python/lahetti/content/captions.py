"""Captions that fit: what a cover text may hold, and how long it may be on each network."""

import re
import unicodedata

from lahetti.core.errors import Invalid
from lahetti.networks.networks import LONGEST_TEXT, Network, length, limit
from lahetti.settings.model import Settings

MOST_CAPTIONS = 15
"""For one network and language; 2 to 5 are good, as one is picked."""
LINK_SAMPLE = "https://lahetti.example.fi/0123456789"
"""As long as a link usually is, for networks that count its characters before a share has one."""


def checked_captions(network: Network, texts: tuple[str, ...], disclosure: str, settings: Settings) -> tuple[str, ...]:
    """Return the captions if all fit with the disclosure and a link; raise Invalid naming which does not."""
    if not 1 <= len(texts) <= MOST_CAPTIONS:
        raise Invalid(
            f"1 to {MOST_CAPTIONS} captions are accepted.",
            field="captions",
            value=len(texts),
            limit=[1, MOST_CAPTIONS],
            reason="number",
        )
    for number, text in enumerate(texts):
        checked_words(network, text, disclosure, settings, f"captions.{number}")
    if len({text.strip() for text in texts}) < len(texts):
        raise Invalid("Two captions are the same.", field="captions", reason="same")
    return texts


def checked_words(network: Network, text: str, disclosure: str, settings: Settings, name: str) -> str:
    """Return a cover text if it is not empty, holds no blocked word and fits the network; raise Invalid."""
    if not text.strip():
        raise Invalid(f"{name} is empty.", field=name, reason="empty")
    word = blocked_word(text, settings.blocked_words)
    if word is not None:
        raise Invalid(f"The word “{word}” cannot be used. Choose another.", field=name, value=word, reason="blocked")
    allowed = limit(network) or LONGEST_TEXT
    used = length(network, with_disclosure(text, disclosure), LINK_SAMPLE)
    if used > allowed:
        raise Invalid(
            f"The caption is {used - allowed} characters too long for {network.value}.",
            field=name,
            value=used,
            limit=allowed,
            reason="too_long",
        )
    return text


def blocked_word(text: str, blocked: tuple[str, ...]) -> str | None:
    """Return the first blocked word, or words, that a word of the text begins with, in any case and inflection."""
    plain = _plain(text)
    return next((word for word in blocked if re.search(rf"(?<!\w){re.escape(_plain(word))}", plain)), None)


def _plain(text: str) -> str:
    """Without case, and with letters that are written in several ways written in one."""
    return unicodedata.normalize("NFKC", text).casefold()


def with_disclosure(text: str, disclosure: str) -> str:
    """Return a caption with the text that is appended to every caption, if there is one."""
    return f"{text.strip()}\n\n{disclosure.strip()}" if disclosure.strip() else text.strip()
