"""Networks' answers in the shapes that their references document, and a fetch that gives them instead of the network.

They are written by hand, not recorded: what a network really sends may have more fields.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lahetti.networks.model import CannotFetch, Fetched, FetchRefused, Limits

DID = "did:plc:z72i7hdynmk6r22z27h6tvur"


@dataclass
class FakeFetch:
    """Answers by the beginning of an address, the longest one first; what it does not know is a 404."""

    answers: Mapping[str, object]
    asked: list[str] = field(default_factory=list)

    def __call__(self, address: str, limits: Limits) -> Fetched:
        assert "application/json" in limits.types
        self.asked.append(address)
        known = max((start for start in self.answers if address.startswith(start)), key=len, default=None)
        found = FetchRefused(404, value=address) if known is None else self.answers[known]
        if isinstance(found, CannotFetch):
            raise found
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        return Fetched(address, "application/json; charset=utf-8", body)


def status(likes: int = 3, reposts: int = 2, replies: int = 1) -> dict[str, Any]:
    """Return what Mastodon answers of a post (https://docs.joinmastodon.org/entities/Status/, cut)."""
    return {
        "id": "113546789012345678",
        "created_at": "2026-11-25T10:00:00.000Z",
        "visibility": "public",
        "uri": "https://mastodon.social/users/aino/statuses/113546789012345678",
        "replies_count": replies,
        "reblogs_count": reposts,
        "favourites_count": likes,
        "content": "<p>Tarkista tilinumerosi.</p>",
        "account": {"id": "1", "username": "aino", "acct": "aino"},
        "media_attachments": [],
    }


def post_view(key: str, likes: int = 3, reposts: int = 2, replies: int = 1, quotes: int = 0) -> dict[str, Any]:
    """Return one post of what Bluesky answers (`app.bsky.feed.defs#postView`, cut: https://docs.bsky.app/docs/api/app-bsky-feed-get-posts)."""
    return {
        "uri": f"at://{DID}/app.bsky.feed.post/{key}",
        "cid": "bafyreib2rxk3rybk3aobmv5cjuql3bm2twh4jo5uxgf5kpqcsgz7soitae",
        "author": {"did": DID, "handle": "bsky.app"},
        "record": {"$type": "app.bsky.feed.post", "text": "Tarkista tilinumerosi."},
        "replyCount": replies,
        "repostCount": reposts,
        "likeCount": likes,
        "quoteCount": quotes,
        "indexedAt": "2026-11-25T10:00:00.000Z",
    }
