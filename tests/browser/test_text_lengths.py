"""The client's live count and the server's verdict: two modules, one rule. Needs Chromium and no cloud."""

import random

import pytest
from playwright.sync_api import Browser

from http_adapter import client_files
from lahetti.content.captions import with_disclosure
from lahetti.networks.networks import NETWORKS, Network, length

pytestmark = pytest.mark.browser

LINK = "https://lahetti.example.fi/0123456789"
_PIECES = [
    *"aäÖ ß.,:;!?-_@#/&€“”…中가\u200d\ufe0f\u0301\n0",
    "https://vero.fi", "https://vero.fi/polku?a=1&b=2.", "http://äö.fi:80/x", "vero.fi", "vero.fi/a", "sana.Toinen",
    "@nimi@mastodon.social", "x@y.fi", "#vero", "ftp://a.fi", "👍🏽", "👨‍👩‍👧‍👦", "🇫🇮", "1️⃣", "©", "©️", "™", "❤️",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "नि", "ﬁ", "sanoja",
]  # fmt: skip


def _texts() -> list[str]:
    chance = random.Random(20261130)
    return ["", *["".join(chance.choices(_PIECES, k=chance.randint(1, 24))) for _ in range(3000)]]


def test_the_client_counts_every_text_as_the_server_does(browser: Browser) -> None:
    texts = _texts()
    page = browser.new_page()
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body=client_files.sources()[route.request.url.split("/", 3)[3]]
            if route.request.url.endswith(".js")
            else "<!doctype html>",
            content_type="text/javascript" if route.request.url.endswith(".js") else "text/html",
        ),
    )
    page.goto("http://client.localhost/")

    counted = page.evaluate(
        """async ([networks, texts]) => {
          const { lengthOn } = await import("/core/networks.js");
          const counted = (network) => texts.map((text) => lengthOn(network, text));
          return Object.fromEntries(networks.map((network) => [network.network, counted(network)]));
        }""",
        [
            [
                {"network": name, "counting": one.counting, "counts_link": one.counts_link}
                for name, one in NETWORKS.items()
            ],
            texts,
        ],
    )

    page.close()
    wrong = [
        (network.value, text, number, length(network, text, LINK))
        for network in Network
        for text, number in zip(texts, counted[network.value], strict=True)
        if number != length(network, text, LINK)
    ]
    assert not wrong, f"{len(wrong)} differ, such as {wrong[:3]}"


def test_a_disclosure_is_appended_by_both_in_the_same_way() -> None:
    assert with_disclosure(" Sanat. ", " Olen töissä täällä. ") == "Sanat.\n\nOlen töissä täällä."
