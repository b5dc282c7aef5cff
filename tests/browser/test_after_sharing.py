"""After sharing: the question, each of its answers, and the thanks."""

import re
import uuid
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lahetti.content import recalling
from lahetti.content.model import Content, Links, Recall
from lahetti.core import clock
from lahetti.networks.networks import Network
from lahetti.people.model import Person
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import ShareRow
from tests.browser.conftest import CAPTIONS, DISCLOSURE, CookiesOf, Troubles
from tests.browser.steps import barriers, show_heading, write_own_words
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import Cast, accepted, current, published
from tests.integration.waiting import until
from tools.local_requests import Site

pytestmark = pytest.mark.browser

TITLE = "Mitä verotarkastaja oikeasti tekee?"
WORDS = "Olin tarkastuksessa mukana, ja kaikki selvisi yhdessä iltapäivässä ilman papereita."
CLICK_SECONDS = 20


@pytest.fixture
def sharer(cast: Cast, story: Content) -> Person:
    """Somebody with a day's caps of their own."""
    return accepted(cast.invite("Tuomas Väyrynen"))


@pytest.fixture
def fresh(editor: Person) -> str:
    captions = {(network, "fi"): CAPTIONS for network in ("linkedin", "bluesky", "mastodon")}
    return published(editor, TITLE, captions, disclosure=DISCLOSURE)


def post_to(page: Page, context: BrowserContext, fresh: str, network: str, where: str, question: str) -> None:
    page.goto(f"/share/{fresh}?network={network}")
    with context.expect_page():
        page.get_by_role("button", name=f"Jaa {where}").click()
    page.bring_to_front()
    show_heading(page, question)


def post_on_linkedin(page: Page, context: BrowserContext, fresh: str) -> None:
    post_to(page, context, fresh, "linkedin", "LinkedInissä", "Julkaisitko jutun LinkedInissä?")


def post_on_bluesky(page: Page, context: BrowserContext, fresh: str) -> None:
    post_to(page, context, fresh, "bluesky", "Blueskyssa", "Julkaisitko jutun Blueskyssa?")


def share_of(content_id: str, person: Person) -> ShareRow:
    (found,) = [share for share in sharing_items.shares_of(person.id) if share.content == content_id]
    return found


def test_yes_brings_thanks_points_and_one_next_step(own: Page, context: BrowserContext, fresh: str) -> None:
    own.goto(f"/share/{fresh}?network=linkedin")
    write_own_words(own, WORDS)
    with context.expect_page():
        own.get_by_role("button", name="Jaa LinkedInissä").click()
    own.bring_to_front()
    show_heading(own, "Julkaisitko jutun LinkedInissä?")
    assert not barriers(own)

    own.get_by_role("button", name="Kyllä, julkaisin").click()

    show_heading(own, "Viesti on matkalla")
    expect(own.get_by_role("heading", level=1)).to_be_focused()
    expect(own.get_by_text("Kiitos! Sait 8 pistettä.")).to_be_visible()
    expect(own.get_by_text("8 = 5 jaosta + 3 omista sanoista.")).to_be_visible()
    expect(own.get_by_role("main").get_by_text("Sinä, 8 pistettä")).to_be_visible()
    expect(own.locator("header .pts")).to_contain_text("8 p.")
    expect(own.get_by_text("Jokainen klikkaus tuo 2 lisää.")).to_be_visible()
    next_one = own.get_by_role("link", name=re.compile("Jaa Blueskyssa"))
    expect(next_one).to_contain_text("+5 p.")
    assert not own.get_by_label(re.compile("Julkaisun osoite")).count(), "LinkedIn tells nobody its reactions"
    assert not barriers(own)
    next_one.click()
    expect(own.get_by_role("button", name="Jaa Blueskyssa")).to_be_visible()


def test_whoever_comes_back_to_the_tab_is_at_the_question(own: Page, context: BrowserContext, fresh: str) -> None:
    post_on_linkedin(own, context, fresh)
    own.get_by_role("button", name="Kyllä, julkaisin").focus()

    own.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(own.get_by_role("heading", level=1)).to_be_focused()


