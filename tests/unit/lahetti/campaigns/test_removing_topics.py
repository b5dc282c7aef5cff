"""A topic is removed whatever has it, but for a campaign that is not over."""

from datetime import UTC, date, datetime

import pytest

from lahetti.campaigns import removing_topics
from lahetti.core.errors import Conflict, NotFound
from lahetti.settings import versions
from tests.campaigns import campaign, put_campaigns
from tests.contents import content_head, put_heads
from tests.topics import library

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _library(database: object) -> None:
    versions.change_settings({"topics": library("verot", "asuminen")}, "eeva", NOW)
    put_heads([content_head("c", topics=("verot",))])


def test_a_topic_is_removed_once_though_contents_have_it() -> None:
    for _ in range(2):
        assert removing_topics.remove_topic("verot", "eeva", NOW).topic == "verot"

    settings = versions.read_settings()
    assert (settings.topics, settings.former_topics) == (library("asuminen"), library("verot"))


@pytest.mark.parametrize("last", [date(2026, 11, 25), date(2027, 1, 31)])
def test_a_campaign_that_is_not_over_keeps_its_topics(last: date) -> None:
    put_campaigns(campaign("k", topics=("verot",), name="Tilinumero", last=last))

    with pytest.raises(Conflict) as refused:
        removing_topics.remove_topic("verot", "eeva", NOW)

    assert (refused.value.field, refused.value.reason, refused.value.limit) == ("topic", "campaigns", 1)
    assert "Tilinumero" in str(refused.value.value)
    assert removing_topics.remove_topic("asuminen", "eeva", NOW)


@pytest.mark.parametrize(
    "over", [{"last": date(2026, 11, 24)}, {"last": date(2026, 12, 6), "deleted_on": date(2026, 11, 25)}]
)
def test_one_that_is_over_or_deleted_holds_nothing_back(over: dict[str, date]) -> None:
    put_campaigns(campaign("k", topics=("verot",), **over))

    assert removing_topics.remove_topic("verot", "eeva", NOW)


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        removing_topics.remove_topic("poissa", "eeva", NOW)
