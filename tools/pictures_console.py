"""Pictures of the console's pages, of the demo programme as its admin sees it; `tools.pictures` calls it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import BrowserContext, Page, expect

from lahetti.analytics.periods import current
from lahetti.periods.calendar import PeriodKind
from tools.browser_sign_in import sign_in

_QUARTER = current(PeriodKind.QUARTER, datetime.now(UTC).date()).id
_PAGES = {
    "week": ("/console", "Tällä viikolla"),
    "works": (f"/console/works?period={_QUARTER}", "Mikä toimii"),
    "works-contents": (f"/console/works/contents?period={_QUARTER}", "Sisältöjen luvut"),
    "contents": ("/console/contents", "Sisällöt"),
    "calendar": (f"/console/calendar?month={datetime.now(UTC):%Y-%m}", "Julkaisukalenteri"),
    "suggestions": ("/console/suggestions", "Ehdotukset"),
    "channels": ("/console/channels", "Kanavat"),
    "campaigns": ("/console/campaigns", "Kampanjat"),
    "races": ("/console/races", "Pistekisat"),
    "rewards": ("/console/rewards", "Palkinnot"),
    "surveys": ("/console/surveys", "Kyselyt"),
    "people": ("/console/people", "Lähettiläät"),
    "invite": ("/console/people/invite", "Kutsu lähettiläitä"),
    "guidelines": ("/console/guidelines", "Pelisäännöt"),
    "settings": ("/console/settings", "Asetukset"),
    "audit": ("/console/audit", "Muutosloki"),
}
_LED_TO = {
    "edit": ("/console/contents", "^Tarkista tilinumerosi"),
    "campaign": ("/console/campaigns", "^Tilinumero ajan tasalle"),
    "works-content": (f"/console/works/contents?period={_QUARTER}&sort=clicks", "^Kevytyrittäjä"),
    "race": ("/console/races", "^Loka–joulu"),
    "survey": ("/console/surveys", "^Pilotin lopussa"),
    "report": ("/console/works/reports", "kuukausiraportti"),
    "person": ("/console/people?q=riikka", "^Riikka Salmela"),
}
"""Pages that are reached by a link of another: where it stands, and how it begins."""
_ON_A_PHONE = {"week", "works", "contents", "people", "settings"}


def take_console(context: BrowserContext, name: str, email: str, picture: Callable[[Page, str], None]) -> None:
    """Sign the admin in and take each page of the console; on a phone only some."""
    page = context.new_page()
    sign_in(page, email)
    page.wait_for_url("/", wait_until="commit")  # signed in: the console needs no more
    for of, (path, heading) in _PAGES.items():
        if name == "phone" and of not in _ON_A_PHONE:
            continue
        page.goto(path)
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        picture(page, f"console-{of}-{name}")
    if name == "phone":
        return
    for of, (path, begins) in _LED_TO.items():
        page.goto(path)
        page.get_by_role("main").get_by_role("link", name=re.compile(begins)).first.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        picture(page, f"console-{of}-{name}")
    page.goto(_LED_TO["person"][0])
    page.get_by_role("main").get_by_role("link", name=re.compile(_LED_TO["person"][1])).first.click()
    page.get_by_role("button", name="Poista", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=re.compile("^Poistetaanko"))).to_be_visible()
    picture(page, f"console-remove-{name}")
