import base64

import pytest

from http_adapter.cookies import cookie, expired_cookie, read_cookies
from http_adapter.requests import body_of, headers_of, require_own_origin
from lahetti.core.errors import NotAllowed

OURS = "https://lahetti.example"


@pytest.fixture(autouse=True)
def origin(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = type("Configuration", (), {"web_origin": OURS})()
    monkeypatch.setattr("http_adapter.requests.configuration", lambda: ours)


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ({}, b""),
        ({"body": None}, b""),
        ({"body": "päivä"}, "päivä".encode()),
        ({"body": base64.b64encode(b"\xff\x00").decode(), "isBase64Encoded": True}, b"\xff\x00"),
        ({"body": "half a pair: \ud83d"}, b"half a pair: \xed\xa0\xbd"),
    ],
)
def test_a_body_is_read_as_it_was_sent(event: dict[str, object], body: bytes) -> None:
    assert body_of(event) == body


def test_headers_are_found_whatever_their_spelling() -> None:
    assert headers_of({"headers": {"Content-TYPE": "text/html"}}) == {"content-type": "text/html"}
    assert headers_of({"headers": None}) == {}


@pytest.mark.parametrize("headers", [{"origin": OURS}, {"origin": OURS, "sec-fetch-site": "same-origin"}])
def test_our_own_pages_may_ask(headers: dict[str, str]) -> None:
    require_own_origin(headers)


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "null"}, {"origin": "https://paha.example"}, {"origin": OURS, "sec-fetch-site": "cross-site"}],
)
def test_pages_of_others_may_not(headers: dict[str, str]) -> None:
    with pytest.raises(NotAllowed):
        require_own_origin(headers)


def test_of_two_cookies_of_one_name_the_first_counts() -> None:
    assert read_cookies("a=1; b=2=3; a=4") == {"a": "1", "b": "2=3"}
    assert read_cookies("") == {"": ""}


def test_no_script_and_no_other_site_has_our_cookies() -> None:
    assert cookie("a", "1", "/console", 60) == "a=1; Path=/console; Max-Age=60; HttpOnly; Secure; SameSite=Lax"
    assert "Max-Age=0" in expired_cookie("a", "/console")
