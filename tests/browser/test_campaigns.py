"""Campaigns in Chromium: planned, a paid file looked at and stored, and the page that shows both sides."""

import re
import uuid
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from lahetti.core import clock
from lahetti.core.days import day_of
from lahetti.people.model import Person
from tests.browser.looks import CONSOLE_LOOKS
from tests.browser.steps import barriers_in_each, show_heading, sign_in_to_console
from tests.integration.conftest import RunningCloud


@pytest.fixture
def page(browser: Browser, cloud: RunningCloud, boss: Person) -> Page:
    context = browser.new_context(base_url=cloud.web_origin)
    sign_in_to_console(context, cloud, boss)
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    return opened


def test_an_editor_plans_a_campaign_and_brings_what_ads_cost(page: Page) -> None:
    today = date.fromisoformat(day_of(clock.now(), ZoneInfo("Europe/Helsinki")))
    mark = uuid.uuid4().hex[:6]
    page.goto("/console/campaigns/new")
    assert barriers_in_each(page, CONSOLE_LOOKS) == []
    page.get_by_label("Nimi", exact=True).fill(f"Tilinumero {mark}")
    page.get_by_label("Konversiota").check()
    page.get_by_label("Kuinka paljon?").fill("80 000")
    page.get_by_label("Konversion nimi").fill("Uudet tilinumerot")
    page.get_by_label("Ensimmäinen päivä").fill(today.isoformat())
    page.get_by_role("checkbox", name="Aihe numero 8").check()
    page.get_by_label("Tunnus linkeissä (utm_campaign)").fill("Väärä tunnus")
    page.get_by_role("button", name="Luo kampanja").click()
    expect(page.locator("#form-errors")).to_contain_text("Tunnuksessa voi olla vain kirjaimia a–z")
    page.get_by_label("Tunnus linkeissä (utm_campaign)").fill(f"tilinumero-{mark}")
    page.get_by_role("button", name="Luo kampanja").click()
    show_heading(page, f"Tilinumero {mark}")
    expect(page.get_by_role("main")).to_contain_text("Kampanjassa ei ole sisältöjä.")

    page.get_by_role("link", name="Tuo tai kirjoita mainonnan luvut").click()
    assert barriers_in_each(page, CONSOLE_LOOKS) == []
    lines = [
        "Päivä;Palvelu;Kampanja;Kulut;Valuutta;Klikkaukset;Konversiot",
        f"{today:%d.%m.%Y};X;Syksy;100,50;EUR;50;4",
        f"{today + timedelta(days=1):%d.%m.%Y};X;Syksy;10,00;USD;5;0",
    ]
    file = {"name": "mainokset.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode("cp1252")}
    page.get_by_label("Tiedosto", exact=True).set_input_files(files=[file])  # type: ignore[list-item]
    page.get_by_role("button", name="Katso, mitä luettiin").click()
    show_heading(page, "Mitä tiedostosta luettiin")
    expect(page.get_by_role("main")).to_contain_text("Valuutta on USD, mutta kampanjan kulut ovat valuutassa EUR.")
    assert barriers_in_each(page, CONSOLE_LOOKS) == []
    page.get_by_role("button", name="Tallenna 1 rivi").click()
    expect(page.get_by_role("status")).to_have_text("1 rivi on tallennettu.")

    page.get_by_role("link", name=f"Tilinumero {mark}").click()
    expect(page.get_by_role("row", name=re.compile("^Maksettu mainonta, X"))).to_contain_text("100,50 €")
    assert barriers_in_each(page, CONSOLE_LOOKS) == []
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
