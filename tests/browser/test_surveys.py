"""A survey in Chromium: made and started in the console, answered behind a mail's link on a phone, closed, read."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from lahetti.core import clock
from lahetti.people.model import Person
from lahetti.surveys import answering, items, tokens
from lahetti.surveys.model import STATEMENTS
from tests.browser.conftest import Troubles
from tests.browser.looks import CONSOLE_LOOKS, LOOKS
from tests.browser.steps import barriers, barriers_in_each, show_heading
from tests.integration.conftest import RunningCloud
from tests.integration.functions import invoke
from tests.integration.inbox import await_mail
from tests.integration.people_fixtures import TEAM, Cast
from tests.integration.waiting import until

pytestmark = pytest.mark.browser
NUMBER = 7
"""People who answer each survey, beside one in the browser."""


@pytest.fixture(scope="module")
def team(cast: Cast) -> list[Person]:
    """Eight people of one team."""
    return [cast.invite("Väinö Vastaaja", teams=(TEAM,)) for _ in range(NUMBER + 1)]


@pytest.fixture
def phone(browser: Browser, cloud: RunningCloud) -> Iterator[Page]:
    """The phone of somebody who is not signed in, and runs no script."""
    context = browser.new_context(
        base_url=cloud.web_origin, locale="fi-FI", viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def start(console: Page, name: str, kind: str) -> str:
    """Make a survey and start it; return its id."""
    console.goto("/console/surveys/new")
    console.get_by_label("Nimi", exact=True).fill(name)
    console.get_by_role("radio", name=kind).check()
    console.get_by_role("button", name="Tallenna luonnos").click()
    show_heading(console, name)
    console.get_by_role("button", name="Aloita kysely").click()
    show_heading(console, f"Aloitetaanko kysely {name}?")
    console.get_by_role("button", name="Aloita kysely").click()
    expect(console.get_by_role("status")).to_contain_text("Kysely on aloitettu")
    return console.url.rpartition("/")[2].partition("?")[0]


def answer(survey: str, people: list[Person], ratings: str) -> None:
    """Let people answer as they are invited."""
    for number, person in enumerate(people):
        token = tokens.token_of(survey, person.id)
        until(lambda: items.find_invitation(survey, tokens.digest_of(token)), lambda found: found is not None)  # noqa: B023 (asked at once)
        chosen = {statement: ratings[(place + number) % len(ratings)] for place, statement in enumerate(STATEMENTS)}
        answering.answer(token, chosen, f"Toive {number}", clock.now())


def end(console: Page, survey: str) -> None:
    """Close a survey and let the job of the night run."""
    console.goto(f"/console/surveys/{survey}")
    console.get_by_role("button", name="Päätä kysely").click()
    console.get_by_role("button", name="Päätä kysely").click()
    expect(console.get_by_role("status")).to_contain_text("Kysely on päätetty.")
    done = invoke("RunSurveysFunction", {"time": (clock.now() + timedelta(hours=1)).isoformat()})
    assert (done["moved"], done["finished"]) == (NUMBER + 1, 1)
    console.goto(f"/console/surveys/{survey}")


def test_a_survey_from_the_draft_to_the_comparison(
    console: Page, phone: Page, team: list[Person], troubles: Troubles
) -> None:
    before = start(console, "Ennen pilottia", "Ennen")
    answer(before, team, "2334")
    end(console, before)
    after = start(console, "Pilotin jälkeen", "Jälkeen")
    answer(after, team[1:], "4345")
    mail = await_mail(team[0].email, "Kerro mielipiteesi")
    links = re.findall(r"(/survey/[\w.-]+\?lang=fi)", str(mail).replace("=3D", "=").replace("=\\r\\n", ""))
    token = tokens.token_of(after, team[0].id)

    phone.goto(f"/survey/{token}?lang=fi")
    show_heading(phone, "Lähettiläskysely")
    assert links
    assert team[0].name not in phone.content()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    phone.get_by_role("group", name="Meitä on helppo lähestyä.").get_by_label("4").check()
    phone.get_by_role("button", name="Lähetä vastaus").click()
    expect(phone.get_by_role("alert").get_by_role("link")).to_have_count(6)
    expect(phone.get_by_role("group", name="Meitä on helppo lähestyä.").get_by_label("4")).to_be_checked()
    for group in phone.get_by_role("group").all():
        group.get_by_label("5, täysin samaa mieltä").check()
    phone.get_by_label("Mitä muuta haluat sanoa?").fill("Hyvä näin.")
    phone.get_by_role("button", name="Lähetä vastaus").click()
    expect(phone.get_by_role("status")).to_contain_text("Kiitos!")
    phone.goto(f"/survey/{token}?lang=fi")
    expect(phone.get_by_role("status")).to_contain_text("Tällä linkillä ei voi enää vastata.")

    end(console, after)
    expect(console.get_by_text("Pilotin jälkeen").first).to_be_visible()
    expect(console.get_by_label("Vertaa kyselyyn")).to_have_value(before)
    expect(console.locator(".pairs li")).to_have_count(len(STATEMENTS))
    expect(console.get_by_text("Hyvä näin.")).to_be_visible()
    expect(console.get_by_role("row", name=re.compile("Testitiimi"))).to_be_visible()
    assert barriers_in_each(console, CONSOLE_LOOKS) == []
    for path in ("/console/surveys", "/console/surveys/new"):
        console.goto(path)
        assert barriers(console) == []


def test_the_page_that_is_answered_has_no_barrier(browser: Browser, cloud: RunningCloud, console: Page) -> None:
    survey = start(console, "Vuosikysely", "Muu ajankohta")
    invited = until(lambda: items.invitations(survey), lambda found: len(found) > 0)
    context = browser.new_context(base_url=cloud.web_origin, locale="fi-FI")
    page = context.new_page()
    page.goto(f"/survey/{tokens.token_of(survey, invited[0].person)}?lang=fi")

    assert barriers_in_each(page, LOOKS, cut_off=True) == []
    page.get_by_role("button", name="Lähetä vastaus").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert barriers_in_each(page, LOOKS, cut_off=True) == []
    context.close()
