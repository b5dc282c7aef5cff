"""The demo's campaign is the model case, with its very figures, on every day of a week."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.framework.context import PageContext
from console.framework.rendering import rendered
from console.pages.campaigns import campaign as page
from lahetti.analytics.campaign_figures import campaign_figures, known_of
from lahetti.analytics.facts import items as fact_items
from lahetti.analytics.facts.model import Fact
from lahetti.campaigns import items
from lahetti.campaigns.model import Campaign
from lahetti.networks.networks import Network
from lahetti.people.model import Person, PersonState, Role
from lahetti.settings import versions
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb
from tools.programme.campaign import put_campaign, read_campaign
from tools.programme.cast import read_cast

ZONE = ZoneInfo("Europe/Helsinki")
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
ADMIN = Person("maarit", "maarit@vero.fi", "Maarit", Role.ADMIN, PersonState.ACTIVE, "fi", MONDAY)


def put(now: datetime) -> Campaign:
    """Put the campaign, and facts of its contents as the programme's weeks bring them."""
    versions.change_settings({"topics": read_cast().topics}, "maarit", now)
    made = put_campaign(read_campaign(), "maarit", now, ZONE)
    put_heads([content_head("c", topics=("veronpalautus",))])
    day = made.plan.first.isoformat()
    facts = [Fact(day, "c", network, confirmed=20, clicks=60) for network in (Network.FACEBOOK, Network.LINKEDIN)]
    fact_items.save_days([*facts, Fact(day, "c", sharers=30, seen=90)])
    return made


@pytest.mark.parametrize("weekday", range(7))
def test_its_figures_are_the_model_cases(database: MemoryDynamoDb, weekday: int) -> None:
    now = MONDAY + timedelta(days=weekday)
    made = put(now)

    found = campaign_figures(known_of(made, now.date()))

    assert made.plan.number == 80_000
    assert found.total == found.conversions == 90_412
    assert found.last_week is not None
    assert (found.last_week.number, found.last_week.change) == (16_500, 60)
    assert found.last_week.monday == date(2026, 11, 23)
    assert {line.network for line in found.paid} == {"x"}
    assert [line.network for line in found.networks] == ["facebook", "linkedin"]
    assert (found.networks[0].conversions, found.personal.conversions) == (9, 16)
    assert found.unattributed == 90_412 - 16 - 5


def test_the_page_prints_them(database: MemoryDynamoDb) -> None:
    made = put(MONDAY)
    context = PageContext(ADMIN, "/", "/", {}, MONDAY)
    frame = {"context": context, "person": ADMIN, "menu": (), "badges": {}}

    html = rendered("campaigns/campaign.html", "fi", {**frame, **page.one_campaign.view(context, made.campaign)})

    words = " ".join(html.replace("\u00a0", " ").split())
    for printed in (
        "80 000",
        "90 412",
        "113 % tavoitteesta",
        "16 500",
        "60 % enemmän kuin vuotta aiemmin",
        "ei mainontaa",
    ):
        assert printed in words, printed


def test_its_files_are_understood_and_bring_nothing_twice(database: MemoryDynamoDb) -> None:
    made = put(MONDAY)
    before = (items.paid_of(made.campaign), items.counts_of(made.campaign), items.baseline_of(made.campaign))

    assert [len(rows) for rows in before] == [6, 6 * (7 + 2), 6]
