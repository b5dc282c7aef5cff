"""Keys of captions, by which figures tell them apart: a text keeps its key, and no content has a key twice, ever."""

import secrets
from collections.abc import Callable, Iterable, Mapping

from lahetti.content.model import Captions
from lahetti.networks.networks import Network

CaptionTexts = Mapping[tuple[Network, str], tuple[str, ...]]
"""{(network, language): texts}; no texts: none are left."""
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LENGTH = 4
"""Of 15 million keys a content uses some hundreds in its life; one that is taken is drawn anew."""


def draw() -> str:
    """Return a random key."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))


def with_keys(
    content: str, wanted: CaptionTexts, stored: Iterable[Captions], draw: Callable[[], str] = draw
) -> list[Captions]:
    """Return captions as they are to be stored over all that a content has, those without texts included.

    A text that its place has had before keeps its key; all others get new ones, and keys without a text are spent.
    """
    places = {(captions.network, captions.language): captions for captions in stored}
    taken = {key for captions in places.values() for key in (*captions.keys, *captions.spent)}
    keyed: list[Captions] = []
    for (network, language), texts in wanted.items():
        before = places.get((network.value, language)) or Captions(content, network.value, language, ())
        known = {text.strip(): key for text, key in zip(before.texts, before.keys, strict=True)}
        keys: list[str] = []
        for text in texts:
            key = known.pop(text.strip(), None) or _unused(taken, draw)
            taken.add(key)
            keys.append(key)
        keyed.append(Captions(content, network.value, language, texts, tuple(keys), (*before.spent, *known.values())))
    return keyed


def _unused(taken: set[str], draw: Callable[[], str]) -> str:
    while True:
        key = draw()
        if key not in taken:
            return key