def test_what_is_sent_to_chosen_people_is_asked_for_as_sent(own: Page, context: BrowserContext, fresh: str) -> None:
    own.goto(f"/share/{fresh}?network=whatsapp")
    with context.expect_page():
        own.get_by_role("button", name="Lähetä WhatsAppissa").click()
    own.bring_to_front()
    show_heading(own, "Lähetitkö jutun WhatsAppissa?")
    expect(own.get_by_role("button", name="En lähettänytkään")).to_be_visible()
    expect(own.get_by_role("button", name=re.compile("Lähetän myöhemmin"))).to_be_visible()

    own.get_by_role("button", name="Kyllä, lähetin").click()

    show_heading(own, "Viesti on matkalla")


def test_the_window_is_opened_and_the_text_copied_once_more(own: Page, context: BrowserContext, fresh: str) -> None:
    post_on_linkedin(own, context, fresh)
    own.evaluate("navigator.clipboard.writeText('muuta')")

    own.get_by_role("button", name="Kopioi saate uudelleen").click()

    expect(own.get_by_text("Saate on kopioitu leikepöydälle")).to_be_visible()
    assert own.evaluate("navigator.clipboard.readText()").endswith(DISCLOSURE)
    with context.expect_page() as opened:
        own.get_by_role("link", name="Avaa LinkedIn uudelleen").click()
    assert "linkedin.com/sharing" in opened.value.url
    assert opened.value.evaluate("window.opener") is None


def test_a_page_that_the_phone_dropped_still_knows_what_to_paste(
    own: Page, context: BrowserContext, fresh: str
) -> None:
    post_on_linkedin(own, context, fresh)

    own.reload()

    show_heading(own, "Julkaisitko jutun LinkedInissä?")
    own.get_by_role("button", name="Kopioi saate uudelleen").click()
    assert own.evaluate("navigator.clipboard.readText()").endswith(DISCLOSURE)
    expect(own.get_by_role("link", name="Avaa LinkedIn uudelleen")).to_be_visible()


def test_later_can_be_given_a_time(own: Page, context: BrowserContext, fresh: str, sharer: Person) -> None:
    post_on_linkedin(own, context, fresh)
    own.get_by_role("button", name=re.compile("Julkaisen myöhemmin")).click()
    tomorrow = clock.now().astimezone(ZoneInfo("Europe/Helsinki")) + timedelta(days=1)  # on the browser's clock
    expect(own.get_by_label("Päivä")).to_have_value(f"{tomorrow:%Y-%m-%d}")
    own.get_by_role("button", name="Muistuta minua").click()

    expect(own.get_by_text(re.compile(r"Muistutamme sinua sähköpostilla .* klo 9\.00\."))).to_be_visible()
    assert share_of(fresh, sharer).remind_at
    assert not barriers(own)


def test_who_did_not_post_is_not_asked_again(own: Page, context: BrowserContext, fresh: str, sharer: Person) -> None:
    post_on_linkedin(own, context, fresh)
    own.get_by_role("button", name="En julkaissutkaan").click()

    show_heading(own, "Jaettavaa")
    expect(own.get_by_text("Selvä, emme kysy tästä enää.")).to_be_visible()
    assert not own.locator(f"a[href^='/share/{fresh}?share=']").count()
    assert not [share for share in sharing_items.shares_of(sharer.id) if share.content == fresh]


def test_who_did_not_post_is_asked_on_no_other_device_until_they_share_again(
    own: Page, context: BrowserContext, fresh: str, sharer: Person, cast: Cast
) -> None:
    post_on_linkedin(own, context, fresh)
    code = share_of(fresh, sharer).code
    cast.api(sharer).post(f"/me/shares/{code}/decline", None)

    own.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    show_heading(own, TITLE)
    expect(own).to_have_url(re.compile(f"/share/{fresh}\\?network=linkedin$"))
    own.goto(f"/share/{fresh}?share={code}")
    show_heading(own, TITLE)
    own.goto("/me")
    show_heading(own, "Omat")
    assert not own.locator(f"a[href^='/share/{fresh}?share=']").count()

    post_on_linkedin(own, context, fresh)
    assert share_of(fresh, sharer).state == "opened"


