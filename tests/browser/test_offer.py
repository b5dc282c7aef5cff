"""What is on offer: marks, topics, the wished content, more pages, and what is said when there is nothing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from http_adapter import client_files
from lahetti.analytics import items as analytics_items
from lahetti.core import clock
from lahetti.core.days import day_of
from lahetti.dynamodb.transactions import transact
from lahetti.networks.networks import Network
from lahetti.people import items as people_items
from lahetti.people.guidelines import accepting as guidelines_accepting
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.model import Person, Role
from lahetti.periods import challenges
from lahetti.points import confirming
from lahetti.points import items as points_items
from lahetti.points.model import Activity, Entry, Programme
from lahetti.points.rules import with_entries
from lahetti.sharing import items as sharing_items
from lahetti.sharing import opening
from tests.browser.conftest import CookiesOf, Troubles
from tests.browser.steps import barriers, overflowing, show_heading
from tests.integration.people_fixtures import TEAM, Cast, current, published
from tests.integration.races_fixtures import ZONE

pytestmark = pytest.mark.browser

WAITING = "Jaot, jotka odottavat vahvistusta"
TITLES = ("Näin luet verokortin", "Kotitalousvähennys: ohje", "Mitä verotarkastaja tekee")


@pytest.fixture(scope="module")
def topics(cast: Cast) -> dict[str, str]:
    """Three published contents by title; two of them share a topic that no other test uses."""
    editor = cast.invite("Eeva Valitsija", Role.ADMIN)
    of = {TITLES[0]: ("verokortit",), TITLES[1]: ("vähennykset",), TITLES[2]: ("verokortit",)}
    captions = {(Network.X.value, "fi"): ("Katso tämä.", "Luepa tämä.")}
    return {title: published(editor, title, captions, topics=of[title]) for title in TITLES}


@pytest.fixture(scope="module")
def ambassador(cast: Cast) -> Person:
    person = cast.invite("Kaisa Heinonen", teams=(TEAM,))
    return guidelines_accepting.accept(person.id, guidelines_publishing.current().version, clock.now())


@pytest.fixture(scope="module")
def cookies(cookies_of: CookiesOf, ambassador: Person, topics: dict[str, str]) -> Any:
    return cookies_of(ambassador)


@pytest.fixture
def offer(context: BrowserContext, screen: Page, cookies: Any) -> Iterator[Page]:
    """The offer as somebody sees it who looks at it for the first time on this device."""
    context.add_cookies(cookies)
    screen.goto("/")
    show_heading(screen, "Jaettavaa")
    return screen


def row_of(content: str, title: str, **changes: Any) -> dict[str, Any]:
    """Return a row of the list as the API gives it."""
    return {
        "content": content,
        "channel": "api-blog",
        "title": title,
        "language": "fi",
        "topics": [],
        "audience": [],
        "picture_url": None,
        "publish_at": None,
        "published_at": None,
        "expires_at": None,
        "wished_until_on": None,
        "minutes": None,
        "sharers": None,
        "networks": [],
        **changes,
    }


def card(page: Page, title: str) -> Any:
    return page.locator(".item, .lead", has_text=title)


def test_a_topic_is_a_link_that_narrows_the_list_and_says_how_much_is_left(offer: Page) -> None:
    nav = offer.get_by_role("navigation", name="Rajaa aiheen mukaan")
    expect(nav).to_be_visible()

    nav.get_by_role("link", name=re.compile("^Verokortit")).click()

    chosen = nav.locator("[aria-current]")
    expect(chosen).to_contain_text("Verokortit")
    expect(chosen).to_be_focused()
    expect(offer).to_have_url(re.compile(r"/\?aihe=verokortit$"))
    expect(offer.locator("p[role=status]")).to_have_text("2 sisältöä")
    expect(offer.locator(".item")).to_have_count(2)
    offer.go_back()
    expect(card(offer, TITLES[1])).to_be_visible()


def test_a_topic_that_nothing_has_leads_back_to_all(screen: Page, context: BrowserContext, cookies: Any) -> None:
    context.add_cookies(cookies)
    screen.goto("/?aihe=tuntematon")

    expect(screen.get_by_text("Tästä aiheesta ei ole juuri nyt jaettavaa.")).to_be_visible()
    assert not barriers(screen)
    screen.get_by_role("link", name="Näytä kaikki").click()
    expect(card(screen, TITLES[0])).to_be_visible()


def test_what_was_in_view_for_a_second_is_reported_once_and_marked_at_the_next_visit(
    offer: Page, ambassador: Person, topics: dict[str, str]
) -> None:
    # The page's requests pass through the test: who waits for the database alone would hold them up.
    with offer.expect_response(lambda answer: answer.url.endswith("/views")) as told:
        card(offer, TITLES[2]).scroll_into_view_if_needed()
    assert told.value.status == 200
    day = day_of(clock.now(), ZONE)
    assert topics[TITLES[2]] in analytics_items.seen_on([(day, ambassador.id)])[ambassador.id]

    offer.evaluate("localStorage.setItem('lahetti.visit', JSON.stringify({at: Date.now(), before: Date.now()}))")
    offer.reload()
    expect(card(offer, TITLES[2])).to_contain_text("Nähty")
    expect(card(offer, TITLES[2])).not_to_contain_text("Uusi")


def test_what_is_shared_or_unconfirmed_is_marked_or_asked_about(
    offer: Page, ambassador: Person, topics: dict[str, str]
) -> None:
    now, rules = clock.now(), current()
    shared, _ = opening.open_share(ambassador, topics[TITLES[0]], Network.X, rules, now)
    confirming.confirm_share(ambassador.id, shared.code, Programme(rules, ZONE), now)
    opening.open_share(ambassador, topics[TITLES[1]], Network.X, rules, now)

    offer.reload()

    expect(card(offer, TITLES[0])).to_contain_text("Jaettu")
    question = offer.get_by_role("region", name=WAITING)
    expect(question.get_by_role("link")).to_have_text("Julkaisitko jutun X:ssä?")
    assert not barriers(offer)


def opened_shares(page: Page, contents: dict[str, str], networks: tuple[str, ...]) -> None:
    """Let the page read shares that were opened an hour ago, and get an answer to whatever it confirms."""
    shares = [
        {
            "code": f"made-up-{network}",
            "content": contents[title],
            "title": title,
            "network": network,
            "state": "opened",
            "clicks": 0,
            "opened_at": (clock.now() - timedelta(hours=1)).isoformat(),
            "remind_at": None,
            "post": None,
        }
        for network, title in zip(networks, TITLES, strict=False)
    ]
    today = {"day_on": "2026-11-30", "shares": 0, "most_shares": 5, "points": 0, "most_points": 100}
    answer = {"items": shares, "today": today, "choices": [], "next": None}
    page.route("**/api/v1/me/shares", lambda route: route.fulfill(json=answer))
    page.route(
        "**/api/v1/me/shares/*/confirm",
        lambda route: route.fulfill(json={"code": "", "state": "confirmed", "points": 5, "entries": []}),
    )
    page.route("**/api/v1/me/shares/*/decline", lambda route: route.fulfill(json={"code": "", "state": "declined"}))


@pytest.mark.parametrize("size", [(320, 568), (390, 844)])
def test_the_first_content_is_under_way_below_questions_topics_and_place(
    offer: Page, topics: dict[str, str], size: tuple[int, int]
) -> None:
    opened_shares(offer, topics, ("linkedin", "whatsapp", "facebook"))
    offer.set_viewport_size({"width": size[0], "height": size[1]})
    offer.reload()
    expect(offer.get_by_role("region", name=WAITING)).to_be_visible()
    expect(offer.get_by_role("navigation", name="Rajaa aiheen mukaan")).to_be_visible()
    expect(offer.locator(".head a[href='/race']")).to_be_visible()

    title = offer.locator(".item h2, .lead h2").first.bounding_box()
    bar = offer.get_by_role("navigation", name="Päävalikko").bounding_box()
    assert title is not None
    assert bar is not None
    assert title["y"] + 24 <= bar["y"], "not even a line of the first title is in view"
    assert offer.evaluate("scrollY") == 0


def test_a_question_is_answered_where_it_stands_and_the_next_takes_its_place(
    offer: Page, topics: dict[str, str]
) -> None:
    opened_shares(offer, topics, ("linkedin", "whatsapp", "facebook"))
    offer.reload()
    questions = offer.get_by_role("region", name=WAITING)
    expect(questions.get_by_role("link")).to_have_text("Julkaisitko jutun LinkedInissä?")

    questions.get_by_role("button", name="Seuraava kysymys, 1 / 3").click()
    expect(questions.get_by_role("link")).to_have_text("Lähetitkö jutun WhatsAppissa?")
    expect(questions.get_by_role("button", name="Seuraava kysymys, 2 / 3")).to_be_focused()
    questions.get_by_role("button", name="En", exact=True).click()
    expect(questions).to_contain_text("Selvä, emme kysy tästä enää.")
    expect(questions.get_by_role("link")).to_have_text("Julkaisitko jutun Facebookissa?")
    expect(questions.get_by_role("link")).to_be_focused()
    questions.get_by_role("button", name="Kyllä").click()

    expect(questions).to_contain_text("Kiitos! Sait 5 pistettä.")
    expect(questions.get_by_role("link")).to_have_text("Julkaisitko jutun LinkedInissä?")
    expect(questions.get_by_role("button", name=re.compile("Seuraava"))).to_have_count(0)
    expect(card(offer, TITLES[2])).to_contain_text("Jaettu")
    assert not barriers(offer)
    questions.get_by_role("button", name="Kyllä").click()
    expect(questions.get_by_role("button")).to_have_count(0)
    expect(questions.locator("p", has_text="Kiitos! Sait 5 pistettä.")).to_be_focused()


def test_topics_stand_in_one_row_that_the_keyboard_scrolls(offer: Page, topics: dict[str, str]) -> None:
    names = [f"aihe-{number}" for number in range(9)]
    rows = [row_of(f"c{number}", f"Juttu {number}", topics=[name]) for number, name in enumerate(names)]
    offer.route("**/api/v1/contents", lambda route: route.fulfill(json={"items": rows, "next": None}))
    offer.set_viewport_size({"width": 320, "height": 568})
    offer.reload()
    nav = offer.get_by_role("navigation", name="Rajaa aiheen mukaan")
    expect(nav.get_by_role("link")).to_have_count(len(names) + 1)

    box = nav.bounding_box()
    assert box is not None
    assert box["height"] < 80
    last = nav.get_by_role("link", name=re.compile("Aihe numero 8"))
    last.focus()
    expect(last).to_be_in_viewport(ratio=0.9)
    last.press("Enter")
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport(ratio=0.9)
    assert not barriers(offer)


def test_nothing_on_offer_tells_when_the_next_digest_comes(screen: Page, context: BrowserContext, cookies: Any) -> None:
    context.add_cookies(cookies)
    screen.route("**/api/v1/contents", lambda route: route.fulfill(json={"items": [], "next": None}))
    screen.clock.set_fixed_time("2026-11-25T12:00:00+02:00")
    screen.goto("/")

    expect(screen.locator(".empty")).to_contain_text(
        "Ei uutta jaettavaa juuri nyt. Seuraava kooste tulee torstaina klo 8.30."
    )
    assert not barriers(screen)


def test_whoever_has_shared_everything_is_thanked(offer: Page, ambassador: Person, topics: dict[str, str]) -> None:
    row = row_of(topics[TITLES[0]], TITLES[0])
    offer.route("**/api/v1/contents", lambda route: route.fulfill(json={"items": [row], "next": None}))

    offer.reload()

    expect(offer.get_by_text("Olet jakanut kaiken, mitä on tarjolla. Kiitos!")).to_be_visible()


def test_an_offer_that_cannot_be_had_says_so_and_is_tried_again(
    screen: Page, context: BrowserContext, cookies: Any, troubles: Troubles
) -> None:
    troubles.expected.add((500, "/api/v1/contents"))
    context.add_cookies(cookies)
    screen.route("**/api/v1/contents", lambda route: route.fulfill(status=500, json={}))
    screen.goto("/")
    show_heading(screen, "Jokin on vialla")

    screen.unroute("**/api/v1/contents")
    screen.get_by_role("button", name="Yritä uudelleen").click()

    show_heading(screen, "Jaettavaa")


def test_the_wide_screen_shows_the_race_beside_the_offer(
    browser: Browser, browser_context_args: dict[str, Any], cookies: Any
) -> None:
    context = browser.new_context(**{**browser_context_args, "viewport": {"width": 1280, "height": 900}})
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto("/")

    beside = page.get_by_role("complementary", name="Pistekisa")
    expect(beside.get_by_role("heading", name="Kärki juuri nyt")).to_be_visible()
    place, first = beside.bounding_box(), page.locator(".item").first.bounding_box()
    assert place is not None
    assert first is not None
    assert place["x"] > first["x"] + first["width"]
    assert not barriers(page)
    context.close()


def test_clicks_since_the_last_visit_are_told_once(
    offer: Page, ambassador: Person, cast: Cast, topics: dict[str, str]
) -> None:
    now = clock.now()
    opened, _ = opening.open_share(ambassador, topics[TITLES[0]], Network.X, current(), now)
    share = sharing_items.find_share(opened.code, consistent=True)
    assert share is not None
    assert sharing_items.save_share(replace(share, clicks=4))
    day = day_of(now, ZONE)
    clicks = Entry("CLICKS#x#x#4", Activity.CLICKS, 8, day, challenges.races_of(day), now, 1, clicks=4)
    card = people_items.find_card(ambassador.id, consistent=True)
    assert card is not None
    after = with_entries(card, [clicks], ZONE, now)
    transact(*points_items.put_entries(ambassador.id, [clicks]), people_items.put_card(after))
    told = offer.get_by_text("Linkkejäsi klikattiin 4 kertaa, +8 pistettä.")

    with offer.expect_response(lambda answer: answer.url.endswith("/me/readers") and answer.request.method == "PUT"):
        offer.reload()

    expect(told.first).to_be_visible()
    assert not barriers(offer)
    assert cast.api(ambassador).get("/me/readers").json()["news"] is None
    with offer.expect_response(lambda answer: answer.url.endswith("/me/readers")):
        offer.reload()
    show_heading(offer, "Jaettavaa")
    expect(told).to_have_count(0)


def many_contents(page: Page, number: int) -> None:
    """Let the page read so many contents, 20 at a time or as many as it asks for."""
    rows = [row_of(f"c{at}", f"Juttu {at}", topics=["parilliset" if at % 2 else "parittomat"]) for at in range(number)]

    def answer(route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)
        first, most = int(query.get("cursor", ["0"])[0]), int(query.get("limit", ["20"])[0])
        following = str(first + most) if first + most < number else None
        route.fulfill(json={"items": rows[first : first + most], "next": following})

    page.route(re.compile(r"/api/v1/contents(\?|$)"), answer)


def content_page(page: Page) -> None:
    """Let every content be gone: what stands there is the way back."""
    page.route("**/api/v1/contents/*", lambda route: route.fulfill(status=404, json={"code": "unknown"}))


@pytest.mark.parametrize("way", ["back", "reload"])
def test_coming_back_finds_the_offer_as_it_was_left(offer: Page, troubles: Troubles, way: str) -> None:
    troubles.expected.add((404, "/api/v1/contents/"))
    many_contents(offer, 60)
    content_page(offer)
    offer.reload()
    for _ in range(2):
        offer.get_by_role("button", name="Näytä lisää").click()
    link = offer.get_by_role("link", name="Juttu 47", exact=True)
    link.scroll_into_view_if_needed()
    offer.mouse.wheel(0, 200)
    link.focus()
    offer.wait_for_timeout(100)
    before = link.bounding_box()

    if way == "back":
        link.press("Enter")
        show_heading(offer, "Sisältöä ei löydy")
        offer.go_back()
    else:
        offer.reload()

    show_heading(offer, "Jaettavaa")
    expect(link).to_be_in_viewport()
    expect(link).to_be_focused()
    after = link.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 60  # what comes late above the list may push it


def test_coming_back_finds_the_topic_that_was_chosen(offer: Page, troubles: Troubles) -> None:
    troubles.expected.add((404, "/api/v1/contents/"))
    many_contents(offer, 30)
    content_page(offer)
    offer.reload()
    nav = offer.get_by_role("navigation", name="Rajaa aiheen mukaan")
    nav.get_by_role("link", name="Parilliset").click()
    expect(offer.locator(".item")).to_have_count(10)
    offer.get_by_role("link", name="Juttu 11", exact=True).click()
    show_heading(offer, "Sisältöä ei löydy")

    offer.go_back()

    expect(offer).to_have_url(re.compile(r"\?aihe=parilliset$"))
    expect(nav.locator("[aria-current]")).to_contain_text("Parilliset")
    expect(offer.get_by_role("link", name="Juttu 11", exact=True)).to_be_focused()
    expect(offer.locator(".item")).to_have_count(10)
    offer.go_back()
    expect(offer.locator(".item")).to_have_count(20)
    expect(nav.locator("[aria-current]")).to_contain_text("Kaikki")


def test_what_is_hidden_goes_comes_back_and_is_hidden_on_every_device(
    offer: Page, browser: Browser, browser_context_args: dict[str, Any], cookies: Any, topics: dict[str, str]
) -> None:
    hidden = card(offer, TITLES[1])
    hidden.get_by_role("button", name=f"Lisää toimintoja: {TITLES[1]}").click()
    hidden.get_by_role("button", name="Piilota minulta").click()
    told = offer.get_by_text(f"Piilotettu: {TITLES[1]}").first
    expect(told).to_be_visible()
    expect(offer.get_by_role("button", name="Kumoa")).to_be_focused()
    assert not barriers(offer)

    context = browser.new_context(**browser_context_args)
    context.add_cookies(cookies)
    other = context.new_page()
    other.goto("/")
    expect(card(other, TITLES[0])).to_be_visible()
    expect(card(other, TITLES[1])).to_have_count(0)
    other.goto("/?nayta=piilotetut")
    expect(card(other, TITLES[1])).to_be_visible()
    expect(card(other, TITLES[0])).to_have_count(0)
    context.close()
    offer.get_by_role("button", name="Kumoa").click()
    expect(offer.get_by_role("link", name=TITLES[1])).to_be_visible()
    offer.reload()
    expect(offer.get_by_role("link", name=TITLES[1])).to_be_visible()


def test_what_is_saved_is_marked_and_found_again(offer: Page, topics: dict[str, str]) -> None:
    saved = card(offer, TITLES[1])
    saved.get_by_role("button", name=f"Lisää toimintoja: {TITLES[1]}").click()
    saved.get_by_role("button", name="Tallenna myöhemmäksi").click()
    expect(card(offer, TITLES[1])).to_contain_text("Tallennettu myöhemmäksi")

    offer.get_by_role("button", name="Hae").click()
    offer.get_by_label("Näytä", exact=True).select_option("tallennetut")

    expect(offer).to_have_url(re.compile(r"nayta=tallennetut$"))
    expect(offer.locator(".item")).to_have_count(1)
    assert not barriers(offer)
    card(offer, TITLES[1]).get_by_role("button", name=f"Lisää toimintoja: {TITLES[1]}").click()
    card(offer, TITLES[1]).get_by_role("button", name="Poista tallennetuista").click()
    expect(offer.get_by_text("Haullasi ei löytynyt jaettavaa.")).to_be_visible()


def test_what_is_unfolded_stays_so_while_a_search_reads_on(offer: Page) -> None:
    rows = [row_of(f"c{at}", f"Juttu {at}") for at in range(40)]
    held: list[Route] = []

    def answer(route: Route) -> None:
        if "cursor=" in route.request.url:
            held.append(route)
        else:
            route.fulfill(json={"items": rows[:20], "next": "20"})

    offer.route(re.compile(r"/api/v1/contents(\?|$)"), answer)
    offer.reload()
    offer.get_by_role("button", name="Hae").click()
    with offer.expect_request(re.compile("cursor=")):
        offer.get_by_label("Hae sanalla").fill("juttu 3")
    card(offer, "Juttu 3").get_by_role("button", name="Lisää toimintoja: Juttu 3").click()
    save = card(offer, "Juttu 3").get_by_role("button", name="Tallenna myöhemmäksi")
    expect(save).to_be_focused()

    held.pop().fulfill(json={"items": rows[20:], "next": None})

    expect(offer.locator(".item")).to_have_count(13)
    expect(save).to_be_focused()


def test_a_search_reads_on_until_it_has_found_and_stays_in_the_address(offer: Page) -> None:
    rows = [row_of(f"c{at}", f"Juttu {at}", networks=["x"] if at == 50 else []) for at in range(60)]
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        query = parse_qs(urlsplit(route.request.url).query)
        first, most = int(query.get("cursor", ["0"])[0]), int(query.get("limit", ["20"])[0])
        following = str(first + most) if first + most < len(rows) else None
        route.fulfill(json={"items": rows[first : first + most], "next": following})

    offer.route(re.compile(r"/api/v1/contents(\?|$)"), answer)
    offer.reload()
    expect(offer.locator(".item")).to_have_count(20)
    assert len(asked) == 1
    offer.get_by_role("button", name="Hae").click()
    offer.get_by_label("Hae sanalla").fill("juttu 50")

    expect(offer.get_by_role("link", name="Juttu 50")).to_be_visible()
    expect(offer.locator(".item")).to_have_count(1)
    expect(offer.locator("p[role=status]")).to_have_text("1 sisältö")
    assert len(asked) == 2
    offer.reload()
    expect(offer.get_by_label("Hae sanalla")).to_have_value("juttu 50")
    expect(offer.locator(".item")).to_have_count(1)
    offer.get_by_role("button", name="Tyhjennä haku").click()
    expect(offer).to_have_url(re.compile(r"/$"))
    offer.get_by_label("Valmis saate palveluun").select_option("x")
    expect(offer.get_by_role("link", name="Juttu 50")).to_be_visible()
    expect(offer.locator(".item")).to_have_count(1)
    assert not barriers(offer)


def test_what_is_shared_or_objected_to_stands_below_the_rest(offer: Page) -> None:
    rows = [row_of(f"c{at}", f"Juttu {at}") for at in range(3)]
    share = {"code": "c", "content": "c0", "title": "", "network": "x", "state": "confirmed", "clicks": 0}
    shares = {
        "items": [{**share, "opened_at": "2026-11-30T10:00:00Z", "remind_at": None, "post": None}],
        "today": None,
        "choices": [{"content": "c1", "choice": "objected"}],
        "next": None,
    }
    offer.route("**/api/v1/contents", lambda route: route.fulfill(json={"items": rows, "next": None}))
    offer.route("**/api/v1/me/shares", lambda route: route.fulfill(json=shares))

    offer.reload()

    expect(offer.locator(".item h2")).to_have_text(["Juttu 2", "Juttu 0", "Juttu 1"])
    sunk = offer.get_by_role("region", name="Jaetut ja ne, joiden takana et seiso")
    expect(sunk.locator(".item")).to_have_count(2)
    expect(sunk).to_contain_text("Et seiso tämän takana")
    assert not barriers(offer)


@pytest.mark.parametrize("size", [(320, 568), (390, 844)])
def test_a_newcomer_is_told_what_this_is_above_the_first_content_until_they_close_it(
    screen: Page,
    browser: Browser,
    browser_context_args: dict[str, Any],
    context: BrowserContext,
    cast: Cast,
    cookies_of: CookiesOf,
    topics: dict[str, str],
    size: tuple[int, int],
) -> None:
    cookies = cookies_of(cast.invite("Uusi Tulija"))
    context.add_cookies(cookies)
    screen.set_viewport_size({"width": size[0], "height": size[1]})
    screen.goto("/")
    card_of_newcomer = screen.get_by_role("region", name="Tervetuloa Lähettiin")
    expect(card_of_newcomer).to_be_visible()
    expect(screen.get_by_role("navigation", name="Rajaa aiheen mukaan")).to_be_visible()
    expect(screen.locator(".head a[href='/race']")).to_be_visible()
    title = screen.locator(".item h2, .lead h2").first.bounding_box()
    bar = screen.get_by_role("navigation", name="Päävalikko").bounding_box()
    assert title is not None
    assert bar is not None
    assert title["y"] + 24 <= bar["y"], "not even a line of the first title is in view"

    if not card_of_newcomer.get_by_text("Kysyttävää?").is_visible():
        card_of_newcomer.get_by_text("Näin se toimii").click()
    for told in ("valmis saate", "kukaan seuraa", "Kysyttävää?"):
        expect(card_of_newcomer).to_contain_text(told)
    expect(card_of_newcomer.get_by_role("link", name="Palaute ja tuki")).to_be_visible()
    assert not barriers(screen)
    card_of_newcomer.get_by_role("button", name="Selvä").click()
    expect(card_of_newcomer).to_have_count(0)

    other = browser.new_context(**browser_context_args)
    other.add_cookies(cookies)
    page = other.new_page()
    page.goto("/")
    expect(card(page, TITLES[0])).to_be_visible()
    expect(page.get_by_role("region", name="Tervetuloa Lähettiin")).to_have_count(0)
    other.close()


def test_a_long_word_of_a_title_breaks_with_a_hyphen_where_the_browser_has_no_patterns(offer: Page) -> None:
    word = "Kotitalousvähennyshakemuslomakkeistosta"
    rows = [row_of("c0", f"{word} kysytään"), row_of("c1", "Incomprehensibilities", language="en")]
    offer.route("**/api/v1/contents", lambda route: route.fulfill(json={"items": rows, "next": None}))
    offer.set_viewport_size({"width": 320, "height": 568})

    offer.reload()

    title = offer.locator(".item a.hit").first
    expect(title).to_have_text(f"{word} kysytään")
    drawn = title.evaluate("(link) => link.textContent")
    assert "Koti\u00adtalous" in drawn.replace("ta\u00adlous", "talous")
    assert all(len(part) >= 2 for part in drawn.split(" ")[0].split("\u00ad"))
    assert "\u00ad" not in offer.locator(".item a.hit").nth(1).evaluate("(link) => link.textContent")
    assert not overflowing(offer)


@pytest.mark.parametrize("width", [320, 390])
def test_what_else_can_be_done_stands_beside_the_mark_and_takes_no_line_of_its_own(offer: Page, width: int) -> None:
    picture = f"/picture/{64 * 'a'}.jpg"
    row = row_of("c0", "Juttu kuvan kanssa", picture_url=picture, published_at=clock.now().isoformat())
    offer.route("**/picture/*", lambda route: route.fulfill(body=client_files.icon("icon-512.png")))
    offer.route("**/api/v1/contents", lambda route: route.fulfill(json={"items": [row], "next": None}))
    offer.set_viewport_size({"width": width, "height": 844})

    offer.reload()

    mark = card(offer, row["title"]).get_by_text("Uusi").bounding_box()
    opener = card(offer, row["title"]).get_by_role("button", name="Lisää toimintoja").bounding_box()
    assert mark is not None
    assert opener is not None
    assert opener["y"] + opener["height"] / 2 < mark["y"] + mark["height"]


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_picture_leaves_the_title_its_room(offer: Page, width: int) -> None:
    picture = f"/picture/{64 * 'a'}.jpg"
    rows = [row_of("c0", "Juttu kuvan kanssa", picture_url=picture), row_of("c1", "Juttu ilman kuvaa")]
    offer.route("**/picture/*", lambda route: route.fulfill(body=client_files.icon("icon-512.png")))
    offer.route("**/api/v1/contents", lambda route: route.fulfill(json={"items": rows, "next": None}))
    offer.set_viewport_size({"width": width, "height": 844})

    offer.reload()

    for title in ("Juttu kuvan kanssa", "Juttu ilman kuvaa"):
        whole = card(offer, title).bounding_box()
        room = card(offer, title).get_by_role("heading").bounding_box()
        assert whole is not None
        assert room is not None
        assert room["width"] > 0.55 * whole["width"]
    assert not barriers(offer)
