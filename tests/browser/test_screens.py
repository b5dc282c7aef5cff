"""Each screen for itself: what it says when something is missing or refused, and that it keeps nobody out."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lahetti.content.model import Content
from lahetti.people import members
from lahetti.people.model import Person, Role
from tests.browser.conftest import CAPTIONS, Troubles
from tests.browser.looks import LOOKS
from tests.browser.steps import (
    accept_guidelines,
    barriers,
    barriers_in_each,
    show_heading,
    sign_in_to_console,
    write_own_words,
)
from tests.integration.conftest import RunningCloud
from tests.integration.inbox import mails_to
from tests.integration.people_fixtures import BLOCKED_WORD, Cast
from tools import inbox
from tools.browser_sign_in import ask_for_code, pass_door, sign_in, type_code

pytestmark = pytest.mark.browser


def test_an_address_that_is_none_is_told_and_nothing_is_sent(screen: Page, troubles: Troubles) -> None:
    troubles.expected.add((422, "/signin"))
    screen.goto("/")
    screen.get_by_role("button", name="Lähetä koodi").click()

    alert = screen.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(screen).to_have_title("Virhe: Kirjaudu – Lähetti")
    alert.get_by_role("link").click()
    field = screen.get_by_label("Työsähköpostisi")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")


def test_the_code_is_typed_on_our_own_page_which_says_what_is_wrong_with_it(
    screen: Page, cast: Cast, troubles: Troubles
) -> None:
    troubles.expected.add((422, "/signin/code"))
    person = cast.invite("Kaisa Koodinen")
    screen.goto("/race")
    letterbox = ask_for_code(screen, person.email)
    show_heading(screen, "Tarkista sähköpostisi")
    expect(screen.get_by_label("Kirjautumiskoodi")).to_be_focused()
    right = letterbox.newest()
    found = {"the code": barriers_in_each(screen, LOOKS, cut_off=True)}

    type_code(screen, "000000" if right != "000000" else "111111")
    expect(screen.get_by_role("alert")).to_contain_text("Koodi on väärä. Voit yrittää vielä 4 kertaa.")
    expect(screen.get_by_role("alert")).to_be_focused()
    found["a wrong code"] = barriers_in_each(screen, LOOKS, cut_off=True)
    type_code(screen, f" {right[:3]} {right[3:]} ")

    show_heading(screen, "Pistekisa")
    assert not {name: troubles for name, troubles in found.items() if troubles}


def test_signing_in_needs_no_script(
    browser: Browser, cloud: RunningCloud, browser_context_args: dict[str, Any], cast: Cast
) -> None:
    editor = cast.invite("Eila Ilmanskriptiä", Role.EDITOR)
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    page = context.new_page()

    sign_in(page, editor.email, "/console/contents")

    show_heading(page, re.compile("Sisällöt"))
    context.close()


def test_a_second_press_of_a_button_sends_its_form_once(screen: Page, cast: Cast) -> None:
    person = cast.invite("Tuija Tuplaklikki")
    screen.goto("/signin")
    screen.locator("input[name=email]").fill(person.email)
    screen.get_by_role("button", name="Lähetä koodi").dblclick()
    show_heading(screen, "Tarkista sähköpostisi")
    (subject,) = [inbox.subject(mail) for mail in mails_to(person.email) if "koodi" in inbox.subject(mail)]

    screen.get_by_label("Kirjautumiskoodi").fill(subject[-6:])
    screen.get_by_role("button", name="Kirjaudu").dblclick()

    show_heading(screen, re.compile("."))
    expect(screen.locator("header .pts")).to_be_visible()


def test_a_failed_sign_in_is_told_and_can_be_tried_again(screen: Page) -> None:
    screen.goto("/signin?to=/race&reason=failed")

    expect(screen.get_by_role("alert")).to_contain_text("Kirjautuminen ei onnistunut")
    expect(screen.get_by_label("Työsähköpostisi")).to_be_visible()


def test_the_first_screen_speaks_the_language_that_is_chosen(screen: Page) -> None:
    screen.goto("/race")
    screen.get_by_role("link", name="Svenska").click()

    show_heading(screen, "Dela det du kan stå för.")
    expect(screen.locator("html")).to_have_attribute("lang", "sv")
    expect(screen.get_by_role("button", name="Skicka kod")).to_be_visible()


def test_a_language_that_was_chosen_before_the_sign_in_becomes_the_persons_own(
    screen: Page, cast: Cast, troubles: Troubles
) -> None:
    troubles.expected.add((404, "/nowhere"))
    person = cast.invite("Alma Sjöström", language="fi")
    screen.goto("/race")
    screen.get_by_role("link", name="Svenska").click()
    pass_door(screen, person.email)

    show_heading(screen, "Poängtävling")
    assert members.find_person(person.id).language == "sv"
    screen.goto("/nowhere")
    show_heading(screen, "Sidan hittades inte")


def test_a_deep_link_is_kept_through_the_sign_in(screen: Page, sharer: Person, story: Content) -> None:
    sign_in(screen, sharer.email, f"/share/{story.row.content}?network=x")

    show_heading(screen, story.row.title)
    expect(screen.get_by_role("button", name="Jaa X:ssä")).to_be_visible()


def test_whoever_is_not_in_the_programme_is_told_so(
    screen: Page, context: BrowserContext, strangers_cookies: Any, troubles: Troubles
) -> None:
    troubles.expected.add((403, "/api/v1/"))
    context.add_cookies(strangers_cookies)
    screen.goto("/")

    show_heading(screen, "Sinulla ei ole vielä paikkaa Lähetissä")


def test_captions_follow_the_network_and_own_words_stay(own: Page, story: Content) -> None:
    own.goto(f"/share/{story.row.content}?network=linkedin")
    expect(own.get_by_role("radio", name=re.compile(CAPTIONS[0][:20]))).to_be_visible()
    write_own_words(own, "Omat sanani.")

    own.get_by_role("radio", name="Facebook").check()

    expect(own.get_by_role("button", name="Jaa Facebookissa")).to_be_visible()
    expect(own.get_by_label("Oma saate")).to_have_value("Omat sanani.")
    assert not own.get_by_role("radio", name=re.compile(CAPTIONS[0][:20])).count()


def test_a_blocked_word_is_named_and_the_window_is_closed(
    own: Page, context: BrowserContext, story: Content, troubles: Troubles
) -> None:
    troubles.expected.add((422, "/api/v1/me/shares"))
    own.goto(f"/share/{story.row.content}?network=linkedin")
    write_own_words(own, f"Tämä {BLOCKED_WORD} on parempi.")

    own.get_by_role("button", name="Jaa LinkedInissä").click()

    field = own.get_by_label("Oma saate")
    expect(own.get_by_text(f"Sana ”{BLOCKED_WORD}” ei ole käytössä. Valitse toinen sana.")).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert len(context.pages) == 1


def test_a_caption_that_is_too_long_is_told_by_how_much(own: Page, story: Content, troubles: Troubles) -> None:
    troubles.expected.add((422, "/api/v1/me/shares"))
    own.goto(f"/share/{story.row.content}?network=x")
    write_own_words(own, "sana " * 60)
    expect(own.locator("#words-count")).to_have_text(re.compile(r"^3\d\d / 280 merkkiä$"))

    own.get_by_role("button", name="Jaa X:ssä").click()

    expect(own.get_by_text(re.compile(r"Saate on \d+ merkkiä liian pitkä\."))).to_be_visible()


def test_a_copied_link_is_a_share_too_and_waits_for_its_answer(
    own: Page, context: BrowserContext, cloud: RunningCloud, story: Content
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=cloud.web_origin)
    own.goto(f"/share/{story.row.content}")
    own.get_by_role("button", name="Kopioi linkki").click()
    show_heading(own, "Jaoitko linkin?")
    assert own.evaluate("navigator.clipboard.readText()").startswith(f"{cloud.link_origin}/")

    own.get_by_role("link", name="Katso jaettavat").click()
    own.get_by_role("link", name=re.compile("Jaoitko linkin")).click()
    own.get_by_role("button", name="En jakanutkaan").click()

    show_heading(own, "Jaettavaa")
    assert not own.get_by_role("link", name=re.compile("Jaoitko linkin")).count()


def test_a_change_of_view_moves_the_focus_to_its_heading_and_names_the_window(own: Page) -> None:
    own.goto("/")
    expect(own).to_have_title("Jaettavaa – Lähetti")

    own.get_by_role("link", name="Pistekisa", exact=True).click()

    expect(own).to_have_title("Pistekisa – Lähetti")
    expect(own.get_by_role("heading", level=1)).to_be_focused()
    own.go_back()
    expect(own).to_have_title("Jaettavaa – Lähetti")
    expect(own.get_by_role("heading", level=1)).to_be_focused()


def test_the_persons_language_is_changed_for_good(screen: Page, cast: Cast) -> None:
    sign_in(screen, cast.invite("Mikael Backlund").email)
    screen.get_by_role("button", name="Svenska").click()
    show_heading(screen, "Att dela")

    screen.goto("/race")

    show_heading(screen, "Poängtävling")


def test_signing_out_ends_the_session_here_and_there(screen: Page, context: BrowserContext, cast: Cast) -> None:
    sign_in(screen, cast.invite("Sami Oravainen").email, "/race")
    screen.get_by_role("button", name="Kirjaudu ulos").click()

    expect(screen.get_by_label("Työsähköpostisi")).to_be_visible()
    assert not [cookie for cookie in context.cookies() if cookie["name"] in ("refresh", "console")]
    screen.goto("/race")
    expect(screen.get_by_label("Työsähköpostisi")).to_be_visible()


def test_an_editor_is_asked_to_sign_in_and_comes_to_the_console(screen: Page, cast: Cast, story: Content) -> None:
    admin = cast.invite("Maarit Koskinen", Role.ADMIN)
    screen.goto("/console/contents")
    pass_door(screen, admin.email)

    show_heading(screen, "Sisällöt")
    screen.get_by_role("banner").get_by_text("Valikko").click()  # closed on a phone
    expect(screen.get_by_text("Maarit Koskinen, pääkäyttäjä")).to_be_visible()
    screen.goto(f"/console/contents?q={story.row.title}")  # other tests write contents, too
    expect(screen.get_by_role("rowheader", name=story.row.title)).to_be_visible()
    assert not barriers(screen)
    screen.get_by_role("banner").get_by_text("Valikko").click()
    screen.get_by_role("button", name="Kirjaudu ulos").click()
    expect(screen.get_by_label("Työsähköpostisi")).to_be_visible()


def test_an_ambassador_is_kept_out_of_the_console_in_words(
    own: Page, context: BrowserContext, cloud: RunningCloud, sharer: Person, troubles: Troubles
) -> None:
    sign_in_to_console(context, cloud, sharer)
    troubles.expected.add((403, "/console"))
    own.goto("/console")

    show_heading(own, "Tämä sivu on sisältövastaaville")
    assert not barriers(own)


def test_guidelines_are_accepted_by_a_tick_and_not_without(screen: Page, cast: Cast, story: Content) -> None:
    sign_in(screen, cast.invite("Elina Rautakorpi").email, f"/guidelines?to=/share/{story.row.content}")
    screen.get_by_role("button", name="Hyväksyn ja jatkan").click()

    expect(screen).to_have_title("Virhe: Somen pelisäännöt – Lähetti")
    assert not barriers(screen)
    accept_guidelines(screen)
    show_heading(screen, story.row.title)


def test_no_screen_has_a_barrier(
    browser: Browser, browser_context_args: dict[str, Any], signed_in: Any, story: Content
) -> None:
    signed_out = browser.new_context(**browser_context_args)
    page = signed_out.new_page()
    page.goto("/")
    show_heading(page, "Jaa sitä, minkä takana voit seistä.")
    found = {"sign-in": barriers_in_each(page)}
    signed_out.close()

    context = browser.new_context(**browser_context_args)
    context.add_cookies(signed_in)
    page = context.new_page()
    screens = {
        "/": "Jaettavaa",
        f"/share/{story.row.content}": story.row.title,
        "/race": "Pistekisa",
        "/race?period=all_time": "Pistekisa",
        "/guidelines": "Somen pelisäännöt",
        "/share/none": "Sisältöä ei löydy",
    }
    for path, heading in screens.items():
        page.goto(path)
        show_heading(page, heading)
        expect(page.locator(".pts")).to_be_visible()
        found[path] = barriers_in_each(page)
    page.goto(f"/share/{story.row.content}")
    page.get_by_role("button", name="Muut", exact=True).click()
    write_own_words(page, "Omat sanani.")
    found["own words"] = barriers_in_each(page)
    page.get_by_role("button", name="Kopioi linkki").click()
    show_heading(page, "Jaoitko linkin?")
    found["question"] = barriers_in_each(page)
    context.close()

    assert not {name: troubles for name, troubles in found.items() if troubles}
