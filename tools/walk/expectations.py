"""What is seen is held against what is right; the first difference ends the walk."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests


class Different(Exception):
    """Something is not as it should be."""


def same(what: str, seen: object, right: object) -> None:
    """Raise Different, naming both, unless what is seen is right."""
    if seen != right:
        raise Different(f"{what}: expected {right!r}, saw {seen!r}")


def answered(answer: requests.Response, *right: int) -> Any:
    """Return the body of an answer with one of the right statuses; raise Different."""
    if answer.status_code not in right:
        raise Different(
            f"{answer.request.method} {urlsplit(answer.request.url or '').path}: expected {right}, "
            f"saw {answer.status_code} {answer.text[:300]}"
        )
    return answer.json() if answer.content else None


def within(seconds: float, what: str, look: Callable[[], object], right: object, since: float | None = None) -> float:
    """Look until it is right; return the seconds since then. Raise Different when the time is over."""
    began = time.monotonic() if since is None else since
    while (seen := look()) != right:
        if time.monotonic() - began > seconds:
            raise Different(f"{what} after {seconds} s: expected {right!r}, saw {seen!r}")
        time.sleep(0.1)
    return time.monotonic() - began
