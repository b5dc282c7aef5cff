"""The share page and the tap: each state that the design names, in Finnish."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lahetti.content import items as content_items
from lahetti.content import recalling
from lahetti.content.model import Content, Links, Recall
from lahetti.core import clock
from lahetti.networks.networks import Network
from lahetti.people.model import Person
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import ShareRow
from tests.browser.conftest import CAPTIONS, DISCLOSURE, CookiesOf, Troubles
from tests.browser.steps import accept_guidelines, barriers, show_heading, write_own_words
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import Cast, accepted, current, published
from tests.integration.waiting import until
from tools.browser_sign_in import pass_door

pytestmark = pytest.mark.browser

SHARES = "**/api/v1/me/shares"
REFUSE_CLIPBOARD = """
document.execCommand = () => false;
navigator.clipboard.write = () => Promise.reject(new DOMException("no"));
"""
LOSE_THE_ANSWER = """() => {
  const { fetch } = window;
  window.fetch = async (...asked) => {
    window.fetch = fetch;
    await fetch(...asked);
    throw new TypeError("the line is cut");
  };
}"""
SELECTED = "(({ value, selectionStart: from, selectionEnd: to }) => value.slice(from, to))(document.activeElement)"
NO_WINDOW = "window.open = () => null;"


@pytest.fixture
def fresh(editor: Person) -> str:
    """A content of the test's own, with captions for LinkedIn alone."""
    return published(editor, "Pikkujoulut ja henkilöstölahjat", {("linkedin", "fi"): CAPTIONS}, disclosure=DISCLOSURE)


def share_on_linkedin(page: Page) -> None:
    page.get_by_role("button", name="Jaa LinkedInissä").click()


def of(content_id: str, person: Person) -> list[ShareRow]:
    return [share for share in sharing_items.shares_of(person.id) if share.content == content_id]


def left_alone(page: Page) -> None:
    """Whatever window was opened is closed again."""

    def windows() -> int:
        page.wait_for_timeout(50)  # only in a call of its own does Playwright hear of windows that have closed
        return len(page.context.pages)

    until(windows, lambda number: number == 1)


def test_two_taps_lead_from_the_page_to_the_networks_own_window(
    own: Page, context: BrowserContext, fresh: str, sharer: Person, outside: list[str]
) -> None:
    own.goto(f"/share/{fresh}?network=linkedin")
    show_heading(own, "Pikkujoulut ja henkilöstölahjat")
    assert not of(fresh, sharer), "nothing is stored before the tap"

    with context.expect_page() as opened:
        share_on_linkedin(own)

    opened.value.wait_for_url(re.compile(r"^https://www\.linkedin\.com/sharing/share-offsite/\?url=http"))
    assert opened.value.evaluate("window.opener") is None
    own.bring_to_front()
    show_heading(own, "Julkaisitko jutun LinkedInissä?")
    copied = own.evaluate("navigator.clipboard.readText()")
    assert copied in {f"{caption}\n\n{DISCLOSURE}" for caption in CAPTIONS}
    assert [share.state for share in of(fresh, sharer)] == ["opened"]


def test_the_keyboard_alone_gets_from_the_heading_to_the_question(
    own: Page, context: BrowserContext, fresh: str
) -> None:
    own.goto(f"/share/{fresh}?network=linkedin")
    show_heading(own, "Pikkujoulut ja henkilöstölahjat")
    own.get_by_role("radio", name="LinkedIn").focus()
    own.keyboard.press("ArrowRight")
    expect(own.get_by_role("button", name="Jaa Facebookissa")).to_be_visible()
    own.keyboard.press("ArrowLeft")

    for _ in range(12):
        own.keyboard.press("Tab")
        if own.evaluate("document.activeElement.type") == "submit":
            break
    with context.expect_page():
        own.keyboard.press("Enter")

    own.bring_to_front()
    show_heading(own, "Julkaisitko jutun LinkedInissä?")


