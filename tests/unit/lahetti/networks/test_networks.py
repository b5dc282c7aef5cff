from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.networks.networks import (
    COLLECTORS,
    LISTED,
    LONGEST_TEXT,
    NETWORKS,
    Network,
    Opens,
    length,
    limit,
    needs_copying,
    share_url,
    takes_text,
)
from lahetti.networks.servers import server_name

LINK = "https://go.example.fi/Ab3dE5"
TEXT = "Onko tilinumerosi ajan tasalla? 100 % & #vero + 👍"
CODED = "Onko%20tilinumerosi%20ajan%20tasalla%3F%20100%20%25%20%26%20%23vero%20%2B%20%F0%9F%91%8D"
CODED_LINK = "https%3A%2F%2Fgo.example.fi%2FAb3dE5"


def address_of(network: Network, *, text: str = TEXT, server: str | None = None) -> str | None:
    return share_url(network, link=LINK, text=text, subject="Lue tämä", server=server)


def test_every_network_has_a_dialog() -> None:
    assert set(NETWORKS) == set(Network)


def test_posts_are_followed_where_there_is_a_collector_and_where_a_link_was_copied() -> None:
    followed = {network for network, dialog in NETWORKS.items() if dialog.follows_posts}

    assert followed == {Network(name) for name in COLLECTORS} | {Network.LINK}


@pytest.mark.parametrize("network", Network)
def test_a_window_or_mail_opens_exactly_where_there_is_an_address(network: Network) -> None:
    assert (NETWORKS[network].opens is not Opens.COPY) == (NETWORKS[network].url is not None)


@pytest.mark.parametrize("network", [network for network, dialog in NETWORKS.items() if dialog.own_server])
def test_an_address_on_a_server_of_ones_own_is_not_written_without_it(network: Network) -> None:
    with pytest.raises(ValueError, match="server"):
        address_of(network)


@pytest.mark.parametrize("network", [network for network, dialog in NETWORKS.items() if not dialog.own_server])
def test_a_network_whose_address_needs_no_server_is_declared_so(network: Network) -> None:
    """A network that needs one says `own_server` in networks/networks.py: its share would fail otherwise."""
    address_of(network)


@pytest.mark.parametrize(
    ("network", "address"),
    [
        (
            Network.LINKEDIN,
            f"https://www.linkedin.com/sharing/share-offsite/?url={CODED_LINK}",
        ),
        (Network.X, f"https://x.com/intent/tweet?text={CODED}&url={CODED_LINK}"),
        (Network.FACEBOOK, f"https://www.facebook.com/sharer/sharer.php?u={CODED_LINK}"),
        (Network.BLUESKY, f"https://bsky.app/intent/compose?text={CODED}%0A{CODED_LINK}"),
        (Network.MASTODON, f"https://mastodon.social/share?text={CODED}%0A{CODED_LINK}"),
        (Network.THREADS, f"https://www.threads.com/intent/post?text={CODED}&url={CODED_LINK}"),
        (Network.WHATSAPP, f"https://wa.me/?text={CODED}%0A{CODED_LINK}"),
        (
            Network.EMAIL,
            f"mailto:?subject=Lue%20t%C3%A4m%C3%A4&body={CODED}%0D%0A%0D%0A{CODED_LINK}",
        ),
        (Network.INSTAGRAM, None),
        (Network.LINK, None),
    ],
)
def test_each_network_has_its_own_share_address(network: Network, address: str | None) -> None:
    assert address_of(network, server="mastodon.social") == address


@pytest.mark.parametrize("network", [Network.LINKEDIN, Network.FACEBOOK])
def test_a_dialog_that_takes_only_an_address_never_gets_the_text(network: Network) -> None:
    assert not takes_text(network)
    assert address_of(network) == address_of(network, text="")


@pytest.mark.parametrize("network", Network)
def test_a_dialog_takes_text_exactly_where_its_address_holds_it(network: Network) -> None:
    address = address_of(network, server="mastodon.social") or ""

    assert takes_text(network) == (CODED in address)


@pytest.mark.parametrize(
    ("network", "address"),
    [
        (Network.X, f"https://x.com/intent/tweet?url={CODED_LINK}"),
        (Network.BLUESKY, f"https://bsky.app/intent/compose?text={CODED_LINK}"),
        (Network.EMAIL, f"mailto:?subject=Lue%20t%C3%A4m%C3%A4&body={CODED_LINK}"),
    ],
)
def test_without_a_text_the_link_stands_alone(network: Network, address: str) -> None:
    assert address_of(network, text="") == address


@given(st.text(min_size=1))
def test_no_text_can_change_where_an_address_leads(text: str) -> None:
    address = urlsplit(str(address_of(Network.X, text=text)))

    assert (address.netloc, address.path, address.fragment) == ("x.com", "/intent/tweet", "")
    assert dict(parse_qsl(address.query, strict_parsing=True)) == {"text": text, "url": LINK}


def test_a_mail_has_one_subject_line_and_crlf_in_its_body() -> None:
    address = share_url(Network.EMAIL, link=LINK, text="a\r\nb\nc", subject="Uusi\r\nBcc: x", server=None)

    assert address == (f"mailto:?subject=Uusi%20Bcc%3A%20x&body=a%0D%0Ab%0D%0Ac%0D%0A%0D%0A{CODED_LINK}")


