"""My page: balances, the ledger with its reasons, shares, rewards, settings, data, a pause and leaving."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from lahetti.core import clock
from lahetti.people import admins, changing, members
from lahetti.people.model import Person
from lahetti.points import opening_ledgers, reversals
from lahetti.points.model import OpeningCause, Programme
from lahetti.rewards import catalogue
from lahetti.rewards.model import Offer, Reward, Way
from lahetti.settings import versions as settings_versions
from lahetti.suggestions import suggesting
from tests.browser.conftest import CookiesOf, Troubles
from tests.browser.steps import barriers, barriers_in_each, show_heading
from tests.integration.people_fixtures import (
    Cast,
    accepted,
    admin_person,
    content_draft,
    current,
    editor_person,
    published,
)
from tests.integration.races_fixtures import ZONE
from tests.names import named
from tools.browser_sign_in import sign_in

__all__ = ["admin_person", "editor_person"]
pytestmark = pytest.mark.browser

TITLES = [f"Jaettu juttu {number}" for number in range(6)]
REASON = "Sama jako kahdesti"
WHY = "Kysyit, miksi yksi jako puuttuu"


@pytest.fixture(scope="module")
def active(cast: Cast, editor_person: Person) -> Person:
    """Somebody with a full day behind them: capped, corrected, rewarded."""
    person = accepted(cast.invite("Riikka Salmela"))
    api = cast.api(person)
    for title in TITLES:
        code = api.post("/me/shares", {"content": published(editor_person, title), "network": "linkedin"}).json()[
            "code"
        ]
        entries = api.post(f"/me/shares/{code}/confirm", None).json()["entries"]
    api.post("/me/shares", {"content": published(editor_person, "Avattu juttu"), "network": "bluesky"})
    first = next(entry for entry in api.get("/me/points").json()["items"] if entry["points"] == 5)
    admin = members.find_person(admins.active_admins()[0])
    reversals.reverse_entry(person.id, first["cause"], REASON, admin.id, Programme(current(), ZONE), clock.now())
    opening_ledgers.open_ledger(person.id, OpeningCause.COMPLAINT, WHY, admin.id, clock.now())
    suggested = suggesting.suggest(
        content_draft(title="Hyväksytty ehdotus"), person, settings_versions.read_settings(), clock.now()
    )
    suggesting.accept(suggested.row.content, admin, Programme(current(), ZONE), clock.now(), publish=True)
    assert entries[0]["reasons"] == ["daily_shares"]
    return person


@pytest.fixture(scope="module")
def ticket(cast: Cast, admin_person: Person) -> Reward:
    """A reward for ten points."""
    offer = Offer(
        Way.CLAIM, named("Elokuvalippu"), 1200, 5, cost=10, vouchers=False, collect="Lippu odottaa viestinnässä."
    )
    return catalogue.create_reward(offer, admin_person.id, clock.now(), ZONE)


@pytest.fixture(scope="module")
def signed_in(cookies_of: CookiesOf, active: Person, ticket: Reward) -> Any:
    """The active person's cookies."""
    return cookies_of(active)


@pytest.fixture
def own(context: BrowserContext, screen: Page, signed_in: Any) -> Page:
    """My page of somebody who has done a lot."""
    context.add_cookies(signed_in)
    screen.goto("/me")
    show_heading(screen, "Omat")
    return screen


def test_balances_and_the_day_are_shown(own: Page) -> None:
    expect(own.locator(".three")).to_contain_text(
        re.compile(r"Tässä kisassa\s*35\s*Käytettävissä\s*35\s*Kaikkiaan\s*35")
    )
    expect(own.get_by_text("Pisteitä tuovia jakoja 5 / 5 · Pisteitä 25 / 100")).to_be_visible()


def test_every_entry_says_in_words_why(own: Page) -> None:
    entries = own.locator(".led li")

    expect(entries.filter(has_text="Ehdotuksesi hyväksyttiin")).to_contain_text("Hyväksytty ehdotus")
    reversed_entry = entries.filter(has_text=f"Mitätöity: {REASON}")
    expect(reversed_entry).to_contain_text("Korjaa tapahtuman ”Jako vahvistettu”")
    expect(reversed_entry.locator(".v")).to_have_text("−5 pistettä")
    capped = entries.filter(has_text=TITLES[5])
    expect(capped).to_contain_text("LinkedIn · Päivän viisi pisteitä tuovaa jakoa oli jo käytetty")
    expect(capped.locator(".v")).to_have_text("0 pistettä")
    expect(entries.filter(has_text=TITLES[0]).locator(".v")).to_have_text("+5 pistettä")


