"""The one client for everything that is fetched on somebody's word: feeds, pages, pictures.

Only plain https addresses on the public internet are asked, at every redirect anew (`guarded_connections`); size, kind
of answer, redirects and total time have limits. Whatever is refused is told as an error for the person who named it.
`requests` comes late: most who know these errors and limits fetch nothing in their life.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lahetti.core.errors import Invalid

if TYPE_CHECKING:
    import requests

    from lahetti.networks.guarded_connections import Deadline

_MOST_REDIRECTS = 5
_CHUNK = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)


class CannotFetch(Invalid):
    """An address that was named cannot be fetched; the message says why."""

    code = "cannot_fetch"

    def __init__(
        self, message: str, *, value: object = None, limit: object = None, retry_after: int | None = None
    ) -> None:
        super().__init__(message, field="address", value=value, limit=limit, retry_after=retry_after)


class NotPublic(CannotFetch):
    """The address, or one that it leads to, is not on the public internet, or not https."""

    code = "not_public"


class TooManyRedirects(CannotFetch):
    """The address leads on and on."""

    code = "too_many_redirects"


class TooMuch(CannotFetch):
    """The answer is over the limit of size."""

    code = "answer_too_large"


class TooSlow(CannotFetch):
    """The answer was not whole in time."""

    code = "answer_too_slow"


class WrongKind(CannotFetch):
    """The answer is of a type that is not taken."""

    code = "wrong_type"


class Unreachable(CannotFetch):
    """There is no such host, nothing answers, or the connection broke."""

    code = "unreachable"


class Refused(CannotFetch):
    """The server answered with an error; `answered` is its status."""

    code = "refused"

    def __init__(self, answered: int, *, retry_after: int | None = None, value: str) -> None:
        super().__init__(f"The server answered {answered}.", value=value, retry_after=retry_after)
        self.answered = answered


@dataclass(frozen=True)
class Limits:
    """`types` are taken, and answers that name none; `seconds` is all that a fetch may take, redirects included."""

    types: Collection[str]
    most_bytes: int
    seconds: float = 20


@dataclass(frozen=True)
class Fetched:
    """An answer; `address` is where it came from in the end. `is_unchanged`: 304, without a body."""

    address: str
    content_type: str
    body: bytes
    tag: str | None = None
    modified: str | None = None
    is_unchanged: bool = False


def fetch(address: str, limits: Limits, headers: Mapping[str, str] | None = None) -> Fetched:
    """Fetch a public https address within limits; raise CannotFetch. Trying again is always safe."""
    from lahetti.networks.guarded_connections import Deadline, Session

    deadline = Deadline(limits.seconds)
    with _explained(address, deadline, limits), deadline.running(), Session(deadline) as session:
        for _ in range(_MOST_REDIRECTS + 1):
            _demand_https(address)
            response = session.get(address, headers=dict(headers or {}), stream=True, allow_redirects=False)
            with response:
                where = response.headers.get("Location")
                if response.status_code not in _REDIRECTS or not where:
                    return _read(response, address, limits)
            address = urljoin(address, where)
        raise TooManyRedirects(f"The address leads on more than {_MOST_REDIRECTS} times.", limit=_MOST_REDIRECTS)


def _read(response: "requests.Response", address: str, limits: Limits) -> Fetched:
    kind = response.headers.get("Content-Type", "")
    tag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return Fetched(address, kind, b"", tag, modified, is_unchanged=True)
    if response.status_code != HTTPStatus.OK:
        raise Refused(response.status_code, retry_after=_seconds_to_wait(response), value=address[:200])
    bare = kind.partition(";")[0].strip().lower()
    if bare and bare not in limits.types:
        raise WrongKind(f"The answer is {bare[:60]}, which is not taken here.", value=bare[:60])
    announced = response.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:18]) > limits.most_bytes:
        raise _too_much(limits)
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > limits.most_bytes:
            raise _too_much(limits)
    return Fetched(address, kind, bytes(body), tag, modified)


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


def _demand_https(address: str) -> None:
    try:
        parts = urlsplit(address)
        good = parts.scheme == "https" and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise NotPublic("The address, or one that it leads to, is not a plain https address.", value=address[:200])


@contextmanager
def _explained(address: str, deadline: "Deadline", limits: Limits) -> Iterator[None]:
    """Say what went wrong in words for whoever named the address."""
    import requests
    from urllib3.exceptions import HTTPError

    from lahetti.networks.guarded_connections import NotPublicAddress

    try:
        yield
    except NotPublicAddress as error:
        text = "The address, or one that it leads to, is not on the public internet."
        raise NotPublic(text, value=address[:200]) from error
    except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
        if deadline.passed or isinstance(error, requests.Timeout):
            text = f"The answer was not there within {limits.seconds:g} seconds."
            raise TooSlow(text, value=address[:200], limit=limits.seconds) from error
        raise Unreachable("The address does not answer.", value=address[:200]) from error
