"""What a first visit costs: every request is a call of a function, and a new account of AWS may run ten at a time.

The browser's own events leave out what it fetches by itself (icons, the manifest, what a service worker keeps), so a
proxy between it and the local cloud counts.
"""

import http.client
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserType, expect

from lahetti.content.model import Content
from tests.browser.steps import show_heading
from tests.integration.conftest import RunningCloud
from tools import chromium

pytestmark = pytest.mark.browser

MOST = 8
QUIET_MS = 2500
_OF_A_CONNECTION = {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "content-length"}


class CountingProxy(ThreadingHTTPServer):
    """Passes requests on to the local cloud and notes each as `GET /path`."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.port = port
        self.seen: list[str] = []


class _Passing(BaseHTTPRequestHandler):
    server: CountingProxy

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def do_PATCH(self) -> None:
        self._pass_on()

    def do_CONNECT(self) -> None:
        self.send_error(502)  # what Chromium asks its makers

    def _pass_on(self) -> None:
        url = urlsplit(self.path)
        if url.port != self.server.port:
            self.send_error(502)
            return
        self.server.seen.append(f"{self.command} {url.path}")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _OF_A_CONNECTION}
        cloud = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        cloud.request(self.command, url._replace(scheme="", netloc="").geturl(), body, headers)
        answer = cloud.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _OF_A_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        cloud.close()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def proxy(cloud: RunningCloud) -> Iterator[CountingProxy]:
    made = CountingProxy(urlsplit(cloud.web_origin).port or 80)
    Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def counted(proxy: CountingProxy, browser_type: BrowserType) -> Iterator[Browser]:
    browser = browser_type.launch(
        executable_path=chromium.path(),
        args=chromium.arguments(),
        proxy={"server": f"http://127.0.0.1:{proxy.server_port}"},
    )
    yield browser
    browser.close()


def test_a_first_visit_to_the_offer_costs_few_requests(
    counted: Browser, proxy: CountingProxy, browser_context_args: dict[str, Any], signed_in: Any, story: Content
) -> None:
    context = counted.new_context(**{**browser_context_args, "service_workers": "allow"})
    context.add_cookies(signed_in)
    page = context.new_page()
    proxy.seen.clear()

    page.goto("/")
    show_heading(page, "Jaettavaa")
    expect(page.get_by_role("link", name=story.row.title)).to_be_visible()
    expect(page.locator("header .pts")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_timeout(QUIET_MS)

    assert len(proxy.seen) <= MOST, proxy.seen
    assert len(set(proxy.seen)) == len(proxy.seen), f"asked for twice: {proxy.seen}"
    assert {"GET /", "POST /session", "GET /sw.js"} <= set(proxy.seen)
    context.close()