def test_guidelines_come_first_and_lead_back_to_the_very_page(
    context: BrowserContext, screen: Page, cast: Cast, cookies_of: CookiesOf, fresh: str
) -> None:
    context.add_cookies(cookies_of(cast.invite("Elina Rautakorpi")))
    screen.goto(f"/share/{fresh}?network=x")
    write_own_words(screen, "Näin se meni meillä.")

    screen.get_by_role("button", name="Jaa X:ssä").click()

    show_heading(screen, "Somen pelisäännöt")
    left_alone(screen)
    accept_guidelines(screen)
    show_heading(screen, "Pikkujoulut ja henkilöstölahjat")
    expect(screen.get_by_role("button", name="Jaa X:ssä")).to_be_visible()
    expect(screen.get_by_label("Oma saate")).to_have_value("Näin se meni meillä.")


def test_own_words_outlive_a_reload(own: Page, fresh: str) -> None:
    own.goto(f"/share/{fresh}")
    write_own_words(own, "Kesken jäänyt ajatus")

    own.reload()

    expect(own.get_by_label("Oma saate")).to_have_value("Kesken jäänyt ajatus")


def test_without_a_caption_own_words_are_asked_for_and_the_link_alone_will_do(
    own: Page, context: BrowserContext, fresh: str, sharer: Person
) -> None:
    own.goto(f"/share/{fresh}?network=facebook")
    expect(own.get_by_text("Tähän palveluun ei ole valmista saatetta.")).to_be_visible()
    expect(own.get_by_label("Oma saate")).to_be_visible()
    assert not barriers(own)

    with context.expect_page():
        own.get_by_role("button", name="Jaa Facebookissa").click()

    own.bring_to_front()
    show_heading(own, "Julkaisitko jutun Facebookissa?")


def test_a_caption_in_another_language_says_which(own: Page, editor: Person) -> None:
    made = published(editor, "Julkaisu", {("linkedin", "sv"): ("Väntar du på skatteåterbäring?", "Kolla kontot.")})
    own.goto(f"/share/{made}?network=linkedin")

    expect(own.get_by_text("Valmis saate on vain ruotsiksi.")).to_be_visible()
    expect(own.get_by_text("Väntar du på skatteåterbäring?")).to_have_attribute("lang", "sv")


def test_what_is_too_long_is_said_with_the_number_before_anything_is_sent(
    own: Page, context: BrowserContext, fresh: str, sharer: Person
) -> None:
    own.goto(f"/share/{fresh}?network=x")
    write_own_words(own, "a" * 280)
    expect(own.locator("#words-count")).to_have_class(re.compile("over"))

    own.get_by_role("button", name="Jaa X:ssä").click()

    # 280 + the disclosure with its two line breaks + a line break and the link's 23.
    over = len(DISCLOSURE) + 2 + 1 + 23
    expect(own.get_by_text(f"Saate on {over} merkkiä liian pitkä.")).to_be_visible()
    expect(own.get_by_label("Oma saate")).to_be_focused()
    expect(own).to_have_title(re.compile("^Virhe: "))
    left_alone(own)
    assert not of(fresh, sharer)
    assert not barriers(own)


def test_the_count_is_spoken_when_typing_rests_and_little_is_left(own: Page, fresh: str) -> None:
    own.goto(f"/share/{fresh}?network=bluesky")
    spoken = own.locator("p[role=status].vh")
    write_own_words(own, "Lyhyt.")
    own.wait_for_timeout(1300)
    expect(spoken).not_to_contain_text("merkkiä")

    own.get_by_label("Oma saate").fill("a" * 225)

    expect(spoken).to_have_text(re.compile(r"^2\d\d / 300 merkkiä$"))