def test_an_answer_that_it_was_not_posted_is_kept_without_a_network(
    own: Page, context: BrowserContext, fresh: str, sharer: Person, troubles: Troubles
) -> None:
    troubles.cut.add("/api/v1/")
    post_on_linkedin(own, context, fresh)
    context.set_offline(True)
    own.get_by_role("button", name="En julkaissutkaan").click()
    expect(own.get_by_text("Selvä, emme kysy tästä enää.")).to_be_visible()
    context.set_offline(False)

    until(
        lambda: [share for share in sharing_items.shares_of(sharer.id) if share.content == fresh],
        lambda listed: not listed,
        CLICK_SECONDS,
    )


def test_a_click_meanwhile_has_answered_the_question(
    own: Page, context: BrowserContext, fresh: str, sharer: Person, cloud: RunningCloud
) -> None:
    post_on_linkedin(own, context, fresh)
    code = share_of(fresh, sharer).code
    visitor = (
        f"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/{uuid.uuid4().hex[:6]}"
    )
    Site(cloud.link_origin).request("GET", f"/{code}", headers={"User-Agent": visitor})
    until(lambda: share_of(fresh, sharer).state, lambda state: state == "confirmed", CLICK_SECONDS)

    own.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    show_heading(own, "Viesti on matkalla")
    expect(own.get_by_text("Joku klikkasi jo linkkiäsi, joten jako on vahvistettu.")).to_be_visible()
    assert not barriers(own)


def test_a_confirmation_without_a_network_is_kept_and_sent_when_it_is_back(
    own: Page, context: BrowserContext, fresh: str, sharer: Person, troubles: Troubles
) -> None:
    troubles.cut.add("/api/v1/")
    post_on_linkedin(own, context, fresh)
    context.set_offline(True)
    own.get_by_role("button", name="Kyllä, julkaisin").click()

    expect(own.get_by_text("Vahvistus on tallessa tällä laitteella ja lähtee, kun yhteys palaa.")).to_be_visible()
    assert share_of(fresh, sharer).state == "opened"
    assert not barriers(own)
    context.set_offline(False)

    expect(own.get_by_text("Vahvistus lähti. Sait 5 pistettä.")).to_be_visible()
    expect(own.get_by_text("Kiitos! Sait 5 pistettä.")).to_be_visible()
    expect(own.get_by_text("Vahvistus on tallessa")).to_have_count(0)
    assert share_of(fresh, sharer).state == "confirmed"


def test_a_confirmation_that_was_kept_is_sent_at_the_next_start_and_counted_once(
    own: Page, context: BrowserContext, fresh: str, sharer: Person, cast: Cast, troubles: Troubles
) -> None:
    troubles.cut.add("/confirm")
    post_on_linkedin(own, context, fresh)
    own.route("**/confirm", lambda route: route.abort("internetdisconnected"))
    own.get_by_role("button", name="Kyllä, julkaisin").click()
    expect(own.get_by_text(re.compile("Vahvistus on tallessa"))).to_be_visible()
    own.unroute_all()

    own.goto("/")
    expect(own.get_by_text("Vahvistus lähti. Sait 5 pistettä.")).to_be_visible()
    own.reload()
    show_heading(own, "Jaettavaa")

    assert cast.api(sharer).get("/me/points").json()["lifetime"] == 5
    assert own.evaluate("localStorage.getItem('lahetti.answers')") == "[]"


