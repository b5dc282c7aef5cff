"""Contents join and leave campaigns, and their links follow by the fan-out of a moved content."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from lahetti.campaigns import items, membership, planning
from lahetti.campaigns.model import Phase
from lahetti.content import items as content_items
from lahetti.content.model import ContentHead, ContentState, ContentTexts
from lahetti.dynamodb.transactions import transact
from lahetti.mail import fanouts
from lahetti.networks.networks import Network
from lahetti.settings import versions
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import Share
from tests.campaigns import campaign, plan, put_campaigns
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.topics import library

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Helsinki")
URL = "https://www.vero.fi/tilinumero"


@pytest.fixture(autouse=True)
def _contents(database: MemoryDynamoDb) -> None:
    versions.change_settings({"topics": library("verot")}, "eeva", NOW)
    put_heads(
        [
            content_head("c", topics=("verot",)),
            content_head("d"),
            content_head("luonnos", topics=("verot",), state=ContentState.DRAFT),
        ]
    )
    for content in ("c", "d"):
        transact(content_items.put_texts(ContentTexts(content, URL)))
    assert sharing_items.save_share(Share("0123456789", "aino", "c", Network.X, "Otsikko", URL, NOW))


def head(content: str = "c") -> ContentHead:
    found = content_items.find_head(content, consistent=True)
    assert found is not None
    return found


def follow(database: MemoryDynamoDb) -> Share:
    """Expand every fan-out that there is, those of campaigns first, and return the share."""
    for kind in ("campaign_changed", "content_moved"):
        for pk, _ in sorted(key for key in database.programme.states if key[0].startswith(f"FANOUT#{kind}")):
            fanouts.expand(pk.removeprefix("FANOUT#"), Settings(), NOW)
    share = sharing_items.find_share("0123456789", consistent=True)
    assert share is not None
    return share


def test_a_campaign_that_is_created_has_its_contents_and_their_links(database: MemoryDynamoDb) -> None:
    made = planning.create(plan(contents=("d",), topics=("verot",), click_ids=True), "eeva", NOW)

    share = follow(database)

    joined = head().membership
    assert joined is not None
    assert (joined.campaign, joined.utm_campaign) == (made.campaign, "tilinumero-2026")
    assert set(joined.refs) == {network.value for network in Network}
    assert len(set(joined.refs.values())) == len(Network)
    assert share.ref == joined.refs["x"]
    assert share.target == f"{URL}?utm_source=x&utm_medium=ambassador&utm_campaign=tilinumero-2026"
    found = items.find_ref(share.ref or "")
    assert found is not None
    assert (found.campaign, found.content, found.network) == (made.campaign, "c", "x")
    assert head("d").membership is not None
    assert head("luonnos").membership is None
    assert items.find_campaign(made.campaign).applied is Phase.RUNNING  # type: ignore[union-attr]


def test_without_a_wish_for_click_ids_links_have_no_ref(database: MemoryDynamoDb) -> None:
    planning.create(plan(topics=("verot",)), "eeva", NOW)

    share = follow(database)

    assert share.ref is None
    assert "utm_campaign=tilinumero-2026" in share.target


def test_a_deleted_campaign_lets_its_contents_go(database: MemoryDynamoDb) -> None:
    made = planning.create(plan(topics=("verot",), click_ids=True), "eeva", NOW)
    follow(database)
    planning.delete(made.campaign, "eeva", NOW, ZONE)

    share = follow(database)

    assert head().membership is None
    assert share.ref is None
    assert "utm_campaign=blogi" in share.target


def test_a_content_that_comes_back_has_the_refs_that_it_had(database: MemoryDynamoDb) -> None:
    made = planning.create(plan(contents=("c",), click_ids=True), "eeva", NOW)
    first = follow(database).ref
    left = planning.change(made.campaign, plan(click_ids=True), 1, "eeva", NOW)
    assert follow(database).ref is None
    planning.change(made.campaign, plan(contents=("c",), click_ids=True), left.edition, "eeva", NOW)

    assert follow(database).ref == first


def test_the_job_follows_the_calendar_and_new_contents(database: MemoryDynamoDb) -> None:
    put_campaigns(campaign(topics=("verot",), first=date(2026, 11, 26), click_ids=True))
    tomorrow = datetime(2026, 11, 26, 6, tzinfo=UTC)

    assert membership.settle_due(NOW, ZONE) == 0
    assert membership.settle_due(tomorrow, ZONE) == 1
    content_items.save_head(replace(head("luonnos"), state=ContentState.PUBLISHED))
    assert membership.settle_due(tomorrow, ZONE) == 1
    assert membership.settle_due(tomorrow, ZONE) == 0
    assert membership.settle_due(datetime(2026, 12, 6, 22, 1, tzinfo=UTC), ZONE) == 2
    assert head().membership is None


def test_contents_of_a_campaign_that_was_over_when_it_was_planned_are_known(database: MemoryDynamoDb) -> None:
    over = campaign(topics=("verot",), contents=("d",), last=date(2026, 11, 20), by=date(2026, 11, 20))
    put_campaigns(over, campaign("m", contents=("d",), first=date(2026, 10, 1), last=date(2026, 11, 20)))

    for _ in range(2):
        membership.settle("k", NOW, ZONE)

    assert [member.content for member in items.members_of("k")] == ["c"]
    assert head().membership is None


def test_without_campaigns_the_job_reads_one_list_and_nothing_else(database: MemoryDynamoDb) -> None:
    database.calls.clear()

    assert membership.settle_due(NOW, ZONE) == 0
    assert len(database.calls) == 1


def test_where_somebody_writes_the_content_meanwhile_it_is_settled_over_that(database: MemoryDynamoDb) -> None:
    put_campaigns(campaign(contents=("c",)))

    def meanwhile(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            database.before = lambda *_: None
            assert content_items.save_head(replace(head(), title="Uusi otsikko"))

    database.before = meanwhile

    assert membership.settle("k", NOW, ZONE) == 1
    assert head().title == "Uusi otsikko"
    assert head().membership is not None
