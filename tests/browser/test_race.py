"""The race: live standings, teams, what closed races say, and the draw that anybody can redo."""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from lahetti.core import clock
from lahetti.people import changing
from lahetti.people.model import Person, Role
from lahetti.periods import challenges
from lahetti.periods.model import Challenge, Plan, Ranking
from lahetti.races import draws
from tests.browser.conftest import CookiesOf, Troubles
from tests.browser.looks import NARROW, PHONE, Look
from tests.browser.steps import barriers, barriers_in_each, show_heading
from tests.integration.people_fixtures import SMALL_TEAM, TEAM, Cast, accepted, admin_person
from tests.integration.races_fixtures import ZONE, Week, count_anew, earn_now, fill_teams, week
from tests.names import named

__all__ = ["admin_person", "week"]
pytestmark = pytest.mark.browser

FAR_AHEAD = "W2040-10"
LOOKS_OF_RACES: dict[str, Look] = {
    "dark": {"viewport": PHONE, "color_scheme": "dark"},
    "narrow": {"viewport": NARROW},
    "forced colours": {"viewport": PHONE, "forced_colors": "active"},
}
STEPS = (3000, 3000, 5000, 8000, 13_000)
TAMPER = """
const asked = window.fetch;
window.fetch = async (address, options) => {
  const answer = await asked(address, options);
  if (!String(address).endsWith("/draw")) return answer;
  const facts = await answer.json();
  const other = "ab".repeat(32);
  const wrong = { %s };
  return new Response(JSON.stringify({ ...facts, ...wrong }), { headers: { "Content-Type": "application/json" } });
};
"""
MARGIN = 400

Earn = Callable[[Person, int], None]


@pytest.fixture(scope="module")
def earn(cast: Cast) -> Earn:
    """Let somebody share a content that is worth so many points."""
    editor = cast.invite("Aila Pisteyttäjä", Role.ADMIN)
    return lambda person, points: earn_now(editor, person, points)


@pytest.fixture(scope="module")
def racer(cast: Cast, earn: Earn) -> Person:
    """An ambassador of TEAM, in which five others of twelve have points; all five are before her."""
    fill_teams(cast, cast.invite("Aila Pisteyttäjä", Role.ADMIN), 12)
    person = accepted(cast.invite("Rauha Ripeä", teams=(TEAM,)))
    earn(person, 10)
    count_anew("ALL")
    return person


@pytest.fixture(scope="module")
def challenge(cast: Cast) -> Challenge:
    """A challenge of teams that is still to come."""
    admin, now = cast.invite("Haastaja", Role.ADMIN), clock.now()
    first = (now + timedelta(days=20)).date()
    name = f"Joulukalenteri {uuid.uuid4().hex[:4]}"
    plan = Plan(named(name), first, first + timedelta(days=3), Ranking.TEAM, goal=500)
    return challenges.create(plan, admin.id, now, ZONE)


@pytest.fixture(scope="module")
def cookies(cookies_of: CookiesOf, racer: Person) -> Any:
    return cookies_of(racer)


@pytest.fixture
def own(context: BrowserContext, screen: Page, cookies: Any) -> Iterator[Page]:
    context.add_cookies(cookies)
    return screen


def look(page: Page, address: str = "/race?period=week") -> None:
    page.goto(address)
    show_heading(page, "Pistekisa")


def test_a_race_before_its_first_points_says_that_the_first_share_opens_the_list(own: Page) -> None:
    own.clock.set_fixed_time("2040-03-06T12:00:00+02:00")
    look(own, f"/race?race={FAR_AHEAD}")

    expect(own.get_by_text("Kisa alkoi juuri. Ensimmäinen jako avaa listan.")).to_be_visible()
    expect(own.get_by_text("Sinulla ei ole vielä pisteitä tässä kisassa")).to_be_visible()
    assert not barriers(own)


def test_periods_are_links_and_the_prize_race_is_shown_first(own: Page) -> None:
    look(own, "/race")
    periods_shown = own.get_by_role("navigation", name="Kisan jakso")
    expect(periods_shown.locator("[aria-current=page]")).to_have_text(re.compile("–"))

    periods_shown.get_by_role("link", name="Kuukausi").click()

    expect(own).to_have_url(re.compile(r"/race\?period=month$"))
    expect(periods_shown.locator("[aria-current=page]")).to_have_text("Kuukausi")
    # Below the ten the own row says "you": who is before us this month depends on the other tests.
    expect(own.locator(".rank .me")).to_contain_text(re.compile("Rauha Ripeä|Sinä"))


