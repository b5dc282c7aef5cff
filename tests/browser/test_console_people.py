"""The console's people, queue, guidelines, settings and logs in Chromium: with script, without, and for everybody."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from lahetti.core import clock
from lahetti.people import members
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.model import Person
from lahetti.people.waiting_list import queueing
from lahetti.settings import versions as settings_versions
from tests.browser.conftest import Troubles
from tests.browser.looks import CONSOLE_LOOKS
from tests.browser.steps import barriers, barriers_in_each, show_heading
from tests.integration.inbox import await_mail
from tests.integration.people_fixtures import Cast

pytestmark = pytest.mark.browser
PATHS = (
    "/console/people",
    "/console/people/invite",
    "/console/people/directory",
    "/console/people/{person}",
    "/console/people/queue",
    "/console/people/queue?one={waiting}",
    "/console/guidelines",
    "/console/settings",
    "/console/settings/history",
    "/console/audit",
    "/console/mails",
    "/console/mails?q={email}",
)


@pytest.fixture(scope="module")
def waiting(cast: Cast) -> Iterator[str]:
    """Somebody in the queue, who has been moved."""
    email = f"{uuid.uuid4().hex[:12]}@virasto.example"
    queueing.join(email, "Jaana Jonottaja", "fi", clock.now() - timedelta(days=2))
    place = next(place for place in queueing.queue(0, 5000)[0] if place.email == email)
    queueing.move(place.waiting, place.place, "Vetää viestintätiimin verkostoa", "tests", clock.now())
    yield place.waiting
    queueing.take_off(place.waiting, "Testi päättyi", "tests", clock.now())


def csv_file(*rows: str) -> dict[str, str | bytes]:
    return {"name": "kutsut.csv", "mimeType": "text/csv", "buffer": "\r\n".join(rows).encode("utf-8-sig")}


def test_a_file_with_mistakes_is_mended_until_everybody_is_invited(console: Page) -> None:
    first, second = (f"{uuid.uuid4().hex[:12]}@virasto.example" for _ in range(2))
    console.goto("/console/people")
    console.get_by_role("link", name="Kutsu", exact=True).click()
    show_heading(console, "Kutsu lähettiläitä")

    console.get_by_label("Tiedosto", exact=True).set_input_files(
        csv_file("Sähköposti;Nimi;Kieli", f"{first};Eka Kutsuttu;fi", f"{second};Toka Kutsuttu;savo")
    )
    console.get_by_role("button", name="Näytä, keitä tiedostossa on").click()
    show_heading(console, "Tarkista ennen kutsumista")
    expect(console.get_by_text("Kieli ”savo” ei käy. Sallitut: suomi, ruotsi, englanti.")).to_be_visible()
    assert barriers(console) == []
    console.get_by_role("button", name="Kutsu 1 henkilö").click()
    show_heading(console, "Tiedosto on käsitelty")

    console.get_by_role("link", name="Kutsu lähettiläitä").click()
    console.get_by_label("Tiedosto", exact=True).set_input_files(
        csv_file("Sähköposti;Nimi;Kieli", f"{first};Eka Kutsuttu;fi", f"{second};Toka Kutsuttu;fi")
    )
    console.get_by_role("button", name="Näytä, keitä tiedostossa on").click()
    console.get_by_role("button", name="Kutsu 1 henkilö").click()

    row = console.get_by_role("row", name=re.compile(first))
    expect(row).to_contain_text("Mukana jo ennestään")
    expect(console.get_by_role("row", name=re.compile(second))).to_contain_text("Kutsuttu")
    console.get_by_role("link", name="Siirry lähettiläisiin").click()
    expect(console.get_by_role("row", name=re.compile(second))).to_be_visible()


def test_a_setting_that_is_wrong_is_led_to_and_one_that_is_right_is_in_the_history(
    console: Page, troubles: Troubles
) -> None:
    troubles.expected.add((422, "/console/settings"))
    before = settings_versions.read_settings().days_on_offer
    console.goto("/console/settings")

    console.get_by_label("Päiviä jaettavana").fill("0")
    console.get_by_role("button", name="Tallenna asetukset").click()
    expect(console).to_have_title(re.compile("^Virhe: Asetukset"))
    expect(console.locator("#form-errors")).to_be_focused()
    console.get_by_role("link", name="Päiviä jaettavana: Anna luku väliltä 1–3\u00a0650.").click()
    expect(console.get_by_label("Päiviä jaettavana")).to_be_focused()
    expect(console.get_by_label("Päiviä jaettavana")).to_have_attribute("aria-invalid", "true")
    console.get_by_label("Päiviä jaettavana").fill(str(before + 1))
    console.get_by_role("button", name="Tallenna asetukset").click()
    expect(console.get_by_role("status")).to_have_text("Asetukset on tallennettu: 1 muutos.")

    console.get_by_role("link", name=re.compile("aiemmat muutokset")).click()
    show_heading(console, "Asetusten muutokset")
    newest = console.get_by_role("table").first
    expect(newest.get_by_role("row", name="Päiviä jaettavana")).to_contain_text(f"{before}")
    expect(newest.get_by_role("row", name="Päiviä jaettavana")).to_contain_text(f"{before + 1}")
    settings_versions.change_settings({"days_on_offer": before}, "tests", clock.now())


def test_without_script_a_person_is_paused_and_let_in_again(without_script: Page, cast: Cast) -> None:
    person, page = cast.invite("Taavi Tauko"), without_script
    page.goto(f"/console/people?q={person.email}")
    page.get_by_role("link", name="Taavi Tauko").click()

    page.get_by_role("button", name="Aseta tauolle").click()
    show_heading(page, "Asetetaanko Taavi Tauko tauolle?")
    page.get_by_role("button", name="Aseta tauolle").click()
    expect(page.get_by_role("status")).to_have_text("Pääsy on suljettu.")
    assert members.find_person(person.id).state == "paused"
    page.get_by_role("button", name="Lopeta tauko").click()

    expect(page.get_by_role("status")).to_have_text("Pääkäyttäjän asettama tauko on päättynyt.")
    assert members.find_person(person.id).state == "active"


def test_without_script_the_queue_is_moved_with_a_reason_and_a_seat_is_given(without_script: Page) -> None:
    email, page = f"{uuid.uuid4().hex[:12]}@virasto.example", without_script
    page.goto("/console/people/queue")

    page.get_by_label("Työsähköposti").fill(email)
    page.get_by_label("Nimi").fill("Siiri Siirtyvä")
    page.get_by_role("button", name="Lisää jonoon").click()
    page.get_by_role("link", name=re.compile("^Siirrä tai poista ?: Siiri Siirtyvä")).first.click()
    page.get_by_label("Uusi sija").fill("1")
    page.get_by_label("Syy").fill("Palaa vanhempainvapaalta")
    page.get_by_role("button", name="Siirrä", exact=True).click()
    expect(page.get_by_role("row", name=re.compile(email))).to_contain_text("Palaa vanhempainvapaalta")
    page.get_by_role("button", name=re.compile("^Anna paikka ?: Siiri Siirtyvä")).first.click()

    expect(page.get_by_role("status")).to_have_text("Henkilö sai paikan, ja tieto siitä lähti.")
    show_heading(page, "Siiri Siirtyvä")


def test_guidelines_are_previewed_before_they_are_published(console: Page) -> None:
    before = guidelines_publishing.current()
    console.goto("/console/guidelines")

    console.get_by_label("Pelisäännöt suomeksi").fill(f"{before.texts['fi']} Kysy rohkeasti.")
    for language in ("suomeksi", "ruotsiksi", "englanniksi"):
        console.get_by_label(f"Mikä muuttuu, {language}").fill(f"Uusi kohta ({language}).")
    console.get_by_role("button", name="Esikatsele ja julkaise").click()
    show_heading(console, f"Julkaistaanko pelisääntöjen versio {before.version + 1}?")
    expect(console.get_by_text("Kysy rohkeasti.").first).to_be_visible()
    assert not barriers(console)
    console.get_by_role("link", name="Takaisin").click()
    expect(console.get_by_label("Mikä muuttuu, suomeksi")).to_have_value("Uusi kohta (suomeksi).")
    expect(console.get_by_text(f"Lähettiläät näkevät yhä version {before.version}.")).to_be_visible()
    assert not barriers(console)
    console.get_by_role("button", name="Esikatsele ja julkaise").click()
    console.get_by_role("button", name="Julkaise").click()

    expect(console.get_by_role("status")).to_have_text(f"Pelisääntöjen versio {before.version + 1} on julkaistu.")
    assert guidelines_publishing.current().changes["fi"] == "Uusi kohta (suomeksi)."


def test_somebody_without_a_seat_joins_the_queue_from_the_sign_in(screen: Page, troubles: Troubles) -> None:
    troubles.expected.add((422, "/waiting-list"))
    email = f"{uuid.uuid4().hex[:12]}@virasto.example"
    screen.goto("/")
    screen.get_by_role("link", name="Ilmoittaudu jonoon").click()
    show_heading(screen, "Ilmoittaudu jonoon")
    assert not barriers(screen)

    screen.get_by_label("Nimesi").fill("Janne Jonottaja")
    screen.get_by_label("Työsähköpostisi").fill("ei osoite")
    screen.get_by_role("button", name="Ilmoittaudu jonoon").click()
    expect(screen.get_by_role("alert")).to_contain_text("Kirjoita sähköpostiosoitteesi")
    expect(screen.get_by_label("Nimesi")).to_have_value("Janne Jonottaja")
    assert not barriers(screen)
    screen.get_by_label("Työsähköpostisi").fill(email)
    screen.get_by_role("button", name="Ilmoittaudu jonoon").click()

    expect(screen.get_by_role("status")).to_contain_text("Vahvista vielä ilmoittautumisesi")
    token = re.search(r"/waiting-list[?]token=([\w.-]+)", str(await_mail(email, "Vahvista")))
    assert token is not None
    screen.goto(token[0])
    assert not barriers(screen)
    screen.get_by_role("button", name="Vahvista ilmoittautuminen").click()
    expect(screen.get_by_role("status")).to_contain_text("Olet nyt jonossa.")
    place = next(place for place in queueing.queue(0, 5000)[0] if place.email == email)
    queueing.take_off(place.waiting, "Testi päättyi", "tests", clock.now())


def test_nobody_is_shut_out_of_any_page(console: Page, boss: Person, waiting: str) -> None:
    found = {}
    for path in PATHS:
        console.goto(path.format(person=boss.id, waiting=waiting, email=boss.email))
        found[path] = barriers_in_each(console, CONSOLE_LOOKS)

    assert not {path: barriers_there for path, barriers_there in found.items() if barriers_there}