def test_what_was_shared_here_already_is_said_before_the_tap(own: Page, context: BrowserContext, fresh: str) -> None:
    own.goto(f"/share/{fresh}?network=linkedin")
    with context.expect_page():
        share_on_linkedin(own)
    own.bring_to_front()
    own.get_by_role("button", name="Kyllä, julkaisin").click()
    show_heading(own, "Viesti on matkalla")

    own.goto(f"/share/{fresh}?network=linkedin")

    expect(own.get_by_text("Olet jo jakanut tämän LinkedInissä. Sama jako uudelleen ei tuo pisteitä.")).to_be_visible()
    expect(own.get_by_role("radio", name="LinkedIn jaettu")).to_be_checked()
    write_own_words(own, "Lyhyt.")
    expect(own.locator("#words-own")).to_be_hidden()
    expect(own.locator("main")).not_to_contain_text("+3")
    assert not barriers(own)


def test_the_page_begins_where_a_caption_is_ready_and_nothing_was_shared_yet(
    own: Page, editor: Person, sharer: Person, cast: Cast
) -> None:
    made = published(editor, "Kaksi palvelua", {("facebook", "fi"): CAPTIONS, ("x", "fi"): CAPTIONS})
    other = published(editor, "Muualla jaettu")
    api = cast.api(sharer)
    for content, network in ((other, "x"), (other, "bluesky"), (made, "x")):
        code = api.post("/me/shares", {"content": content, "network": network}).json()["code"]
        api.post(f"/me/shares/{code}/confirm", None)

    own.goto(f"/share/{made}")

    expect(own.get_by_role("radio", name="Facebook")).to_be_checked()
    expect(own.get_by_role("radio", name="X jaettu")).to_be_visible()
    expect(own.get_by_role("button", name="Jaa Facebookissa")).to_be_visible()


def test_network_and_caption_of_the_address_are_obeyed_and_kept_there(own: Page, fresh: str, sharer: Person) -> None:
    stored = content_items.find_captions(fresh, Network.LINKEDIN, "fi")
    assert stored is not None
    keys = stored.keys
    for key, caption in zip(keys, stored.texts, strict=True):
        own.goto(f"/share/{fresh}?network=linkedin&caption={key}")
        expect(own.get_by_role("radio", name=re.compile(re.escape(caption[:20])))).to_be_checked()

    own.get_by_role("radio", name=re.compile(re.escape(CAPTIONS[0][:20]))).check()
    expect(own).to_have_url(re.compile(f"network=linkedin&caption={keys[stored.texts.index(CAPTIONS[0])]}$"))
    own.reload()
    expect(own.get_by_role("radio", name=re.compile(re.escape(CAPTIONS[0][:20])))).to_be_checked()
    own.get_by_role("radio", name="Facebook").check()
    expect(own).to_have_url(re.compile(r"\?network=facebook$"))


def test_own_words_are_said_to_lack_something_until_they_are_enough(
    own: Page, context: BrowserContext, fresh: str
) -> None:
    own.goto(f"/share/{fresh}?network=linkedin")
    said = own.locator("#words-own")
    write_own_words(own, "Kerron, miten tämä")
    expect(said).to_have_text("Vielä 15 merkkiä omaa tekstiä, niin saat lisäpisteet (+3).")
    own.get_by_label("Oma saate").fill(f"{CAPTIONS[0]} Eli näin.")
    expect(said).to_contain_text("liian lähellä valmista saatetta")
    own.get_by_label("Oma saate").fill("Kerron, miten tämä sujui meillä kotona viime viikolla.")
    expect(said).to_have_text("Tämä on omaa tekstiä: saat siitä lisäpisteet (+3).")
    assert not barriers(own)

    own.get_by_label("Oma saate").fill("Kerron, miten tämä")
    with context.expect_page():
        share_on_linkedin(own)
    own.bring_to_front()
    own.get_by_role("button", name="Kyllä, julkaisin").click()
    expect(own.get_by_text("Omista sanoista ei tullut lisäpisteitä: omaa tekstiä olisi pitänyt")).to_be_visible()


