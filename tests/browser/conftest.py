"""Chromium before the deployed client. `tools.chromium` finds it; where it is not, these tests are left out."""

import uuid
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect

from lahetti.content import drafting, offer, publishing, revising
from lahetti.content.model import Content, Draft
from lahetti.core import clock
from lahetti.networks.networks import Network
from lahetti.people.model import Person, Role
from lahetti.settings import versions as settings_versions
from tests.browser.steps import sign_in_to_console
from tests.integration.conftest import RunningCloud, cloud
from tests.integration.people_fixtures import BLOG, Cast, accepted, cast, programme, strangers_tokens
from tools.chromium import browser_type_launch_args

# Here it overrides Playwright's own fixture, which one of a plugin does not.
__all__ = ["browser_type_launch_args", "cast", "cloud", "programme"]

CAPTIONS = (
    "Odotatko veronpalautusta? Katso OmaVerosta, että tilinumerosi on ajan tasalla. #veronpalautus",
    "Vinkkasin tästä jo naapurille: jos tilinumero puuttuu, palautus tulee perille myöhemmin.",
)
DISCLOSURE = "Olen töissä virastossa."

CookiesOf = Callable[[Person], Any]
"""Signs somebody in and gives their cookies."""

PATIENCE = 60_000
"""Milliseconds: a function's first call takes seconds, more on a busy machine, and a screen makes several."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_context_args(cloud: RunningCloud) -> dict[str, Any]:
    return {
        "base_url": cloud.web_origin,
        "locale": "fi-FI",
        "timezone_id": "Europe/Helsinki",
        "viewport": {"width": 390, "height": 844},
        # What a worker fetches, no test can answer in the network's place; offline tests let it in.
        "service_workers": "block",
    }


_BLOCKED_WORKER = "Service Worker registration blocked by Playwright"


class Troubles:
    """What the browser complained of; a refused request that a test is about is expected by status and path.

    `cut` holds the paths at which a test cuts the line.
    """

    def __init__(self) -> None:
        self.expected = {(401, "/session")}
        self.cut: set[str] = set()
        self.seen: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"uncaught: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning") or message.text.startswith(_BLOCKED_WORKER):
            return
        address = message.location.get("url", "")
        if "net::ERR_INTERNET_DISCONNECTED" in message.text and any(path in address for path in self.cut):
            return
        if not any(f"status of {status} " in message.text and path in address for status, path in self.expected):
            self.seen.append(f"{message.type}: {message.text} ({address})")


@pytest.fixture
def troubles() -> Troubles:
    return Troubles()


@pytest.fixture
def outside(context: BrowserContext) -> list[str]:
    """Addresses of other sites that the browser asked for; an empty page answers in their place."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<!doctype html><title>Elsewhere</title>", content_type="text/html")

    def is_outside(address: str) -> bool:
        host = address.split("/")[2]
        return "localhost" not in host and not host.startswith("127.0.0.1:")  # where AWS answers, with its buckets

    context.route(is_outside, answer)
    return asked


@pytest.fixture
def screen(context: BrowserContext, outside: list[str], troubles: Troubles) -> Iterator[Page]:
    """A page whose console stays empty and whose policy is never broken."""
    context.set_default_timeout(PATIENCE)
    context.on("page", troubles.watch)
    yield context.new_page()
    assert not troubles.seen


@pytest.fixture(scope="session")
def cookies_of(cast: Cast, cloud: RunningCloud) -> CookiesOf:
    """Sign somebody in once, without a browser, and give the cookies that the sign-in sets; other tests hold how."""

    @cache
    def cookies(person: str) -> list[dict[str, Any]]:
        return refresh_cookies(cloud, cast.begin_session(person).refresh)

    return lambda person: cookies(person.id)


@pytest.fixture
def strangers_cookies(cast: Cast, cloud: RunningCloud) -> Any:
    """The cookies of somebody who is signed in and in no programme, as one who was erased a moment ago."""
    _, tokens = strangers_tokens(cast)
    return refresh_cookies(cloud, tokens.refresh)


def refresh_cookies(cloud: RunningCloud, renewed_by: str) -> list[dict[str, Any]]:
    """Return the cookies of a session."""
    kept = {
        "name": "refresh",
        "value": renewed_by,
        "domain": urlsplit(cloud.web_origin).hostname,
        "httpOnly": True,
        "secure": True,
    }
    return [{**kept, "path": path} for path in ("/session", "/signout")]


@pytest.fixture(scope="module")
def sharer(cast: Cast, story: Content) -> Person:
    """Somebody who may share at once."""
    return accepted(cast.invite("Tuomas Väyrynen"))


@pytest.fixture(scope="module")
def signed_in(cookies_of: CookiesOf, sharer: Person) -> Any:
    """The sharer's cookies."""
    return cookies_of(sharer)


@pytest.fixture
def own(context: BrowserContext, screen: Page, cookies_of: CookiesOf, sharer: Person, cloud: RunningCloud) -> Page:
    """A page of the sharer's, who lets the clipboard be used."""
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=cloud.web_origin)
    context.add_cookies(cookies_of(sharer))
    return screen


@pytest.fixture(scope="session")
def editor(cast: Cast) -> Person:
    """Who publishes what a test needs for itself."""
    return cast.invite("Maija Päällikkö", Role.ADMIN)


@pytest.fixture(scope="module")
def story(cloud: RunningCloud, programme: None, editor: Person) -> Content:
    """A published content with captions; worth so many points that its first share reaches any top ten of the tests.

    One a module, or the contents of other tests would push it off the first page of the lists.
    """
    now, rules = clock.now(), settings_versions.read_settings()
    draft = Draft(
        channel=BLOG,
        url=f"https://blogi.virasto.example/{uuid.uuid4()}",
        title=f"Tarkista tilinumerosi ennen veronpalautusta {uuid.uuid4().hex[:6]}",
        language="fi",
        summary="Palautus tulee perille, kun tilinumero on oikein.",
        why="Noin 80 000 palautuksen saajan tilinumero puuttuu.",
        disclosure=DISCLOSURE,
        points=rules.daily_points,
    )
    made = drafting.create_draft(draft, editor, rules, now)
    for network in (Network.LINKEDIN, Network.X):
        revising.set_captions(made.row.content, network, "fi", CAPTIONS, editor, rules, now)
    publishing.publish(made.row.content, editor, rules, now)
    return offer.find_content(made.row.content, editor, now)


@pytest.fixture(scope="module")
def boss(cast: Cast) -> Person:
    """An admin who reads Finnish."""
    return cast.invite("Maarit Lehtovaara", Role.ADMIN)


@pytest.fixture
def console(screen: Page, context: BrowserContext, cloud: RunningCloud, boss: Person) -> Page:
    """A page of an admin who is signed in."""
    screen.set_viewport_size({"width": 1280, "height": 900})
    sign_in_to_console(context, cloud, boss)
    return screen


@pytest.fixture
def without_script(browser: Browser, cloud: RunningCloud, boss: Person) -> Iterator[Page]:
    """The same in a browser that runs no script."""
    context = browser.new_context(
        base_url=cloud.web_origin, locale="fi-FI", timezone_id="Europe/Helsinki", java_script_enabled=False
    )
    sign_in_to_console(context, cloud, boss)
    yield context.new_page()
    context.close()
