import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lahetti.content.model import Content
from tests.browser.conftest import DISCLOSURE, Troubles
from tests.browser.steps import accept_guidelines, show_heading, write_own_words
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import Cast
from tools.browser_sign_in import sign_in

pytestmark = pytest.mark.browser

WORDS = "Tarkistin oman tilinumeroni eilen, ja se vei kaksi minuuttia. Suosittelen kaikille!"


def test_from_the_first_screen_to_the_top_ten(
    screen: Page,
    context: BrowserContext,
    cast: Cast,
    cloud: RunningCloud,
    story: Content,
    outside: list[str],
    troubles: Troubles,
) -> None:
    person = cast.invite("Riikka Salmela")
    troubles.expected.add((403, "/api/v1/me/shares"))
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=cloud.web_origin)

    sign_in(screen, person.email)
    show_heading(screen, "Jaettavaa")
    expect(screen.get_by_role("link", name="Ei vielä sijaa pistekisassa")).to_be_visible()

    race = context.new_page()
    race.goto("/race?period=week")
    show_heading(race, "Pistekisa")
    row = race.locator(".rank li", has_text="Riikka Salmela")
    assert not row.count()

    screen.bring_to_front()
    screen.get_by_role("link", name=story.row.title).click()
    show_heading(screen, story.row.title)
    write_own_words(screen, WORDS)
    screen.get_by_role("button", name="Jaa LinkedInissä").click()

    # Guidelines first; then the same page again, with the words that were begun.
    show_heading(screen, "Somen pelisäännöt")
    assert len(context.pages) == 2, "the empty window has to be closed again"
    accept_guidelines(screen)
    show_heading(screen, story.row.title)
    screen.get_by_role("radio", name=re.compile("Kirjoita omin sanoin")).check()
    expect(screen.get_by_label("Oma saate")).to_have_value(WORDS)

    with context.expect_page() as opened:
        screen.get_by_role("button", name="Jaa LinkedInissä").click()
    opened.value.wait_for_url(re.compile(r"^https://www\.linkedin\.com/sharing/share-offsite/\?url=http"))
    assert opened.value.evaluate("window.opener") is None

    screen.bring_to_front()
    show_heading(screen, "Julkaisitko jutun LinkedInissä?")
    assert screen.evaluate("navigator.clipboard.readText()") == f"{WORDS}\n\n{DISCLOSURE}"
    screen.get_by_role("button", name="Kyllä, julkaisin").click()
    show_heading(screen, "Viesti on matkalla")
    expect(screen.get_by_text("Kiitos! Sait 100 pistettä.")).to_be_visible()

    race.bring_to_front()
    expect(row).to_contain_text("100 p.")
    expect(row).to_contain_text("Sinä")

    race.get_by_role("link", name="Jaettavaa").first.click()
    card = race.locator(".item", has_text=story.row.title)
    expect(card).to_contain_text("Jaettu")
    assert all(address.startswith("https://www.linkedin.com/") for address in outside)
