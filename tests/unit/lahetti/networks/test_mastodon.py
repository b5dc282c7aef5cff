from typing import Any

import pytest

from lahetti.networks.mastodon import counts, post
from lahetti.networks.model import CannotFetch, FetchRefused
from lahetti.networks.reactions import ChangedAnswer, NetworkPost, Reactions
from tests.network_answers import FakeFetch, status

ADDRESS = "https://mastodon.social/@aino/113546789012345678"
POST = NetworkPost("mastodon.social", "113546789012345678", ADDRESS)
STATUS = "https://mastodon.social/api/v1/statuses/113546789012345678"


@pytest.mark.parametrize(
    ("address", "server", "name"),
    [
        (ADDRESS, "mastodon.social", "113546789012345678"),
        ("https://Mastodon.Social/@aino/1?a=b#c", "mastodon.social", "1"),
        ("https://mastodon.social/@aino@muu.example/1/", "mastodon.social", "1"),
        ("https://mastodon.social/users/aino/statuses/1", "mastodon.social", "1"),
        ("https://mastodon.social/deck/@aino/1", "mastodon.social", "1"),
    ],
)
def test_a_post_is_known_by_each_of_its_addresses(address: str, server: str, name: str) -> None:
    found = post(address)

    assert found is not None
    assert (found.server, found.name) == (server, name)
    assert post(found.url) == found


@pytest.mark.parametrize(
    "address",
    [
        "http://mastodon.social/@aino/1",
        "https://mastodon.social/@aino",
        "https://mastodon.social/@aino/1/reblogs",
        "https://mastodon.social/@aino/..",
        "https://169.254.169.254/@aino/1",
        "https://user@mastodon.social/@aino/1",
        "https://mastodon.social:8443/@aino/1",
        "https://localhost/@aino/1",
        "https://mastodon.social/@aino/1\u0661",
    ],
)
def test_what_is_no_post_is_none(address: str) -> None:
    assert post(address) is None


def test_favourites_reblogs_and_replies_are_counted_and_nobody_is_named() -> None:
    fetch = FakeFetch({STATUS: status(likes=12, reposts=5, replies=2)})

    assert counts([POST], fetch) == {POST: Reactions(likes=12, reposts=5, replies=2)}
    assert fetch.asked == [STATUS]


@pytest.mark.parametrize("answered", [404, 410])
def test_a_post_that_is_gone_is_left_out(answered: int) -> None:
    assert counts([POST], FakeFetch({STATUS: FetchRefused(answered, value=STATUS)})) == {}


@pytest.mark.parametrize("answered", [401, 403, 429, 500, 503])
def test_a_server_that_refuses_has_failed(answered: int) -> None:
    with pytest.raises(FetchRefused):
        counts([POST], FakeFetch({STATUS: FetchRefused(answered, value=STATUS)}))


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        b"",
        b"[" * 100_000,
        [],
        {},
        {**status(), "favourites_count": None},
        {**status(), "reblogs_count": "12"},
        {**status(), "replies_count": -1},
        {**status(), "favourites_count": True},
        {**status(), "favourites_count": 1.5},
    ],
)
def test_an_answer_of_another_shape_is_told_as_one(answer: Any) -> None:
    with pytest.raises(ChangedAnswer) as found:
        counts([POST], FakeFetch({STATUS: answer}))

    assert isinstance(found.value, CannotFetch)
    assert found.value.code == "changed_answer"
