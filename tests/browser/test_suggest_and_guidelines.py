"""Suggesting, the guidelines with their news and the walk-through, and the accessibility statement."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lahetti.content import items as content_items
from lahetti.content.model import ContentState
from lahetti.content.notes import reading
from lahetti.content.notes.model import About
from lahetti.core import clock
from lahetti.people import admins, changing
from lahetti.people import items as people_items
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.model import Person
from lahetti.settings import versions as settings_versions
from lahetti.suggestions import suggesting
from tests.browser.conftest import CookiesOf, Troubles
from tests.browser.steps import accept_guidelines, barriers, barriers_in_each, overflowing, show_heading
from tests.integration.people_fixtures import (
    BLOG,
    GUIDELINES,
    Cast,
    accepted,
    admin_person,
    content_draft,
    fresh_address,
)
from tools.browser_sign_in import sign_in

__all__ = ["admin_person"]
pytestmark = pytest.mark.browser

# The first page of all waits until each function has been started.

STATEMENT = {"fi": "Saavutettavuusseloste", "sv": "Tillgänglighetsutlåtande", "en": "Accessibility statement"}
NOTE = "Tästä on jo kerrottu."


@pytest.fixture(scope="module")
def suggester(cast: Cast, admin_person: Person) -> Person:
    """Somebody whose earlier suggestion was rejected with a note."""
    person = accepted(cast.invite("Riikka Salmela"))
    wanted = content_draft(title="Vanha ehdotus")
    made = suggesting.suggest(wanted, person, settings_versions.read_settings(), clock.now())
    suggesting.reject(made.row.content, admin_person, NOTE, clock.now())
    return person


@pytest.fixture(scope="module")
def signed_in(cookies_of: CookiesOf, suggester: Person) -> Any:
    """The suggester's cookies."""
    return cookies_of(suggester)


@pytest.fixture
def own(context: BrowserContext, screen: Page, signed_in: Any) -> Page:
    """The screen on which one suggests."""
    context.add_cookies(signed_in)
    screen.goto("/suggest")
    show_heading(screen, "Ehdota sisältöä")
    return screen


def test_a_suggestion_is_sent_and_stands_first_among_ones_own(own: Page) -> None:
    title = f"Uusi ehdotus {uuid.uuid4().hex[:6]}"
    own.get_by_label("Sisällön osoite").fill(fresh_address())
    own.get_by_label("Kanava", exact=True).select_option(BLOG)
    own.get_by_label("Miksi tämä kannattaa jakaa?").fill("Moni kysyy tätä.")
    own.get_by_label("Otsikko").fill(title)
    own.get_by_role("checkbox", name="Verokortit").check()
    own.get_by_role("button", name="Lähetä ehdotus").click()

    mine = own.get_by_role("region", name="Omat ehdotukset")
    expect(mine.get_by_role("listitem").first).to_contain_text(title)
    expect(mine.get_by_role("listitem").first).to_contain_text("Odottaa sisältövastaavaa")
    expect(mine.get_by_role("heading", name="Omat ehdotukset")).to_be_focused()
    expect(own.get_by_label("Sisällön osoite")).to_have_value("")
    expect(own.get_by_role("checkbox", name="Verokortit")).not_to_be_checked()
    waiting = [row for _, row in content_items.contents_in(ContentState.SUGGESTED) if row.title == title]
    assert [row.topics for row in waiting] == [("verokortit",)]


def test_what_came_of_a_suggestion_is_told_with_the_editors_note(own: Page) -> None:
    row = own.get_by_role("listitem").filter(has_text="Vanha ehdotus")

    expect(row).to_contain_text("Ei hyväksytty")
    expect(row).to_contain_text(f"Sisältövastaava: {NOTE}")


def test_a_field_that_is_wrong_is_told_before_anything_is_sent(own: Page) -> None:
    own.get_by_label("Sisällön osoite").fill("verohallinto")
    own.get_by_role("button", name="Lähetä ehdotus").click()

    summary = own.locator(".note.bad")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(own.get_by_label("Sisällön osoite")).to_have_attribute("aria-invalid", "true")
    expect(own).to_have_title("Virhe: Ehdota sisältöä – Lähetti")
    assert not barriers(own)


def test_a_title_that_is_too_long_stays_whole_is_counted_and_refused_with_its_limit(own: Page) -> None:
    title = "Pitkä otsikko " * 14 + "loppu!"
    assert len(title) == 202
    own.get_by_label("Sisällön osoite").fill(fresh_address())
    own.get_by_label("Kanava", exact=True).select_option(BLOG)
    own.get_by_label("Otsikko").fill(title)
    expect(own.get_by_text("202 / 200 merkkiä").first).to_be_visible()

    own.get_by_role("button", name="Lähetä ehdotus").click()

    expect(own.locator("#title-error")).to_have_text("2 merkkiä liikaa. Tähän mahtuu 200 merkkiä.")
    expect(own.get_by_label("Otsikko")).to_have_value(title)
    assert not barriers(own)


