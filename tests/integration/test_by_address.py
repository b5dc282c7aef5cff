"""A content that begins with an address alone: the page says the rest. The page's host is on loopback."""

import os
import uuid
from collections.abc import Iterator

import pytest

from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel
from lahetti.core import clock
from lahetti.people.model import Person, Role
from tests.integration.api_client import Api
from tests.integration.people_fixtures import BLOG, Cast
from tools.web_host import HOST, WebHost, answering, web_host

PAGE = b"""<html lang="sv"><head><title>Reserv</title>
<meta property="og:title" content="S\xc3\xa5 l\xc3\xa4ser du skattekortet"><meta name="description" content="En minut.">
<meta property="og:image" content="/kort.jpg"></head><body></body></html>"""


@pytest.fixture(scope="module")
def host() -> Iterator[WebHost]:
    """The host that the deployment takes for the organisation's web."""
    port = int(os.environ["LAHETTI_FETCH_ALLOWED_HOST"].rpartition(":")[2])
    with web_host(port) as running:
        yield running


@pytest.fixture
def page(host: WebHost) -> str:
    """The address of a page that nobody has added yet."""
    return host.serve(f"/{uuid.uuid4().hex}", PAGE, "text/html; charset=utf-8")


def test_a_page_fills_in_what_the_editor_does_not_say(editor: Api, page: str) -> None:
    answer = editor.post("/contents", {"channel": BLOG, "url": page})

    made = answer.json()
    assert answer.status_code == 201
    assert (made["title"], made["summary"], made["language"], made["picture_url"], made["url"]) == (
        "Så läser du skattekortet",
        "En minut.",
        "sv",
        f"https://www.{HOST}/kort.jpg",
        page,
    )


def test_what_the_editor_says_stays(editor: Api, host: WebHost, page: str) -> None:
    given = {"channel": BLOG, "url": page, "title": "Oma otsikko", "language": "fi"}

    whole = editor.post("/contents", given).json()

    assert (whole["title"], whole["summary"], whole["picture_url"]) == ("Oma otsikko", "", None)
    assert [path for path, _ in host.requests if page.endswith(path)] == []


def test_the_channel_is_the_one_on_whose_host_the_page_is(cast: Cast, admin_person: Person, page: str) -> None:
    channels = [f"a{uuid.uuid4().hex[:8]}" for _ in range(2)]
    for channel, address in zip(channels, [f"https://www.{HOST}/", "https://muu.example/"], strict=True):
        catalogue.add_channel(Channel(channel, channel, "blog", "fi", address), admin_person.id, clock.now())
    editor = cast.api(cast.invite("Kahden Kanavan", Role.EDITOR, channels=tuple(channels)))

    assert editor.post("/contents", {"url": page}).json()["channel"] == channels[0]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://169.254.169.254/latest/meta-data/", "not_public"),
        ("https://localhost/", "not_public"),
        ("https://2130706433/", "not_public"),
        ("http://www.virasto.example/", "invalid"),
    ],
)
def test_an_address_inside_is_refused_and_said_to_be(editor: Api, address: str, code: str) -> None:
    answer = editor.post("/contents", {"channel": BLOG, "url": address})

    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["field"]) == (code, "url")


def test_a_page_that_cannot_be_read_is_told_why(editor: Api, host: WebHost) -> None:
    pdf = host.serve("/esite.pdf", b"%PDF-1.7", "application/pdf")
    host.answers["/poissa"] = answering(404)
    untitled = host.serve("/tyhja", b"<p>", "text/html")

    answers = [
        editor.post("/contents", {"channel": BLOG, "url": address}).json()
        for address in (pdf, host.address("/poissa"), untitled)
    ]

    assert [(answer["code"], answer["field"]) for answer in answers] == [
        ("wrong_type", "url"),
        ("refused", "url"),
        ("invalid", "title"),
    ]


def test_an_editor_of_another_channel_makes_us_fetch_nothing(other_editor: Api, host: WebHost, page: str) -> None:
    assert other_editor.post("/contents", {"channel": BLOG, "url": page}).status_code == 403
    assert [path for path, _ in host.requests if page.endswith(path)] == []


def test_a_suggestion_has_its_title_from_the_page_and_without_one_needs_it(ambassador: Api, page: str) -> None:
    wanted = {"channel": BLOG, "url": page, "why": "Moni kysyy."}
    closed = {**wanted, "url": f"https://www.{HOST}/{uuid.uuid4().hex}"}

    made, refused = ambassador.post("/suggestions", wanted), ambassador.post("/suggestions", closed)
    by_hand = ambassador.post("/suggestions", {**closed, "title": "Oma otsikko"})

    assert (made.status_code, made.json()["title"]) == (201, "Så läser du skattekortet")
    assert (refused.status_code, refused.json()["field"]) == (422, "url")
    assert (by_hand.status_code, by_hand.json()["title"]) == (201, "Oma otsikko")
