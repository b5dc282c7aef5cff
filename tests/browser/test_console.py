"""The console in Chromium: an editor's day, two at once, without script, and what axe finds on every page."""

import os
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from lahetti.content import drafting, publishing, reading
from lahetti.content.channels import catalogue
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel, Feed
from lahetti.content.feeds import settings as feed_settings
from lahetti.content.notes import writing
from lahetti.content.notes.model import About
from lahetti.core import clock
from lahetti.people.model import Person, Role
from lahetti.settings import versions as settings_versions
from lahetti.suggestions import suggesting
from tests.browser.conftest import Troubles
from tests.browser.looks import CONSOLE_LOOKS
from tests.browser.steps import barriers, barriers_in_each, show_heading, sign_in_to_console
from tests.feeds import Entry, rss
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import BLOG, Cast, content_draft
from tests.sign_ins import held_console_cookie
from tools.browser_sign_in import pass_door
from tools.web_host import WebHost, web_host


@dataclass(frozen=True)
class Things:
    """What the pages show."""

    channel: str
    content: str
    suggested: str


@pytest.fixture(scope="module")
def host() -> Iterator[WebHost]:
    """The host that the deployment takes for the organisation's web."""
    with web_host(int(os.environ["LAHETTI_FETCH_ALLOWED_HOST"].rpartition(":")[2])) as running:
        yield running


@pytest.fixture(scope="session")
def things(cast: Cast) -> Things:
    """A content with captions, a suggestion, a note."""
    editor, now, rules = cast.invite("Maija Päällikkö", Role.ADMIN), clock.now(), settings_versions.read_settings()
    person = cast.invite("Tuomas Väyrynen")
    made = drafting.create_draft(content_draft(title="Tarkista tilinumerosi"), editor, rules, now).row.content
    publishing.publish(made, editor, rules, now)
    suggested = suggesting.suggest(
        content_draft(title="Perintövero puhuttaa", why="Tätä kysytään puhelimessa."), person, rules, now
    )
    writing.write(person, About.CONTENT, made, "En voi seistä tämän takana, koska luku on vanha.", now)
    return Things(BLOG, made, suggested.row.content)


def signed_in(context: BrowserContext, cloud: RunningCloud, person: Person) -> Page:
    """Open a page of somebody who is signed in to the console."""
    sign_in_to_console(context, cloud, person)
    return context.new_page()


