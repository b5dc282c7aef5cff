"""A report on paper: one sheet of A4 in each language, however much of it there may be. It needs no cloud."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from console.framework.context import PageContext
from console.framework.rendering import rendered
from console.pages.reports import report
from http_adapter import client_files
from lahetti.campaigns.model import Aim
from lahetti.content.channels import items as channel_items
from lahetti.content.channels.model import Channel
from lahetti.core.configuration import Configuration, configuration
from lahetti.core.languages import INTERFACE
from lahetti.dynamodb.transactions import transact
from lahetti.people.model import Person, PersonState, Role
from lahetti.reports import promising, rules, writing
from lahetti.reports.model import Choice
from lahetti.surveys.model import SurveyKind
from tests.browser.looks import CONSOLE_LOOKS
from tests.browser.steps import barriers_in_each
from tests.campaigns import campaign, put_campaigns
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.reports import (
    AFTER,
    BEFORE_IT,
    GOALS,
    REPORT,
    ZONE,
    plan,
    put_campaign,
    put_contents,
    put_month,
    put_prize,
    put_survey,
)

pytestmark = pytest.mark.browser
WORDS = "Osallistuminen kasvoi, kun jakaminen oli helppoa ja sisällöt olivat läheltä omaa työtä. "
THOUGHTS = tuple(f"{number}. {WORDS}Lisää!" for number in range(5))


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryDynamoDb]:
    """Let the report be of tables in memory, whatever cloud other tests have started."""
    for field in set(Configuration._fields) - set(Configuration._field_defaults):
        monkeypatch.setenv(f"LAHETTI_{field.upper()}", "Europe/Helsinki" if field == "time_zone" else field)
    configuration.cache_clear()
    with MemoryDynamoDb().installed() as memory:
        yield memory
    configuration.cache_clear()


def write_month() -> None:
    """Write a report about as long as that of a pilot."""
    put_month()
    put_channels_and_contents("Näin haet veronpalautusta, kun tilinumerosi on muuttunut vuoden aikana")
    put_campaign()
    put_prize()
    put_survey("before", SurveyKind.BEFORE, "Ennen pilottia", [2] * 10)
    put_survey("after", SurveyKind.AFTER, "Pilotin lopussa", [4] * 10, THOUGHTS)
    plan(GOALS)
    picked = tuple(map(rules.key_of, THOUGHTS[:2]))
    choice = Choice("before", "after", ("k",), picked, 3 * WORDS, 3 * WORDS)
    writing.write(REPORT, choice, "maarit", AFTER, ZONE)


def put_channels_and_contents(title: str) -> None:
    """Store six channels with a content each that is called about like this."""
    for number in range(6):
        wide = f"Verohallinnon alueellinen uutiskirje {number}"
        transact(channel_items.put_channel(Channel(f"k{number}", wide, "blog", "fi", f"https://k{number}.example/")))
    put_contents({f"m{number}": (f"k{number}", f"{number}. {title}") for number in range(6)})


def write_longest() -> None:
    """Write a report of which everything is as long as it can be."""
    put_month()
    put_channels_and_contents(f"{WORDS * 3}"[:190])
    for number in range(3):
        named = {"name": f"{number}. {WORDS}"[:80], "utm_campaign": f"k-{number}", "aim": Aim.CLICKS}
        put_campaigns(campaign(f"k{number}", prizes_cents=123_456_78, hours=1_000, **named))
    put_survey("before", SurveyKind.BEFORE, f"{WORDS}"[:80], [2] * 10)
    put_survey("after", SurveyKind.AFTER, f"{WORDS[::-1]}"[:80], [4] * 10, THOUGHTS)
    promising.plan(REPORT, f"Raportti: {WORDS}"[:80], "M2026-11", GOALS, "maarit", BEFORE_IT, ZONE)
    picked = tuple(map(rules.key_of, THOUGHTS[:3]))
    choice = Choice(
        "before",
        "after",
        ("k0", "k1", "k2"),
        picked,
        (WORDS * 9)[: rules.LONGEST_TEXT],
        (WORDS * 9)[: rules.LONGEST_TEXT],
    )
    writing.write(REPORT, choice, "maarit", AFTER, ZONE)


def read(language: str) -> str:
    """Return the report's page as somebody reads it."""
    reader = Person("r", "r@vero.fi", "Lukija", Role.EDITOR, PersonState.ACTIVE, language, BEFORE_IT, guidelines=1)
    path = f"/console/works/reports/{REPORT}"
    context = PageContext(reader, path, path, {}, AFTER)
    frame = {"context": context, "person": reader, "menu": (), "badges": {}}
    return rendered(report.one_report.template, language, {**frame, **report.one_report.view(context, REPORT)})


class Reader:
    """A browser that is answered with the report as it is rendered, and with the styles from the client's folder."""

    def __init__(self, page: Page) -> None:
        self.page, self.html = page, ""
        page.route("**/*", self._answer)

    def open(self, language: str) -> None:
        self.html = read(language)
        self.page.goto(f"https://console.example/console/works/reports/{REPORT}")

    def _answer(self, route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name in client_files.NAMES:
            route.fulfill(body=client_files.text(name), content_type=client_files.content_type(name))
        else:
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    context = browser.new_context(viewport=CONSOLE_LOOKS["light"]["viewport"])
    yield Reader(context.new_page())
    context.close()


def sheets(pdf: bytes) -> int:
    """Count the pages of a PDF as Chromium writes it."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("write", [write_month, write_longest])
def test_a_report_is_one_sheet_in_every_language(
    database: MemoryDynamoDb, reader: Reader, write: Callable[[], None]
) -> None:
    write()

    found = {}
    for language in INTERFACE:
        reader.open(language)
        found[language] = sheets(reader.page.pdf(prefer_css_page_size=True))
    assert found == dict.fromkeys(INTERFACE, 1)


def test_a_report_bars_nobody_on_screen(database: MemoryDynamoDb, reader: Reader) -> None:
    write_month()
    reader.open("fi")

    assert barriers_in_each(reader.page, CONSOLE_LOOKS) == []
