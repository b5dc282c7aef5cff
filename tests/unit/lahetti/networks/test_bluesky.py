from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lahetti.networks.bluesky import SERVER, counts, post
from lahetti.networks.model import FetchRefused
from lahetti.networks.reactions import ChangedAnswer, NetworkPost, Reactions
from tests.network_answers import DID, FakeFetch, post_view

RESOLVE = f"https://{SERVER}/xrpc/com.atproto.identity.resolveHandle?handle="
POSTS = f"https://{SERVER}/xrpc/app.bsky.feed.getPosts?"


def at(key: str, author: str = DID) -> NetworkPost:
    found = post(f"https://bsky.app/profile/{author}/post/{key}")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://bsky.app/profile/aino.bsky.social/post/3lbqd5xk2ok2n", "aino.bsky.social/3lbqd5xk2ok2n"),
        (f"https://BSKY.app/profile/{DID}/post/3l?ref=x#y", f"{DID}/3l"),
    ],
)
def test_a_post_is_known_by_handle_or_id_and_key(address: str, name: str) -> None:
    found = post(address)

    assert found is not None
    assert (found.server, found.name) == (SERVER, name)
    assert post(found.url) == found


@pytest.mark.parametrize(
    "address",
    [
        "http://bsky.app/profile/aino.bsky.social/post/3l",
        "https://bsky.app/profile/aino.bsky.social",
        "https://bsky.app/profile/aino/post/3l",
        "https://bsky.app/profile/a.b/post/3l&uris=x",
        "https://bsky.app.muu.example/profile/a.b/post/3l",
        "https://user@bsky.app/profile/a.b/post/3l",
    ],
)
def test_what_is_no_post_is_none(address: str) -> None:
    assert post(address) is None


def test_all_posts_are_asked_for_at_once_by_their_authors_ids() -> None:
    fetch = FakeFetch(
        {
            f"{RESOLVE}aino.example": {"did": DID},
            POSTS: {"posts": [post_view("b", likes=7), post_view("a", likes=12, reposts=5, replies=2, quotes=1)]},
        }
    )
    posts = [at("a", "aino.example"), at("b"), at("deleted")]

    assert counts(posts, fetch) == {posts[0]: Reactions(12, 5, 2, 1), posts[1]: Reactions(7, 2, 1, 0)}
    asked = parse_qs(urlsplit(fetch.asked[-1]).query)["uris"]
    assert asked == [f"at://{DID}/app.bsky.feed.post/{key}" for key in ("a", "b", "deleted")]
    assert len(fetch.asked) == 2


def test_a_handle_that_nobody_has_any_more_is_a_post_that_is_gone() -> None:
    gone = at("a", "aino.example")

    assert counts([gone], FakeFetch({RESOLVE: FetchRefused(400, value="handle")})) == {}


@pytest.mark.parametrize("answered", [400, 429, 502])
def test_a_network_that_refuses_has_failed(answered: int) -> None:
    with pytest.raises(FetchRefused):
        counts([at("a")], FakeFetch({POSTS: FetchRefused(answered, value="posts")}))


@pytest.mark.parametrize(
    ("resolved", "answer"),
    [
        ({"did": "at://x"}, {"posts": []}),
        ({"did": None}, {"posts": []}),
        ({"did": DID}, {}),
        ({"did": DID}, {"posts": {}}),
        ({"did": DID}, {"posts": [{**post_view("a"), "likeCount": None}]}),
        ({"did": DID}, b"<html>"),
    ],
)
def test_an_answer_of_another_shape_is_told_as_one(resolved: Any, answer: Any) -> None:
    with pytest.raises(ChangedAnswer):
        counts([at("a", "aino.example")], FakeFetch({RESOLVE: resolved, POSTS: answer}))
