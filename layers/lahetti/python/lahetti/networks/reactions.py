"""What a network says of a post without being signed in: counts of reactions, never who reacted.

`Collector` is all that differs between networks; each has a module of its own and is named in its network's entry of
`networks`. What is asked when, and what becomes of the counts, is decided in `lahetti.sharing.reactions`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lahetti.core.json_texts import read_json
from lahetti.networks.model import CannotFetch, Fetched, Limits

LIMITS = Limits(types=("application/json",), most_bytes=4 * 2**20, seconds=10)
Fetch = Callable[[str, Limits], Fetched]


class ChangedAnswer(CannotFetch):
    """The network answers something else than it used to."""

    code = "changed_answer"


@dataclass(frozen=True)
class Reactions:
    """Counts of one post; what a network does not have stays 0."""

    likes: int = 0
    reposts: int = 0
    replies: int = 0
    quotes: int = 0

    @property
    def total(self) -> int:
        """All of them together."""
        return self.likes + self.reposts + self.replies + self.quotes


@dataclass(frozen=True)
class NetworkPost:
    """A post as its network is asked for it: which server, and its name there. `url` is the plain one."""

    server: str
    name: str
    url: str


@dataclass(frozen=True)
class Collector:
    """How one network is asked.

    `post` reads a URL; None where it is not a post of this network. `counts` asks one request's worth of posts of
    one server and leaves out those that are gone; it raises CannotFetch. `requests` are asked of a server in a run at
    most, far below what it allows in the quarter of an hour between two runs.
    """

    post: Callable[[str], NetworkPost | None]
    counts: Callable[[Sequence[NetworkPost], Fetch], Mapping[NetworkPost, Reactions]]
    posts_a_request: int = 1
    requests: int = 60


def answer_of(fetch: Fetch, url: str) -> Mapping[str, Any]:
    """Return the JSON object that a URL answers; raise CannotFetch."""
    try:
        found = read_json(fetch(url, LIMITS).body)
    except ValueError as error:
        raise ChangedAnswer("The answer is not JSON.", value=url[:200]) from error
    if not isinstance(found, dict):
        raise ChangedAnswer("The answer is not a JSON object.", value=url[:200])
    return found


def count(answer: Mapping[str, Any], member: str) -> int:
    """Return a count of an answer; raise ChangedAnswer where it is none."""
    found = answer.get(member)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 10**12:
        raise ChangedAnswer(f"The answer has no count {member}.", value=member)
    return found