def test_who_looked_at_the_points_and_why_stands_below_them(own: Page) -> None:
    opened = own.get_by_role("listitem").filter(has_text="Pääkäyttäjä katsoi pistetapahtumiasi")

    expect(opened).to_contain_text(f"valitus. Syy: {WHY}")


def test_older_entries_come_when_they_are_asked_for(own: Page) -> None:
    own.route(
        re.compile(r"/api/v1/me/points\?"),
        lambda route: route.continue_(url=route.request.url.replace("limit=10", "limit=3")),
    )
    own.reload()
    expect(own.locator(".led li")).to_have_count(3)

    own.get_by_role("button", name="Näytä vanhempia").click()

    expect(own.locator(".led li")).to_have_count(6)
    expect(own.locator(".led li").nth(3)).to_be_focused()
    own.get_by_role("button", name="Näytä vanhempia").click()
    expect(own.get_by_role("button", name="Näytä vanhempia")).to_have_count(0)
    expect(own.locator(".led li")).to_have_count(8)


def test_own_shares_ask_about_what_is_open_and_show_the_rest_when_asked(own: Page) -> None:
    shares = own.get_by_role("region", name="Omat jaot").get_by_role("listitem")
    expect(shares.first).to_contain_text("Avattu juttu")
    expect(shares.first).to_contain_text("Julkaisitko jutun Blueskyssa?")
    expect(shares).to_have_count(5)

    own.get_by_role("button", name="Näytä kaikki 7 jakoa").click()

    expect(shares).to_have_count(7)
    own.get_by_role("link", name="Avattu juttu").click()
    show_heading(own, "Julkaisitko jutun Blueskyssa?")


def test_a_reward_is_claimed_in_a_dialog_that_says_what_it_costs(own: Page) -> None:
    opener = own.get_by_role("button", name="Lunasta: Elokuvalippu")
    opener.click()
    dialog = own.get_by_role("dialog", name="Lunastetaanko Elokuvalippu?")
    expect(dialog).to_contain_text("Se maksaa 10 pistettä.")
    expect(dialog).to_contain_text("Käytettäväksi jää 25 pistettä.")
    assert not barriers(own)
    dialog.get_by_role("button", name="Peruuta").click()
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()

    opener.click()
    dialog.get_by_role("button", name="Lunasta 10 pisteellä").click()

    expect(dialog).to_have_count(0)
    # What was claimed stands where it was pressed, in view; balances and history follow without another page.
    outcome = own.get_by_role("list", name="Pisteillä lunastettavat").locator(".claimed")
    expect(outcome).to_be_focused()
    expect(outcome).to_be_in_viewport(ratio=1)
    expect(outcome).to_contain_text("Lunastus odottaa pääkäyttäjän hyväksyntää. Saat siitä tiedon sähköpostilla.")
    expect(own.locator(".three")).to_contain_text(re.compile(r"Käytettävissä\s*25"))
    won = own.get_by_role("list", name="Omat voitot")
    expect(won).to_contain_text("Odottaa pääkäyttäjän hyväksyntää")
    expect(own.locator(".led li").first).to_contain_text("Palkinto lunastettu")
    expect(own.get_by_text("Olet jo lunastanut tämän")).to_be_visible()


def test_a_code_that_was_claimed_stands_where_it_was_claimed(own: Page) -> None:
    reward = {
        "reward": "r1",
        "way": "claim",
        "name": "Termospullo",
        "value_cents": 1500,
        "stock": 5,
        "race": None,
        "cost": 1,
        "per_person": 1,
        "vouchers": True,
        "collect": "",
        "left": 4,
    }
    award = {
        "reward": "r1",
        "name": "Termospullo",
        "way": "claim",
        "state": "given",
        "value_cents": 1500,
        "cost": 1,
        "awarded_at": "2026-11-30T10:00:00Z",
        "race": None,
        "place": None,
        "claim": "c1",
        "reason": "",
        "collect": "",
    }
    won: list[dict[str, Any]] = []
    own.route("**/api/v1/rewards*", lambda route: route.fulfill(json={"items": [reward], "next": None}))
    own.route("**/api/v1/me/awards*", lambda route: route.fulfill(json={"items": won, "next": None}))

    def claim(route: Route) -> None:
        won.append({**award, "code": "TERMOS-1"})
        route.fulfill(status=201, json={**award, "code": None})

    own.route("**/api/v1/claims", claim)
    own.reload()
    own.get_by_role("button", name="Lunasta: Termospullo").click()
    own.get_by_role("dialog").get_by_role("button", name="Lunasta 1 pisteellä").click()

    outcome = own.locator(".claimed")
    expect(outcome).to_be_focused()
    expect(outcome).to_be_in_viewport(ratio=1)
    expect(outcome).to_contain_text("Onnea, palkinto on sinun!")
    expect(outcome.locator("code")).to_have_text("TERMOS-1")
    outcome.get_by_role("button", name="Kopioi koodi: Termospullo").click()
    # What was just done is said beside what was pressed, and lies over nothing.
    said = outcome.locator(".toast")
    expect(said).to_have_text("Koodi on kopioitu leikepöydälle")
    expect(said).to_be_in_viewport(ratio=1)
    assert said.evaluate("(element) => getComputedStyle(element).position") == "static"
    assert not barriers(own)


