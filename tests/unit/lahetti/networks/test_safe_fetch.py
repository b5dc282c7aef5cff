import gzip
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from lahetti.core.configuration import Configuration
from lahetti.networks import guarded_connections
from lahetti.networks.model import (
    CannotFetch,
    FetchRefused,
    Limits,
    NotPublic,
    TooManyRedirects,
    TooMuch,
    TooSlow,
    Unreachable,
    WrongKind,
)
from lahetti.networks.safe_fetch import fetch
from tools.web_host import HOST, WebHost, answering, web_host

LIMITS = Limits(types=("text/html", "text/xml"), most_bytes=100_000, seconds=5)

PRIVATE = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "0x7f000001",
    "0x7f.1",
    "localhost",
    "LOCALHOST.",
    "0.0.0.0",  # noqa: S104
    "0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "2852039166",
    "0xa9.0xfe.0xa9.0xfe",
    "168.63.129.16",
    "192.0.0.192",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:169.254.169.254]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::169.254.169.254]",
    "[2002:7f00:1::]",
    "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[5f00::1]",
]


@pytest.fixture(autouse=True)
def _without_network(socket_enabled: None) -> None:
    """In place of the other unit tests' fixture: a host on loopback answers, every other connection is refused."""


@pytest.fixture(autouse=True)
def no_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    stands_in(monkeypatch, "")


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebHost]:
    with web_host() as running:
        stands_in(monkeypatch, f"{HOST}={running.place}")
        yield running


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Notes every attempt to connect, and lets none of them out."""
    attempts: list[Any] = []

    def connect(_: socket.socket, address: Any) -> None:
        attempts.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    return attempts


def stands_in(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    configuration = Configuration(**{**dict.fromkeys(Configuration._fields, "x"), "fetch_allowed_host": value})
    monkeypatch.setattr(guarded_connections, "configuration", lambda: configuration)


def resolve(monkeypatch: pytest.MonkeyPatch, **answers: list[str]) -> None:
    """Let names resolve to these addresses, one after the other; numbers to themselves, anything else to nothing."""
    genuine = socket.getaddrinfo

    def getaddrinfo(name: str, port: Any, *rest: Any, **named: Any) -> Any:
        known = answers.get(str(name).rstrip(".").replace(".", "_"))
        if known is None:
            return genuine(name, port, *rest, **{**named, "flags": socket.AI_NUMERICHOST})
        address = known.pop(0) if len(known) > 1 else known[0]
        return genuine(address, port, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize("name", PRIVATE)
def test_no_spelling_of_an_address_that_is_not_public_is_connected_to(
    monkeypatch: pytest.MonkeyPatch, connections: list[Any], name: str
) -> None:
    resolve(monkeypatch, localhost=["127.0.0.1"])

    with pytest.raises(NotPublic) as error:
        fetch(f"https://{name}/latest/meta-data/", LIMITS)

    assert connections == []
    assert error.value.code == "not_public"


@pytest.mark.parametrize(
    "name", ["127.0.0.1.", "①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.0.0.1", "0x7f000001.", "127.0.0.1%00"]
)
def test_a_spelling_that_means_an_inner_address_elsewhere_leads_nowhere_here(
    monkeypatch: pytest.MonkeyPatch, connections: list[Any], name: str
) -> None:
    resolve(monkeypatch)

    with pytest.raises(CannotFetch):
        fetch(f"https://{name}/", LIMITS)

    assert connections == []


@pytest.mark.parametrize("private", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1"])
def test_a_name_that_resolves_to_an_inner_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, connections: list[Any], private: str
) -> None:
    resolve(monkeypatch, inner_example=[private])

    with pytest.raises(NotPublic):
        fetch("https://inner.example/", LIMITS)

    assert connections == []


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(
    monkeypatch: pytest.MonkeyPatch, connections: list[Any]
) -> None:
    resolve(monkeypatch, rebinding_example=["93.184.215.14", "127.0.0.1"])

    with pytest.raises(Unreachable):
        fetch("https://rebinding.example/", LIMITS)

    assert set(connections) == {"93.184.215.14"}


@pytest.mark.parametrize(
    "address",
    [
        "http://www.example.com/",
        "ftp://www.example.com/",
        "file:///etc/passwd",
        "https://user@www.example.com/",
        "https://user:word@www.example.com/",
        "https:///path",
        "https://",
        "https://www.example.com:0/",
        "https://www.example.com:99999/",
        "https://[::1/",
        "//www.example.com/",
        "www.example.com",
        "",
    ],
)
def test_what_is_no_plain_https_address_is_not_asked(connections: list[Any], address: str) -> None:
    with pytest.raises(CannotFetch):
        fetch(address, LIMITS)

    assert connections == []


@pytest.mark.parametrize(
    "target",
    [
        "https://169.254.169.254/latest/meta-data/iam/",
        "https://[::ffff:169.254.169.254]/",
        "https://2130706433/",
        "http://www.example.com/",
        "//127.1/",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_what_is_not_public_is_not_followed(host: WebHost, target: str) -> None:
    host.answers["/"] = answering(302, headers={"Location": target})

    with pytest.raises(NotPublic):
        fetch(host.address("/"), LIMITS)

    assert len(host.requests) == 1


def test_redirects_are_followed_to_the_fifth_and_the_last_address_is_told(host: WebHost) -> None:
    for number in range(5):
        host.answers[f"/{number}"] = answering(301, headers={"Location": f"/{number + 1}"})
    host.serve("/5", b"<p>here", "text/html; charset=utf-8", ETag='"a"', Last_Modified="Tue, 24 Nov 2026 10:00:00 GMT")

    found = fetch(host.address("/0"), LIMITS)

    assert (found.url, found.body, found.content_type) == (
        host.address("/5"),
        b"<p>here",
        "text/html; charset=utf-8",
    )
    assert (found.tag, found.modified) == ('"a"', "Tue, 24 Nov 2026 10:00:00 GMT")


def test_a_redirect_loop_ends(host: WebHost) -> None:
    host.answers["/a"] = answering(302, headers={"Location": "/b"})
    host.answers["/b"] = answering(307, headers={"Location": "/a"})

    with pytest.raises(TooManyRedirects) as error:
        fetch(host.address("/a"), LIMITS)

    assert (error.value.limit, len(host.requests)) == (5, 6)


def test_the_body_of_a_redirect_is_not_read(host: WebHost) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", "/there")
        request.end_headers()
        while True:
            request.wfile.write(b"x" * 100_000)

    host.answers["/"] = endless
    host.serve("/there", b"<a/>")

    assert fetch(host.address("/"), LIMITS).body == b"<a/>"


def test_an_answer_over_the_limit_is_refused_before_it_is_read(host: WebHost) -> None:
    sent = 0

    def fifty_megabytes(request: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        request.send_response(200)
        request.send_header("Content-Type", "text/xml")
        request.send_header("Content-Length", str(50 * 2**20))
        request.end_headers()
        for _ in range(50):
            request.wfile.write(b" " * 2**20)
            sent += 1

    host.answers["/"] = fifty_megabytes

    with pytest.raises(TooMuch) as error:
        fetch(host.address("/"), LIMITS)

    assert error.value.limit == 100_000
    assert sent < 50


def test_an_answer_that_never_ends_is_cut_at_the_limit(host: WebHost) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/xml")
        request.end_headers()
        while True:
            request.wfile.write(b"<item/>" * 1000)

    host.answers["/"] = endless

    with pytest.raises(TooMuch):
        fetch(host.address("/"), LIMITS)


def test_a_small_answer_that_unpacks_to_a_large_one_is_cut_at_the_limit(host: WebHost) -> None:
    packed = gzip.compress(b"\0" * 50 * 2**20)
    host.serve("/", packed, "text/xml", Content_Encoding="gzip")

    assert len(packed) < LIMITS.most_bytes
    with pytest.raises(TooMuch):
        fetch(host.address("/"), LIMITS)


@pytest.mark.parametrize("part", ["before", "status", "header", "body"])
def test_an_answer_that_drips_is_cut_when_its_time_is_over(host: WebHost, part: str) -> None:
    def dripping(request: BaseHTTPRequestHandler) -> None:
        begun = {
            "before": b"",
            "status": b"HTTP/1.1",
            "header": b"HTTP/1.1 200 OK\r\nX-Slow: ",
            "body": b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n",
        }
        request.wfile.write(begun[part])
        for _ in range(100):
            time.sleep(0.05)
            if part != "before":
                request.wfile.write(b" ")

    host.answers["/"] = dripping
    started = time.monotonic()

    with pytest.raises(TooSlow) as error:
        fetch(host.address("/"), Limits(LIMITS.types, LIMITS.most_bytes, seconds=0.4))

    assert 0.3 < time.monotonic() - started < 2
    assert error.value.limit == 0.4


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "TEXT/CSV; charset=utf-8", "multipart/mixed"])
def test_an_answer_of_another_kind_is_refused_by_its_name(host: WebHost, kind: str) -> None:
    address = host.serve("/", b"%PDF-1.7", kind)

    with pytest.raises(WrongKind) as error:
        fetch(address, LIMITS)

    assert error.value.value == kind.partition(";")[0].lower()


def test_what_the_server_refuses_is_told_with_its_status_and_when_to_come_back(host: WebHost) -> None:
    host.answers["/"] = answering(429, headers={"Retry-After": "7200"})

    with pytest.raises(FetchRefused) as error:
        fetch(host.address("/"), LIMITS)

    assert (error.value.answered, error.value.retry_after) == (429, 7200)


@pytest.mark.parametrize(
    ("after", "date", "seconds"),
    [
        ("Wed, 25 Nov 2026 13:00:00 GMT", "Wed, 25 Nov 2026 12:00:00 GMT", 3600),
        ("Wed, 25 Nov 2026 11:00:00 GMT", "Wed, 25 Nov 2026 12:00:00 GMT", 0),
        ("Wed, 25 Nov 2026 13:00:00 GMT", None, None),
        ("Wed, 25 Nov 2026 13:00:00", "Wed, 25 Nov 2026 12:00:00 GMT", None),
        ("9" * 50, None, 99_999_999),
        ("soon", "Wed, 25 Nov 2026 12:00:00 GMT", None),
        ("-5", None, None),
    ],
)
def test_when_to_come_back_may_be_a_moment_of_the_servers_own_clock(
    host: WebHost, after: str, date: str | None, seconds: int | None
) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response_only(503)
        for name, value in {"Retry-After": after, "Date": date, "Content-Length": "0"}.items():
            if value is not None:
                request.send_header(name, value)
        request.end_headers()

    host.answers["/"] = answer

    with pytest.raises(FetchRefused) as error:
        fetch(host.address("/"), LIMITS)

    assert error.value.retry_after == seconds


def test_what_has_not_changed_comes_without_a_body(host: WebHost) -> None:
    host.answers["/"] = answering(304)

    found = fetch(host.address("/"), LIMITS, {"If-None-Match": '"a"'})

    assert found.is_unchanged
    assert host.requests[0][1]["if-none-match"] == '"a"'


@pytest.mark.parametrize("answer", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
def test_a_broken_answer_is_told_as_none(host: WebHost, answer: bytes) -> None:
    host.answers["/"] = lambda request: void(request.wfile.write(answer))

    with pytest.raises(Unreachable):
        fetch(host.address("/"), LIMITS)


def test_proxies_of_the_environment_are_not_asked(host: WebHost, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    address = host.serve("/", b"<a/>")

    assert fetch(address, LIMITS).body == b"<a/>"


@pytest.mark.parametrize("name", [f"not{HOST}", f"{HOST}.example.com", "127.0.0.1"])
def test_the_stand_in_answers_for_its_own_host_alone(host: WebHost, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    resolve(monkeypatch, **{name.replace(".", "_"): ["127.0.0.1"]})

    with pytest.raises(NotPublic):
        fetch(f"https://{name}/", LIMITS)

    assert host.requests == []


def test_the_stand_in_is_told_the_host_and_path_that_were_asked_for(host: WebHost) -> None:
    host.serve("/feed?format=atom", b"<a/>")

    found = fetch(f"https://verona.{HOST}/feed?format=atom#newest", LIMITS)

    assert found.url == f"https://verona.{HOST}/feed?format=atom#newest"
    assert host.requests[0][0] == "/feed?format=atom"
    assert host.requests[0][1]["host"] == f"verona.{HOST}"


def void(_: object) -> None:
    return
