"""Questions of a reader's own: their rows are the pages' rows, and what may not be shown is in none of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from lahetti.analytics import figures, periods, query, selections
from lahetti.analytics.facts import items
from lahetti.analytics.facts.model import CaptionUse, Fact, PeopleFact
from lahetti.analytics.figures import Figures, PeopleFigures, Unavailable
from lahetti.analytics.media_value import prices
from lahetti.analytics.media_value.model import ClickPrice
from lahetti.analytics.query import Answer, AnswerRow, Asked, Metric, Question, ToldApartBy, answer
from lahetti.analytics.sums import NO_CAPTION, Dimension, Filters
from lahetti.campaigns import items as campaigns_items
from lahetti.campaigns.model import Member
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel
from lahetti.core.errors import Invalid
from lahetti.core.small_groups import Hidden
from lahetti.dynamodb.transactions import transact
from lahetti.networks.networks import Network
from lahetti.settings import versions
from tests.campaigns import campaign, put_campaigns
from tests.names import named
from tests.topics import topic
from tests.unit.lahetti.analytics.test_overview import COUNTED, put, shared

TODAY = date(2026, 11, 30)
WORK = named("Työelämä", "Arbetsliv")
NIGHT = datetime.fromisoformat("2026-11-30T04:45:00+02:00")
MONTH = periods.period_of("M2026-11", TODAY)
DAYS = periods.period_of("D20261101-20261120", TODAY)


@pytest.fixture(autouse=True)
def _programme(database: object) -> None:
    for channel, name in (("blogi", "Verona-blogi"), ("video", "YouTube"), ("pieni", "Hiljainen"), ("muu", "Muu")):
        transact(channels_items.put_channel(Channel(channel, name, "blog", "fi", "https://a.example/")))
    teams = (("ita", named("Itä")), ("lansi", named("Länsi")))
    versions.change_settings({"teams": teams, "topics": (topic("työ", WORK),)}, "admin", NIGHT)
    put(
        *[
            *shared("2026-11-03", people=12, clicks=200),
            *shared("2026-11-20", "c2", people=8, clicks=30, channel="video", language="sv", topics=("työ",)),
            *shared("2026-11-20", "c3", people=3, clicks=2, channel="pieni", topics=()),
            *shared("2026-11-21", "c4", people=3, clicks=1, channel="muu", topics=()),
        ]
    )
    for fact in (
        PeopleFact("M2026-11", None, 40, 39.5, 30, 20, 26, 233, NIGHT),
        PeopleFact("M2026-11", "ita", 20, 20.0, 15, 10, 16, 133, NIGHT),
        PeopleFact("M2026-11", "lansi", 20, 19.5, 15, 10, 10, 100, NIGHT),
    ):
        items.save_people(fact)


def asked(
    *metrics: Metric, by: ToldApartBy | None = None, period: periods.AnalyticsPeriod = MONTH, **filters: Any
) -> Answer:
    return answer(Question(metrics, by, Asked(**filters), period))


def values(rows: Sequence[AnswerRow], metric: Metric) -> dict[str | None, Any]:
    return {row.key: row.reasons.get(metric, row.values[metric]) for row in rows}


def test_metrics_are_all_figures_and_dimensions_all_by_which_facts_are_told_apart() -> None:
    of_contents = {metric.value for metric in Metric if metric not in query.OF_PEOPLE} - {Metric.MEDIA_VALUE.value}

    assert of_contents | {"media_value"} == set(Figures.__dataclass_fields__)
    assert set(query.OF_PEOPLE.values()) == set(PeopleFigures.__dataclass_fields__)
    assert {by.value for by in ToldApartBy} == {by.value for by in Dimension} | {"team"}


def test_rows_by_topic_have_its_name_in_all_languages() -> None:
    found = asked(Metric.CLICKS, by=ToldApartBy.TOPIC)

    assert {row.key: row.name for row in found.rows}["työ"] == WORK


@pytest.mark.parametrize("by", [by for by in Dimension if by is not Dimension.CAPTION])
@pytest.mark.parametrize("filters", [{}, {"channel": "blogi"}, {"topic": "työ"}, {"network": Network.LINKEDIN}])
def test_rows_are_those_of_the_figures(by: Dimension, filters: dict[str, Any]) -> None:
    known = selections.known_facts(MONTH, by_day=True)

    found = asked(Metric.SEEN, Metric.SHARERS, Metric.CLICKS, by=ToldApartBy(by.value), **filters)

    expected = figures.rows_by(by, known.facts, Filters(**filters))
    told = [row for row in expected if isinstance(row.figures.seen, int) or isinstance(row.figures.sharers, int)]
    for metric in (Metric.SEEN, Metric.SHARERS, Metric.CLICKS):
        assert values(found.rows, metric) == {row.key: getattr(row.figures, metric) for row in told}
    assert [row.is_others for row in found.rows] == [row.key is None for row in told]


def test_what_may_not_be_shown_is_null_with_its_reason_and_a_row_of_nothing_else_is_left_out() -> None:
    found = asked(Metric.SEEN, Metric.CLICKS, by=ToldApartBy.CHANNEL)
    clicks = asked(Metric.CLICKS, by=ToldApartBy.CHANNEL)

    assert values(found.rows, Metric.CLICKS) == {"blogi": 200, "video": 30, "muu": Hidden.FEW, "pieni": Hidden.FEW}
    assert values(found.rows, Metric.SEEN) == {"blogi": 48, "video": 32, "muu": 12, "pieni": 12}
    assert values(clicks.rows, Metric.CLICKS) == {"blogi": 200, "video": 30}
    assert [row.name for row in found.rows if row.key == "blogi"] == ["Verona-blogi"]
    assert {row.values[Metric.CLICKS] for row in found.rows if row.reasons} == {None}
    assert found.people_counted is None
    assert found.counted == COUNTED


def test_one_row_of_all_has_contents_and_people() -> None:
    (row,) = asked(Metric.CONFIRMED, Metric.ACTIVE, Metric.PARTICIPATION, Metric.PEOPLE_CLICKS).rows

    assert row.values == {
        Metric.CONFIRMED: 26,
        Metric.ACTIVE: 20,
        Metric.PARTICIPATION: 50.0,
        Metric.PEOPLE_CLICKS: 233,
    }


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"channel": "blogi"}, Unavailable.FILTER),
        ({"content": "c1"}, Unavailable.FILTER),
        ({"period": DAYS}, Unavailable.PERIOD),
        ({"period": DAYS, "by": ToldApartBy.TEAM}, None),
    ],
)
def test_people_are_of_whole_periods_and_no_filter(more: dict[str, Any], reason: Unavailable | None) -> None:
    found = asked(Metric.ACTIVE, **more).rows

    assert {row.reasons.get(Metric.ACTIVE) for row in found} == ({reason} if reason else set())


def test_teams_are_told_apart_or_chosen_and_have_figures_of_people_alone() -> None:
    apart = asked(Metric.ACTIVE, by=ToldApartBy.TEAM).rows
    (chosen,) = asked(Metric.ACTIVE, Metric.CLICKS, team="ita").rows

    assert values(apart, Metric.ACTIVE) == {"ita": 10, "lansi": 10}
    assert [row.name for row in apart] == [named("Itä"), named("Länsi")]
    assert chosen.reasons == {Metric.CLICKS: Unavailable.FILTER}
    assert chosen.values[Metric.ACTIVE] == 10
    assert asked(Metric.CLICKS, by=ToldApartBy.CHANNEL, team="ita").rows == []


def test_a_content_is_told_apart_by_its_captions_as_on_its_page() -> None:
    use = {"AAAA": CaptionUse(7, 90), "BBBB": CaptionUse(5, 60)}
    put(*[*shared("2026-11-03", people=12, clicks=200), *shared("2026-11-05", "c2", people=3)])
    items.save_days([Fact("2026-11-03", "c1", Network.LINKEDIN, confirmed=18, clicks=200, captions=use)])

    rows = asked(Metric.CLICKS, by=ToldApartBy.CAPTION, content="c1", period=DAYS).rows

    assert values(rows, Metric.CLICKS) == {"AAAA": 90, "BBBB": 60, NO_CAPTION: 50}


def test_a_content_of_few_is_not_told_apart_and_looks_like_one_that_nobody_shared() -> None:
    put(*shared("2026-11-03", "none", people=0, channel="muu", topics=()))

    for by in (None, ToldApartBy.DAY, ToldApartBy.NETWORK):
        few = asked(Metric.CLICKS, Metric.SHARERS, Metric.MEDIA_VALUE, by=by, content="c3").rows
        nobody = asked(Metric.CLICKS, Metric.SHARERS, Metric.MEDIA_VALUE, by=by, content="none").rows
        assert few == nobody
        assert all(set(row.reasons.values()) == {Hidden.FEW} for row in few)


def test_whether_somebody_shared_on_a_network_follows_from_nothing() -> None:
    nobody = asked(Metric.SEEN, Metric.SHARERS, network=Network.X)
    put(*shared("2026-11-04", people=12, clicks=200), Fact("2026-11-04", "c1", Network.X, confirmed=1))
    somebody = asked(Metric.SEEN, Metric.SHARERS, network=Network.X)

    (before,), (after,) = nobody.rows, somebody.rows
    assert before.reasons == after.reasons == {Metric.SHARERS: Hidden.FEW}


def test_a_campaign_chooses_its_contents() -> None:
    put_campaigns(campaign("k"))
    transact(*(campaigns_items.put_member(Member("k", content, {})) for content in ("c1", "c2")))

    (row,) = asked(Metric.CLICKS, campaign="k").rows

    assert row.values[Metric.CLICKS] == 230
    with pytest.raises(Invalid) as refused:
        asked(Metric.CLICKS, campaign="other")
    assert (refused.value.field, refused.value.value, refused.value.limit) == ("filters.campaign", "other", ["k"])


def test_the_value_of_clicks_is_in_cents() -> None:
    prices.add_price(ClickPrice(Network.LINKEDIN, date(2026, 1, 1), 40, "own"), "admin", NIGHT)

    (row,) = asked(Metric.MEDIA_VALUE).rows

    assert row.values[Metric.MEDIA_VALUE] == 233 * 40


@pytest.mark.parametrize(
    ("more", "field", "reason"),
    [
        ({"channel": "muualla"}, "filters.channel", "no_such"),
        ({"team": "etela"}, "filters.team", "no_such"),
        ({"topic": "Työelämä"}, "filters.topic", "no_such"),
        ({"content": "nowhere"}, "filters.content", "no_such"),
        ({"content": "c1", "channel": "blogi"}, "filters.content", "alone"),
        ({"by": ToldApartBy.CAPTION}, "filters.content", "needed"),
        ({"by": ToldApartBy.TEAM}, "metrics", "not_by"),
    ],
)
def test_names_that_there_are_not_are_refused(more: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        asked(Metric.CLICKS, **more)

    assert (refused.value.field, refused.value.reason) == (field, reason)
    if field == "filters.channel":
        assert refused.value.limit == ["blogi", "muu", "pieni", "video"]


def test_more_rows_than_are_answered_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "MOST_ROWS", 1)

    with pytest.raises(Invalid) as refused:
        asked(Metric.CLICKS, by=ToldApartBy.CHANNEL)
    assert (refused.value.field, refused.value.value, refused.value.limit) == ("dimensions", 2, 1)
