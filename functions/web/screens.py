"""The addresses of the client's screens and of the console, to which a sign-in may lead back."""

import re

RESOURCES = ("/", "/share/{content}", "/race", "/guidelines")
"""Each answers the same page; the client draws the screen that its address names."""

# The path is one of ours, so neither `//elsewhere` nor `/\\elsewhere` fits, and the query cannot end the header.
_WANTED = re.compile(
    r"/(?:race|guidelines|console(?:/[A-Za-z0-9._-]{1,140}){0,3}|share/[A-Za-z0-9-]{1,64})?(?:\?[A-Za-z0-9=&%_./~-]{0,300})?"
)


def wanted_screen(path: str | None) -> str:
    """Return the path if it is one of a screen; else the first screen's."""
    return path if path is not None and _WANTED.fullmatch(path) else "/"
