"""Files of a campaign: looked at, stored once however often they come, wrong lines named and left out."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from lahetti.campaigns import filing, items
from lahetti.campaigns.model import Baseline, Count, Paid
from lahetti.core.errors import Conflict, Invalid, NotFound
from tests.campaigns import campaign, put_campaigns
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CAMPAIGN = campaign()
PAID = (
    "Päivä;Palvelu;Kampanja;Kulut;Valuutta;Näytöt;Klikkaukset;Konversiot\n"
    "30.11.2026;X;Tilinumero;100,50;EUR;1 000;50;4\n"
    "1.12.2026;X;Tilinumero;-5;EUR;1 000;50;4\n"
    "2.12.2026;X;Tilinumero;10,00;USD;1 000;50;4\n"
    "8.12.2026;X;Tilinumero;10,00;EUR;1 000;50;4\n"
    "Yhteensä;;;110,50;;;100;8\n"
).encode()
COUNTS = (
    "päivä;utm_source;utm_campaign;konversiot\n"
    "30.11.2026;facebook;tilinumero-2026;12\n"
    "30.11.2026;uutiskirje;tilinumero-2026;3\n"
    "30.11.2026;;;2000\n"
    "30.11.2026;x;toinen;7\n"
    "1.1.2027;;;5\n"
).encode()
BASE = b"viikko;m\xc3\xa4\xc3\xa4r\xc3\xa4\n2025-W44;8900\n2025-W45;9700\n2025-W47;10800\n"


@pytest.fixture(autouse=True)
def _campaign(database: MemoryDynamoDb) -> None:
    put_campaigns(CAMPAIGN)


def typed(**fields: Any) -> Paid:
    usual = {"first": date(2026, 11, 30), "last": date(2026, 11, 30), "network": "x", "key": filing.TYPED}
    numbers = {"spend_cents": 1000, "impressions": None, "clicks": 5, "conversions": None}
    return Paid(**{**usual, **numbers, **fields})


def test_a_paid_file_is_looked_at_before_anything_is_stored() -> None:
    looked = filing.look_at_paid(CAMPAIGN, PAID)

    assert (looked.new, looked.changed, looked.same) == (1, 0, 0)
    assert [(problem.line, problem.error.reason) for problem in looked.problems] == [
        (3, "cell_negative"),
        (4, "cell_other_currency"),
        (5, "cell_outside"),
    ]
    assert looked.file.totals == (6,)
    assert items.paid_of("k") == []


def test_the_same_file_twice_adds_nothing() -> None:
    filing.store_paid(CAMPAIGN, PAID, "eeva", NOW)
    again = filing.store_paid(CAMPAIGN, PAID, "eeva", NOW)

    assert (again.new, again.changed, again.same) == (0, 0, 1)
    (row,) = items.paid_of("k")
    assert (row.network, row.spend_cents, row.clicks, row.conversions) == ("x", 10_050, 50, 4)


def test_a_corrected_file_takes_the_place_of_the_first() -> None:
    filing.store_paid(CAMPAIGN, PAID, "eeva", NOW)
    looked = filing.store_paid(CAMPAIGN, PAID.replace(b"100,50", b"120,00"), "eeva", NOW)

    assert (looked.new, looked.changed, looked.same) == (0, 1, 0)
    assert [row.spend_cents for row in items.paid_of("k")] == [12_000]


def test_days_that_another_row_has_are_refused() -> None:
    filing.store_paid(CAMPAIGN, PAID, "eeva", NOW)

    with pytest.raises(Invalid) as refused:
        filing.type_paid(CAMPAIGN, typed(), "eeva", NOW)
    assert refused.value.reason == "cell_overlap_stored"
    filing.type_paid(CAMPAIGN, typed(network="linkedin"), "eeva", NOW)
    looked = filing.look_at_paid(CAMPAIGN, PAID.replace(b";X;", b";LinkedIn;"))
    assert "cell_overlap_stored" in [problem.error.reason for problem in looked.problems]


def test_a_row_that_is_typed_again_takes_the_place_of_the_first() -> None:
    filing.type_paid(CAMPAIGN, typed(), "eeva", NOW)
    filing.type_paid(CAMPAIGN, typed(clicks=6), "eeva", NOW)

    (row,) = items.paid_of("k")
    assert row.clicks == 6
    filing.remove_paid(CAMPAIGN, filing.place_of(row), "eeva", NOW)
    assert items.paid_of("k") == []
    with pytest.raises(NotFound):
        filing.remove_paid(CAMPAIGN, filing.place_of(row), "eeva", NOW)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"network": "tv"}, "network"),
        ({"last": date(2026, 11, 29)}, "last"),
        ({"first": date(2026, 11, 20)}, "last"),
        ({"spend_cents": -1}, "spend_cents"),
        ({"clicks": -1}, "clicks"),
        ({"first": date(2026, 12, 6), "last": date(2026, 12, 7)}, "first"),
    ],
)
def test_a_typed_row_that_cannot_be_is_refused_by_its_field(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        filing.type_paid(CAMPAIGN, typed(**fields), "eeva", NOW)

    assert refused.value.field == field


def test_conversions_without_network_and_campaign_are_a_line_of_their_own() -> None:
    looked = filing.store_counts(CAMPAIGN, COUNTS, "eeva", NOW)
    again = filing.store_counts(CAMPAIGN, COUNTS, "eeva", NOW)

    day = date(2026, 11, 30)
    assert sorted(items.counts_of("k"), key=str) == [Count(day, "facebook", 12), Count(day, None, 2003)]
    assert (looked.others, looked.new, again.new, again.same) == (7, 2, 0, 2)
    assert [problem.error.reason for problem in looked.problems] == ["cell_outside"]


def test_a_baseline_names_its_gaps() -> None:
    looked = filing.store_baseline(CAMPAIGN, BASE, "eeva", NOW)

    assert looked.file.gaps == ((date(2025, 11, 10), date(2025, 11, 16)),)
    assert items.baseline_of("k")[0] == Baseline(date(2025, 10, 27), 7, 8900)
    assert filing.store_baseline(CAMPAIGN, BASE, "eeva", NOW).same == 3
    days = b"p\xc3\xa4iv\xc3\xa4;m\xc3\xa4\xc3\xa4r\xc3\xa4\n28.10.2025;100\n"
    assert [problem.error.reason for problem in filing.look_at_baseline(CAMPAIGN, days).problems] == [
        "cell_overlap_stored"
    ]


def test_a_deleted_campaign_takes_nothing_more() -> None:
    deleted = replace(CAMPAIGN, deleted_on=date(2026, 11, 25))

    for store in (filing.store_paid, filing.store_counts, filing.store_baseline):
        with pytest.raises(Conflict):
            store(deleted, PAID, "eeva", NOW)
    assert items.paid_of("k") == []
