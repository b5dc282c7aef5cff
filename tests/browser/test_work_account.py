"""Signing in with the work account in Chromium: the address, the provider's own page, and back to what was wanted."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from lahetti.people.model import Person
from tests.browser.conftest import Troubles
from tests.browser.steps import barriers, show_heading
from tests.integration.work_account_fixtures import address, known, provider
from tests.work_provider import WorkProvider

__all__ = ["address", "known", "provider"]

pytestmark = pytest.mark.browser


def give_address(page: Page, email: str) -> None:
    page.get_by_label("Työsähköpostisi").fill(email)
    page.get_by_role("button", name="Lähetä koodi").click()


def choose(page: Page, subject: str) -> None:
    """Sign in at the provider."""
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()


def test_the_address_leads_to_the_provider_and_the_provider_to_what_was_wanted(
    screen: Page, provider: WorkProvider, known: Person, troubles: Troubles
) -> None:
    subject = uuid.uuid4().hex
    provider.knows(subject, email=known.email)
    troubles.expected.add((404, "/favicon.ico"))  # the provider has none

    screen.goto("/guidelines")
    give_address(screen, known.email)
    expect(screen).to_have_url(re.compile(re.escape(provider.issuer)))
    choose(screen, subject)

    expect(screen).to_have_url(re.compile("/guidelines$"))
    show_heading(screen, "Pelisäännöt")


def test_whoever_is_refused_reads_why_on_the_first_screen(
    screen: Page, provider: WorkProvider, known: Person, troubles: Troubles
) -> None:
    subject = uuid.uuid4().hex
    provider.knows(subject, email=known.email, email_verified=False)
    troubles.expected.add((404, "/favicon.ico"))

    screen.goto("/signin")
    give_address(screen, known.email)
    choose(screen, subject)

    expect(screen.get_by_role("alert")).to_contain_text("ei ole vahvistanut työtilisi osoitetta")
    assert not barriers(screen)
