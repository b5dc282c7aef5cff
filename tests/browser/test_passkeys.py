"""Passkeys with Chromium's virtual authenticator: made on one's own page, named, removed."""

import re
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from lahetti.people.passkeys import items
from tests.browser.steps import barriers
from tests.integration.people_fixtures import Cast, accepted
from tools.browser_sign_in import sign_in


@pytest.fixture
def device(screen: Page) -> CDPSession:
    """Let the browser have a device that makes passkeys and knows its holder; returns what speaks to it."""
    session = screen.context.new_cdp_session(screen)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": OPTIONS})
    return session


OPTIONS: dict[str, Any] = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


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
