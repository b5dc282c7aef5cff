"""The addresses of the client's screens and of the console, to which a sign-in may lead back."""

import re
from urllib.parse import urlencode

SCREENS = {
    "/": "offer",
    "/share/{content}": "share",
    "/race": "race",
    "/suggest": "suggest",
    "/me": "me",
    "/points": "points",
    "/invite": "invite",
    "/guidelines": "guidelines",
    "/accessibility": "accessibility",
}
"""Each path with the client's module that draws it; all answer the same page, which fetches that module first."""

# The path is one of ours, so neither `//elsewhere` nor `/\\elsewhere` fits, and the query cannot end the header.
_WANTED = re.compile(
    r"/(?:race|suggest|me(?:#settings)?|points|invite|guidelines|accessibility|share/[A-Za-z0-9-]{1,64}|console(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,139}){0,3})?"
    r"(?:\?[A-Za-z0-9=&%_./~-]{0,300})?"
)


def wanted_screen(path: str | None) -> str:
    """Return the path if it is one of a screen; else the first screen's."""
    return path if path is not None and _WANTED.fullmatch(path) else "/"


def sign_in_at(wanted: str, reason: str | None = None) -> str:
    """Return the address of the first screen that leads to another, and says why somebody is there."""
    asked = {**({} if wanted == "/" else {"to": wanted}), **({} if reason is None else {"reason": reason})}
    return f"/signin?{urlencode(asked, safe='/')}" if asked else "/signin"