def test_settings_are_saved_as_one_form(screen: Page, cast: Cast) -> None:
    person = cast.invite("Tuomas Väyrynen")
    sign_in(screen, person.email, "/me#settings")
    expect(screen.get_by_role("heading", name="Ilmoitukset ja näkyvyys")).to_be_focused()
    assert screen.url.endswith("/me#settings")

    screen.get_by_label("ke", exact=True).check()
    expect(screen.get_by_role("radio", name=re.compile("Valittuina päivinä"))).to_be_checked()
    screen.get_by_label("Alkaa").fill("19:30")
    screen.get_by_role("checkbox", name="Myös viikonloput").uncheck()
    screen.get_by_role("checkbox", name=re.compile("nimettömänä")).check()
    screen.get_by_role("button", name="Tallenna").click()

    expect(screen.get_by_text(re.compile(r"Tallennettu klo \d"))).to_be_visible()
    changed = members.find_person(person.id)
    assert changed.anonymous
    assert str(changed.notifications.quiet) == f"19:30-{changed.notifications.quiet.ends:%H:%M}"  # type: ignore[union-attr]
    assert 3 in changed.notifications.days
    screen.reload()
    expect(screen.get_by_label("Alkaa")).to_have_value("19:30")


def test_topics_are_chosen_from_the_library_by_their_names(screen: Page, cast: Cast) -> None:
    person = cast.invite("Helka Topo")
    cast.api(person).patch("/me", {"topics": ["perintä", "verokortit"]})
    sign_in(screen, person.email, "/me")

    screen.get_by_role("checkbox", name="Perintä").uncheck()
    expect(screen.get_by_role("checkbox", name="Tulorekisteri")).not_to_be_checked()
    screen.get_by_role("button", name="Tallenna").click()

    expect(screen.get_by_text(re.compile(r"Tallennettu klo \d"))).to_be_visible()
    assert members.find_person(person.id).notifications.topics == ("verokortit",)


def test_a_language_that_is_chosen_is_spoken_at_once(screen: Page, cast: Cast) -> None:
    sign_in(screen, cast.invite("Mikael Backlund").email, "/me")
    screen.get_by_role("combobox", name="Kieli").select_option("sv")
    screen.get_by_role("button", name="Tallenna").click()

    show_heading(screen, "Mina sidor")


def test_a_setting_that_is_wrong_is_told_at_its_field_and_above(own: Page) -> None:
    for day in ("ti", "to"):
        own.get_by_label(day, exact=True).uncheck()
    own.get_by_label("Päättyy").fill("")
    own.get_by_role("button", name="Tallenna").click()

    summary = own.locator(".note.bad")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Valitse ainakin yksi päivä.")
    expect(own).to_have_title("Virhe: Omat – Lähetti")
    assert not barriers(own)
    summary.get_by_role("link", name="Kirjoita kellonaika, esimerkiksi 18.00.").click()
    expect(own.get_by_label("Päättyy")).to_be_focused()
    expect(own.get_by_label("Päättyy")).to_have_attribute("aria-invalid", "true")