def test_a_deed_moves_the_table_and_ones_own_place_is_spoken(own: Page, earn: Earn, racer: Person) -> None:
    look(own)
    mine = own.locator(".rank .me").last
    expect(mine).to_contain_text("p.")
    before = own.locator(".fig").inner_text()

    earn(racer, 40)

    expect(own.locator("p[role=status]")).to_have_text(re.compile(r"^Sijasi on nyt \d+$"), timeout=70_000)
    expect(own.locator(".fig")).not_to_have_text(before)


def test_the_table_keeps_still_under_the_pointer(own: Page, cast: Cast, earn: Earn) -> None:
    newcomer = accepted(cast.invite("Uuno Uusi"))
    look(own)
    own.locator(".rank li").first.hover()
    with own.expect_response(lambda answer: "/races/W" in answer.url and answer.status == 200, timeout=60_000):
        earn(newcomer, 95)
    own.wait_for_timeout(500)
    assert not own.locator(".rank li", has_text="Uuno Uusi").count()

    own.mouse.move(0, 0)

    expect(own.locator(".rank li", has_text="Uuno Uusi")).to_be_visible()


def test_it_is_asked_ever_more_seldom_while_nothing_changes_and_not_at_all_while_hidden(own: Page) -> None:
    asked: list[str] = []
    start = clock.now()
    own.clock.install(time=start)
    look(own)
    own.clock.pause_at(start + timedelta(hours=1))
    own.wait_for_timeout(1000)
    with own.expect_response(re.compile(r"/races/W[\d-]+$")):
        own.evaluate("dispatchEvent(new Event('online'))")
    own.wait_for_timeout(500)
    own.on("response", lambda answer: asked.append(answer.url) if re.search(r"/races/W[\d-]+$", answer.url) else None)
    for step in STEPS:
        before = len(asked)
        own.clock.run_for(step - MARGIN)
        own.wait_for_timeout(300)
        assert len(asked) == before, f"asked before {step} ms were over"
        with own.expect_response(re.compile(r"/races/W[\d-]+$")):
            own.clock.run_for(2 * MARGIN)
        own.wait_for_timeout(300)

    own.evaluate(
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    before = len(asked)
    own.clock.run_for(120_000)
    own.wait_for_timeout(300)
    assert len(asked) == before

    with own.expect_response(re.compile(r"/races/W[\d-]+$")):
        own.evaluate("delete document.visibilityState; document.dispatchEvent(new Event('visibilitychange'))")


def test_a_lost_line_says_how_old_the_table_is_and_comes_back(own: Page, troubles: Troubles) -> None:
    troubles.expected.add((503, "/api/v1/races/"))
    look(own)

    def cut(route: Route) -> None:
        route.fulfill(status=503, json={})

    own.route(re.compile(r"/races/W"), cut)
    expect(own.get_by_text(re.compile(r"^Yhteys katkesi\. Tilanne klo \d+\.\d\d\.$"))).to_be_visible()
    expect(own.locator(".rank li").first).to_be_visible()

    own.unroute(re.compile(r"/races/W"), cut)
    own.evaluate("dispatchEvent(new Event('online'))")

    expect(own.get_by_text(re.compile(r"^Tilanne päivittyy itsestään"))).to_be_visible()


def test_a_team_has_its_own_table_and_a_small_one_is_hidden(own: Page, troubles: Troubles) -> None:
    troubles.expected.add((404, f"/teams/{SMALL_TEAM}"))
    look(own, "/race?period=all_time")
    own.get_by_label("Tiimi", exact=True).select_option(TEAM)
    expect(own).to_have_url(re.compile(rf"period=all_time&team={TEAM}$"))
    expect(own.locator(".rank .me")).to_contain_text("Rauha Ripeä")
    expect(own.locator(".rank li", has_text="Uuno")).to_have_count(0)

    own.get_by_label("Tiimi", exact=True).focus()
    own.get_by_label("Tiimi", exact=True).select_option(SMALL_TEAM)

    expect(
        own.locator("section").get_by_text("Lukuja ei näytetä, koska ne kertoisivat alle viidestä henkilöstä.")
    ).to_be_visible()
    expect(own.get_by_label("Tiimi", exact=True)).to_be_focused()
    assert not barriers(own)


def test_teams_are_compared_by_points_per_active_ambassador(own: Page) -> None:
    look(own, "/race?period=all_time")
    own.get_by_text("Tiimit vertailussa").click()

    expect(own.locator("details .rank li").first).to_contain_text("Testitiimi")
    expect(own.locator("details")).to_contain_text("Pieni tiimi, Pikkutiimi: Lukuja ei näytetä")
    assert not barriers(own)


def test_somebody_who_wishes_so_is_anonymous(own: Page, cast: Cast, earn: Earn) -> None:
    hidden = accepted(cast.invite("Salainen Sammeli", teams=(TEAM,)))
    earn(hidden, 90)
    changing.change_oneself(hidden, {"anonymous": True}, clock.now())

    look(own)

    expect(own.locator(".rank li", has_text="Nimetön").first).to_be_visible()
    assert not own.get_by_text("Salainen Sammeli").count()


@pytest.fixture
def closed(week: Week, cast: Cast, racer: Person) -> str:
    """A race that is over, in which the racer was second of two."""
    week.earn(cast.invite("Voitto Voittaja"), 75)
    week.earn(racer, 60)
    week.close()
    return week.race


def test_a_closed_race_is_frozen_and_its_draw_is_redone_on_the_page(own: Page, closed: str, tmp_path: Path) -> None:
    look(own, f"/race?race={closed}")

    expect(own.get_by_text("on päättynyt, ja tulos on jäädytetty")).to_be_visible()
    expect(own.locator(".rank li")).to_have_count(2)
    expect(own.locator(".rank .me")).to_contain_text("60 p.")
    expect(own.get_by_text("Lopullinen sijasi")).to_be_visible()
    expect(own.get_by_text("Arpa on mukana arvonnassa.")).to_be_visible()
    # Who won comes first, and hashes are folded.
    assert own.evaluate(
        "() => document.querySelector('.rank').compareDocumentPosition(document.querySelector('.fig'))"
        " & Node.DOCUMENT_POSITION_FOLLOWING"
    )
    expect(own.get_by_text("Listan tiiviste", exact=True)).to_be_hidden()
    own.get_by_text("Tiivisteet", exact=True).click()
    expect(own.get_by_text("Listan tiiviste", exact=True)).to_be_visible()
    own.get_by_role("button", name="Tarkista arvonta").click()
    expect(own.get_by_text(re.compile("^Arvonta pitää paikkansa.*Arpoja on 2"))).to_be_visible()
    own.get_by_text("Tarkista itse omalla koneellasi").click()
    with own.expect_download() as script:
        own.get_by_role("link", name="Lataa ohjelma").click()
    with own.expect_download() as facts:
        own.get_by_role("link", name="Lataa arvonnan tiedot").click()
    assert Path(script.value.path()).read_text(encoding="utf-8") == draws.SCRIPT
    told = json.loads(Path(facts.value.path()).read_text(encoding="utf-8"))
    assert (
        draws.draw_order(bytes.fromhex(told["seed"]), told["tickets"]) == own.locator(".tickets code").all_inner_texts()
    )
    assert not barriers(own)


def test_who_won_what_stands_in_the_rows_of_a_closed_race(own: Page, closed: str) -> None:
    table = re.compile(rf"/api/v1/races/{closed}$")
    with own.expect_response(table) as answered:
        look(own, f"/race?race={closed}")
    found = answered.value.json()
    found["places"][0]["prizes"] = ["Elokuvaliput"]
    own.route(table, lambda route: route.fulfill(json=found))

    own.reload()

    expect(own.locator(".rank li").first).to_contain_text("Elokuvaliput")
    expect(own.locator(".rank li").nth(1)).not_to_contain_text("Elokuvaliput")
    assert not barriers(own)


def test_a_draw_without_tickets_says_so(own: Page, week: Week, cast: Cast) -> None:
    week.earn(cast.invite("Vähäinen Pistemies"), 15)
    week.close()
    look(own, f"/race?race={week.race}")

    own.get_by_role("button", name="Tarkista arvonta").click()

    said = own.get_by_text("Arpoja ei ole yhtään, koska kukaan ei saanut arpaan vaadittavia pisteitä.")
    expect(said).to_be_visible()
    expect(own.locator(".tickets")).to_have_count(0)


@pytest.mark.parametrize(
    ("address", "title", "way", "leads_to"),
    [
        ("/race?race=W2026-99", "Kisaa ei löydy", "Katso pistekisa", "/race"),
        ("/race?race=C20990101-20990102-abcdef", "Kisaa ei löydy", "Katso pistekisa", "/race"),
        ("/race?period=vuosi", "Kisaa ei löydy", "Katso pistekisa", "/race"),
        ("/race?period=week&team=ei-ole", "Tiimiä ei löydy", "Katso kaikkien tilanne", "/race?period=week"),
    ],
)
def test_a_race_or_team_that_there_is_not_is_not_found_with_a_way_on(
    address: str, title: str, way: str, leads_to: str, own: Page, troubles: Troubles
) -> None:
    troubles.expected.add((404, "/races/"))
    own.goto(address)
    show_heading(own, title)
    assert not barriers(own)

    own.get_by_role("link", name=way).click()

    show_heading(own, "Pistekisa")
    assert own.url.endswith(leads_to)


def test_from_far_down_the_next_place_and_ones_own_best_week_are_the_goals(own: Page) -> None:
    place = {
        "race": "Q2026-4",
        "place": 77,
        "points": 31,
        "shares": 4,
        "clicks": 6,
        "points_to_next": 3,
        "points_to_top": 240,
        "calculated_at": "2026-11-30T10:00:00Z",
    }
    best = {"race": "W2026-45", "kind": "week", "year": 2026, "number": 45, "first_on": None, "last_on": None}
    weeks = {"best": {**best, "is_prize": False, "points": 42}, "this_week": 12}
    own.route(re.compile(r"/me/races/[^/]+/place"), lambda route: route.fulfill(json=place))
    own.route("**/api/v1/me/weeks", lambda route: route.fulfill(json=weeks))
    look(own)

    card = own.locator(".card", has=own.locator(".fig"))
    expect(card).to_contain_text("3 pistettä sijaan 76")
    expect(card).to_contain_text("Paras viikkosi: 42 pistettä (viikko 45/2026). Tällä viikolla 12.")
    expect(card).not_to_contain_text("kymmenen kärkeen")
    expect(card.get_by_role("progressbar", name="31 pistettä, sijaan 76 tarvitaan 34")).to_be_visible()


def test_rows_say_place_name_and_points_in_words(own: Page) -> None:
    look(own)

    row = own.locator(".rank li").first
    assert re.fullmatch(r"Sija 1.+\d p\. pistettä?", " ".join((row.text_content() or "").split()))
    expect(row.locator(".p [aria-hidden=true]")).to_have_text("p.")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("seed: other", "Siemenluku ei ole se, joka luvattiin ennen kisaa."),
        ("tickets: [...facts.tickets, other]", "Arpalistaa on muutettu julkaisun jälkeen."),
    ],
)
def test_a_draw_that_was_tampered_with_is_found_out(own: Page, closed: str, wrong: str, said: str) -> None:
    own.add_init_script(TAMPER % wrong)
    look(own, f"/race?race={closed}")

    own.get_by_role("button", name="Tarkista arvonta").click()

    expect(own.get_by_text(said)).to_be_visible()


