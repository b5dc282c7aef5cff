"""Pages of figures, as they are read in each language; the figures themselves are tried where they are made."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from console.framework.context import PageContext
from console.framework.export import as_csv
from console.framework.page import Page
from console.framework.rendering import rendered
from console.pages.works import content, contents, overview
from lahetti.analytics.facts import items
from lahetti.analytics.facts.model import PeopleFact
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel
from lahetti.core.languages import INTERFACE
from lahetti.dynamodb.transactions import transact
from lahetti.settings import versions
from lahetti.settings.topics import take_off
from tests.contents import content_head, put_heads
from tests.names import named
from tests.topics import topic
from tests.unit.functions.console.pages.people.test_people import ADMIN
from tests.unit.lahetti.analytics.test_overview import COUNTED, put, shared

NOW = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _programme(database: object) -> None:
    for channel, name in (("blogi", "Verona-blogi"), ("video", "YouTube"), ("few", "Hiljainen"), ("less", "X")):
        transact(channels_items.put_channel(Channel(channel, name, "blog", "fi", "https://a.example/")))
    put(
        *shared("2026-10-20", people=5, clicks=10),
        *shared("2026-11-03", people=12, clicks=2000),
        *shared("2026-11-20", content="c2", channel="video", language="sv", topics=("työ",), people=8, seen=64),
        *shared("2026-11-20", content="c3", channel="few", people=3),
        *shared("2026-11-20", content="c4", channel="less", people=3),
    )
    topics = (topic("työ", named("Työelämä", "Arbetsliv")),)
    versions.change_settings({"topics": topics}, "anni", NOW)
    items.save_people(PeopleFact("M2026-11", None, 110, 109.5, 90, 40, 300, 900, COUNTED))
    published = datetime(2026, 11, 3, 6, tzinfo=UTC)
    put_heads([content_head("c1", title="Tilinumero <b>kuntoon</b>", published=published)])


def context(path: str = "/console/works", **query: str) -> PageContext:
    return PageContext(ADMIN, path, path, query, NOW)


def shown(page: Page, asked: PageContext, *parameters: str, language: str = "fi") -> str:
    frame: dict[str, Any] = {"context": asked, "person": ADMIN, "menu": (), "badges": {}}
    return rendered(page.template, language, {**frame, **page.view(asked, *parameters)})


@pytest.mark.parametrize("language", INTERFACE)
def test_every_page_is_read_in_every_language(language: str) -> None:
    pages = [
        shown(overview.overview, context(), language=language),
        shown(contents.contents, context("/console/works/contents"), language=language),
        shown(content.content, context("/console/works/contents/c1"), "c1", language=language),
    ]
    assert all("Tilinumero <b>" not in page and "style=" not in page for page in pages)
    assert "Tilinumero &lt;b&gt;" in pages[1]


@pytest.mark.parametrize(("language", "name"), [("fi", "Työelämä"), ("sv", "Arbetsliv")])
def test_topics_are_called_by_their_names_in_the_readers_language_also_once_removed(language: str, name: str) -> None:
    for removed in (False, True):
        if removed:
            take_off("työ", "anni", NOW)

        page = shown(overview.overview, replace(context(), person=replace(ADMIN, language=language)), language=language)

        assert f'<option value="työ">{name}</option>' in page
        assert page.count(name) == 2


def test_the_overview_answers_which_channel_is_shared_best_and_hides_the_small_one() -> None:
    page = shown(overview.overview, context())

    rates = page[page.index('id="rates"') : page.index('id="own"')]
    places = [
        rates.index(words) for words in ("Verona-blogi", "25 %", "YouTube", "12,5 %", "Hiljainen", "alle 5 jakajaa")
    ]
    assert places == sorted(places)
    assert "36,4 % aktiivisista" in page
    assert "+19\u00a0900 % edelliseen jaksoon" in page  # 2,000 clicks after 10


def test_a_period_that_cannot_be_read_is_said_and_the_usual_one_shown() -> None:
    page = shown(overview.overview, context(period="days", first="2026-11-20", last="2026-11-10"))

    assert "Viimeinen päivä on ennen ensimmäistä päivää." in page
    assert "Näytetään Marraskuu 2026." in page


def test_own_days_stay_in_the_form() -> None:
    page = shown(overview.overview, context(period="days", first="2026-11-01", last="2026-11-10"))

    assert 'value="2026-11-01"' in page
    assert "saatavilla vain kokonaisilta" in page  # figures of people


def test_the_files_hold_what_the_pages_show() -> None:
    assert overview.overview.lines is not None
    assert contents.contents.lines is not None
    of_overview = _table(as_csv(overview.overview.lines[1](context()), context().texts))
    of_contents = _table(as_csv(contents.contents.lines[1](context()), context().texts))

    whole = next(row for row in of_overview if row["Nimi"] == "Marraskuu 2026")
    assert whole["Klikkauksia"] == "2000"
    assert {row["Otsikko"] for row in of_contents} == {"c2", "c3", "c4", "Tilinumero <b>kuntoon</b>"}
    assert next(row for row in of_contents if row["Otsikko"] == "c3")["Jakoja"] == "alle 5 jakajaa"


def test_contents_come_in_the_order_that_is_asked_for() -> None:
    page = shown(contents.contents, context("/console/works/contents", sort="title"))

    assert page.index(">c2<") < page.index(">c3<") < page.index("Tilinumero")
    assert 'aria-current="true">Otsikko' in page


def _table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
