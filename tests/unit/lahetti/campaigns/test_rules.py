from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.campaigns import rules
from lahetti.campaigns.model import Click, Phase
from lahetti.core.errors import Invalid
from tests.campaigns import campaign, plan

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "a" * 81}, "name"),
        ({"utm_campaign": "Two words"}, "utm_campaign"),
        ({"utm_campaign": ""}, "utm_campaign"),
        ({"number": 0}, "number"),
        ({"prizes_cents": -1}, "prizes_cents"),
        ({"hours": -1}, "hours"),
        ({"last": date(2026, 10, 25)}, "last"),
        ({"last": date(2029, 10, 25)}, "last"),
        ({"by": date(2026, 10, 25)}, "by"),
        ({"first": date(2020, 1, 1)}, "first"),
        ({"contents": tuple(map(str, range(51)))}, "contents"),
        ({"topics": tuple(map(str, range(11)))}, "topics"),
        ({"currency": "XAU"}, "currency"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_its_field(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.checked_plan(plan(**fields), NOW)

    assert refused.value.field == field


def test_a_plan_without_contents_can_be_stored() -> None:
    assert rules.checked_plan(plan(contents=(), topics=()), NOW) == plan()


def test_a_day_that_was_within_reach_may_stay() -> None:
    old = plan(first=date(2024, 1, 1), last=date(2024, 2, 1), by=date(2024, 2, 1))

    assert rules.checked_plan(replace(old, name="Uusi nimi"), NOW, old).name == "Uusi nimi"


def test_a_content_that_was_picked_comes_before_one_by_topic_and_then_the_earlier_start() -> None:
    by_topic = campaign("a", topics=("verot",), first=date(2026, 10, 1))
    picked = campaign("b", contents=("c",), first=date(2026, 11, 1))
    picked_later = campaign("d", contents=("c",), first=date(2026, 11, 2))
    everyone = [by_topic, picked_later, picked]

    assert rules.campaign_of("c", ("verot",), TODAY, everyone) is picked
    assert rules.campaign_of("other", ("verot",), TODAY, everyone) is by_topic
    assert rules.campaign_of("other", (), TODAY, everyone) is None
    assert rules.campaign_of("c", ("verot",), date(2026, 10, 5), everyone) is by_topic


@given(st.permutations([campaign(name, topics=("t",)) for name in "abcd"]))
def test_a_content_belongs_to_the_same_campaign_whatever_their_order(everyone: list[Any]) -> None:
    assert rules.campaign_of("c", ("t",), TODAY, everyone).campaign == "a"  # type: ignore[union-attr]


def test_a_deleted_campaign_keeps_its_days() -> None:
    deleted = campaign(contents=("c",), deleted_on=date(2026, 11, 10))

    assert rules.campaign_of("c", (), date(2026, 11, 10), [deleted]) is deleted
    assert rules.campaign_of("c", (), date(2026, 11, 11), [deleted]) is None
    assert rules.phase_of(deleted, TODAY) is Phase.DELETED


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2026, 10, 25), Phase.PLANNED),
        (date(2026, 10, 26), Phase.RUNNING),
        (date(2026, 12, 6), Phase.RUNNING),
        (date(2026, 12, 7), Phase.OVER),
    ],
)
def test_a_campaign_runs_from_its_first_day_to_its_last(day: date, phase: Phase) -> None:
    assert rules.phase_of(campaign(), day) is phase


def test_a_click_id_says_its_ref_and_its_day() -> None:
    assert rules.read_click("4fG7hJ2k.261125.9bQwErTy01") == Click("4fG7hJ2k", TODAY, "9bQwErTy01")


@pytest.mark.parametrize(
    "text",
    ["", "4fG7hJ2k.261125", "4fG7hJ2k.261325.9bQwErTy01", "4fG7hJ2k.261125.9bQwErTy0", "4fG7h/2k.261125.9bQwErTy01"],
)
def test_what_cannot_be_a_click_id_is_none(text: str) -> None:
    assert rules.read_click(text) is None


@pytest.mark.parametrize(
    ("day", "recent"),
    [(date(2026, 10, 26), True), (date(2026, 10, 25), False), (TODAY, True), (date(2026, 11, 27), False)],
)
def test_a_click_brings_conversions_for_30_days(day: date, recent: bool) -> None:
    assert rules.is_recent(Click("r", day, "x"), TODAY) is recent