def test_a_full_day_is_said_before_the_tap_and_sharing_still_works(
    context: BrowserContext, screen: Page, cast: Cast, cookies_of: CookiesOf, cloud: RunningCloud, editor: Person
) -> None:
    person = accepted(cast.invite("Ville Viides"))
    api = cast.api(person)
    captions = {("linkedin", "fi"): CAPTIONS}
    for number in range(5):
        code = api.post("/me/shares", {"content": published(editor, f"Juttu {number}"), "network": "linkedin"}).json()[
            "code"
        ]
        api.post(f"/me/shares/{code}/confirm", None)
    sixth = published(editor, "Kuudes juttu", captions)
    context.add_cookies(cookies_of(person))

    screen.goto(f"/share/{sixth}?network=linkedin")
    expect(screen.get_by_text("Päivän viisi pisteitä tuovaa jakoa on jo käytetty.")).to_be_visible()
    assert not barriers(screen)
    with context.expect_page():
        share_on_linkedin(screen)
    screen.bring_to_front()
    screen.get_by_role("button", name="Kyllä, julkaisin").click()

    show_heading(screen, "Viesti on matkalla")
    expect(screen.get_by_text("Päivän viisi pisteitä tuovaa jakoa oli jo käytetty.")).to_be_visible()
    expect(screen.get_by_role("heading", name="Jaa vielä toisaalla")).to_be_visible()
    expect(screen.locator("main")).not_to_contain_text("+5")
    assert not barriers(screen)


def test_a_recalled_content_is_said_to_be_recalled(own: Page, fresh: str, editor: Person, troubles: Troubles) -> None:
    troubles.expected.add((404, f"/api/v1/contents/{fresh}"))
    recalling.recall(fresh, Recall(Links.FRONT_PAGE, "Luku oli väärä."), editor, current(), clock.now())

    own.goto(f"/share/{fresh}")

    show_heading(own, "Tätä ei voi jakaa")
    expect(own.get_by_text("Sisältö on vedetty pois. Älä jaa sitä enää.")).to_be_visible()
    assert not barriers(own)


def test_a_recall_between_opening_and_tap_closes_the_window_and_says_so(
    own: Page, context: BrowserContext, fresh: str, editor: Person, sharer: Person, troubles: Troubles
) -> None:
    troubles.expected.add((409, "/api/v1/me/shares"))
    own.goto(f"/share/{fresh}?network=linkedin")
    show_heading(own, "Pikkujoulut ja henkilöstölahjat")
    recalling.recall(fresh, Recall(Links.FRONT_PAGE, "Luku oli väärä."), editor, current(), clock.now())

    share_on_linkedin(own)

    show_heading(own, "Tätä ei voi jakaa")
    expect(own.get_by_text("Sisältö on vedetty pois. Älä jaa sitä enää.")).to_be_visible()
    left_alone(own)
    assert not of(fresh, sharer)


@pytest.mark.parametrize("reached", [False, True], ids=["request lost", "answer lost"])
def test_a_line_that_is_cut_in_the_middle_of_a_share_loses_and_doubles_nothing(
    reached: bool, own: Page, context: BrowserContext, fresh: str, sharer: Person, troubles: Troubles
) -> None:
    troubles.cut.add("/api/v1/me/shares")

    own.goto(f"/share/{fresh}?network=linkedin")
    write_own_words(own, "Tämä viesti lähtee vasta toisella kerralla, kun verkko palaa.")
    own.evaluate(LOSE_THE_ANSWER) if reached else own.route(SHARES, lambda route: route.abort("internetdisconnected"))
    share_on_linkedin(own)

    expect(own.get_by_role("alert")).to_contain_text("Ei verkkoyhteyttä.")
    expect(own.get_by_label("Oma saate")).to_have_value(re.compile("^Tämä viesti"))
    left_alone(own)
    assert len(of(fresh, sharer)) == int(reached)
    assert not barriers(own)

    own.unroute_all()
    with context.expect_page():
        share_on_linkedin(own)
    own.bring_to_front()
    show_heading(own, "Julkaisitko jutun LinkedInissä?")
    assert len(of(fresh, sharer)) == 1