def collect_own_data(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Katso ja lataa omat tietoni")).click()
    expect(page.get_by_role("link", name=re.compile("Lue tietosi sivuna"))).to_be_focused()


def test_everything_that_is_kept_can_be_downloaded_and_read(
    own: Page, active: Person, tmp_path: Path, troubles: Troubles
) -> None:
    collect_own_data(own)
    assert not barriers(own)
    with own.expect_download() as download:
        own.get_by_role("link", name=re.compile("Lataa JSON-tiedosto")).click()

    assert re.fullmatch(r"lahetti-\d{4}-\d\d-\d\d\.json", download.value.suggested_filename)
    download.value.save_as(tmp_path / "own.json")
    found = json.loads((tmp_path / "own.json").read_text())
    assert found["person"] == active.id
    assert found["data"]["profile"][0]["email"] == active.email

    with own.expect_popup() as opened:
        own.get_by_role("link", name=re.compile("Lue tietosi sivuna")).click()
    page = opened.value
    expect(page.get_by_role("heading", level=1)).to_have_text("Omat tietosi Lähetissä")
    expect(page.get_by_role("region", name="Profiili")).to_contain_text(active.email)
    assert page.evaluate("getComputedStyle(document.querySelector('.item')).paddingLeft") == "16px"
    assert not barriers(page)

    troubles.expected.add((429, "/api/v1/me/export"))
    own.reload()
    own.get_by_role("button", name=re.compile("Katso ja lataa omat tietoni")).click()
    expect(own.get_by_text("Tietosi on koottu äskettäin.")).to_be_visible()


def test_who_signs_out_of_all_devices_is_signed_out_of_another_one_too(
    screen: Page, browser: Browser, browser_context_args: dict[str, Any], cast: Cast, cookies_of: CookiesOf
) -> None:
    person = cast.invite("Kaarina Kaksikoneinen")
    context = browser.new_context(**browser_context_args)
    context.add_cookies(cookies_of(person))
    elsewhere = context.new_page()
    elsewhere.goto("/me")
    show_heading(elsewhere, "Omat")
    sign_in(screen, person.email, "/me")

    screen.get_by_role("button", name=re.compile("Kirjaudu ulos kaikilta laitteilta")).click()
    dialog = screen.get_by_role("dialog", name="Kirjaudutaanko ulos kaikilta laitteilta?")
    expect(dialog).to_contain_text("myös tässä")
    assert not barriers(screen)
    dialog.get_by_role("button", name="Kirjaudu ulos kaikkialta").click()

    expect(screen.get_by_label("Työsähköpostisi")).to_be_visible()
    elsewhere.reload()
    expect(elsewhere.get_by_label("Työsähköpostisi")).to_be_visible()
    context.close()


def test_one_device_is_signed_out_from_another_one_which_stays_signed_in(
    screen: Page, browser: Browser, browser_context_args: dict[str, Any], cast: Cast, cookies_of: CookiesOf
) -> None:
    person = accepted(cast.invite("Usko Unohtanut"))
    context = browser.new_context(**browser_context_args)
    context.add_cookies(cookies_of(person))
    elsewhere = context.new_page()
    elsewhere.goto("/me")
    show_heading(elsewhere, "Omat")
    sign_in(screen, person.email, "/me")
    part = screen.get_by_role("region", name="Missä olet kirjautuneena")
    expect(part.get_by_role("listitem")).to_have_count(2)
    expect(part.get_by_text("Tämä laite")).to_have_count(1)
    assert not barriers(screen)

    part.get_by_role("button", name=re.compile("Kirjaudu ulos: Linux · Firefox")).click()
    dialog = screen.get_by_role("dialog", name="Kirjaudutaanko ulos: Linux · Firefox?")
    assert not barriers(screen)
    dialog.get_by_role("button", name="Kirjaudu ulos laitteelta").click()

    expect(part.get_by_role("listitem")).to_have_count(1)
    expect(screen.get_by_text("Laite on kirjattu ulos.")).to_be_visible()
    elsewhere.reload()
    expect(elsewhere.get_by_label("Työsähköpostisi")).to_be_visible()
    screen.reload()
    show_heading(screen, "Omat")
    context.close()


def test_who_pauses_is_told_so_and_comes_back_by_one_button(screen: Page, cast: Cast, troubles: Troubles) -> None:
    troubles.expected.add((403, "/api/v1/"))
    person = cast.invite("Elina Rautakorpi")
    sign_in(screen, person.email, "/me")
    screen.get_by_role("button", name=re.compile("Pidä taukoa")).click()
    dialog = screen.get_by_role("dialog", name="Pidetäänkö taukoa?")
    assert not barriers(screen)
    dialog.get_by_role("button", name="Aloita tauko").click()

    show_heading(screen, "Olet tauolla")
    assert not barriers(screen)
    collect_own_data(screen)
    screen.get_by_role("button", name="Palaa mukaan").click()
    show_heading(screen, "Jaettavaa")


def test_whom_an_admin_has_paused_finds_no_way_back_but_their_data(
    screen: Page, cast: Cast, troubles: Troubles
) -> None:
    troubles.expected.add((403, "/api/v1/"))
    person = cast.invite("Sami Oravainen")
    changing.change_person(person.id, {"state": "paused"}, admins.active_admins()[0], clock.now())

    sign_in(screen, person.email, "/race")

    show_heading(screen, "Olet tauolla")
    expect(screen.get_by_text("Pääkäyttäjä on keskeyttänyt osallistumisesi.")).to_be_visible()
    assert not screen.get_by_role("button", name="Palaa mukaan").count()


def test_who_leaves_reads_what_goes_and_what_stays_and_is_gone(screen: Page, cast: Cast, troubles: Troubles) -> None:
    troubles.expected.add((403, "/api/v1/"))
    person = cast.invite("Pekka Lähtijä")
    sign_in(screen, person.email, "/me")
    screen.get_by_role("button", name=re.compile("^Lopeta")).click()
    dialog = screen.get_by_role("dialog", name="Haluatko lopettaa?")
    expect(dialog).to_contain_text("Nimesi, sähköpostiosoitteesi ja kirjautumisesi")
    expect(dialog).to_contain_text("Varmuuskopioista tietosi poistuvat 35 päivässä.")
    assert not barriers(screen)
    dialog.get_by_role("button", name="Lopeta ja poista tietoni").click()

    expect(screen.get_by_role("dialog")).to_have_count(0)
    assert members.known_person(person.id) is None


def test_a_newcomers_page_says_what_is_not_there_yet(screen: Page, cast: Cast) -> None:
    sign_in(screen, cast.invite("Uusi Tulija").email, "/me")

    expect(screen.get_by_text("Ei vielä pistetapahtumia.")).to_be_visible()
    expect(screen.get_by_text("Et ole vielä jakanut mitään.")).to_be_visible()
    assert not barriers(screen)


def test_my_page_has_no_barrier(browser: Browser, browser_context_args: dict[str, Any], signed_in: Any) -> None:
    context = browser.new_context(**browser_context_args)
    context.add_cookies(signed_in)
    page = context.new_page()
    page.goto("/me")
    show_heading(page, "Omat")
    expect(page.locator(".pts")).to_be_visible()

    assert not barriers_in_each(page)
    context.close()


def test_readers_stand_before_points_and_none_is_said_kindly(own: Page) -> None:
    readers = own.get_by_role("region", name="Lukijasi")

    expect(readers).to_contain_text("Tämän vuosineljänneksen julkaisusi eivät ole vielä tuoneet lukijoita.")
    expect(own.get_by_role("region", name="Omat jaot").get_by_role("listitem").nth(1)).to_contain_text(
        "ei vielä lukijoita"
    )
    assert own.evaluate(
        "() => document.getElementById('readers').compareDocumentPosition(document.querySelector('.three'))"
        " & Node.DOCUMENT_POSITION_FOLLOWING"
    )


def test_readers_of_the_quarter_and_of_everybody_are_told(own: Page) -> None:
    answer = {
        "quarter": {"period": "Q2026-4", "shares": 6, "readers": 34},
        "news": None,
        "total": {"clicks": 0, "points": 0},
        "together": {"period": "M2026-11", "shares": 140, "readers": 1290},
    }
    own.route("**/api/v1/me/readers", lambda route: route.fulfill(json=answer))

    own.reload()

    readers = own.get_by_role("region", name="Lukijasi")
    expect(readers).to_contain_text("Tämän vuosineljänneksen julkaisusi ovat tuoneet 34 lukijaa.")
    expect(readers).to_contain_text("Kaikki lähettiläät yhdessä tässä kuussa: ainakin 140 jakoa, 1\u00a0290 lukijaa.")
    assert not barriers_in_each(own)


def test_my_page_is_whole_where_readers_cannot_be_read(own: Page, troubles: Troubles) -> None:
    troubles.expected.add((503, "/me/readers"))
    own.route("**/api/v1/me/readers", lambda route: route.fulfill(status=503, json={"code": "busy"}))

    own.reload()

    expect(own.locator(".three")).to_be_visible()
    expect(own.get_by_role("region", name="Lukijasi")).to_have_count(0)
