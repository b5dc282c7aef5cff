"""How long a text is in the eyes of a network, where that is not the number of code points.

Only the counting: which network counts how, and where its limit lies, stands in `networks`.
`regex` is imported by the first count, because most requests never count anything.
"""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex  # type: ignore[import-untyped]

# X and Mastodon count an address as this many characters, however long it is.
ADDRESS_LENGTH = 23

# The characters that weigh 1 on X; all others weigh 2. (First and last code point, version 3 of
# https://github.com/twitter/twitter-text/blob/master/config/v3.json)
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def graphemes(text: str) -> int:
    """Count what a reader sees as characters (extended grapheme clusters, Unicode Annex 29)."""
    return len(_compiled(_GRAPHEME).findall(text))


def bluesky_length(text: str) -> int:
    """Count graphemes, or bytes by tens where those are more: 300 graphemes and 3,000 bytes are the limits.

    https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json
    """
    return max(graphemes(text), -(-len(text.encode(errors="surrogatepass")) // 10))


def x_weight(text: str) -> int:
    """Count a post as X does: an emoji weighs 2, an address 23, other characters 1 or 2.

    X distinguishes an address without https:// from two sentences without a space by its list of top-level
    domains. That list is not kept here: such a name counts as whichever reading is longer, so that
    a text accepted here is accepted there.
    """
    total = 0
    for part in _compiled(_X_PART).finditer(unicodedata.normalize("NFC", text)):
        match part.lastgroup:
            case "address":
                total += ADDRESS_LENGTH
            case "name":
                total += max(ADDRESS_LENGTH, len(part[0]))
            case "emoji":
                total += 2
            case _:
                total += 1 if any(first <= ord(part[0]) <= last for first, last in _LIGHT) else 2
    return total


def mastodon_length(text: str) -> int:
    """Count graphemes, an address as 23, and of @name@server only @name.

    https://docs.joinmastodon.org/user/posting/
    """
    addresses_even = _compiled(_FULL_ADDRESS).sub("x" * ADDRESS_LENGTH, text)
    return graphemes(_compiled(_REMOTE_MENTION).sub(r"\1", addresses_even))


def threads_length(text: str) -> int:
    """Count code points, but of an emoji its bytes in UTF-8.

    https://developers.facebook.com/documentation/threads/posts
    """
    emojis = _compiled(_EMOJI).findall(text)
    return len(text) + sum(len(emoji.encode()) - len(emoji) for emoji in emojis)


_GRAPHEME = r"\X"

# A label of a host name has at most 63 characters; longer ones are not a valid address anywhere.
_HOST = r"(?:[\w-]{1,63}\.)+[^\W\d_]{2,63}(?![\w@-])"
_PATH = r"(?::\d{1,5})?(?:[/?][!-~\u00c0-\u024f]*(?<![.,:;!?'\")\]]))?"
_FULL_ADDRESS = rf"(?<![A-Za-z0-9@＠$#＃])https?://{_HOST}{_PATH}"
# Without https:// a host has Latin letters only; without a path it may be a missing space.
_LATIN = r"a-z0-9\u00c0-\u024f"
_NAME = rf"(?<![{_LATIN}_@＠$#＃./-])(?:[{_LATIN}-]{{1,63}}\.)+[a-z]{{2,63}}(?![{_LATIN}_@-])"
_REMOTE_MENTION = r"(?<![\w/])(@\w+(?:[.-]+\w+)*)@\w[\w.-]*\w"

# © and ® are plain characters unless the variation selector asks for the picture.
_PICTURE = r"(?:[\p{Extended_Pictographic}--[©®]]|[©®](?=\ufe0f))[\ufe0f\p{Emoji_Modifier}]?"
_EMOJI = (
    rf"[0-9#*]\ufe0f?\u20e3|\p{{Regional_Indicator}}{{2}}"
    rf"|{_PICTURE}(?:[\U000e0020-\U000e007f]+|(?:\u200d{_PICTURE})*)"
)

_X_PART = (
    rf"(?P<address>{_FULL_ADDRESS}|{_NAME}(?=[:/?][\w/]){_PATH})"
    rf"|(?P<name>{_NAME})|(?P<emoji>{_EMOJI})|."
)


@cache
def _compiled(pattern: str) -> "regex.Pattern[str]":
    import regex

    return regex.compile(pattern, regex.VERSION1 | regex.DOTALL | regex.IGNORECASE)
