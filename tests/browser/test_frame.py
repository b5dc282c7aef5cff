"""The frame around the screens: what stands in their place when something is wrong, and what stays when it ends."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from lahetti.content.model import Content
from lahetti.people.model import Person, Role
from tests.browser.conftest import CookiesOf, Troubles
from tests.browser.looks import NARROW, PHONE, Look
from tests.browser.steps import barriers, barriers_in_each, overflowing, show_heading
from tests.integration.people_fixtures import Cast
from tools.browser_sign_in import pass_door

pytestmark = pytest.mark.browser

LOOKS: dict[str, Look] = {
    "light": {"viewport": PHONE},
    "dark and narrow": {"viewport": NARROW, "color_scheme": "dark"},
    "forced colours": {"viewport": PHONE, "forced_colors": "active"},
}
HEADLESS = {"page-has-heading-one", "landmark-one-main", "region"}
"""What axe misses in a page whose script has not come: there is nothing but two lines."""
NAMES = {"sv": "Att dela", "en": "Ready to share"}


def end_session(context: BrowserContext, page: Page, path: str) -> None:
    """Take the cookies away and let the token in the page's memory be refused once."""
    context.clear_cookies()
    page.route(f"**{path}", lambda route: route.fulfill(status=401, body="{}"), times=1)


def test_a_session_that_ends_in_the_middle_loses_nothing_that_was_typed(
    own: Page, context: BrowserContext, sharer: Person, troubles: Troubles
) -> None:
    troubles.expected.add((401, "/api/v1/suggestions"))
    own.goto("/suggest")
    own.get_by_label("Sisällön osoite").fill("https://blogi.virasto.example/kesken")
    own.get_by_label("Miksi tämä kannattaa jakaa?").fill("Tämä jäi kesken.")
    own.get_by_label("Kanava").select_option(index=1)
    channel = own.get_by_label("Kanava").input_value()

    end_session(context, own, "/api/v1/suggestions")
    own.get_by_role("button", name="Lähetä ehdotus").click()
    told = own.get_by_role("alert").filter(has_text="Istunto päättyi. Kirjaudu uudelleen, niin jatkat tästä.")
    expect(told).to_be_visible()
    assert not barriers(own)
    told.get_by_role("link", name="Kirjaudu").click()
    pass_door(own, sharer.email)

    expect(own).to_have_url(re.compile("/suggest$"))
    expect(own.get_by_label("Sisällön osoite")).to_have_value("https://blogi.virasto.example/kesken")
    expect(own.get_by_label("Miksi tämä kannattaa jakaa?")).to_have_value("Tämä jäi kesken.")
    expect(own.get_by_label("Kanava")).to_have_value(channel)


def test_a_form_is_restored_before_anybody_can_type_into_it(own: Page, sharer: Person) -> None:
    own.goto("/suggest")
    show_heading(own, re.compile("Ehdota"))
    saved = {
        "person": sharer.id,
        "path": "/suggest",
        "values": [{"selector": "#why", "value": "Jäi kesken.", "ticked": None}],
    }
    own.evaluate("(saved) => sessionStorage.setItem('lahetti.form', JSON.stringify(saved))", saved)
    # An observer runs right after the task that draws the form, before any key can.
    own.add_init_script("""
      new MutationObserver((_, watching) => {
        const field = document.querySelector("main #why");
        if (!field) return;
        watching.disconnect();
        window.firstSeen = field.value;
      }).observe(document, { childList: true, subtree: true });
    """)

    own.reload()

    expect(own.get_by_label("Miksi tämä kannattaa jakaa?")).to_be_visible()
    assert own.evaluate("window.firstSeen") == "Jäi kesken."


def test_what_was_typed_is_not_given_to_somebody_else(
    own: Page, context: BrowserContext, cast: Cast, troubles: Troubles
) -> None:
    troubles.expected.add((401, "/api/v1/suggestions"))
    other = cast.invite("Joku Muu")
    own.goto("/suggest")
    own.get_by_label("Sisällön osoite").fill("https://blogi.virasto.example/salainen")
    own.get_by_label("Kanava").select_option(index=1)
    end_session(context, own, "/api/v1/suggestions")
    own.get_by_role("button", name="Lähetä ehdotus").click()

    own.get_by_role("alert").get_by_role("link", name="Kirjaudu").click()
    pass_door(own, other.email)

    expect(own.get_by_label("Sisällön osoite")).to_have_value("")


def test_a_session_that_ends_before_another_screen_leads_back_to_that_screen(
    own: Page, context: BrowserContext, sharer: Person, troubles: Troubles
) -> None:
    troubles.expected.add((401, "/api/v1/"))
    own.goto("/suggest")
    show_heading(own, re.compile("Ehdota"))
    context.clear_cookies()
    own.route("**/api/v1/**", lambda route: route.fulfill(status=401, body="{}"))

    own.get_by_role("link", name="Omat", exact=True).click()
    expect(own.get_by_role("alert")).to_contain_text("Istunto päättyi.")
    own.unroute_all()
    pass_door(own, sharer.email)

    expect(own).to_have_url(re.compile("/me$"))
    expect(own.locator("header .pts")).to_be_visible()


