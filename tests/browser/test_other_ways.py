"""Other ways than a network's window: the phone's menu, a copied link, a QR code, later; and the private note."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from lahetti.content import items as content_items
from lahetti.content.notes import reading
from lahetti.content.notes.model import NoteState
from lahetti.core import clock
from lahetti.networks.networks import Network
from lahetti.people import changing
from lahetti.people.model import Person
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import ShareRow
from tests.browser.conftest import CAPTIONS, DISCLOSURE, Troubles
from tests.browser.steps import barriers, show_heading, write_own_words
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import BLOCKED_WORD, published
from tests.integration.waiting import until

pytestmark = pytest.mark.browser

TITLE = "Uusi verokortti tulee joulukuussa"
WORDS = "Omani löytyi OmaVerosta minuutissa, ja kahvi ehti vielä pysyä kuumana."
PHONE_MENU = """
navigator.share = async (shared) => {
  window.shared = [...(window.shared ?? []), shared];
  const name = window.menu?.shift();
  if (name) throw new DOMException("no", name);
};
"""


@pytest.fixture
def own(own: Page) -> Page:
    """The same on a phone that has a menu."""
    own.add_init_script(PHONE_MENU)
    return own


@pytest.fixture
def fresh(editor: Person) -> str:
    return published(editor, TITLE, {("linkedin", "fi"): CAPTIONS}, disclosure=DISCLOSURE)


def open_page(page: Page, fresh: str) -> None:
    page.goto(f"/share/{fresh}?network=linkedin")
    show_heading(page, TITLE)


def phone_menu(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Puhelimen jakovalikko")).click()


def links_of(content_id: str, person: Person) -> list[ShareRow]:
    return [share for share in sharing_items.shares_of(person.id) if share.content == content_id]


def test_the_phones_menu_gets_own_words_and_link_and_the_question_follows(
    own: Page, fresh: str, cloud: RunningCloud
) -> None:
    open_page(own, fresh)
    write_own_words(own, WORDS)
    phone_menu(own)

    show_heading(own, "Jaoitko linkin?")
    (shared,) = own.evaluate("window.shared")
    assert shared["text"] == f"{WORDS}\n\n{DISCLOSURE}"
    assert shared["url"].startswith(f"{cloud.link_origin}/")


def test_a_menu_that_is_closed_again_asks_nothing(own: Page, fresh: str, sharer: Person) -> None:
    open_page(own, fresh)
    own.evaluate("window.menu = ['AbortError']")
    phone_menu(own)
    until(lambda: own.evaluate("window.shared?.length"), lambda number: number == 1)

    show_heading(own, TITLE)
    until(lambda: links_of(fresh, sharer), lambda listed: not listed)
    own.goto("/")
    show_heading(own, "Jaettavaa")
    assert not own.locator(f"a[href^='/share/{fresh}?share=']").count()


def test_a_menu_that_came_too_late_for_its_tap_is_opened_by_the_next_one(own: Page, fresh: str) -> None:
    open_page(own, fresh)
    own.evaluate("window.menu = ['NotAllowedError']")
    phone_menu(own)
    expect(own.get_by_text("Linkki on valmis. Avaa jakovalikko vielä kerran.")).to_be_visible()

    phone_menu(own)

    show_heading(own, "Jaoitko linkin?")
    first, second = own.evaluate("window.shared")
    assert first == second


def test_a_blocked_word_is_named_in_the_phones_menu_too(own: Page, fresh: str, troubles: Troubles) -> None:
    troubles.expected.add((422, "/api/v1/me/shares"))
    open_page(own, fresh)
    write_own_words(own, f"Tämä {BLOCKED_WORD} on parempi.")
    phone_menu(own)

    expect(own.get_by_text(f"Sana ”{BLOCKED_WORD}” ei ole käytössä.")).to_be_visible()
    assert own.evaluate("window.shared") is None


def test_without_a_menu_of_the_phone_none_is_offered(own: Page, fresh: str) -> None:
    own.add_init_script("navigator.share = undefined;")
    open_page(own, fresh)

    expect(own.get_by_role("button", name=re.compile("Kopioi linkki"))).to_be_visible()
    assert not own.get_by_role("button", name=re.compile("jakovalikko")).count()


def test_a_link_that_cannot_be_copied_is_selected(own: Page, fresh: str, cloud: RunningCloud) -> None:
    own.add_init_script(
        "document.execCommand = () => false; navigator.clipboard.write = () => Promise.reject(new DOMException('no'));"
    )
    open_page(own, fresh)
    own.get_by_role("button", name=re.compile("Kopioi linkki")).click()

    show_heading(own, "Jaoitko linkin?")
    field = own.get_by_label("Kopioi tämä teksti")
    expect(field).to_be_focused()
    assert field.input_value().startswith(f"{cloud.link_origin}/")


def test_a_qr_code_holds_the_persons_own_link(own: Page, fresh: str, sharer: Person, cloud: RunningCloud) -> None:
    open_page(own, fresh)
    opener = own.get_by_role("button", name=re.compile("Näytä QR-koodi"))
    opener.click()

    code = own.get_by_role("img", name=f"QR-koodi, joka vie osoitteeseen {cloud.link_origin}")
    expect(code).to_be_visible()
    expect(opener).to_have_attribute("aria-expanded", "true")
    assert [share.network for share in links_of(fresh, sharer)] == ["link"]
    size = int(code.get_attribute("viewBox").split()[2])
    assert (size - 8 - 17) % 4 == 0, "a code of the standard's sizes with four modules around it"
    expect(code).to_be_in_viewport(ratio=0.9)
    assert not barriers(own)

    opener.click()
    expect(code).to_be_hidden()
    opener.click()
    own.get_by_role("button", name="Näytin koodin").click()

    show_heading(own, "Linkkisi on matkalla")
    expect(own.get_by_text("Kiitos! Sait 5 pistettä.")).to_be_visible()
    assert [share.state for share in links_of(fresh, sharer)] == ["confirmed"]


def test_a_share_is_put_off_to_a_time_and_that_is_taken_back(own: Page, fresh: str, sharer: Person) -> None:
    open_page(own, fresh)
    own.get_by_role("button", name=re.compile("^Muistuta myöhemmin")).click()
    day = clock.now() + timedelta(days=3)
    own.get_by_label("Päivä").fill(f"{day:%Y-%m-%d}")
    own.get_by_label("Kellonaika").fill("10:15")
    own.get_by_role("button", name="Muistuta minua").click()

    told = own.get_by_text(re.compile(rf"Muistutamme sinua sähköpostilla \w\w {day.day}\.{day.month}\. klo 10\.15\."))
    expect(told).to_be_visible()
    assert not barriers(own)
    (share,) = links_of(fresh, sharer)
    assert (share.network, share.state) == ("linkedin", "opened")
    stored = sharing_items.find_share(share.code, consistent=True)
    assert stored is not None
    chosen = content_items.find_captions(fresh, Network.LINKEDIN, "fi")
    assert chosen is not None
    checked = own.locator(".cap:has(:checked) > .tx")
    assert checked.inner_text() == dict(zip(chosen.keys, chosen.texts, strict=True))[stored.caption]
    assert share.remind_at is not None
    assert share.remind_at.isoformat().startswith(f"{day:%Y-%m-%d}T08:15")

    own.reload()
    own.get_by_role("button", name=re.compile(rf"^Muistuta myöhemmin.*{day.day}\.{day.month}\. klo 10\.15")).click()
    own.get_by_role("button", name="Peru muistutus").click()
    expect(own.get_by_label("Päivä")).to_be_focused()
    assert links_of(fresh, sharer)[0].remind_at is None


@pytest.mark.parametrize(("day", "at"), [(0, "00:00"), (32, "09:00"), (None, "09:00")], ids=["past", "too far", "none"])
def test_a_time_that_cannot_be_is_told_with_what_can(
    day: int | None, at: str, own: Page, fresh: str, sharer: Person
) -> None:
    open_page(own, fresh)
    own.get_by_role("button", name=re.compile("^Muistuta myöhemmin")).click()
    own.get_by_label("Päivä").fill("" if day is None else f"{clock.now() + timedelta(days=day):%Y-%m-%d}")
    own.get_by_label("Kellonaika").fill(at)
    own.get_by_role("button", name="Muistuta minua").click()

    expect(own.get_by_text("Valitse tuleva aika, enintään 31 päivän päähän.")).to_be_visible()
    expect(own.get_by_label("Päivä")).to_be_focused()
    assert not links_of(fresh, sharer)
    assert not barriers(own)


def test_who_cannot_stand_behind_a_content_tells_the_editors_alone(
    own: Page, fresh: str, sharer: Person, editor: Person
) -> None:
    open_page(own, fresh)
    own.get_by_role("button", name="En voi seistä tämän takana").click()
    field = own.get_by_label(re.compile("Mikä tässä ei sovi sinulle?"))
    expect(field).to_be_focused()
    expect(own.get_by_text("Viestisi menee vain sisältövastaaville.")).to_be_visible()
    field.fill("Luvut ovat viime vuoden. <b>Tarkistakaa</b>")
    assert not barriers(own)
    own.get_by_role("button", name="Lähetä sisältövastaaville").click()

    expect(own.get_by_text("Kiitos. Viestisi meni sisältövastaaville.")).to_be_visible()
    written = [note for note in reading.notes_for(editor, NoteState.OPEN)[0] if note.content == fresh]
    assert [(note.person, note.text) for note in written] == [
        (sharer.id, "Luvut ovat viime vuoden. <b>Tarkistakaa</b>")
    ]
    assert not links_of(fresh, sharer)


def test_a_note_that_did_not_arrive_stays_in_its_field(own: Page, fresh: str, troubles: Troubles) -> None:
    troubles.cut.add("/api/v1/notes")
    open_page(own, fresh)
    own.get_by_role("button", name="En voi seistä tämän takana").click()
    own.get_by_label(re.compile("Mikä tässä ei sovi sinulle?")).fill("Sanani")
    own.route("**/api/v1/notes", lambda route: route.abort("internetdisconnected"))
    own.get_by_role("button", name="Lähetä sisältövastaaville").click()

    expect(own.get_by_text("Ei verkkoyhteyttä.")).to_be_visible()
    expect(own.get_by_label(re.compile("Mikä tässä ei sovi sinulle?"))).to_have_value("Sanani")


def test_nothing_that_was_begun_leaves_the_device_before_the_tap(own: Page, fresh: str) -> None:
    asked: list[str] = []
    own.on("request", lambda request: asked.append(f"{request.method} {request.post_data or ''}"))
    open_page(own, fresh)
    write_own_words(own, WORDS)
    own.wait_for_timeout(1500)

    assert not [one for one in asked if json.dumps(WORDS)[1:20] in one]


@pytest.fixture
def quiet(sharer: Person) -> Iterator[None]:
    """Let the person have quiet hours from six to half past seven, and at weekends."""
    changing.change_oneself(sharer, {"quiet": "18:00-07:30 weekends"}, clock.now())
    yield
    changing.change_oneself(sharer, {"quiet": None}, clock.now())


@pytest.mark.usefixtures("quiet")
def test_a_reminder_in_quiet_hours_says_when_it_comes_and_why(own: Page, fresh: str) -> None:
    open_page(own, fresh)
    own.get_by_role("button", name=re.compile("^Muistuta myöhemmin")).click()
    monday = clock.now() + timedelta(days=7 - clock.now().weekday())
    own.get_by_label("Päivä").fill(f"{monday:%Y-%m-%d}")
    own.get_by_label("Kellonaika").fill("20:15")
    own.get_by_role("button", name="Muistuta minua").click()

    expect(own.get_by_text(re.compile(r"Muistutamme sinua sähköpostilla ti .* klo 7\.30\."))).to_be_visible()
    expect(own.get_by_text(re.compile(r"Valitsemasi aika, ma .* klo 20\.15, on hiljaista aikaasi\."))).to_be_visible()
    assert not barriers(own)
