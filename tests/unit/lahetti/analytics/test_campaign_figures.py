"""Personal beside paid, network by network: sums that agree, nothing spread, nothing told of few."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from lahetti.analytics.campaign_figures import CampaignFigures, Week, campaign_figures, known_of
from lahetti.analytics.facts import conversions
from lahetti.analytics.facts import items as fact_items
from lahetti.analytics.facts.model import Fact
from lahetti.campaigns import converting, items
from lahetti.campaigns.model import Aim, Baseline, Campaign, Count, Member, Paid
from lahetti.core.small_groups import Hidden
from lahetti.dynamodb.transactions import transact
from lahetti.networks.networks import Network
from lahetti.security import secrets
from tests.campaigns import campaign, put_campaigns
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb

LAST = date(2026, 12, 6)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Helsinki")


def paid(day: date, network: str = "x", **numbers: int) -> Paid:
    usual = {"spend_cents": 0, "impressions": None, "clicks": None, "conversions": None}
    return Paid(first=day, last=day, network=network, key=day.isoformat(), **{**usual, **numbers})


def fact(day: str, network: Network | None, content: str = "c", **numbers: int) -> Fact:
    return Fact(day, content, network, **numbers)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _programme(database: MemoryDynamoDb) -> None:
    put_heads([content_head("c", channel="blogi"), content_head("d", channel="youtube", topics=("verot",))])
    fact_items.save_days(
        [
            fact("2026-10-27", Network.FACEBOOK, opened=9, confirmed=8, clicks=3480),
            fact("2026-10-27", None, sharers=8, seen=20),
            fact("2026-11-30", Network.FACEBOOK, "d", opened=6, confirmed=6, clicks=20),
            fact("2026-11-30", Network.X, "d", opened=6, confirmed=2, clicks=5),
            fact("2026-11-30", Network.LINKEDIN, "d", opened=6, confirmed=3, clicks=2),
            fact("2026-11-30", None, "d", sharers=7, seen=30),
            fact("2026-10-20", Network.FACEBOOK, opened=9, confirmed=9, clicks=999),
            fact("2026-10-28", Network.FACEBOOK, "other", confirmed=9, clicks=500),
            fact("2026-10-28", None, "other", sharers=9, seen=30),
        ]
    )


def figures(stored: Campaign | None = None, today: date = LAST) -> CampaignFigures:
    known = stored or campaign(contents=("c",), topics=("verot",))
    put_campaigns(known)
    return campaign_figures(known_of(known, today))


def test_personal_and_paid_stand_side_by_side_and_sums_agree() -> None:
    items.put_paid("k", [paid(date(2026, 11, 2), spend_cents=240_000, clicks=3164, conversions=221)])
    items.put_counts(
        "k",
        [
            Count(date(2026, 10, 27), "facebook", 612),
            Count(date(2026, 10, 27), "x", 31),
            Count(date(2026, 10, 27), None, 89_271),
        ],
    )

    found = figures()

    assert (found.personal.clicks, found.personal.conversions) == (3507, 643)
    assert [(line.network, line.clicks, line.conversions, line.rate) for line in found.networks] == [
        ("facebook", 3500, 612, 17.5),
        ("", 7, 31, 442.9),
    ]
    (bought,) = found.paid
    assert (bought.network, bought.clicks, bought.click_cents, bought.rate) == ("x", 3164, 76, 7.0)
    assert (found.unattributed, found.conversions, found.total) == (89_271, 90_135, 90_135)
    assert found.unattributed_rate == 99.0
    assert sum(line.clicks for line in found.networks) == found.personal.clicks  # type: ignore[misc]
    assert sum(line.conversions for line in found.networks) == found.personal.conversions  # type: ignore[misc]


def test_what_a_site_and_a_file_tell_of_the_same_day_and_network_counts_once() -> None:
    fact_items.save_days(
        [fact("2026-10-27", Network.FACEBOOK, conversions=10), fact("2026-10-28", Network.FACEBOOK, conversions=2)],
        fact_items.Source.CONVERSIONS,
    )
    items.put_counts("k", [Count(date(2026, 10, 27), "facebook", 12)])

    assert figures().personal.conversions == 14


def test_a_day_on_which_another_campaign_has_the_content_is_not_this_ones() -> None:
    put_campaigns(campaign("toinen", contents=("d",), first=date(2026, 11, 30)))

    assert figures().personal.clicks == 3480


def test_of_fewer_than_five_sharers_nothing_is_told() -> None:
    found = figures(campaign(topics=("verot",), last=date(2026, 11, 29), by=date(2026, 11, 29)))

    assert found.personal.clicks is Hidden.FEW
    assert found.personal.conversions is Hidden.FEW
    assert found.networks == ()


def test_a_campaign_without_contents_or_before_its_start_has_nothing() -> None:
    empty = figures(campaign())
    to_come = figures(campaign("m", contents=("c",)), date(2026, 10, 1))

    for found in (empty, to_come):
        assert found.networks == found.paid == ()
        assert (found.unattributed, found.conversions) == (0, 0)
    assert [week.number for week in to_come.weeks] == [None] * 6


def test_weeks_stand_beside_the_same_weeks_of_the_year_before() -> None:
    items.put_counts("k", [Count(date(2026, 11, 30), None, 16_500), Count(date(2026, 10, 26), None, 9800)])
    items.put_baseline("k", [Baseline(date(2025, 12, 1), 7, 10_300), Baseline(date(2025, 10, 27), 1, 8900)])

    found = figures()

    assert [(week.label, week.number, week.before) for week in found.weeks] == [
        (44, 9800, 8900),
        (45, 0, None),
        (46, 0, None),
        (47, 0, None),
        (48, 0, None),
        (49, 16_500, 10_300),
    ]
    assert found.last_week == Week(date(2026, 11, 30), 16_500, 10_300)
    assert found.last_week.change == 60
    assert [week.label for week in found.lacks_weeks_before] == [45, 46, 47, 48]


def test_weeks_to_come_have_no_number_and_a_running_one_is_not_the_last() -> None:
    found = figures(today=date(2026, 11, 25))

    assert [week.number is None for week in found.weeks] == [False] * 5 + [True]
    assert found.last_week is not None
    assert found.last_week.label == 47


@pytest.mark.parametrize(("aim", "total"), [(Aim.SHARES, 19), (Aim.CLICKS, 3507 + 100)])
def test_the_total_is_of_what_the_campaign_wants(aim: Aim, total: int) -> None:
    items.put_paid("k", [paid(date(2026, 11, 2), clicks=100)])

    found = figures(campaign(contents=("c",), topics=("verot",), aim=aim))

    assert found.total == total
    assert sum(week.number or 0 for week in found.weeks) == total


def test_the_hourly_count_makes_facts_of_conversions_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "conversion_key", lambda: b"key")
    put_campaigns(campaign(contents=("c",)))
    transact(*items.put_refs(Member("k", "c", {"facebook": "4fG7hJ2k"})))
    for number in range(3):
        assert converting.receive(f"4fG7hJ2k.261124.9bQwErTy0{number}", "account", NOW, NOW, ZONE)

    assert conversions.count_conversions(NOW, ZONE) == 1
    assert conversions.count_conversions(NOW, ZONE) == 0
    days = fact_items.facts_of_days(date(2026, 11, 25), date(2026, 11, 25))
    assert [(one.content, one.network, one.conversions) for one in days] == [("c", Network.FACEBOOK, 3)]
    months = fact_items.facts_of_months("2026-11", "2026-11")
    assert sum(one.conversions for one in months) == 3
