"""Write `lahetti/sharing/bots.py` from the list of crawlers that the package `is-bot` carries.

`python tools/bots.py` after every update of is-bot; read the difference, and see that the tests
still tell in-app browsers from crawlers (omrilotan/isbot #314 took one for the other).

The list is one long regular expression, four times too slow for the redirect. Most of its patterns
are plain words, at the start or anywhere, which `startswith` and `in` find faster; only the rest
stays a regular expression.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from is_bot._patterns import default_patterns  # type: ignore[import-untyped]

MODULE = Path(__file__).parent.parent / "layers/lahetti/python/lahetti/sharing/bots.py"

_CRAWLER_DETECT = "https://github.com/JayBizzle/Crawler-Detect/blob/master/raw/Crawlers.txt"
_MATOMO_BOTS = "https://github.com/matomo-org/device-detector/blob/master/regexes/bots.yml"
_MATOMO_LIBRARIES = "https://github.com/matomo-org/device-detector/blob/master/regexes/client/libraries.yml"
_CRAWLER_USER_AGENTS = "https://github.com/monperrus/crawler-user-agents/blob/master/crawler-user-agents.json"

# Programs that the list does not know, each with where it is told of. Gateways of mail that call themselves a browser
# cannot be told by a name; what they leave is judged with the data centres and by how marks come.
SOURCES = {
    "ms-office": "https://github.com/matomo-org/device-detector/blob/master/regexes/client/mobile_apps.yml",
    "microsoft office": _CRAWLER_DETECT,
    "microsoft outlook": _CRAWLER_DETECT,
    "macoutlook/": _CRAWLER_DETECT,
    "outlook-express": _CRAWLER_DETECT,
    "outlook-ios": _CRAWLER_DETECT,
    r"\) (?:excel|powerpoint|word)/\d": _CRAWLER_DETECT,
    "safelinks": "https://github.com/mautic/mautic/issues/16263",
    "barracuda": "https://github.com/JayBizzle/Crawler-Detect/issues/552",
    "powershell/": "https://github.com/PowerShell/PowerShell/pull/4914/files",
    r"cfnetwork/.*darwin/": "https://github.com/DamonOehlman/detect-browser/issues/131",
    "networkingextension": _CRAWLER_DETECT,
    "dart:io": "https://github.com/matomo-org/device-detector/issues/7530",
    "deno/": "https://github.com/microlinkhq/top-user-agents",
    "jsdom/": _MATOMO_LIBRARIES,
    "slimerjs": _MATOMO_LIBRARIES,
    "reactornetty": _MATOMO_LIBRARIES,
    "wkhtmlto": _CRAWLER_DETECT,
    "slurp": _CRAWLER_DETECT,
    "hatena::bookmark": _CRAWLER_DETECT,
    "debugbear": _CRAWLER_DETECT,
    "gtmetrix": _CRAWLER_USER_AGENTS,
    r"\bminiature\.io/": _CRAWLER_USER_AGENTS,
    "assetnote": _MATOMO_BOTS,
    "amzn-user": _MATOMO_BOTS,
    "claude-web": _CRAWLER_DETECT,
}
ADDED = frozenset(SOURCES)

# Valid in JavaScript, not in `re`: a look-behind of two widths, and `\d-.` as three members.
REWRITTEN = {
    r"(?<! channel/|google/)google(?!(?:wv|app|/google| pixel))": (
        r"(?<! channel/)(?<!google/)google(?!(?:wv|app|/google| pixel))"
    ),
    r"^mozilla/\d\.\d\s\((?:compatible;)?(?:\s?[\w\d-.]+\/\d+\.\d+)?\)$": (
        r"^mozilla/\d\.\d\s\((?:compatible;)?(?:\s?[\w.-]+/\d+\.\d+)?\)$"
    ),
}

_PLAIN = re.compile(r"(?:[\w /:;,@!<>=-]|\\[.|/()\-])+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Patterns:
    """The list, sorted out by how a pattern is looked for."""

    starts: tuple[str, ...]
    words: tuple[str, ...]
    expressions: tuple[str, ...]


def module_text() -> str:
    """Return the source of `lahetti/sharing/bots.py` as it follows from the installed list."""
    patterns = sort_out(default_patterns)
    return _MODULE.format(
        version=version("is-bot"),
        starts="".join(f'    "{start}",\n' for start in patterns.starts),
        words="".join(f'    "{word}",\n' for word in patterns.words),
        expressions="\n".join(
            f'    r"{"|" if number else ""}{expression}"' for number, expression in enumerate(patterns.expressions)
        ),
    )


def sort_out(listed: Iterable[str]) -> Patterns:
    """Divide the list into starts, words and expressions, each sorted.

    Raises ValueError where the list has changed so that somebody has to look: a pattern that `re`
    does not compile, one that cannot match a user agent in lower case, a rewrite without its
    original.
    """
    originals = set(listed)
    if gone := REWRITTEN.keys() - originals:
        raise ValueError(f"no longer in the list, take them out of REWRITTEN: {sorted(gone)}")
    current = {REWRITTEN.get(pattern, pattern) for pattern in originals} | ADDED
    for pattern in sorted(current):
        _check(pattern)
    starts = {p for p in current if p.startswith("^") and _PLAIN.fullmatch(p[1:])}
    words = {p for p in current if _PLAIN.fullmatch(p)}
    return Patterns(
        starts=tuple(sorted(_unescaped(start[1:]) for start in starts)),
        words=tuple(sorted(_unescaped(word) for word in words)),
        expressions=tuple(sorted(current - starts - words)),
    )


def _check(pattern: str) -> None:
    try:
        re.compile(pattern, re.ASCII)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not for re ({error}): add it to REWRITTEN") from error
    if re.search(r"[A-Z]", re.sub(r"\\.", "", pattern)) or '"' in pattern:
        raise ValueError(f"{pattern!r} never matches a user agent in lower case, or holds a quote")


def _unescaped(plain: str) -> str:
    return re.sub(r"\\(.)", r"\1", plain)


_MODULE = '''\
"""Tell crawlers, link previews and other programs from people by their user agent.

Written by tools/bots.py from is-bot {version}; change that tool, not this file. The list is that of
isbot (https://github.com/omrilotan/isbot, The Unlicense), carried by the Python package is-bot
(https://github.com/romis2012/is-bot, Apache-2.0), with a few words of our own.

This is on the redirect's hot path, so it imports nothing but `re`.
"""

import re


def is_bot(user_agent: str) -> bool:
    """Return whether a program sent the request; a missing user agent is no person's either.

    In-app browsers (Facebook, Instagram, LinkedIn, Threads) are people.
    """
    lowered = user_agent.lower()
    return (
        not lowered.strip()
        or lowered.startswith(_STARTS)
        or any(word in lowered for word in _WORDS)
        or _EXPRESSIONS.search(lowered) is not None
    )


_STARTS = (
{starts})

_WORDS = (
{words})

_EXPRESSIONS = re.compile(
{expressions},
    re.ASCII,
)
'''


if __name__ == "__main__":
    MODULE.write_text(module_text(), encoding="utf-8")
