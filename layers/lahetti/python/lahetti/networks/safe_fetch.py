"""The one client for everything that is fetched on somebody's word: feeds, pages, pictures.

Only plain https URLs on the public internet are asked, at every redirect anew (`guarded_connections`); size, kind
of answer, redirects and total time have limits. Whatever is refused is told as an error for the person who named it.
`requests` comes late: a function that may fetch seldom does.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lahetti.networks.model import (
    Fetched,
    FetchRefused,
    Limits,
    NotPublic,
    TooManyRedirects,
    TooMuch,
    TooSlow,
    Unreachable,
    WrongKind,
)

if TYPE_CHECKING:
    import requests

    from lahetti.networks.guarded_connections import Deadline

_MOST_REDIRECTS = 5
_CHUNK = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)


def fetch(url: str, limits: Limits, headers: Mapping[str, str] | None = None) -> Fetched:
    """Fetch a public https URL within limits; raise CannotFetch. Trying again is always safe."""
    from lahetti.networks.guarded_connections import Deadline, Session

    deadline = Deadline(limits.seconds)
    with _explained(url, deadline, limits), deadline.running(), Session(deadline) as session:
        for _ in range(_MOST_REDIRECTS + 1):
            _demand_https(url)
            response = session.get(url, headers=dict(headers or {}), stream=True, allow_redirects=False)
            with response:
                where = response.headers.get("Location")
                if response.status_code not in _REDIRECTS or not where:
                    return _read(response, url, limits)
            url = urljoin(url, where)
        raise TooManyRedirects(f"The URL leads on more than {_MOST_REDIRECTS} times.", limit=_MOST_REDIRECTS)


def _read(response: "requests.Response", url: str, limits: Limits) -> Fetched:
    kind = response.headers.get("Content-Type", "")
    tag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return Fetched(url, kind, b"", tag, modified, is_unchanged=True)
    if response.status_code != HTTPStatus.OK:
        raise FetchRefused(response.status_code, retry_after=_seconds_to_wait(response), value=url[:200])
    bare = kind.partition(";")[0].strip().lower()
    if bare and limits.types is not None and bare not in limits.types:
        raise WrongKind(f"The answer is {bare[:60]}, which is not taken here.", value=bare[:60])
    announced = response.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:18]) > limits.most_bytes:
        raise _too_much(limits)
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > limits.most_bytes:
            raise _too_much(limits)
    return Fetched(url, kind, bytes(body), tag, modified)


def _seconds_to_wait(response: "requests.Response") -> int | None:
    """Read Retry-After: seconds, or a moment (RFC 9110, 10.2.3) by the clock of the server that says it."""
    after = response.headers.get("Retry-After", "")
    if after.isascii() and after.isdigit():
        return int(after[:8])
    try:
        wait = parsedate_to_datetime(after) - parsedate_to_datetime(response.headers.get("Date", ""))
    except (ValueError, TypeError):  # no dates at all; one without a zone
        return None
    return max(int(wait.total_seconds()), 0)


def _too_much(limits: Limits) -> TooMuch:
    return TooMuch(f"The answer has more than {limits.most_bytes} bytes.", limit=limits.most_bytes)


def _demand_https(url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme == "https" and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise NotPublic("The URL, or one that it leads to, is not a plain https URL.", value=url[:200])


@contextmanager
def _explained(url: str, deadline: "Deadline", limits: Limits) -> Iterator[None]:
    """Say what went wrong in words for whoever named the URL."""
    import requests
    from urllib3.exceptions import HTTPError

    from lahetti.networks.guarded_connections import NotPublicAddress

    try:
        yield
    except NotPublicAddress as error:
        text = "The URL, or one that it leads to, is not on the public internet."
        raise NotPublic(text, value=url[:200]) from error
    except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
        if deadline.passed or isinstance(error, requests.Timeout):
            text = f"The answer was not there within {limits.seconds:g} seconds."
            raise TooSlow(text, value=url[:200], limit=limits.seconds) from error
        raise Unreachable("The URL does not answer.", value=url[:200]) from error
