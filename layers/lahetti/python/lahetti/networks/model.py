"""What is fetched from the world outside: how much may be taken, what came, and why nothing did."""

from collections.abc import Collection
from dataclasses import dataclass

from lahetti.core.errors import Invalid


class CannotFetch(Invalid):
    """A URL that was named cannot be fetched; the message says why."""

    code = "cannot_fetch"

    def __init__(
        self, message: str, *, value: object = None, limit: object = None, retry_after: int | None = None
    ) -> None:
        super().__init__(message, field="address", value=value, limit=limit, retry_after=retry_after)


class NotPublic(CannotFetch):
    """The URL, or one that it leads to, is not on the public internet, or not https."""

    code = "not_public"


class TooManyRedirects(CannotFetch):
    """The URL leads on and on."""

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


class FetchRefused(CannotFetch):
    """The server answered with an error; `answered` is its status."""

    code = "refused"

    def __init__(self, answered: int, *, retry_after: int | None = None, value: str) -> None:
        super().__init__(f"The server answered {answered}.", value=value, retry_after=retry_after)
        self.answered = answered


@dataclass(frozen=True)
class Limits:
    """`types` are taken, and answers that name none; None where the body itself tells what it is.

    `seconds` is all that a fetch may take, redirects included.
    """

    types: Collection[str] | None
    most_bytes: int
    seconds: float = 20


@dataclass(frozen=True)
class Fetched:
    """An answer; `url` is where it came from in the end. `is_unchanged`: 304, without a body."""

    url: str
    content_type: str
    body: bytes
    tag: str | None = None
    modified: str | None = None
    is_unchanged: bool = False
