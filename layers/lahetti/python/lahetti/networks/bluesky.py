"""Bluesky: its public interface is asked for 25 posts at a time (https://docs.bsky.app/docs/api/app-bsky-feed-get-posts).

A URL names its author by handle, which the same interface turns into the id that posts are asked by. Both allow
3,000 requests in five minutes (https://docs.bsky.app/docs/advanced-guides/rate-limits).
"""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from lahetti.networks.model import FetchRefused
from lahetti.networks.reactions import ChangedAnswer, Collector, Fetch, NetworkPost, Reactions, answer_of, count

SERVER = "public.api.bsky.app"
_DID = r"did:[a-z]{1,20}:[A-Za-z0-9._-]{1,200}"
_PATH = re.compile(rf"/profile/({_DID}|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)/post/([A-Za-z0-9._~-]{{1,50}})", re.ASCII)


def post(url: str) -> NetworkPost | None:
    """Read https://bsky.app/profile/<handle or id>/post/<key>."""
    parts = urlsplit(url)
    found = _PATH.fullmatch(parts.path.rstrip("/"))
    if (parts.scheme, parts.netloc.lower()) != ("https", "bsky.app") or found is None:
        return None
    return NetworkPost(SERVER, f"{found[1]}/{found[2]}", f"https://bsky.app{parts.path.rstrip('/')}")


def counts(posts: Sequence[NetworkPost], fetch: Fetch) -> Mapping[NetworkPost, Reactions]:
    """Ask for all of the posts at once; those that were deleted, or whose author is gone, are left out."""
    named = {asked: uri for asked in posts if (uri := _uri(asked, fetch)) is not None}
    if not named:
        return {}
    query = urlencode([("uris", uri) for uri in dict.fromkeys(named.values())], quote_via=quote)
    answer = answer_of(fetch, f"https://{SERVER}/xrpc/app.bsky.feed.getPosts?{query}")
    listed = answer.get("posts")
    if not isinstance(listed, list):
        raise ChangedAnswer("The answer has no list posts.", value="posts")
    found = {view["uri"]: _reactions(view) for view in listed if isinstance(view, dict) and "uri" in view}
    return {asked: found[uri] for asked, uri in named.items() if uri in found}


def _uri(asked: NetworkPost, fetch: Fetch) -> str | None:
    author, _, key = asked.name.partition("/")
    if not author.startswith("did:"):
        query = urlencode({"handle": author})
        try:
            author = answer_of(fetch, f"https://{SERVER}/xrpc/com.atproto.identity.resolveHandle?{query}").get(
                "did", ""
            )
        except FetchRefused as error:
            if error.answered != HTTPStatus.BAD_REQUEST:  # what it says of a handle that nobody has
                raise
            return None
        if not isinstance(author, str) or not re.fullmatch(_DID, author):
            raise ChangedAnswer("The answer has no id of a handle.", value="did")
    return f"at://{author}/app.bsky.feed.post/{key}"


def _reactions(view: Mapping[str, Any]) -> Reactions:
    return Reactions(
        likes=count(view, "likeCount"),
        reposts=count(view, "repostCount"),
        replies=count(view, "replyCount"),
        quotes=count(view, "quoteCount"),
    )


COLLECTOR = Collector(post, counts, posts_a_request=25, requests=20)