def test_a_clipboard_that_refuses_leaves_the_text_selected(own: Page, context: BrowserContext, fresh: str) -> None:
    own.add_init_script(REFUSE_CLIPBOARD)
    own.goto(f"/share/{fresh}?network=linkedin")
    show_heading(own, "Pikkujoulut ja henkilöstölahjat")

    with context.expect_page():
        share_on_linkedin(own)

    own.bring_to_front()
    field = own.get_by_label("Kopioi tämä teksti")
    expect(field).to_be_focused()
    whole = field.input_value()
    assert whole.endswith(DISCLOSURE)
    assert own.evaluate(SELECTED) == whole
    assert not barriers(own)


def test_a_window_that_is_blocked_can_be_opened_by_a_link(own: Page, fresh: str) -> None:
    own.add_init_script(NO_WINDOW)
    own.goto(f"/share/{fresh}?network=linkedin")
    share_on_linkedin(own)

    show_heading(own, "Julkaisitko jutun LinkedInissä?")
    expect(own.get_by_text("Selain esti uuden ikkunan.")).to_be_visible()
    link = own.get_by_role("link", name="Avaa LinkedIn", exact=True)
    expect(link).to_have_attribute("href", re.compile(r"^https://www\.linkedin\.com/sharing/share-offsite/"))

    link.evaluate("link => link.addEventListener('click', (event) => event.preventDefault())")
    link.click()
    expect(own.get_by_role("link", name="Avaa LinkedIn uudelleen")).to_be_visible()
    expect(own.get_by_text("Selain esti uuden ikkunan.")).to_have_count(0)


def test_mastodon_asks_for_the_persons_server_once(
    context: BrowserContext, screen: Page, cast: Cast, cookies_of: CookiesOf, fresh: str, troubles: Troubles
) -> None:
    troubles.expected.add((422, "/api/v1/me"))
    context.add_cookies(cookies_of(accepted(cast.invite("Masa Mastodontti"))))
    screen.goto(f"/share/{fresh}?network=mastodon")
    share = screen.get_by_role("button", name="Jaa Mastodonissa")
    share.click()
    field = screen.get_by_label("Mastodon-palvelimesi")
    expect(field).to_be_focused()
    left_alone(screen)

    field.fill("ei palvelin")
    screen.get_by_role("button", name="Tallenna").click()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert not barriers(screen)
    field.fill("https://mastodon.social/@masa")
    field.press("Enter")
    expect(screen.get_by_text("Palvelin on tallennettu.")).to_be_visible()
    expect(share).to_be_focused()
    with context.expect_page() as opened:
        share.click()

    opened.value.wait_for_url(re.compile(r"^https://mastodon\.social/share\?text="))


def test_instagram_has_text_and_link_copied(
    own: Page, context: BrowserContext, fresh: str, cloud: RunningCloud
) -> None:
    own.goto(f"/share/{fresh}?network=instagram")
    write_own_words(own, "Kuva kertoo enemmän.")
    own.get_by_role("button", name="Jaa Instagramissa").click()

    show_heading(own, "Julkaisitko jutun Instagramissa?")
    pasted = own.evaluate("navigator.clipboard.readText()")
    assert pasted.startswith(f"Kuva kertoo enemmän.\n\n{DISCLOSURE}\n{cloud.link_origin}/")
    left_alone(own)


def test_a_session_that_is_over_leads_back_to_the_words_that_were_begun(
    own: Page, context: BrowserContext, fresh: str, sharer: Person, troubles: Troubles
) -> None:
    troubles.expected |= {(401, "/api/v1/me/shares"), (401, "/session")}
    own.goto(f"/share/{fresh}?network=linkedin")
    write_own_words(own, "Sanat, jotka eivät katoa.")
    context.clear_cookies()
    own.route(SHARES, lambda route: route.fulfill(status=401, body="{}"))

    share_on_linkedin(own)

    expect(own.get_by_role("alert").filter(has_text="Istunto päättyi.")).to_be_visible()
    left_alone(own)
    own.unroute_all()
    own.get_by_role("link", name="Kirjaudu", exact=True).click()
    pass_door(own, sharer.email)
    show_heading(own, "Pikkujoulut ja henkilöstölahjat")
    expect(own.get_by_label("Oma saate")).to_have_value("Sanat, jotka eivät katoa.")