def test_who_has_enough_suggestions_waiting_is_told_so_and_not_that_the_address_is_known(
    own: Page, troubles: Troubles
) -> None:
    troubles.expected.add((409, "/api/v1/suggestions"))
    own.route(
        "**/api/v1/suggestions",
        lambda route: route.fulfill(status=409, json={"code": "too_many_waiting", "field": "suggestions", "limit": 5}),
    )
    own.get_by_label("Sisällön osoite").fill(fresh_address())
    own.get_by_label("Kanava", exact=True).select_option(BLOG)
    own.get_by_role("button", name="Lähetä ehdotus").click()

    expect(own.get_by_text("5 ehdotustasi odottaa vielä sisältövastaavaa.")).to_be_in_viewport()
    expect(own.locator("#address-error")).to_be_hidden()


def test_an_address_that_is_known_and_a_page_without_a_title_are_told_at_their_fields(
    own: Page, troubles: Troubles
) -> None:
    troubles.expected |= {(409, "/api/v1/suggestions"), (422, "/api/v1/suggestions")}
    address = fresh_address()
    own.get_by_label("Sisällön osoite").fill(address)
    own.get_by_label("Kanava", exact=True).select_option(BLOG)
    own.get_by_role("button", name="Lähetä ehdotus").click()
    expect(own.locator("#title-error")).to_have_text("Emme saaneet otsikkoa sivulta. Kirjoita se tähän.")

    own.get_by_label("Otsikko").fill("Otsikko itse")
    own.get_by_role("button", name="Lähetä ehdotus").click()
    expect(own.get_by_role("region", name="Omat ehdotukset")).to_contain_text("Otsikko itse")
    own.get_by_label("Sisällön osoite").fill(address)
    own.get_by_label("Otsikko").fill("Sama uudelleen")
    own.get_by_role("button", name="Lähetä ehdotus").click()

    expect(own.locator("#address-error")).to_have_text("Tämä osoite on jo Lähetissä. Ehdota toista.")


def test_the_points_in_the_header_lead_to_how_they_come_about(own: Page) -> None:
    own.locator("header .pts").click()

    show_heading(own, "Miten pisteet kertyvät?")
    assert own.url.endswith("/points")
    earning = own.get_by_role("region", name="Mistä pisteitä saa").get_by_role("listitem")
    worth = {
        "Vahvistettu jako": 5,
        "Omat sanat": 3,
        "Klikkaus linkkiisi": 2,
        "Hyväksytty ehdotus": 15,
        "Kutsumasi kollega tulee mukaan": 5,
    }
    for name, points in worth.items():
        expect(earning.filter(has=own.get_by_role("heading", name=name))).to_contain_text(f"+{points} pistettä")
    expect(earning.filter(has_text="Klikkaus linkkiisi")).to_contain_text("Enintään 20 klikkauksesta jakoa kohti.")
    expect(earning.filter(has_text="Omat sanat").first).to_contain_text("vähintään 30 kirjainta omaa tekstiä")
    caps = own.get_by_role("region", name="Päivän rajat")
    expect(caps).to_contain_text("Pisteitä tuo enintään 5 jakoa päivässä.")
    expect(caps).to_contain_text("enintään 100 pistettä päivässä")
    expect(caps).to_contain_text("hyväksytyt ehdotukset ja mukaan tulleet kollegat")
    expect(own.get_by_role("main")).to_contain_text("Arvontaan pääsee, kun kisassa on vähintään 50 pistettä.")
    own.get_by_role("link", name="Kutsu kollega").click()
    show_heading(own, "Kutsu kollega")


def test_what_brings_nothing_is_not_explained_and_figures_are_the_programmes(own: Page) -> None:
    with own.expect_response("**/api/v1/start") as answered:
        own.goto("/points")
    found = answered.value.json()
    found["programme"] |= {"own_wording_points": 0, "invitation_points": 0, "share_points": 7, "daily_shares": 3}
    own.route("**/api/v1/start", lambda route: route.fulfill(json=found))

    own.reload()

    earning = own.get_by_role("region", name="Mistä pisteitä saa").get_by_role("listitem")
    expect(earning).to_have_count(3)
    expect(earning.first).to_contain_text("+7 pistettä")
    expect(own.get_by_role("region", name="Päivän rajat")).to_contain_text("enintään 3 jakoa")
    expect(own.get_by_role("main")).not_to_contain_text("Kutsumasi kollega")


def test_a_colleague_is_invited_and_what_was_done_is_said_in_its_place(own: Page) -> None:
    own.goto("/invite")
    email = f"uusi.{uuid.uuid4().hex[:8]}@virasto.example"
    own.get_by_role("button", name="Lähetä kutsu").click()
    summary = own.locator(".note.bad")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)
    assert not barriers(own)

    own.get_by_label("Kollegan työsähköposti").fill(email)
    own.get_by_label("Kollegan nimi").fill("Uusi Kollega")
    own.get_by_label("Kutsun kieli").select_option("sv")
    own.get_by_role("button", name="Lähetä kutsu").click()

    said = own.get_by_text("Kiitos! Jos Uusi Kollega ei ole vielä mukana, kutsu on lähtenyt sähköpostilla.")
    expect(said).to_be_in_viewport()
    expect(own.locator(".note.ok")).to_be_focused()
    expect(own.get_by_label("Kollegan työsähköposti")).to_have_value("")
    invited = people_items.find_person_by_email(email)
    assert invited is not None
    assert invited.language == "sv"
    assert people_items.find_invited_by(invited.id) is not None


