"""Which content has a URL: one at a time, decided in the transaction that takes it.

A content that was archived, recalled or rejected keeps its URL, so that no feed brings it again by itself, until an
editor or a suggester takes it for another one, or it is shared again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lahetti.content import items
from lahetti.content.model import ContentState
from lahetti.content.urls import canonical_key
from lahetti.core.errors import Conflict
from lahetti.dynamodb.transactions import Write

OVER: Final = frozenset({ContentState.ARCHIVED, ContentState.RECALLED, ContentState.REJECTED})
"""States in which a content leaves its URL to the next one."""


class UrlTaken(Conflict):
    """Another content has the URL, and is not over; `see` is that content."""

    code = "url_taken"


@dataclass(frozen=True)
class Claim:
    """What takes a URL, in the transaction of the content that it is for; `former` is the one that had it."""

    writes: Sequence[Write] = ()
    former: str | None = None


def claim(url: str, content: str) -> Claim:
    """Return what takes a URL for a content, from nobody or from one that is over.

    Raise UrlTaken. Its writes are refused where somebody else was faster: claim anew.
    """
    digest = canonical_key(url)
    owner = owner_of(url)
    if owner is None:
        return Claim((items.put_url(digest, content),))
    if owner == content:
        return Claim((items.check_url(digest, content),))
    head = items.find_head(owner, consistent=True)
    if head is None or head.state not in OVER:
        raise url_taken(url, owner)
    return Claim((items.hand_on_url(digest, owner, content), items.check_state(head)), owner)


def moved(content: str, before: str, after: str) -> Claim:
    """Return what takes a content's new URL and leaves the former one, where it still has that; raise UrlTaken."""
    if canonical_key(before) == canonical_key(after):
        return Claim()
    taken = claim(after, content)
    left = [items.delete_url(canonical_key(before), content)] if owner_of(before) == content else []
    return Claim((*taken.writes, *left), taken.former)


def owner_of(url: str) -> str | None:
    """Return the content that has a URL at this moment, or None."""
    digest = canonical_key(url)
    return items.contents_at([digest]).get(digest)


def url_taken(url: str, owner: str | None = None) -> UrlTaken:
    """Return the refusal of a URL that a content has already."""
    see = None if owner is None else f"/api/v1/contents/{owner}"
    return UrlTaken("This URL has been added already.", field="address", value=url, see=see)
