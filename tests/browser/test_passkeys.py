"""Passkeys with Chromium's virtual authenticator: made on one's own page, and signed in with."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lahetti.core import clock
from lahetti.people.model import Person, Role
from lahetti.people.passkeys import items, managing
from lahetti.settings import versions as settings_versions
from tests.browser.steps import barriers, show_heading
from tests.integration.people_fixtures import Cast, accepted
from tools.browser_sign_in import sign_in

OPTIONS: dict[str, Any] = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """What makes passkeys in the browser and knows its holder."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": OPTIONS})["authenticatorId"]

    def answers(self, answers: bool) -> None:
        """Let it answer by itself, as with a finger on it, or wait for its holder."""
        self.session.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": self.id, "enabled": answers})

    def knows_holder(self, knows: bool) -> None:
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": knows})


@pytest.fixture
def device(screen: Page) -> Device:
    return Device(screen)


def make_passkey(screen: Page, person: Person) -> None:
    """Sign in by a code, make a passkey, and sign out here."""
    sign_in(screen, person.email, "/me")
    screen.get_by_role("button", name="Luo pääsyavain").click()
    expect(screen.get_by_text("Pääsyavain on luotu.")).to_be_visible()
    screen.context.clear_cookies()


@pytest.mark.usefixtures("device")
def test_a_passkey_is_made_named_and_removed_on_ones_own_page(screen: Page, cast: Cast) -> None:
    person = accepted(cast.invite("Paula Avain"))
    sign_in(screen, person.email, "/me")
    part = screen.get_by_role("region", name="Kirjautuminen ilman koodia")

    part.get_by_role("button", name="Luo pääsyavain").click()
    expect(screen.get_by_text("Pääsyavain on luotu.")).to_be_visible()
    expect(part.get_by_role("listitem")).to_have_count(1)
    assert not barriers(screen)
    (made,) = items.passkeys_of(person.id)
    assert (made.name, made.used) == ("Tietokone", None)

    part.get_by_role("button", name="Luo pääsyavain").click()
    expect(part.get_by_role("alert")).to_contain_text("Tällä laitteella on jo pääsyavain.")

    part.get_by_role("button", name=re.compile("Nimeä uudelleen")).click()
    part.get_by_label("Pääsyavaimen nimi").fill("Työkone")
    part.get_by_role("button", name="Tallenna").click()
    expect(part.get_by_role("listitem")).to_contain_text("Työkone")

    part.get_by_role("button", name="Poista pääsyavain: Työkone").click()
    dialog = screen.get_by_role("dialog", name="Poistetaanko pääsyavain ”Työkone”?")
    assert not barriers(screen)
    dialog.get_by_role("button", name="Poista pääsyavain").click()
    expect(part.get_by_role("listitem")).to_have_count(0)
    assert items.passkeys_of(person.id) == []


def test_the_first_screen_offers_the_passkey_by_itself(screen: Page, cast: Cast, device: Device) -> None:
    person = accepted(cast.invite("Oskari Avain"))
    make_passkey(screen, person)

    screen.goto("/race")  # the virtual device takes what the browser offers, as its holder would with one touch

    show_heading(screen, re.compile("kisa", re.IGNORECASE))
    (kept,) = items.passkeys_of(person.id)
    assert kept.used == clock.now().date()


def test_a_button_asks_for_the_passkey_and_says_where_it_does_not_do(
    screen: Page, cast: Cast, device: Device, troubles: Any
) -> None:
    person = accepted(cast.invite("Nina Avain"))
    make_passkey(screen, person)
    device.answers(False)
    screen.goto("/signin?to=/me")
    ask = screen.get_by_role("button", name="Kirjaudu pääsyavaimella")
    expect(ask).to_be_visible()
    assert not barriers(screen)

    managing.give_up_devices(person.id, "tests", clock.now())
    troubles.expected.add((422, "/signin/passkey"))
    device.answers(True)
    ask.click()

    expect(screen.get_by_text("Pääsyavain ei kelvannut.")).to_be_visible()
    assert not barriers(screen)
    expect(screen).to_have_url(re.compile("/signin"))


KNOWN_WITHIN = 31
"""Seconds until every function has read new settings."""


@pytest.fixture
def strong(cast: Cast) -> Iterator[None]:
    """Let the programme ask editors and admins for more than a code."""
    for wanted in (True, False):
        settings_versions.change_settings({"strong_sign_in": wanted}, "tests", clock.now())
        time.sleep(KNOWN_WITHIN)
        if wanted:
            yield


@pytest.mark.usefixtures("strong")
def test_who_came_by_a_code_is_shown_the_way_into_the_console_and_the_passkey_opens_it(
    screen: Page, cast: Cast, device: Device, troubles: Any
) -> None:
    boss = accepted(cast.invite("Aada Avain", Role.ADMIN))
    make_passkey(screen, boss)
    device.answers(False)
    sign_in(screen, boss.email, "/me")
    troubles.expected.add((403, "/console"))

    screen.goto("/console")
    show_heading(screen, "Hallintaan kirjaudutaan pääsyavaimella")
    assert not barriers(screen)
    screen.get_by_role("link", name="Luo se omalla sivullasi").click()
    expect(screen.get_by_role("heading", name="Kirjautuminen ilman koodia")).to_be_focused()
    screen.go_back()
    device.answers(True)
    screen.get_by_role("link", name="Kirjaudu pääsyavaimella tai työtunnuksella").click()

    show_heading(screen, "Tällä viikolla")
