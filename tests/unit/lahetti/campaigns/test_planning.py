from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from lahetti.campaigns import items, planning
from lahetti.core.errors import ChangedMeanwhile, Conflict, Invalid, NotFound
from lahetti.settings import versions
from tests.campaigns import plan
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.topics import library

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Helsinki")
ID = "019ab0a0-0000-7000-8000-000000000001"


@pytest.fixture(autouse=True)
def _contents(database: MemoryDynamoDb) -> None:
    put_heads([content_head("c")])


def test_the_form_sent_twice_makes_one_campaign(database: MemoryDynamoDb) -> None:
    first, again = (planning.create(plan(contents=("c", "c"), name=" Nimi "), "eeva", NOW, ID) for _ in range(2))

    assert first.plan == again.plan
    assert (first.plan.name, first.plan.contents) == ("Nimi", ("c",))
    assert [one.campaign for one in planning.campaigns()] == [ID]


def test_another_plan_in_the_same_form_is_refused() -> None:
    planning.create(plan(), "eeva", NOW, ID)

    with pytest.raises(Conflict, match="Another campaign"):
        planning.create(plan(name="Toinen"), "eeva", NOW, ID)


def test_web_analytics_can_tell_campaigns_apart() -> None:
    first = planning.create(plan(), "eeva", NOW)
    with pytest.raises(Invalid) as refused:
        planning.create(plan(name="Toinen"), "eeva", NOW)
    assert (refused.value.field, refused.value.reason) == ("utm_campaign", "taken")
    planning.delete(first.campaign, "eeva", NOW, ZONE)

    assert planning.create(plan(name="Toinen"), "eeva", NOW).plan.utm_campaign == "tilinumero-2026"


def test_a_content_that_is_not_there_cannot_be_picked() -> None:
    with pytest.raises(Invalid) as refused:
        planning.create(plan(contents=("c", "poissa")), "eeva", NOW)

    assert (refused.value.field, refused.value.value) == ("contents", "poissa")


def test_a_change_is_made_over_the_edition_that_was_seen() -> None:
    made = planning.create(plan(), "eeva", NOW)
    changed = planning.change(made.campaign, plan(number=90_000), 1, "eeva", NOW)

    assert (changed.plan.number, changed.edition) == (90_000, 2)
    assert planning.change(made.campaign, plan(number=90_000), 1, "eeva", NOW) == changed
    with pytest.raises(ChangedMeanwhile):
        planning.change(made.campaign, plan(number=70_000), 1, "eeva", NOW)


def test_a_deleted_campaign_stays_readable_and_is_not_changed_any_more() -> None:
    made = planning.create(plan(), "eeva", NOW)
    deleted = planning.delete(made.campaign, "eeva", NOW, ZONE)

    assert planning.delete(made.campaign, "eeva", NOW, ZONE) == deleted
    assert planning.find(made.campaign).deleted_on == datetime(2026, 11, 25).date()  # noqa: DTZ001
    with pytest.raises(Conflict) as refused:
        planning.change(made.campaign, plan(name="Toinen"), deleted.edition, "eeva", NOW)
    assert refused.value.reason == "deleted"


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        planning.find("poissa")


def test_a_topic_that_the_library_does_not_have_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        planning.create(plan(topics=("verot",)), "eeva", NOW)

    assert (refused.value.field, refused.value.value, refused.value.reason) == ("topics", "verot", "unknown")


def test_a_campaign_is_stored_whole() -> None:
    versions.change_settings({"topics": library("verot")}, "eeva", NOW)
    wanted = plan(contents=("c",), topics=("verot",), deed="Tilinumerot", prizes_cents=5000, hours=12, click_ids=True)
    made = planning.create(wanted, "eeva", NOW)

    assert items.find_campaign(made.campaign) == made
