"""What a share leads to, which caption it is offered, and whether somebody's words are their own."""

import hashlib
import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from lahetti.networks.networks import Network

OWN_WORDING_LEAST = 30
"""Characters that own words have at least, without links, hashtags, case and spacing (docs/product.md, Points)."""
OWN_WORDING_ALIKE = 0.8
"""difflib's ratio to every offered caption is under this (docs/product.md, Points)."""
_EXACT = 1000
"""Characters up to which every one is compared."""


def pick_caption(code: str, captions: tuple[str, ...]) -> str | None:
    """Return the caption that a share is offered: drawn from its code, so it stays the same."""
    if not captions:
        return None
    number = int.from_bytes(hashlib.sha256(code.encode()).digest()[:8])
    return captions[number % len(captions)]


def caption_language(captioned: Iterable[str], network: Network, person: str, of_content: str) -> str | None:
    """Choose the captions' language: the content's own, else the person's, else any that there is.

    `captioned` are the places that have captions, each `<network>#<language>`.
    """
    offered = [entry.split("#")[1] for entry in captioned if entry.split("#")[0] == network.value]
    return next((language for language in (of_content, person) if language in offered), next(iter(offered), None))


def normalised_words(text: str) -> str:
    """Return a text without links, hashtags, case and spacing, as own words are judged."""
    without = re.sub(r"https?://\S+|#\w+", " ", text.casefold())
    return "".join(without.split())


def is_own_wording(text: str, captions: tuple[str, ...]) -> bool:
    """Judge whether a text is somebody's own: long enough and unlike every caption that was offered."""
    words = normalised_words(text)
    if len(words) < OWN_WORDING_LEAST:
        return False
    return not any(_alike(words, normalised_words(caption)) for caption in captions)


def _alike(one: str, other: str) -> bool:
    # From 200 characters on, difflib by default passes over all that are frequent, and with them over whole sentences
    # that were copied. Without that it is slow on very long texts (seconds at 3,000 characters).
    matcher = SequenceMatcher(None, one, other, autojunk=len(other) > _EXACT)
    ratios = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)  # each an upper bound of the next
    return all(ratio() >= OWN_WORDING_ALIKE for ratio in ratios)