def test_an_error_of_ours_is_told_and_can_be_tried_again(own: Page, troubles: Troubles) -> None:
    troubles.expected.add((500, "/api/v1/contents"))
    own.route("**/api/v1/contents", lambda route: route.fulfill(status=500, body="{}"), times=1)
    own.goto("/")
    show_heading(own, "Jokin on vialla")
    expect(own.get_by_text("Jokin meni vikaan meidän päässämme. Yritä hetken päästä uudelleen.")).to_be_visible()

    own.get_by_role("button", name="Yritä uudelleen").click()

    show_heading(own, "Jaettavaa")


def test_an_answer_that_is_late_is_waited_for_and_said_to_be_late(own: Page) -> None:
    held: list[Route] = []
    own.route("**/api/v1/contents", lambda route: held.append(route))
    own.goto("/")
    expect(own.locator("main .sk").first).to_be_visible()
    assert not barriers(own)
    expect(own.get_by_text("Palvelin ei ole vielä vastannut.")).to_be_visible()
    assert not barriers(own)

    held[0].continue_()

    show_heading(own, "Jaettavaa")


def test_the_accessibility_statement_is_open_to_everybody(screen: Page) -> None:
    screen.goto("/")
    screen.get_by_role("link", name="Saavutettavuusseloste").click()

    show_heading(screen, "Saavutettavuusseloste")
    expect(screen.get_by_role("link", name="Palaute ja tuki")).to_have_attribute(
        "href", "mailto:lahetti@lahetti.example"
    )
    assert not barriers(screen)


def test_no_state_of_the_frame_has_a_barrier(
    browser: Browser, browser_context_args: dict[str, Any], signed_in: Any
) -> None:
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    found = {}
    page.goto("/")
    show_heading(page, "Jaa sitä, minkä takana voit seistä.")
    found["sign-in"] = barriers_in_each(page, LOOKS, cut_off=True)
    page.get_by_role("button", name="Lähetä koodi").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found["no address"] = barriers_in_each(page, LOOKS, cut_off=True)
    page.goto("/signin?reason=failed")
    expect(page.get_by_role("alert")).to_be_visible()
    found["sign-in failed"] = barriers_in_each(page, LOOKS, cut_off=True)

    context.add_cookies(signed_in)
    page.route("**/api/v1/contents", lambda route: route.fulfill(status=500, body="{}"))
    page.goto("/")
    show_heading(page, "Jokin on vialla")
    found["error"] = barriers_in_each(page, LOOKS, cut_off=True)
    page.unroute_all()
    page.route("**/api/v1/me/shares", lambda route: route.abort())
    page.goto("/")
    show_heading(page, "Ei verkkoyhteyttä")
    found["no network"] = barriers_in_each(page, LOOKS, cut_off=True)
    context.close()

    assert not {name: troubles for name, troubles in found.items() if troubles}


def test_whoever_has_no_place_meets_no_barrier(
    screen: Page, context: BrowserContext, strangers_cookies: Any, troubles: Troubles
) -> None:
    troubles.expected.add((403, "/api/v1/"))
    context.add_cookies(strangers_cookies)
    screen.goto("/")

    show_heading(screen, "Sinulla ei ole vielä paikkaa Lähetissä")
    assert not barriers(screen)


@pytest.mark.parametrize("width", [390, 1280])
def test_text_of_twice_the_size_is_neither_cut_nor_pushed_out(
    width: int, browser: Browser, browser_context_args: dict[str, Any], signed_in: Any, story: Content
) -> None:
    context = browser.new_context(**{**browser_context_args, "viewport": {"width": width, "height": 844}})
    context.add_cookies(signed_in)
    page = context.new_page()
    found = {}
    for path in ("/", f"/share/{story.row.content}", "/race", "/suggest", "/me", "/guidelines", "/accessibility"):
        page.goto(path)
        expect(page.locator("header .pts")).to_be_visible()
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        found[path] = overflowing(page)
    context.close()

    assert not {path: cut for path, cut in found.items() if cut}


def test_nothing_moves_for_those_who_asked_for_stillness(
    browser: Browser, browser_context_args: dict[str, Any], signed_in: Any
) -> None:
    context = browser.new_context(**{**browser_context_args, "reduced_motion": "reduce"})
    context.add_cookies(signed_in)
    page = context.new_page()
    held: list[Route] = []
    page.route("**/api/v1/contents", lambda route: held.append(route))

    page.goto("/")
    expect(page.locator("main .sk").first).to_be_visible()

    assert page.evaluate("document.getAnimations().length") == 0
    context.close()


