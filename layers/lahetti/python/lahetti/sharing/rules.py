"""What a share leads to, which caption it is offered, and whether somebody's words are their own."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

from lahetti.content.model import Captions
from lahetti.networks.networks import Network

OWN_WORDING_LEAST = 30
"""Letters and digits that own words have at least, each word counted once (docs/product.md, Points)."""
OWN_WORDING_ALIKE = 0.8
"""difflib's ratio to every offered caption is under this (docs/product.md, Points)."""
_UNSEEN = ("Cf", "Co", "Cn", "Cs", "Mn", "Me")
"""Categories of zero-width signs and of marks that stand on letters."""
_LINK_OR_HASHTAG = re.compile(r"https?://\S+|#\w+")
_WORD = re.compile(r"[^\W_]+")
_REPEATED = re.compile(r"(.{1,4}?)\1{2,}")
_LOOK_ALIKES = str.maketrans(
    {
        sign: letter
        for letter, signs in {
            "a": "аαɑᴀ4",
            "b": "вβʙ",
            "c": "сᴄ",
            "d": "ԁđᴅ",
            "e": "еεᴇ3",
            "g": "ɡɢ",
            "h": "һнħʜ",
            "j": "јᴊ",
            "k": "кκᴋ",
            "l": "iіιıɩɪłӏʟ1",  # capital i, small L and one look alike, too
            "m": "мᴍ",
            "n": "пηɴ",
            "o": "оοσøᴏ0",
            "p": "рρᴘ",
            "q": "ԛ",
            "s": "ѕꜱ5",
            "t": "тτŧᴛ7",
            "u": "υᴜ",
            "v": "νѵᴠ",
            "w": "ѡԝωᴡ",
            "x": "хχ",
            "y": "уүγʏ",
            "z": "ᴢ",
        }.items()
        for sign in signs
    }
)
"""Cyrillic, Greek and odd Latin letters and digits, each with the letter that it passes for."""
_EXACT = 1000
"""Characters up to which every one is compared."""


def pick_caption(code: str, captions: tuple[str, ...]) -> str | None:
    """Return the caption that a share is offered: drawn from its code, so it stays the same."""
    if not captions:
        return None
    number = int.from_bytes(hashlib.sha256(code.encode()).digest()[:8])
    return captions[number % len(captions)]


def used_caption(text: str | None, offered: Captions | None) -> str | None:
    """Return the key of the ready caption that a text is; None where it is none of them, or was edited."""
    if offered is None or text is None:
        return None
    known = {_spaced(caption): key for caption, key in zip(offered.texts, offered.keys, strict=True)}
    return known.get(_spaced(text))


def _spaced(text: str) -> str:
    """Return a text with single spaces: forms change the ends of lines."""
    return " ".join(text.split())


def caption_language(captioned: Iterable[str], network: Network, person: str, of_content: str) -> str | None:
    """Choose the captions' language: the content's own, else the person's, else any that there is.

    `captioned` are the places that have captions, each `<network>#<language>`.
    """
    offered = [entry.split("#")[1] for entry in captioned if entry.split("#")[0] == network.value]
    return next((language for language in (of_content, person) if language in offered), next(iter(offered), None))


def is_own_wording(text: str, captions: tuple[str, ...]) -> bool:
    """Judge whether a text is somebody's own: words enough, each counted once, and unlike every offered caption.

    A text with a word of letters from several scripts is nobody's: such words only look like words. The client says
    what is missing while somebody writes, by the same rule (functions/web/client/share/wording.js).
    """
    words = _words(text)
    if any(_mixes_scripts(word) for word in words):
        return False
    if own_characters(text) < OWN_WORDING_LEAST:
        return False
    compared = "".join(map(_skeleton, words))
    return not any(_alike(compared, "".join(map(_skeleton, _words(caption)))) for caption in captions)


def own_characters(text: str) -> int:
    """Count the letters and digits of a text, each word once."""
    return sum(len(word) for word in {_skeleton(word) for word in _words(text)})


def _words(text: str) -> list[str]:
    """Return the words of a text, without links, hashtags, case, accents and what nobody sees."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    seen = "".join(character for character in plain if unicodedata.category(character) not in _UNSEEN)
    return _WORD.findall(_LINK_OR_HASHTAG.sub(" ", seen))


def _skeleton(word: str) -> str:
    """Return a word as it is compared: look-alike signs as one, and what is repeated three times or more once."""
    return _REPEATED.sub(r"\1", word.translate(_LOOK_ALIKES))


def _mixes_scripts(word: str) -> bool:
    return len(_scripts(word)) > 1 and len(_scripts(word.translate(_LOOK_ALIKES))) > 1


def _scripts(word: str) -> set[str]:
    """Return the scripts of a word's letters, by the first word of their names; Japanese is written in three."""
    names = {unicodedata.name(letter, "").partition(" ")[0] for letter in word if letter.isalpha()}
    return {"CJK" if name in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA") else name for name in names}


def _alike(one: str, other: str) -> bool:
    # From 200 characters on, difflib by default passes over all that are frequent, and with them over whole sentences
    # that were copied. Without that it is slow on very long texts (seconds at 3,000 characters).
    matcher = SequenceMatcher(None, one, other, autojunk=len(other) > _EXACT)
    ratios = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)  # each an upper bound of the next
    return all(ratio() >= OWN_WORDING_ALIKE for ratio in ratios)