@pytest.mark.parametrize("text", ["a" * 5000, "ä" * 400, "👍" * 200, "rivi\n" * 700])
def test_a_text_that_no_mail_program_takes_is_copied_and_the_mail_opens_without_it(text: str) -> None:
    address = share_url(Network.EMAIL, link=LINK, text=text, subject="Lue tämä", server=None)

    assert address == address_of(Network.EMAIL, text="")
    assert needs_copying(Network.EMAIL, link=LINK, text=text, subject="Lue tämä")


@given(st.text(max_size=5000), st.text(min_size=1, max_size=200))
def test_an_address_of_a_mail_is_never_too_long_and_holds_the_text_or_has_it_copied(text: str, subject: str) -> None:
    address = str(share_url(Network.EMAIL, link=LINK, text=text, subject=subject, server=None))
    copied = needs_copying(Network.EMAIL, link=LINK, text=text, subject=subject)

    body = dict(parse_qsl(urlsplit(address).query))["body"]
    assert len(address) <= 2000
    assert (body == LINK) == (copied or not text)
    assert body.endswith(LINK)


@pytest.mark.parametrize("subject", ["👩‍👩‍👧‍👦" * 28, "ä" * 200, "€" * 200])
def test_a_long_title_leaves_room_for_the_link(subject: str) -> None:
    address = str(share_url(Network.EMAIL, link=LINK, text="a" * 5000, subject=subject, server=None))

    assert len(address) <= 2000
    assert address.endswith(CODED_LINK)


@pytest.mark.parametrize("network", [network for network in Network if network is not Network.EMAIL])
def test_elsewhere_a_text_is_copied_where_no_dialog_takes_it_however_long_it_is(network: Network) -> None:
    assert needs_copying(network, link=LINK, text="a" * 5000, subject="Lue tämä") is not takes_text(network)


@pytest.mark.parametrize(
    ("entered", "name"),
    [
        ("mastodon.social", "mastodon.social"),
        (" Mastodon.Social\n", "mastodon.social"),
        ("some.vero-media.xn--p1ai", "some.vero-media.xn--p1ai"),
        ("1.fi", "1.fi"),
    ],
)
def test_a_server_is_a_host_name_in_lower_case(entered: str, name: str) -> None:
    assert server_name(entered) == name


@pytest.mark.parametrize(
    "entered",
    [
        "",
        "localhost",
        "https://mastodon.social",
        "mastodon.social/",
        "mastodon.social:8443",
        "mastodon.social?x",
        "mastodon.social#x",
        "mastodon.social.",
        "user@mastodon.social",
        "@user@mastodon.social",
        "mastodon.social\nevil.example",
        "mastodon social.fi",
        "mastodon..social",
        "-mastodon.social",
        "mastodon-.social",
        "mastodön.social",
        "127.0.0.1",
        "[::1]",
        "mastodon.s",
        "a" * 64 + ".social",
        "a." * 125 + "social",
    ],
)
def test_what_is_more_or_less_than_a_host_name_is_no_server(entered: str) -> None:
    with pytest.raises(ValueError, match="not a valid name"):
        server_name(entered)


@pytest.mark.parametrize("server", [None, "evil.example/path"])
def test_a_share_on_mastodon_needs_a_valid_server(server: str | None) -> None:
    with pytest.raises(ValueError, match="server"):
        address_of(Network.MASTODON, server=server)


def test_a_server_is_written_in_lower_case_in_the_address() -> None:
    assert str(address_of(Network.MASTODON, server="Some.Vero.FI")).startswith("https://some.vero.fi/share?text=")


@pytest.mark.parametrize(
    ("network", "characters"),
    [
        (Network.LINKEDIN, 3000),
        (Network.X, 280),
        (Network.BLUESKY, 300),
        (Network.MASTODON, 500),
        (Network.THREADS, 500),
        (Network.INSTAGRAM, 2200),
        (Network.FACEBOOK, None),
        (Network.WHATSAPP, None),
        (Network.EMAIL, None),
        (Network.LINK, None),
    ],
)
def test_each_network_has_its_own_limit(network: Network, characters: int | None) -> None:
    assert limit(network) == characters


@pytest.mark.parametrize(
    ("network", "count"),
    [
        (Network.X, 7 + 1 + 23),
        (Network.BLUESKY, 6 + 1 + len(LINK)),
        (Network.MASTODON, 6 + 1 + 23),
        (Network.THREADS, 5 + 4 + 1 + len(LINK)),
        (Network.LINKEDIN, 6),
        (Network.FACEBOOK, 6),
        (Network.INSTAGRAM, 6 + 1 + len(LINK)),
    ],
)
def test_a_text_is_counted_as_its_network_counts_it(network: Network, count: int) -> None:
    assert length(network, "päivä👍", LINK) == count


@pytest.mark.parametrize(("network", "count"), [(Network.X, 23), (Network.BLUESKY, len(LINK))])
def test_a_link_alone_has_no_space_before_it(network: Network, count: int) -> None:
    assert length(network, "", LINK) == count


def test_a_text_that_fills_x_leaves_room_for_the_link() -> None:
    assert length(Network.X, "a" * 256, LINK) == limit(Network.X)


def test_the_networks_are_offered_in_the_order_of_their_entries() -> None:
    assert [*LISTED, Network.LINK] == list(NETWORKS)


def test_the_client_takes_as_much_as_the_server_where_a_network_has_no_limit() -> None:
    source = (Path(__file__).parents[4] / "functions/web/client/core/networks.js").read_text(encoding="utf-8")

    assert f"const LONGEST = {LONGEST_TEXT};" in source
