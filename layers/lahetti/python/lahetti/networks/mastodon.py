"""Mastodon: each server is asked for the posts that it hosts or knows (https://docs.joinmastodon.org/methods/statuses/).

A server allows 300 requests in five minutes to an IP address (https://docs.joinmastodon.org/api/rate-limits/).
"""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from lahetti.networks.model import FetchRefused
from lahetti.networks.reactions import Collector, Fetch, NetworkPost, Reactions, answer_of, count
from lahetti.networks.servers import server_name

_PATH = re.compile(r"(?:/web|/deck)?/@\w[\w.-]*(?:@[\w.-]+)?/(\d{1,30})|/users/\w[\w.-]*/statuses/(\d{1,30})", re.ASCII)


def post(url: str) -> NetworkPost | None:
    """Read https://<server>/@<name>/<number>, or one of the other forms that its pages have."""
    parts = urlsplit(url)
    found = _PATH.fullmatch(parts.path.rstrip("/"))
    if parts.scheme != "https" or found is None:
        return None
    try:
        server = server_name(parts.netloc)  # neither user nor port, and no IP address
    except ValueError:
        return None
    return NetworkPost(server, found[1] or found[2], f"https://{server}{parts.path.rstrip('/')}")


def counts(posts: Sequence[NetworkPost], fetch: Fetch) -> Mapping[NetworkPost, Reactions]:
    """Ask for each post; one that was deleted, or is not public any more, is left out."""
    found = {}
    for asked in posts:
        try:
            status = answer_of(fetch, f"https://{asked.server}/api/v1/statuses/{asked.name}")
        except FetchRefused as error:
            if error.answered not in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
                raise
            continue
        found[asked] = Reactions(
            likes=count(status, "favourites_count"),
            reposts=count(status, "reblogs_count"),
            replies=count(status, "replies_count"),
        )
    return found


COLLECTOR = Collector(post, counts)
