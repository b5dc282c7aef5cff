import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.networks.networks import Network
from lahetti.sharing.reactions.following import post_at
from lahetti.sharing.reactions.model import CannotFollow

MASTODON = "https://mastodon.social/@aino/1"
BLUESKY = "https://bsky.app/profile/aino.example/post/3l"


@pytest.mark.parametrize(
    ("network", "address", "found"),
    [
        (Network.MASTODON, MASTODON, "mastodon"),
        (Network.BLUESKY, BLUESKY, "bluesky"),
        (Network.LINK, MASTODON, "mastodon"),
        (Network.LINK, BLUESKY, "bluesky"),
    ],
)
def test_a_post_is_found_where_it_was_shared(network: Network, address: str, found: str) -> None:
    assert post_at(address, network)[0] == found


@pytest.mark.parametrize(
    ("network", "address", "allowed"),
    [
        (Network.MASTODON, BLUESKY, ["mastodon"]),
        (Network.BLUESKY, MASTODON, ["bluesky"]),
        (Network.LINK, "https://vero.example/", ["bluesky", "mastodon"]),
        (Network.LINKEDIN, MASTODON, ["bluesky", "mastodon"]),
        (Network.MASTODON, MASTODON + "0" * 500, ["mastodon"]),
        (Network.MASTODON, "https://[", ["mastodon"]),
        (Network.MASTODON, MASTODON + "\n", ["mastodon"]),
    ],
)
def test_what_cannot_be_followed_is_refused_and_told_what_can(
    network: Network, address: str, allowed: list[str]
) -> None:
    with pytest.raises(CannotFollow) as refused:
        post_at(address, network)

    assert (refused.value.field, refused.value.limit) == ("address", allowed)


@given(st.text() | st.text().map("https://bsky.app/profile/".__add__), st.sampled_from(Network))
def test_no_address_brings_more_than_a_refusal(address: str, network: Network) -> None:
    try:
        _, post = post_at(address, network)
    except CannotFollow:
        return
    assert post.url.startswith("https://")
