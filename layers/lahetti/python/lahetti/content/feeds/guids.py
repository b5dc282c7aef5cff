"""What a feed calls its items: one whose URL has changed is still the one that was taken.

A guid alone proves nothing. Some feeds give each item the guid of its place (the newest is always 1), or all of them
their own address. So it counts where the title or the date has stayed, too.
"""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from lahetti.content.feeds.choice import Candidate
from lahetti.content.feeds.documents import Item
from lahetti.content.urls import canonical_key

_TITLE_CHARACTERS = 16


@dataclass(frozen=True)
class GuidMark:
    """What was taken under a guid: `digest` names channel and guid, `title` is a hash, `published` in epoch seconds."""

    digest: str
    content: str
    title: str
    published: int | None


def guid_digest(channel: str, guid: str) -> str:
    """Return the name of a guid among all channels'; one that is a URL is known by its key, however it is written."""
    if guid.lower().startswith(("http://", "https://")):
        with suppress(ValueError):  # no URL that can be taken apart
            guid = canonical_key(guid)
    return hashlib.sha256(f"{channel}#{guid}".encode(errors="replace")).hexdigest()


def guid_digests(channel: str, candidates: Iterable[Candidate]) -> dict[str, str]:
    """Return the digests of the guids that name one item each, by the keys of the items' URLs."""
    return {found.key: guid_digest(channel, found.guid) for found in candidates if found.guid}


def mark_of(digest: str, content: str, item: Item) -> GuidMark:
    """Return what is remembered of an item that a content was made of."""
    title = hashlib.sha256(item.title.casefold().encode(errors="replace")).hexdigest()[:_TITLE_CHARACTERS]
    return GuidMark(digest, content, title, None if item.published is None else int(item.published.timestamp()))


def is_same(mark: GuidMark, item: Item) -> bool:
    """Return whether an item under a guid is the one that was taken under it."""
    now = mark_of(mark.digest, mark.content, item)
    return mark.title == now.title or (mark.published is not None and mark.published == now.published)
