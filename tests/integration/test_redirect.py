"""The deployed links: where they lead, and which visits are counted."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.days import day_of
from lahetti.sharing import items as sharing_items
from redirect import handler
from tests.integration.api_client import Api
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import BLOG, Cast, accepted, fresh_address
from tests.integration.waiting import until
from tools.local_requests import NO_USER_AGENT, Site

PERSON = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML) Version/19.0 Mobile Safari/{}"
)
CLICK_SECONDS = 15
numbers = itertools.count(1)


def browser() -> str:
    """Return a browser that no other visitor has: on one machine visitors differ by it alone."""
    return PERSON.format(next(numbers))


@pytest.fixture(scope="module")
def links(cloud: RunningCloud) -> Site:
    """The site of the short links."""
    return Site(cloud.link_origin)


@pytest.fixture(scope="module", autouse=True)
def kept_connection() -> Iterator[None]:
    """The handler keeps its connection as long as its process lives; here it is closed in the end."""
    yield
    if handler.database._connection is not None:
        handler.database._connection.close()


@pytest.fixture(scope="module")
def linker(cast: Cast) -> Api:
    """An ambassador whose links are visited here."""
    return cast.api(accepted(cast.invite("Liisa Linkki")))


@pytest.fixture
def address() -> str:
    """The address of a content, with a query of its own."""
    return f"{fresh_address()}?kieli=fi#alku"


@pytest.fixture
def code(linker: Api, publish: Callable[..., str], address: str) -> str:
    """A fresh share of the linker's on X."""
    content = publish(url=address)
    opened: str = linker.post("/me/shares", {"content": content, "network": "x"}).json()["code"]
    return opened


def visits(code: str) -> list[tuple[int, bool]]:
    """Return (hits, own device) of everybody who left a mark today."""
    day = day_of(clock.now(), ZoneInfo(configuration().time_zone))
    share = sharing_items.find_share(code)
    assert share is not None
    own = sharing_items.own_devices_of([(share.person, day)])[share.person, day]
    return sorted((mark.hits, mark.visitor in own) for mark in sharing_items.marks_of(code, day))


def test_a_link_leads_to_the_content_and_says_whence_but_not_who(
    links: Site, linker: Api, code: str, address: str
) -> None:
    answer = links.request("GET", f"/{code}", headers={"User-Agent": browser()})

    target, meant = urlsplit(answer.headers["Location"]), urlsplit(address)
    assert (answer.status_code, answer.content) == (302, b"")
    assert (target.netloc, target.path, target.fragment) == (meant.netloc, meant.path, meant.fragment)
    assert parse_qs(target.query) == {
        "kieli": ["fi"],
        "utm_source": ["x"],
        "utm_medium": ["ambassador"],
        "utm_campaign": [BLOG],
    }
    assert linker.person not in answer.headers["Location"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_campaign_stands_in_place_of_the_channel(links: Site, linker: Api, publish: Callable[..., str]) -> None:
    content = publish(campaign="tilinumerot-2026")
    code = linker.post("/me/shares", {"content": content, "network": "facebook"}).json()["code"]

    target = links.request("HEAD", f"/{code}").headers["Location"]

    assert parse_qs(urlsplit(target).query)["utm_campaign"] == ["tilinumerot-2026"]
    assert parse_qs(urlsplit(target).query)["utm_source"] == ["facebook"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/0000000000",
        "/short",
        "/elevensigns",
        "/abcdefghi-",
        "/abcdefghi%00",
        "/a/b",
        "/favicon.ico",
        "/äbcdefghij",
    ],
)
def test_what_is_no_links_code_is_not_found(links: Site, path: str) -> None:
    answer = links.request("GET", path, headers={"User-Agent": browser()})

    assert answer.status_code == 404
    assert "Linkkiä ei löydy" in answer.content.decode()
    in_swedish = links.request("GET", path, headers={"User-Agent": browser(), "Accept-Language": "sv-FI"})
    assert "Länken finns inte" in in_swedish.content.decode()


@pytest.mark.parametrize("behind", [".", ")", "'", "%E2%80%9D", "%E2%80%8B"])
def test_a_link_at_the_end_of_a_sentence_is_that_link(links: Site, code: str, behind: str) -> None:
    alone = links.request("HEAD", f"/{code}").headers["Location"]

    assert links.request("HEAD", f"/{code}{behind}").headers["Location"] == alone


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_link_takes_no_other_method(links: Site, code: str, method: str) -> None:
    assert links.request(method, f"/{code}", headers={"User-Agent": browser()}).status_code == 404
    assert visits(code) == []