@pytest.mark.parametrize("language", NAMES)
def test_every_screen_speaks_swedish_and_english_in_a_narrow_window(
    language: str,
    browser: Browser,
    browser_context_args: dict[str, Any],
    cast: Cast,
    cookies_of: CookiesOf,
    story: Content,
    troubles: Troubles,
) -> None:
    person = cast.invite("Linnea Åström", Role.AMBASSADOR, language=language)
    cookies = cookies_of(person)
    narrow = {"viewport": {"width": 320, "height": 640}, "locale": language}
    context = browser.new_context(**{**browser_context_args, **narrow})
    context.add_cookies(cookies)
    page = context.new_page()
    troubles.watch(page)
    found = {}
    for path in ("/", f"/share/{story.row.content}", "/race", "/suggest", "/me", "/guidelines", "/accessibility"):
        page.goto(path)
        expect(page.locator("header .pts")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", language)
        found[path] = barriers(page) + overflowing(page) + finnish_words(page)
    context.clear_cookies()
    page.goto("/")
    expect(page.locator("#email")).to_be_visible()
    found["sign-in"] = barriers(page) + overflowing(page) + finnish_words(page)
    context.close()

    assert not {path: trouble for path, trouble in found.items() if trouble}
    assert not troubles.seen


def finnish_words(page: Page) -> list[dict[str, Any]]:
    """Return words of ours that are Finnish on a screen of another language; contents carry a language of their own."""
    texts = page.evaluate("""() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = [];
      while (walker.nextNode()) found.push(walker.currentNode);
      return found.filter((node) => !node.parentElement.closest("[lang=fi]")).map((node) => node.data);
    }""")
    ours = re.compile(r"\b(ei|tai|kaikki|jaettavaa|sinun|pistettä|kirjaudu|sisältö|saate|omat)\b", re.IGNORECASE)
    return [{"rule": "language", "at": [text]} for text in texts if ours.search(text)]


def test_a_script_that_does_not_come_is_told_by_the_page_itself(own: Page) -> None:
    held: list[Route] = []
    own.route("**/client.fi.js", lambda route: held.append(route), times=1)
    own.goto("/", wait_until="commit")

    expect(own.get_by_text("Palvelin ei ole vielä vastannut.")).to_be_visible(timeout=15_000)
    assert not [barrier for barrier in barriers(own) if barrier["rule"] not in HEADLESS]
    own.get_by_role("link", name="Yritä uudelleen").click()

    show_heading(own, "Jaettavaa")
    expect(own.get_by_text("Palvelin ei ole vielä vastannut.")).to_have_count(0)


@pytest.mark.parametrize("trouble", ["late", "broken"])
def test_a_screen_whose_script_does_not_come_can_be_tried_again(own: Page, troubles: Troubles, trouble: str) -> None:
    held: list[Route] = []
    own.goto("/")
    show_heading(own, "Jaettavaa")
    troubles.expected.add((500, "later.js"))
    own.route(
        "**/later.js",
        lambda route: held.append(route) if trouble == "late" else route.fulfill(status=500, body="{}"),
        times=1,
    )
    own.get_by_role("link", name="Ehdota", exact=True).click()
    expect(own.get_by_role("button", name="Yritä uudelleen")).to_be_visible(timeout=15_000)

    own.get_by_role("button", name="Yritä uudelleen").click()

    show_heading(own, re.compile("Ehdota"))


@pytest.mark.parametrize("path", ["/session", "/api/v1/start", "/api/v1/contents"])
def test_who_tries_again_does_not_wait_for_the_request_that_hangs(own: Page, path: str) -> None:
    held: list[Route] = []
    own.route(f"**{path}", lambda route: held.append(route), times=1)
    own.goto("/", wait_until="commit")
    expect(own.get_by_role("button", name="Yritä uudelleen")).to_be_visible(timeout=15_000)

    own.get_by_role("button", name="Yritä uudelleen").click()

    show_heading(own, "Jaettavaa")
    assert held


def test_texts_of_another_language_that_do_not_come_are_done_without(
    screen: Page, context: BrowserContext, cast: Cast, cookies_of: CookiesOf, troubles: Troubles
) -> None:
    troubles.expected.add((500, "sv.json"))
    context.add_cookies(cookies_of(cast.invite("Linnea Åström", Role.AMBASSADOR, language="sv")))
    screen.route("**/sv.json", lambda route: route.fulfill(status=500, body="{}"))

    screen.goto("/")

    show_heading(screen, "Jaettavaa")
    expect(screen.locator("html")).to_have_attribute("lang", "fi")


def test_the_navigation_stays_one_row_however_large_the_text_is(own: Page) -> None:
    own.goto("/me")
    expect(own.locator("header .pts")).to_be_visible()
    own.evaluate("document.documentElement.style.fontSize = '200%'")
    nav = own.get_by_role("navigation", name="Päävalikko")
    tops = {round(link.bounding_box()["y"]) for link in nav.get_by_role("link").all()}  # type: ignore[index]

    assert len(tops) == 1
    for name in ("Jaettavaa", "Omat"):
        nav.get_by_role("link", name=name).focus()
        expect(nav.get_by_role("link", name=name)).to_be_in_viewport(ratio=0.9)
    assert not barriers(own)