PAGES = {
    "week": "/console",
    "what works": "/console/works",
    "contents in figures": "/console/works/contents",
    "a content in figures": "/console/works/contents/{content}",
    "contents": "/console/contents",
    "nothing found": "/console/contents?q=tällaista+ei+ole",
    "new content": "/console/contents/new",
    "content": "/console/contents/{content}",
    "topics": "/console/topics?one=markup",
    "calendar": "/console/calendar",
    "suggestions": "/console/suggestions",
    "notes": "/console/notes",
    "channels": "/console/channels",
    "channel": "/console/channels/{channel}",
    "not found": "/console/contents/none",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_barrier(
    browser: Browser, cloud: RunningCloud, cast: Cast, things: Things, boss: Person, name: str
) -> None:
    context = browser.new_context(base_url=cloud.web_origin)
    page = signed_in(context, cloud, boss)
    violations: list[str] = []
    page.on("console", lambda message: violations.append(message.text) if "Security Policy" in message.text else None)

    page.goto(PAGES[name].format(content=things.content, channel=things.channel))

    expect(page.locator("h1")).to_be_visible()
    assert barriers_in_each(page, CONSOLE_LOOKS) == []
    assert violations == []
    context.close()


def test_a_hashtag_of_the_topics_is_added_to_the_caption_that_was_written_last(
    screen: Page, cloud: RunningCloud, cast: Cast, boss: Person
) -> None:
    draft = content_draft(title="Hashtagit käyttöön", topics=("markup",))
    made = drafting.create_draft(draft, boss, settings_versions.read_settings(), clock.now()).row.content
    sign_in_to_console(screen.context, cloud, boss)
    screen.goto(f"/console/contents/{made}")
    second = screen.locator("details[open] textarea").nth(1)
    second.fill("Katso tämä.")

    for _ in range(2):
        screen.get_by_role("button", name="#aihe_b").click()

    expect(second).to_have_value("Katso tämä. #aihe_b")
    expect(screen.get_by_text("#aihe_b on lisätty tekstiin.")).to_have_count(1)
    expect(screen.locator("details[open] textarea").first).to_have_value("")


def test_an_editors_day_from_the_feed_to_the_recall(
    screen: Page, troubles: Troubles, cloud: RunningCloud, cast: Cast, host: WebHost, things: Things
) -> None:
    troubles.expected.add((422, "/console/contents/"))  # a caption that is too long, on purpose
    admin = cast.invite("Maarit Lehtovaara", Role.ADMIN)
    channel = f"p-{uuid.uuid4().hex[:8]}"
    title = f"Verokortti tulee {uuid.uuid4().hex[:6]}"
    host.serve(f"/{channel}/feed.xml", rss([Entry(host.address(f"/{channel}/juttu"), title, clock.now())]))

    screen.set_default_timeout(60_000)  # half of the functions are called for the first time
    screen.goto("/console/channels")
    pass_door(screen, admin.email)
    show_heading(screen, "Kanavat")
    screen.get_by_label("Nimi", exact=True).fill("Päivän blogi")
    screen.get_by_label("Tunnus").fill(channel)
    screen.get_by_label("Kanavan osoite").fill(host.address(f"/{channel}/"))
    screen.get_by_label("Syötteen osoite").fill(host.address(f"/{channel}/feed.xml"))
    screen.get_by_role("button", name="Lisää kanava").click()
    show_heading(screen, "Päivän blogi")
    screen.get_by_role("button", name="Hae nyt").click()
    expect(screen.locator(".note[role=status]")).to_contain_text(re.compile("Syötettä haetaan vielä|Syöte on haettu"))
    for _ in range(20):
        screen.goto(f"/console/contents?channel={channel}")
        if screen.get_by_role("link", name=title).count():
            break
        screen.wait_for_timeout(1000)
    screen.get_by_role("link", name=title).click()

    show_heading(screen, title)
    first = screen.get_by_label("Saate 1, LinkedIn")
    first.fill("Uusi verokortti tulee pian.")
    expect(screen.locator("[id='caption.linkedin.fi.0-count']")).to_contain_text("27 / 3 000 merkkiä")
    preview = screen.get_by_role("region", name="Esikatselu: LinkedIn")
    expect(preview).to_contain_text("Uusi verokortti tulee pian.")
    expect(screen.get_by_role("button", name="Julkaise")).to_be_in_viewport()  # however far down one writes
    screen.get_by_label("Saate 2, LinkedIn").fill("Katso uusi verokorttisi OmaVerosta.")
    screen.locator("summary", has_text="Bluesky").click()
    screen.get_by_label("Saate 1, Bluesky").fill("a" * 290)
    expect(screen.locator("[id='caption.bluesky.fi.0-count']")).to_have_class(re.compile("over"))
    screen.get_by_role("button", name="Julkaise").click()
    expect(screen).to_have_title(re.compile("^Virhe:"))
    summary = screen.locator("#form-errors")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name=re.compile("Bluesky, saate 1: saate on 28 merkkiä liian pitkä")).click()
    expect(screen.get_by_label("Saate 1, Bluesky")).to_be_focused()
    expect(screen.get_by_label("Saate 1, LinkedIn")).to_have_value("Uusi verokortti tulee pian.")
    screen.get_by_label("Saate 1, Bluesky").fill("")
    screen.get_by_role("button", name="Julkaise").click()
    expect(screen.get_by_role("status")).to_have_text("Sisältö on julkaistu.")

    expect(screen.get_by_role("link", name="Ehdotukset")).to_be_hidden()  # on a phone the menu is closed
    screen.locator("summary", has_text="Valikko").click()
    screen.get_by_role("link", name="Ehdotukset").click()
    suggestion = screen.locator("li.card", has_text="Perintövero puhuttaa")
    suggestion.get_by_label("Jätä luonnokseksi").check()
    suggestion.get_by_role("button", name="Hyväksy").click()
    expect(screen.get_by_role("status")).to_have_text("Ehdotus on hyväksytty luonnokseksi.")

    screen.goto(f"/console/contents?channel={channel}&state=published")
    screen.get_by_role("link", name=title).click()
    screen.get_by_role("button", name="Vedä pois").click()
    show_heading(screen, f"Vedetäänkö ”{title}” pois?")
    screen.get_by_label("Sisältöön kuten ennenkin").check()
    screen.get_by_role("button", name="Vedä pois").click()
    expect(screen.get_by_text("Kirjoita syy, enintään 500 merkkiä.").first).to_be_visible()
    screen.get_by_label("Syy").fill("Luku oli väärä.")
    screen.get_by_role("button", name="Vedä pois").click()
    expect(screen.get_by_role("status")).to_contain_text("Sisältö on vedetty pois.")
    screen.go_back()
    screen.go_back()
    expect(screen.locator("h1")).to_be_visible()