def test_a_challenge_to_come_is_listed_with_its_days_and_goal(own: Page, challenge: Challenge) -> None:
    def shown() -> bool:
        look(own)
        own.wait_for_load_state("networkidle")
        return own.get_by_role("link", name=challenge.plan.name.first).count() > 0

    # A function may go on with the challenges that it read a minute ago.
    for _ in range(14):
        if shown():
            break
        own.wait_for_timeout(5000)
    own.get_by_role("region", name="Tulevat kisat").get_by_role("link", name=challenge.plan.name.first).click()

    expect(own.get_by_text("Yhteinen tavoite: 500 pistettä")).to_be_visible()
    expect(own.get_by_text(re.compile("^Alkaa "))).to_be_visible()
    expect(own.get_by_text("Kisa ei ole vielä alkanut.")).to_be_visible()
    expect(own.locator("details[open]", has_text="Tiimit vertailussa")).to_be_visible()
    assert not barriers(own)


def test_closed_races_are_listed_and_lead_to_their_results(own: Page, closed: str) -> None:
    look(own, f"/race?race={closed}")
    listed = own.get_by_role("region", name="Päättyneet kisat").get_by_role("link")
    expect(listed.first).to_be_visible()

    listed.first.click()

    expect(own.get_by_text("on päättynyt, ja tulos on jäädytetty")).to_be_visible()


def test_no_state_of_the_race_has_a_barrier_in_any_look(
    browser: Browser, browser_context_args: dict[str, Any], cookies: Any, closed: str
) -> None:
    context = browser.new_context(**browser_context_args)
    context.add_cookies(cookies)
    page = context.new_page()
    found = {}
    for address in ("/race?period=all_time", f"/race?race={FAR_AHEAD}", f"/race?race={closed}"):
        look(page, address)
        for summary in page.locator("summary").all():
            summary.click()
        page.wait_for_load_state("networkidle")
        found[address] = barriers_in_each(page, LOOKS_OF_RACES)
    context.close()
    assert not {address: barrier for address, barrier in found.items() if barrier}
