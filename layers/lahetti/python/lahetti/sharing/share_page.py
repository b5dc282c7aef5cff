"""The ready share page: what a link to it says, and which network it begins with."""

from collections.abc import Container, Iterable
from urllib.parse import urlencode

from lahetti.networks.networks import LISTED, NETWORKS, Network


def share_page(web_origin: str, content: str, network: str | None = None, caption: str | None = None) -> str:
    """Return the URL of a content's share page, with network and caption (by its key) where they are known.

    A network that people do not choose by its name is left out: the page has no place for it.
    """
    page = f"{web_origin}/share/{content}"
    if not network or not NETWORKS[Network(network)].is_listed:
        return page
    return f"{page}?{urlencode({'network': network, **({'caption': caption} if caption else {})})}"


def first_network(
    captioned: Iterable[str], before: Iterable[Network] = (), used: Container[Network] = ()
) -> Network | None:
    """Return the network that sharing begins with, or None where no network is better than another.

    It has captions (`captioned`: places, each `<network>#<language>`) and was not `used` for the content; those that
    the person shared on `before` come first, the last one first. The client chooses by the same rule (`usedAndFree`,
    core/networks.js).
    """
    ready = {place.split("#")[0] for place in captioned}
    return next((network for network in (*before, *LISTED) if network.value in ready and network not in used), None)
