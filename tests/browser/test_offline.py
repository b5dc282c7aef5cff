"""Without a network: what was fetched last is shown and said to be so, and is gone once somebody has signed out."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lahetti.content.model import Content
from lahetti.people.model import Person
from tests.browser.conftest import refresh_cookies
from tests.browser.steps import barriers, show_heading
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import Cast

pytestmark = pytest.mark.browser

KEPT = "Ei verkkoyhteyttä. Näet viimeksi haetut sisällöt. Jakaminen onnistuu, kun yhteys palaa."


@pytest.fixture
def context(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    """A context whose service worker works."""
    made = browser.new_context(**{**browser_context_args, "service_workers": "allow"})
    yield made
    made.close()


@pytest.fixture
def visited(context: BrowserContext, cast: Cast, cloud: RunningCloud, sharer: Person, story: Content) -> Page:
    """Somebody has looked at offer, content and own page, and has come to a place without a network.

    Each time in a session of its own: whoever signs out of it takes nobody else's along.
    """
    context.add_cookies(refresh_cookies(cloud, cast.begin_session(sharer.id).refresh))
    page = context.new_page()
    page.goto("/")
    show_heading(page, "Jaettavaa")
    page.evaluate("navigator.serviceWorker.ready")
    for path, heading in {f"/share/{story.row.content}": story.row.title, "/me": "Omat", "/": "Jaettavaa"}.items():
        page.goto(path)
        show_heading(page, heading)
        expect(page.locator(".pts")).to_be_visible()
    context.set_offline(True)
    return page


def test_what_was_fetched_last_is_shown_without_a_network_and_said_to_be_so(visited: Page, story: Content) -> None:
    for path, heading in {"/": "Jaettavaa", f"/share/{story.row.content}": story.row.title, "/me": "Omat"}.items():
        visited.goto(path)

        show_heading(visited, heading)
        expect(visited.locator("main .note.warn").first).to_have_text(KEPT)
        assert not barriers(visited)


def test_a_screen_that_was_never_fetched_is_said_to_need_the_network(visited: Page) -> None:
    visited.goto("/share/never-fetched")

    show_heading(visited, "Ei verkkoyhteyttä")
    expect(visited.get_by_text("Tätä sivua ei ole tallessa tällä laitteella.")).to_be_visible()
    assert not barriers(visited)


def test_what_is_kept_gives_way_when_the_network_is_back(visited: Page, context: BrowserContext) -> None:
    visited.goto("/")
    expect(visited.get_by_role("main").get_by_text(KEPT)).to_be_visible()

    context.set_offline(False)

    expect(visited.get_by_role("main").get_by_text(KEPT)).to_have_count(0)
    show_heading(visited, "Jaettavaa")


def test_words_that_are_being_written_stay_when_the_network_is_back(
    visited: Page, context: BrowserContext, story: Content
) -> None:
    visited.goto(f"/share/{story.row.content}")
    expect(visited.get_by_role("main").get_by_text(KEPT)).to_be_visible()
    visited.get_by_role("radio", name="Kirjoita omin sanoin").check()
    visited.get_by_label("Oma saate").fill("Kesken jäi")

    context.set_offline(False)

    expect(visited.get_by_role("main").get_by_text(KEPT)).to_have_count(0)
    expect(visited.get_by_label("Oma saate")).to_have_value("Kesken jäi")


def test_signing_out_leaves_nothing_to_be_shown_without_a_network(visited: Page, context: BrowserContext) -> None:
    context.set_offline(False)
    visited.goto("/")
    visited.get_by_role("button", name="Kirjaudu ulos").click()
    expect(visited.get_by_label("Työsähköpostisi")).to_be_visible()
    visited.evaluate("navigator.serviceWorker.ready")

    context.set_offline(True)
    visited.goto("/")

    show_heading(visited, "Ei verkkoyhteyttä")
    assert visited.evaluate("caches.has('lahetti-answers')") is False
    assert not visited.evaluate("Object.keys(localStorage)")


def test_a_screen_that_needed_the_network_opens_by_itself_when_it_is_back(
    visited: Page, context: BrowserContext
) -> None:
    visited.goto("/race")
    show_heading(visited, "Ei verkkoyhteyttä")

    context.set_offline(False)

    show_heading(visited, "Pistekisa")


def test_a_screen_that_was_never_opened_is_drawn_from_what_is_kept(visited: Page) -> None:
    visited.goto("/")
    show_heading(visited, "Jaettavaa")

    visited.get_by_role("link", name="Saavutettavuusseloste").click()

    show_heading(visited, "Saavutettavuusseloste")


def test_an_error_of_an_action_without_a_network_goes_when_it_is_back(
    visited: Page, context: BrowserContext, story: Content
) -> None:
    context.set_offline(False)
    visited.goto(f"/share/{story.row.content}?network=linkedin")
    show_heading(visited, story.row.title)
    context.set_offline(True)
    visited.wait_for_function("!navigator.onLine")
    visited.get_by_role("button", name="Kopioi linkki").click()
    told = visited.get_by_role("main").get_by_text("Ei verkkoyhteyttä. Jakaminen onnistuu, kun yhteys palaa.")
    expect(told).to_be_visible()

    context.set_offline(False)

    expect(told).to_have_count(0)
