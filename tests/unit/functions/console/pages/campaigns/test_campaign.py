"""The page of the drawing: what it says of the campaign of tax refunds, and of one of which little is known."""

import json
from datetime import UTC, datetime

import pytest

from console.framework.context import PageContext
from console.framework.export import as_csv, as_json
from console.framework.rendering import rendered
from console.pages.campaigns import campaign as page
from lahetti.analytics.media_value import prices
from lahetti.analytics.media_value.model import ClickPrice
from lahetti.campaigns.model import Aim, Campaign
from lahetti.content.model import ContentState
from lahetti.core.languages import INTERFACE
from lahetti.networks.networks import Network
from lahetti.people.model import Person, PersonState, Role
from tests import campaign_story
from tests.campaigns import campaign, put_campaigns
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb

AFTER = datetime(2026, 12, 8, 10, tzinfo=UTC)
EDITOR = Person("eeva", "eeva@vero.fi", "Eeva", Role.EDITOR, PersonState.ACTIVE, "fi", AFTER)
PATH = "/console/campaigns/k"


def context() -> PageContext:
    return PageContext(EDITOR, PATH, PATH, {}, AFTER)


def shown(language: str = "fi") -> str:
    frame = {"context": context(), "person": EDITOR, "menu": (), "badges": {}}
    html = rendered("campaigns/campaign.html", language, {**frame, **page.one_campaign.view(context(), "k")})
    return " ".join(html.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.fixture
def story(database: MemoryDynamoDb) -> Campaign:
    return campaign_story.store()


def test_the_page_says_what_the_drawing_says(story: Campaign) -> None:
    html = shown()

    for words in (
        "90 412",
        "113 % tavoitteesta",
        "16 500",
        "60 % enemmän kuin vuotta aiemmin",
        "5 740",
        "320 jaosta",
        "3 164",
        "2 400 €, 0,76 € / klikkaus",
        "98,7 prosentilla konversioista lähde ei ole tiedossa.",
        "89 271",
        "ei mainontaa",
        "Uudet tilinumerot viikoittain",
        "2025, vertailuvuosi",
        "Jaon matka",
        "736",
        "Viikkoja vertailuvuoden yläpuolella: 6 / 6.",
    ):
        assert words in html, words
    assert "johtuu kampanjasta" not in html


@pytest.mark.parametrize("language", INTERFACE)
def test_the_page_is_there_in_every_language(story: Campaign, language: str) -> None:
    assert "3" in shown(language)


def test_the_value_of_clicks_is_an_estimate_with_its_source(story: Campaign) -> None:
    assert "(arvio)" not in shown()
    price = ClickPrice(Network.FACEBOOK, campaign_story.FIRST, 76, "oma X-mainonta")
    prices.add_price(price, "maarit", AFTER)

    html = shown()

    assert "Ansaitun näkyvyyden arvo (arvio): 2 644,80 €." in html
    assert "Facebook 0,76 € (ma 26.10. alkaen, lähde: oma X-mainonta)" in html


def test_its_files_hold_the_same_lines(story: Campaign) -> None:
    lines = page.one_campaign.lines
    assert lines is not None
    csv = as_csv(lines[1](context(), "k"), context().texts)
    rows = json.loads(as_json(lines[1](context(), "k")))

    assert "Maksettu mainonta;X;;2400,0;EUR;90000;3164;0,76;221;7,0;" in csv
    personal = [row for row in rows if row["part"] == "Henkilökohtaiset jaot"]
    assert personal[0]["clicks"] == sum(row["clicks"] for row in personal[1:]) == 5740
    assert [row["conversions"] for row in rows if row["week"]] == list(campaign_story.WEEKS)
    assert [row["before"] for row in rows if row["week"]] == list(campaign_story.BEFORE)


def test_of_few_sharers_the_page_says_only_that(database: MemoryDynamoDb) -> None:
    put_campaigns(campaign(contents=("c",)))
    put_heads([content_head("c", state=ContentState.RECALLED)])

    html = shown()

    assert "alle 5" in html
    assert "Alle viiden jakajan lukuja ei näytetä." in html
    assert "1 kampanjan sisältö on vedetty pois jaosta." in html
    assert "Tuo tai kirjoita mainonnan luvut" in html
    assert "Vertailuvuotta ei ole tuotu." in html


@pytest.mark.parametrize("aim", Aim)
def test_a_campaign_without_contents_says_so(database: MemoryDynamoDb, aim: Aim) -> None:
    put_campaigns(campaign(aim=aim))

    assert "Kampanjassa ei ole sisältöjä." in shown()