def test_two_editors_at_once_are_told_and_lose_nothing(browser: Browser, cloud: RunningCloud, cast: Cast) -> None:
    title = f"Yhteinen {uuid.uuid4().hex[:6]}"
    one, other = (cast.invite(name, Role.EDITOR, channels=(BLOG,)) for name in ("Eeva Eka", "Tero Toka"))
    made = drafting.create_draft(
        content_draft(title=title), one, settings_versions.read_settings(), clock.now()
    ).row.content
    pages = [
        signed_in(browser.new_context(base_url=cloud.web_origin, locale="fi-FI"), cloud, person)
        for person in (one, other)
    ]
    for page in pages:
        page.goto(f"/console/contents/{made}")
    for page, why in zip(pages, ("Eevan syy.", "Teron syy."), strict=True):
        page.get_by_label("Miksi juuri tämä?").fill(why)
        page.get_by_role("button", name="Tallenna").first.click()

    expect(pages[0].get_by_role("status")).to_have_text("Tallennettu.")
    second = pages[1]
    show_heading(second, "Joku muu muutti tätä samaan aikaan")
    expect(second.get_by_text("Eevan syy.")).to_be_visible()
    expect(second.get_by_label("Sinun tekstisi")).to_have_value("Teron syy.")
    assert barriers(second) == []
    second.get_by_label("Sinun tekstisi").fill("Molempien syy.")
    second.get_by_role("button", name="Tallenna oma teksti").click()
    expect(second.get_by_role("status")).to_have_text("Tallennettu.")
    assert reading.content_of_editor(made, one).why == "Molempien syy."
    for page in pages:
        page.context.close()


def test_a_caption_that_is_written_before_the_script_runs_is_counted(
    browser: Browser, cloud: RunningCloud, cast: Cast
) -> None:
    editor = cast.invite("Nopea Kirjoittaja", Role.EDITOR, channels=(BLOG,))
    made = drafting.create_draft(content_draft(), editor, settings_versions.read_settings(), clock.now()).row.content
    page = signed_in(browser.new_context(base_url=cloud.web_origin, locale="fi-FI"), cloud, editor)
    held: list[Route] = []
    page.route("**/console.js", lambda route: held.append(route))
    page.goto(f"/console/contents/{made}", wait_until="commit")
    count = page.locator("[id='caption.linkedin.fi.0-count']")
    page.get_by_label("Saate 1, LinkedIn").fill("Uusi verokortti tulee pian.")
    expect(count).to_contain_text("Enintään 3 000 merkkiä")

    held[0].continue_()

    expect(count).to_contain_text("27 / 3 000 merkkiä")
    page.context.close()


def test_the_console_works_without_script(browser: Browser, cloud: RunningCloud, cast: Cast) -> None:
    context = browser.new_context(base_url=cloud.web_origin, locale="fi-FI", java_script_enabled=False)
    page = signed_in(context, cloud, cast.invite("Ilona Ilman", Role.EDITOR, channels=(BLOG,)))
    address = f"https://blogi.virasto.example/{uuid.uuid4()}"

    page.goto("/console/contents/new")
    page.get_by_label("Verkko-osoite").fill(address)
    page.get_by_role("main").locator("summary").click()
    page.get_by_label("Otsikko").fill("Ilman skriptiä")
    page.get_by_label("Kieli").select_option("fi")
    page.get_by_role("button", name="Hae tiedot ja luo luonnos").click()
    show_heading(page, "Ilman skriptiä")
    page.get_by_label("Saate 1, LinkedIn").fill("Toimii ilmankin.")
    page.get_by_role("button", name="Tallenna").first.click()
    expect(page.locator("[id='caption.linkedin.fi.0-count']")).to_contain_text("16 / 3")
    page.get_by_role("button", name="Julkaise").click()
    expect(page.get_by_text("Sisältö on julkaistu.")).to_be_visible()
    box = page.locator(".menu nav").bounding_box()  # the menu is open beside the page without a script, too
    assert box is not None
    assert box["height"] > 200
    page.get_by_role("button", name="Arkistoi").click()
    page.get_by_role("link", name="Takaisin").click()
    show_heading(page, "Ilman skriptiä")
    page.get_by_role("button", name="Arkistoi").click()
    page.get_by_role("button", name="Arkistoi").click()
    expect(page.get_by_text("Sisältö on arkistoitu.")).to_be_visible()
    context.close()


