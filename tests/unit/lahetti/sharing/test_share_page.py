import pytest

from lahetti.networks.networks import Network
from lahetti.sharing.share_page import first_network, share_page

WEB = "https://lahetti.vero.fi"


@pytest.mark.parametrize(
    ("network", "caption", "url"),
    [
        (None, None, f"{WEB}/share/c1"),
        ("facebook", None, f"{WEB}/share/c1?network=facebook"),
        ("facebook", "k3Ab", f"{WEB}/share/c1?network=facebook&caption=k3Ab"),
        ("link", "k3Ab", f"{WEB}/share/c1"),
        (None, "k3Ab", f"{WEB}/share/c1"),
    ],
)
def test_a_link_to_the_share_page_says_what_was_chosen(network: str | None, caption: str | None, url: str) -> None:
    assert share_page(WEB, "c1", network, caption) == url


@pytest.mark.parametrize(
    ("captioned", "before", "used", "first"),
    [
        ((), (), (), None),
        (("x#fi",), (), (), "x"),
        (("x#fi", "linkedin#sv"), (), (), "linkedin"),
        (("x#fi", "linkedin#sv"), (Network.BLUESKY, Network.X), (), "x"),
        (("x#fi", "linkedin#sv"), (Network.X,), (Network.X,), "linkedin"),
        (("x#fi",), (), (Network.X,), None),
    ],
)
def test_sharing_begins_where_a_caption_is_ready_and_nothing_was_shared_yet(
    captioned: tuple[str, ...], before: tuple[Network, ...], used: tuple[Network, ...], first: str | None
) -> None:
    assert first_network(captioned, before, used) == first