@pytest.mark.parametrize(
    "look",
    [{"viewport": {"width": 320, "height": 640}}, {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}],
    ids=["narrow", "dark and wide"],
)
def test_the_page_and_what_it_unfolds_keep_nobody_out(
    look: dict[str, Any],
    browser: Browser,
    browser_context_args: dict[str, Any],
    cookies_of: CookiesOf,
    sharer: Person,
    fresh: str,
) -> None:
    context = browser.new_context(**{**browser_context_args, **look})
    context.add_cookies(cookies_of(sharer))
    page = context.new_page()
    page.goto(f"/share/{fresh}")
    show_heading(page, "Pikkujoulut ja henkilöstölahjat")
    page.get_by_role("button", name="Muut", exact=True).click()
    page.get_by_role("button", name=re.compile("Näytä QR-koodi")).click()
    expect(page.get_by_role("img", name=re.compile("QR-koodi"))).to_be_visible()
    page.get_by_role("button", name=re.compile("^Muistuta myöhemmin")).click()
    page.get_by_role("button", name="En voi seistä tämän takana").click()
    write_own_words(page, "Omat sanani.")

    found = barriers(page)

    context.close()
    assert not found


@pytest.mark.parametrize(
    ("language", "send", "question"),
    [
        ("sv", "Dela på LinkedIn", "Publicerade du inlägget på LinkedIn?"),
        ("en", "Share on LinkedIn", "Did you post it on LinkedIn?"),
    ],
)
def test_every_language_fits_a_narrow_screen_with_large_text(
    language: str,
    send: str,
    question: str,
    context: BrowserContext,
    screen: Page,
    cast: Cast,
    cookies_of: CookiesOf,
    fresh: str,
) -> None:
    person = accepted(cast.invite("Mikael Backlund"))
    context.add_cookies(cookies_of(person))
    cast.api(person).patch("/me", {"language": language})
    screen.set_viewport_size({"width": 390, "height": 844})
    screen.goto(f"/share/{fresh}?network=linkedin")
    share = screen.get_by_role("button", name=send)
    expect(share).to_be_visible()
    screen.get_by_role("radio", name=re.compile("egna ord|own words")).check()
    screen.locator("#words").fill("Omin sanoin, med egna ord, in my own words.")
    for opener in screen.locator(".side .net[aria-expanded]").all():
        opener.click()
    expect(screen.locator(".qr")).to_be_visible()
    assert not barriers(screen)

    context.new_cdp_session(screen).send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    assert screen.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert screen.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    with context.expect_page():
        share.click()
    screen.bring_to_front()
    show_heading(screen, question)
    assert not barriers(screen)


def test_a_preview_shows_the_post_as_the_network_will(own: Page, story: Content) -> None:
    own.goto(f"/share/{story.row.content}?network=linkedin")
    show_heading(own, story.row.title)
    preview = own.locator("details.preview")
    preview.locator("summary").click()
    expect(preview.locator("summary")).to_have_text("Miltä tämä näyttää LinkedInissä")
    expect(preview).to_contain_text(DISCLOSURE)
    expect(preview).to_contain_text(story.row.title)
    expect(preview).to_contain_text("blogi.virasto.example")
    expect(preview).not_to_contain_text("näytä lisää")

    write_own_words(own, "Sanoja riittää tässä. " * 20)

    expect(preview.locator(".pre")).to_have_text(re.compile(r"^(Sanoja riittää tässä\. ){9}.*… näytä lisää$"))
    expect(preview).to_contain_text("Katkaisukohta on noin 210 merkkiä")
    assert not barriers(own)
    own.get_by_role("radio", name="X", exact=True).check()
    expect(preview.locator("summary")).to_have_text("Miltä tämä näyttää X:ssä")
    expect(preview).to_contain_text("+ oma linkkisi")
    expect(preview).not_to_contain_text("näytä lisää")