def test_new_guidelines_say_first_what_has_changed(screen: Page, cast: Cast) -> None:
    person = accepted(cast.invite("Elina Rautakorpi"))
    changes = {"fi": "Kohta 2: kerro aina, missä olet töissä.", "sv": "Punkt 2.", "en": "Rule 2."}
    guidelines_publishing.publish(GUIDELINES, admins.active_admins()[0], clock.now(), changes=changes)

    sign_in(screen, person.email, "/guidelines")

    expect(screen.get_by_text(re.compile(r"^Pelisäännöt ovat muuttuneet · versio \d+, \d"))).to_be_visible()
    expect(screen.locator(".note").first).to_contain_text(changes["fi"])
    assert not barriers(screen)
    accept_guidelines(screen)
    show_heading(screen, "Jaettavaa")


def test_a_walk_through_is_asked_for_once_and_the_page_remembers(screen: Page, cast: Cast) -> None:
    person = cast.invite("Tuomas Väyrynen")
    sign_in(screen, person.email, "/guidelines")
    screen.get_by_role("button", name="Pyydä läpikäynti").click()

    expect(screen.get_by_text("Olet pyytänyt läpikäynnin.").first).to_be_visible()
    assert reading.wish_is_open(person.id, About.WALK_THROUGH)
    screen.reload()
    expect(screen.get_by_text("Olet pyytänyt läpikäynnin.")).to_be_visible()
    assert not screen.get_by_role("button", name="Pyydä läpikäynti").count()


@pytest.mark.parametrize(
    ("path", "asked", "emptied", "told"),
    [
        ("/guidelines", "guidelines", {"version": 0, "accepted": 0}, "Pelisääntöjä ei ole vielä julkaistu."),
        ("/suggest", "start", {"channels": []}, "Ehdotuksia otetaan vastaan, kun"),
    ],
)
def test_an_empty_programme_asks_for_nothing_that_it_cannot_take(
    path: str, asked: str, emptied: dict[str, Any], told: str, own: Page
) -> None:
    with own.expect_response(f"**/api/v1/{asked}") as answered:
        own.goto(path)
    found = answered.value.json()
    own.route(f"**/api/v1/{asked}", lambda route: route.fulfill(json={**found, **emptied}))

    own.reload()

    expect(own.get_by_role("main")).to_contain_text(told)
    expect(own.get_by_role("main").get_by_role("button")).to_have_count(0)
    assert barriers(own) == []


@pytest.mark.parametrize("language", STATEMENT)
def test_the_accessibility_statement_is_open_to_everybody_in_every_language(language: str, screen: Page) -> None:
    screen.goto(f"/accessibility?lang={language}")

    show_heading(screen, STATEMENT[language])
    expect(screen.get_by_role("heading", level=2)).to_have_count(4)
    assert not barriers(screen)


def test_these_screens_have_no_barrier(browser: Browser, browser_context_args: dict[str, Any], signed_in: Any) -> None:
    context = browser.new_context(**browser_context_args)
    context.add_cookies(signed_in)
    page = context.new_page()
    found = {}
    for path, heading in {
        "/suggest": "Ehdota sisältöä",
        "/points": "Miten pisteet kertyvät?",
        "/invite": "Kutsu kollega",
        "/guidelines": "Somen pelisäännöt",
        "/accessibility": STATEMENT["fi"],
    }.items():
        page.goto(path)
        show_heading(page, heading)
        expect(page.locator(".pts")).to_be_visible()
        found[path] = barriers_in_each(page)
    context.close()

    assert not {path: troubles for path, troubles in found.items() if troubles}


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        (
            "sv",
            {
                "/me": "Mina sidor",
                "/suggest": "Föreslå innehåll",
                "/points": "Hur får man poäng?",
                "/invite": "Bjud in en kollega",
                "/guidelines": "Spelregler för sociala medier",
            },
        ),
        (
            "en",
            {
                "/me": "My page",
                "/suggest": "Suggest content",
                "/points": "How do points come about?",
                "/invite": "Invite a colleague",
                "/guidelines": "Social media guidelines",
            },
        ),
    ],
)
def test_every_language_fits_a_narrow_screen(
    language: str,
    headings: dict[str, str],
    context: BrowserContext,
    screen: Page,
    cast: Cast,
    cookies_of: Callable[[Person], Any],
) -> None:
    person = cast.invite("Mikael Backlund")
    context.add_cookies(cookies_of(person))
    changing.change_person(person.id, {"language": language}, person.id, clock.now())
    screen.set_viewport_size({"width": 320, "height": 640})
    found = {}
    for path, heading in headings.items():
        screen.goto(path)
        show_heading(screen, heading)
        expect(screen.locator(".pts")).to_be_visible()
        found[path] = [*barriers(screen), *overflowing(screen)]

    assert not {path: troubles for path, troubles in found.items() if troubles}
