"""Which language a page of ours speaks to somebody of whom nothing but the request is known."""

from collections.abc import Mapping

from http_adapter.cookies import read_cookies
from lahetti.core.texts import LANGUAGES, preferred

COOKIE = "language"
"""What the device spoke last: the client writes it (core/device_language.js), and what it holds proves nothing."""
VARY = {"Vary": "Accept-Language, Cookie"}
"""The header of a page that is written in such a language."""


_A_YEAR = 365 * 24 * 60 * 60


def device_cookie(language: str) -> str:
    """Return the cookie by which a device speaks a language from now on, as the client writes and reads it."""
    return f"{COOKIE}={language}; Path=/; Max-Age={_A_YEAR}; Secure; SameSite=Lax"


def language_of(headers: Mapping[str, str], query: Mapping[str, str] | None = None) -> str:
    """Return the language that the address names (`lang`), else the device's, else the browser's, else the default.

    Names of headers are in lower case.
    """
    named = (query or {}).get("lang", ""), read_cookies(headers.get("cookie", "")).get(COOKIE, "")
    return next((language for language in named if language in LANGUAGES), preferred(headers.get("accept-language")))