@pytest.mark.parametrize(
    ("method", "agent"),
    [
        ("HEAD", PERSON.format("605")),
        ("GET", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
        ("GET", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"),
        ("GET", "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"),
        ("GET", "WhatsApp/2.23.20.0"),
        ("GET", "curl/8.5.0"),
        ("GET", NO_USER_AGENT),
    ],
    ids=[
        "head",
        "crawler",
        "facebook preview",
        "linkedin preview",
        "whatsapp preview",
        "tool",
        "no agent",
    ],
)
def test_who_is_no_person_is_sent_on_and_leaves_no_mark(links: Site, code: str, method: str, agent: str) -> None:
    answer = links.request(method, f"/{code}", headers={"User-Agent": agent})

    assert (answer.status_code, answer.headers["Location"].startswith("https://blogi.virasto.example/")) == (302, True)
    assert visits(code) == []


def test_a_device_that_uses_the_client_is_ones_own_at_links_of_before(
    links: Site, linker: Api, cast: Cast, code: str
) -> None:
    phone = replace(linker, device=browser())
    phone.get("/me")

    links.request("GET", f"/{code}", headers={"User-Agent": phone.device})

    assert visits(code) == [(1, True)]


def test_what_a_browser_fetches_ahead_is_not_counted(links: Site, code: str) -> None:
    answer = links.request("GET", f"/{code}", headers={"User-Agent": browser(), "Sec-Purpose": "prefetch;prerender"})

    assert answer.status_code == 302
    assert visits(code) == []


def test_letters_of_other_alphabets_in_a_target_are_encoded(
    links: Site, linker: Api, publish: Callable[..., str]
) -> None:
    content = publish(url=f"{fresh_address()}/äyräinen?hakusana=yö")
    code = linker.post("/me/shares", {"content": content, "network": "x"}).json()["code"]

    target = urlsplit(links.request("GET", f"/{code}", headers={"User-Agent": browser()}).headers["Location"])

    assert target.path.endswith("/%C3%A4yr%C3%A4inen")
    assert parse_qs(target.query)["hakusana"] == ["yö"]


def test_ones_own_device_is_not_counted(links: Site, linker: Api, code: str) -> None:
    for _ in range(2):
        links.request("GET", f"/{code}", headers={"User-Agent": linker.device})

    assert visits(code) == [(2, True)]
    assert linker.get(f"/me/shares/{code}").json() | {"opened_at": ""} == linker.get(f"/me/shares/{code}").json() | {
        "opened_at": "",
        "state": "opened",
        "clicks": 0,
    }


def test_a_visitor_counts_once_a_day_and_the_first_click_confirms_the_share(
    links: Site, linker: Api, code: str
) -> None:
    first = browser()
    for agent in (first, browser(), first, linker.device):
        links.request("GET", f"/{code}", headers={"User-Agent": agent})

    share = until(lambda: linker.get(f"/me/shares/{code}").json(), lambda share: share["clicks"] == 2, CLICK_SECONDS)
    entries = [entry for entry in linker.get("/me/points").json()["items"] if entry["code"] == code]

    assert share["state"] == "confirmed"
    assert visits(code) == [(1, False), (1, True), (2, False)]
    assert sum(entry["clicks"] for entry in entries) == 2
    assert sum(entry["points"] for entry in entries if entry["activity"] == "clicks") == 4
    assert [entry["points"] for entry in entries if entry["activity"] == "share_confirmed"] == [5]


def test_a_visitor_is_sent_on_although_the_mark_cannot_be_written(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = configuration()._replace(traffic_table="no-such-table")
    monkeypatch.setattr(handler, "configuration", lambda: broken)

    answer = handler.lambda_handler(visit_event(code), None)

    assert answer["statusCode"] == 302
    assert answer["headers"]["Location"].startswith("https://blogi.virasto.example/")
    assert "mark given up" in capsys.readouterr().out


def test_a_visitor_is_sent_on_although_the_days_key_cannot_be_had(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = configuration()._replace(transient_table="no-such-table")
    monkeypatch.setattr(handler, "configuration", lambda: broken)
    monkeypatch.setattr(handler, "_keys", {})

    assert handler.lambda_handler(visit_event(code), None)["statusCode"] == 302
    assert visits(code) == []


def test_nothing_that_the_function_writes_to_its_log_tells_of_the_visitor(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    event = visit_event(code)

    handler.lambda_handler(event, None)

    said = capsys.readouterr().out
    assert "VisitsMarked" in said
    assert event["headers"]["user-agent"] not in said
    assert "192.0.2.7" not in said


def visit_event(code: str) -> dict[str, Any]:
    """Return a person's visit as the HTTP API hands it on (payload 2.0)."""
    agent = browser()
    return {
        "rawPath": f"/{code}",
        "headers": {"user-agent": agent},
        "requestContext": {"http": {"method": "GET", "sourceIp": "192.0.2.7", "userAgent": agent}},
    }