def test_a_content_that_was_recalled_meanwhile_is_not_to_be_posted(
    own: Page, context: BrowserContext, fresh: str, editor: Person, troubles: Troubles
) -> None:
    troubles.expected.add((404, f"/api/v1/contents/{fresh}"))
    post_on_linkedin(own, context, fresh)
    recalling.recall(fresh, Recall(Links.FRONT_PAGE, "Luku oli väärä."), editor, current(), clock.now())

    own.reload()

    show_heading(own, "Julkaisitko jutun LinkedInissä?")
    expect(own.get_by_text("Sisältö on vedetty pois. Älä jaa sitä enää.")).to_be_visible()
    assert not own.get_by_role("link", name="Avaa LinkedIn uudelleen").count()
    expect(own.get_by_role("button", name="En julkaissutkaan")).to_be_visible()
    assert not barriers(own)


def test_the_address_of_the_post_is_followed_where_it_can_be_and_forgotten_again(
    own: Page, context: BrowserContext, fresh: str, sharer: Person, troubles: Troubles
) -> None:
    troubles.expected.add((422, "/post"))
    post_on_bluesky(own, context, fresh)
    own.get_by_role("button", name="Kyllä, julkaisin").click()
    field = own.get_by_label(re.compile("Julkaisun osoite"))
    save = own.get_by_role("button", name="Tallenna osoite")

    save.click()
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("https://www.linkedin.com/feed/update/urn:li:activity:1")
    save.click()
    expect(own.get_by_text(re.compile(r"^Kopioi tähän julkaisusi osoite Blueskysta, esimerkiksi "))).to_be_visible()
    assert not barriers(own)
    field.fill("https://bsky.app/profile/virasto.example/post/3kabcdefghi22")
    save.click()
    expect(own.get_by_text("Osoite on tallennettu.")).to_be_visible()
    assert not barriers(own)

    own.reload()
    expect(field).to_have_value("https://bsky.app/profile/virasto.example/post/3kabcdefghi22")
    own.get_by_role("button", name="Poista osoite").click()
    expect(field).to_have_value("")


def test_who_has_shared_everywhere_is_offered_nothing_more(
    own: Page, context: BrowserContext, fresh: str, sharer: Person, cast: Cast
) -> None:
    api = cast.api(sharer)
    api.patch("/me", {"servers": {"mastodon": "mastodon.social"}})
    for network in set(Network) - {Network.LINK, Network.LINKEDIN}:
        code = api.post("/me/shares", {"content": fresh, "network": network.value}).json()["code"]
        api.post(f"/me/shares/{code}/confirm", None)
    post_on_linkedin(own, context, fresh)
    own.get_by_role("button", name="Kyllä, julkaisin").click()

    show_heading(own, "Viesti on matkalla")
    expect(own.get_by_text("Olet jakanut tämän kaikissa palveluissa.")).to_be_visible()
    assert not barriers(own)


@pytest.mark.parametrize(
    "look",
    [{"viewport": {"width": 320, "height": 640}}, {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}],
    ids=["narrow", "dark and wide"],
)
def test_question_and_thanks_keep_nobody_out(
    look: dict[str, Any],
    browser: Browser,
    browser_context_args: dict[str, Any],
    cookies_of: CookiesOf,
    sharer: Person,
    cast: Cast,
    fresh: str,
) -> None:
    code = cast.api(sharer).post("/me/shares", {"content": fresh, "network": "bluesky"}).json()["code"]
    context = browser.new_context(**{**browser_context_args, **look})
    context.add_cookies(cookies_of(sharer))
    page = context.new_page()
    page.goto(f"/share/{fresh}?share={code}")
    show_heading(page, "Julkaisitko jutun Blueskyssa?")
    page.get_by_role("button", name=re.compile("Julkaisen myöhemmin")).click()
    found = {"question": barriers(page)}
    page.get_by_role("button", name="Kyllä, julkaisin").click()
    show_heading(page, "Viesti on matkalla")
    expect(page.get_by_role("heading", name="Jaa vielä toisaalla")).to_be_visible()
    found["thanks"] = barriers(page)
    context.close()

    assert not {name: barriers for name, barriers in found.items() if barriers}