def test_a_feed_that_is_fetched_now_shows_its_end_without_a_reload(
    screen: Page, cloud: RunningCloud, cast: Cast
) -> None:
    admin, channel = cast.invite("Maarit Lehtovaara", Role.ADMIN), f"h-{uuid.uuid4().hex[:8]}"
    feed = Feed("https://virasto.example/hidas.xml", due=clock.now())  # asked for, and the job is at it
    made = Channel(channel, "Hidas blogi", "blog", "fi", "https://virasto.example/", feed)
    channels_items.save_channel(made)
    screen.context.add_cookies(
        [{"name": "console", "value": held_console_cookie(admin.id, clock.now()), "url": f"{cloud.web_origin}/console"}]
    )
    screen.goto(f"/console/channels/{channel}")
    expect(screen.locator("#feed-state")).to_contain_text("Haetaan…")
    screen.get_by_label("Syötteen osoite").fill("https://virasto.example/kesken")

    found = catalogue.find_channel(channel)
    done = replace(feed, due=clock.now() + timedelta(minutes=30), fetched=clock.now())
    channels_items.save_channel(replace(found, feed=done))

    expect(screen.locator("#feed-state")).to_contain_text("Toimii")
    expect(screen.locator("#feed-said")).to_have_text("Syöte on haettu.")
    expect(screen.get_by_label("Syötteen osoite")).to_have_value("https://virasto.example/kesken")
    feed_settings.set_feed(channel, None, "tests", clock.now())


def test_a_form_whose_session_is_over_goes_on_after_signing_in(
    browser: Browser, cloud: RunningCloud, cast: Cast
) -> None:
    context = browser.new_context(base_url=cloud.web_origin, locale="fi-FI")
    person = cast.invite("Istunto Ohi", Role.EDITOR, channels=(BLOG,))
    page = signed_in(context, cloud, person)
    page.goto("/console/contents/new")
    page.get_by_label("Verkko-osoite").fill("https://blogi.virasto.example/ei-katoa")
    over = held_console_cookie(person.id, clock.now() - timedelta(hours=13))
    context.add_cookies([{"name": "console", "value": over, "url": f"{cloud.web_origin}/console"}])

    page.get_by_role("button", name="Hae tiedot ja luo luonnos").click()

    show_heading(page, "Istunto päättyi")
    page.route("**/signin?*", lambda route: route.fulfill(body="<title>Kirjaudu</title>", content_type="text/html"))
    page.get_by_role("link", name="Kirjaudu ja jatka").click()
    expect(page).to_have_title("Kirjaudu")
    assert parse_qs(urlsplit(page.url).query)["to"] == ["/console/contents/new"]
    cookie = held_console_cookie(person.id, clock.now())
    context.add_cookies([{"name": "console", "value": cookie, "url": f"{cloud.web_origin}/console"}])
    page.goto("/console/contents/new")  # where signing in leads back to
    expect(page.locator("#form-errors")).to_be_visible()  # it was sent again: that page cannot be fetched
    expect(page.get_by_label("Verkko-osoite")).to_have_value("https://blogi.virasto.example/ei-katoa")
    page.goto("/console/contents/new")
    expect(page.get_by_label("Verkko-osoite")).to_have_value("")  # once, and not each time
    context.close()


def test_a_content_is_dragged_to_another_day_of_the_calendar_and_moved_by_its_form(
    console: Page, without_script: Page, cast: Cast, boss: Person
) -> None:
    now, rules = clock.now(), settings_versions.read_settings()
    wednesday = datetime(now.year + 2, 6, 1, 8, 30, tzinfo=ZoneInfo("Europe/Helsinki"))
    wednesday += timedelta(days=(2 - wednesday.weekday()) % 7)
    title = f"Siirtyvä henkilöstölahjaohje {uuid.uuid4().hex[:6]}"
    made = drafting.create_draft(content_draft(title=title), boss, rules, now).row.content
    publishing.publish(made, boss, rules, now, wednesday.astimezone(UTC))
    path = f"/console/calendar?week={wednesday:%G-W%V}"

    def cell(page: Page, days: int) -> Locator:
        return page.locator(f'[data-day="{(wednesday + timedelta(days=days)).date().isoformat()}"]')

    console.goto(path)
    console.locator(f'[data-moves="move-{made}"]').drag_to(cell(console, 1))
    expect(console.get_by_role("status")).to_have_text("Julkaisuaika on siirretty.")
    expect(cell(console, 1).get_by_role("link", name=title)).to_be_visible()
    assert reading.content_of_editor(made, boss).planned == wednesday + timedelta(days=1)
    drawn = title.replace("henkilöstölahjaohje", "henki-lös-tö-lah-jaohje".replace("-", "\u00ad"))
    expect(cell(console, 1).locator("[data-title]")).to_have_js_property("textContent", drawn)
    assert not barriers(console)

    without_script.goto(path)
    within = cell(without_script, 1)
    within.locator("summary").click()
    within.get_by_label("Uusi julkaisuaika").fill(f"{wednesday + timedelta(days=2):%Y-%m-%dT09:15}")
    within.get_by_role("button", name="Siirrä").click()
    expect(without_script.get_by_role("status")).to_have_text("Julkaisuaika on siirretty.")
    expect(cell(without_script, 2)).to_contain_text("klo 9.15")
