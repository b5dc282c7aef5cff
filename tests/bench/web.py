"""Figures of the client: a first visit on a slow phone line, what it weighs, and the taps from a mail to a post.

The line is Chromium's own simulation: 1.6 Mbit/s down, 0.75 up, 150 ms a round trip, a processor four times slower.
A visit is *usable* when the first content of the offer stands there to be tapped. What the machine's functions take to
answer is in it; they are warm. Where there is no Chromium, these figures are missing.
"""

import gzip
import os
import re
import statistics
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from http_adapter import client_files
from lahetti.core import clock
from lahetti.people.guidelines import accepting as guidelines_accepting
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.model import Person
from tests.bench.figures import Figure
from tools import chromium
from tools.browser_sign_in import sign_in

ROUNDS = 7
_PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "locale": "fi-FI"}
_LINE = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
_SLOWER = 4
_PATIENCE_MS = 60_000
# In the page before anything of it: notes when the first content of the list has been drawn.
_WATCH = """
new MutationObserver((_, watching) => {
  if (!document.querySelector("main .item a")) return;
  watching.disconnect();
  requestAnimationFrame(() => setTimeout(() => { document.documentElement.dataset.usableAt = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
"""


@dataclass(frozen=True)
class Visit:
    """A first visit to the offer: when it was usable, and what had come when all was quiet.

    What the service worker keeps for a time without a network has come by then: the script has every screen.
    """

    usable_ms: float
    received: int
    answers: int


def measure(person: Person, content: str) -> list[Figure]:
    """Take the figures as somebody who is signed in and may share."""
    guidelines_accepting.accept(person.id, guidelines_publishing.current().version, clock.now())
    if chromium.path() is None:
        print(f"The client was not measured: no Chromium found ({chromium.REMEDY}).")
        return [_style()]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.arguments())
        cookies = _signed_in(browser, person)
        visits = [_visit(browser, cookies) for _ in range(ROUNDS)]
        taps = _taps(browser, cookies, content)
        browser.close()
    return [
        Figure("web.bytes_first_visit", max(visit.received for visit in visits), "bytes", 122_880),
        Figure("web.requests_first_visit", max(visit.answers for visit in visits), "requests", 8),
        Figure("web.usable_ms_slow_line", statistics.median(visit.usable_ms for visit in visits), "ms", 1300),
        Figure("web.taps_mail_to_post", taps, "taps", 3),
        _style(),
    ]


def _style() -> Figure:
    weight = len(gzip.compress(client_files.text(client_files.STYLE).encode()))
    return Figure("web.style_bytes_gz", weight, "bytes", 12_288)


def _context(browser: Browser, cookies: list[Any]) -> BrowserContext:
    context = browser.new_context(base_url=os.environ["LAHETTI_WEB_ORIGIN"], **_PHONE)
    context.add_cookies(cookies)
    return context


def _signed_in(browser: Browser, person: Person) -> list[Any]:
    """Sign in, and look at the offer and a share page until every function that they need is warm."""
    context = _context(browser, [])
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    sign_in(page, person.email)
    for _ in range(3):
        page.locator("main .item a").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.reload()
    cookies = context.cookies()
    context.close()
    return cookies


def _visit(browser: Browser, cookies: list[Any]) -> Visit:
    context = _context(browser, cookies)
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    page.add_init_script(_WATCH)
    line = context.new_cdp_session(page)
    sizes: list[int] = []
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", _LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    page.goto("/", wait_until="commit")
    usable = float(page.locator("html[data-usable-at]").get_attribute("data-usable-at") or "")
    page.wait_for_load_state("networkidle")
    context.close()
    return Visit(usable, int(sum(sizes)), len(sizes))


def _taps(browser: Browser, cookies: list[Any], content: str) -> int:
    """Count the taps from the digest's button, which is the first, to the network's own, which is the last."""
    context = _context(browser, cookies)
    context.route(re.compile(r"^https://www\.linkedin\.com/"), lambda route: route.fulfill(body=""))
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(f"/share/{content}")
    between = 0
    with context.expect_page() as opened:
        page.get_by_role("button", name="Jaa LinkedInissä").click()
        between += 1
    opened.value.wait_for_url(re.compile("linkedin"), timeout=_PATIENCE_MS)
    context.close()
    return 1 + between + 1
