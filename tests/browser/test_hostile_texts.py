"""Markup, right-to-left marks, emoji and endless words in whatever people write: the client shows them as text."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel
from lahetti.content.notes import reading
from lahetti.content.notes.model import NoteState
from lahetti.core import clock
from lahetti.people.model import Person, Role
from tests.browser.conftest import CookiesOf, Troubles
from tests.browser.steps import barriers, show_heading, write_own_words
from tests.hostile_texts import EMOJI, LONG, MARKUP, RIGHT_TO_LEFT, SHORT, WHOLE
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import Cast, accepted, published

pytestmark = pytest.mark.browser

CHANNEL = "hostile-channel"
FORBIDDEN = "main img[src=x], main script, header script, footer img[src=x], footer script, svg[onload]"


@pytest.fixture(scope="module")
def person(cast: Cast) -> Person:
    """Somebody whose name is markup."""
    return accepted(cast.invite(f"Riikka {MARKUP}"[:80]))


@pytest.fixture(scope="module")
def hostile(cast: Cast, person: Person) -> str:
    """A content of which every text is hostile, captions and channel included."""
    now = clock.now()
    catalogue.add_channel(
        Channel(CHANNEL, f"{EMOJI} <b>Kanava</b>"[:60], "blog", "fi", "https://blogi.virasto.example/"), "tests", now
    )
    editor = cast.invite(f"Maija <i>{EMOJI}</i>", Role.ADMIN)
    captions = {("linkedin", "fi"): (WHOLE, f"{RIGHT_TO_LEFT} {WHOLE}")}
    return published(
        editor,
        SHORT,
        captions,
        channel=CHANNEL,
        summary=WHOLE,
        why=WHOLE,
        disclosure=f"{MARKUP}"[:200],
        topics=["markup"],
    )


@pytest.fixture
def own(context: BrowserContext, screen: Page, cookies_of: CookiesOf, person: Person, cloud: RunningCloud) -> Page:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=cloud.web_origin)
    context.add_cookies(cookies_of(person))
    return screen


def harmless(page: Page) -> None:
    """Nothing that was written became an element or ran, and nothing pushes the page sideways."""
    assert page.evaluate("window.hacked") is None
    assert not page.locator(FORBIDDEN).count()
    assert not barriers(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_share_page_question_and_thanks(width: int, own: Page, context: BrowserContext, hostile: str) -> None:
    own.set_viewport_size({"width": width, "height": 800})
    own.goto(f"/share/{hostile}?network=linkedin")
    show_heading(own, SHORT)
    expect(own.locator(".why")).to_contain_text(WHOLE)
    expect(own.locator(".cap .tx").first).to_have_text(re.compile(re.escape(MARKUP)))
    harmless(own)

    with context.expect_page():
        own.get_by_role("button", name="Jaa LinkedInissä").click()
    own.bring_to_front()
    show_heading(own, "Julkaisitko jutun LinkedInissä?")
    expect(own.locator("main")).to_contain_text(SHORT)
    assert MARKUP in own.evaluate("navigator.clipboard.readText()")
    harmless(own)
    own.get_by_role("button", name="Kyllä, julkaisin").click()
    show_heading(own, "Viesti on matkalla")
    harmless(own)


@pytest.mark.parametrize("path", ["/", "/race?period=week", "/me"])
def test_the_other_screens(path: str, own: Page, hostile: str) -> None:
    own.set_viewport_size({"width": 320, "height": 640})
    own.goto(path)
    expect(own.locator(".pts")).to_be_visible()
    expect(own.locator("footer")).to_contain_text("Riikka <img src=x")
    if path == "/":
        expect(own.get_by_role("link", name=SHORT)).to_be_visible()
    harmless(own)


def test_ten_thousand_characters_are_counted_and_refused_with_their_number(own: Page, hostile: str) -> None:
    own.goto(f"/share/{hostile}?network=facebook")
    write_own_words(own, LONG)

    own.get_by_role("button", name="Jaa Facebookissa").click()

    expect(own.get_by_text(re.compile(r"Saate on \d\s?\d{3} merkkiä liian pitkä\."))).to_be_visible()
    expect(own.get_by_label("Oma saate")).to_have_value(LONG)
    harmless(own)


def test_a_blocked_word_is_named_as_it_is_written(own: Page, hostile: str, troubles: Troubles) -> None:
    troubles.expected.add((422, "/api/v1/me/shares"))
    own.route(
        "**/api/v1/me/shares",
        lambda route: (
            route.fulfill(
                status=422,
                content_type="application/problem+json",
                json={"status": 422, "code": "invalid", "detail": MARKUP, "field": "words", "value": MARKUP},
            )
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    own.goto(f"/share/{hostile}?network=linkedin")
    own.get_by_role("button", name="Jaa LinkedInissä").click()

    expect(own.locator("#words-error")).to_contain_text(MARKUP)
    harmless(own)


def test_a_note_arrives_as_it_was_written(own: Page, hostile: str, cast: Cast) -> None:
    own.goto(f"/share/{hostile}")
    own.get_by_role("button", name="En voi seistä tämän takana").click()
    own.get_by_label(re.compile("Mikä tässä ei sovi sinulle?")).fill(WHOLE)
    own.get_by_role("button", name="Lähetä sisältövastaaville").click()
    expect(own.get_by_text("Kiitos. Viestisi meni sisältövastaaville.")).to_be_visible()
    reader = cast.invite("Maarit Lukija", Role.ADMIN)
    texts = [note.text for note in reading.notes_for(reader, NoteState.OPEN)[0] if note.content == hostile]
    assert texts == [WHOLE]
    harmless(own)


@pytest.mark.parametrize(
    "address",
    [
        "/?aihe=%3Cimg%20src%3Dx%20onerror%3Dhacked()%3E",
        "/share/%3Cscript%3E",
        "/?lang=%22%3E%3Cscript%3E",
        "/race?period=%3Cscript%3E",
        "/guidelines?to=javascript:alert(1)",
        "/guidelines?to=//evil.example/share/a",
    ],
)
def test_an_address_with_markup_is_reflected_nowhere(address: str, own: Page, troubles: Troubles) -> None:
    troubles.expected |= {(404, "/api/v1/contents/"), (400, "/"), (403, "/")}
    own.goto(address)
    own.wait_for_load_state("networkidle")

    assert own.evaluate("window.hacked") is None
    assert not own.locator(FORBIDDEN).count()
    assert not own.locator("a[href^='javascript:'], a[href*='evil.example']").count()
