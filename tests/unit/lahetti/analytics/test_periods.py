from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.analytics import periods
from lahetti.analytics.periods import AnalyticsPeriod
from lahetti.core.errors import Invalid
from lahetti.core.texts import Texts
from lahetti.periods.calendar import PeriodKind

TODAY = date(2026, 11, 30)

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))


def period(id_: str) -> AnalyticsPeriod:
    return periods.period_of(id_, date(2100, 1, 1))


@pytest.mark.parametrize(
    ("id_", "first", "last"),
    [
        ("W2026-48", date(2026, 11, 23), date(2026, 11, 29)),
        ("W2020-53", date(2020, 12, 28), date(2021, 1, 3)),
        ("M2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("Q2026-4", date(2026, 10, 1), date(2026, 12, 31)),
        ("D20261101-20261114", date(2026, 11, 1), date(2026, 11, 14)),
        ("D20261130-20261130", date(2026, 11, 30), date(2026, 11, 30)),
    ],
)
def test_an_id_names_its_days(id_: str, first: date, last: date) -> None:
    found = periods.period_of(id_, TODAY)

    assert (found.id, found.first, found.last) == (id_, first, last)
    assert found.is_whole is not id_.startswith("D")


@pytest.mark.parametrize(
    "id_", ["", "ALL", "W2026-54", "W2026-5", "M2026-13", "X2026-1", "D20260230-20260301", "D2026-11-01", "W2026-48 "]
)
def test_any_other_text_is_refused_and_told_what_there_is(id_: str) -> None:
    with pytest.raises(Invalid, match="not a valid period") as refused:
        periods.period_of(id_, TODAY)

    assert (refused.value.field, refused.value.reason) == ("period", "unknown")


def test_a_challenge_is_not_a_period_of_figures() -> None:
    with pytest.raises(Invalid, match="not a valid period"):
        periods.period_of("C20261101-20261114-abc123", TODAY)


@pytest.mark.parametrize("id_", ["W2026-50", "M2026-12", "Q2027-1"])
def test_a_whole_period_that_has_not_begun_is_refused(id_: str) -> None:
    with pytest.raises(Invalid, match="after today") as refused:
        periods.period_of(id_, TODAY)

    assert (refused.value.field, refused.value.reason, refused.value.limit) == ("period", "ahead", "2026-11-30")


@pytest.mark.parametrize(
    ("first", "last", "field", "reason", "limit"),
    [
        (date(2026, 11, 2), date(2026, 11, 1), "last", "before_first", "2026-11-02"),
        (date(2026, 11, 2), date(2026, 12, 1), "last", "ahead", "2026-11-30"),
        (date(1899, 11, 2), date(1899, 12, 1), "first", "too_early", "1900-01-01"),
        (date(2025, 10, 15), date(2026, 11, 15), "last", "period_too_long", 13),
    ],
)
def test_own_days_name_what_is_wrong_with_them(first: date, last: date, field: str, reason: str, limit: object) -> None:
    with pytest.raises(Invalid) as refused:
        periods.days_between(first, last, TODAY)

    error = refused.value
    assert (error.field, error.reason, error.limit) == (field, reason, limit)
    for language in ("fi", "sv", "en"):
        assert f"error.invalid.{field}.{reason}" in Texts("console", language)


def test_thirteen_months_of_own_days_are_allowed() -> None:
    assert periods.days_between(date(2025, 10, 15), date(2026, 11, 14), TODAY).id == "D20251015-20261114"


@pytest.mark.parametrize(
    ("id_", "before", "year_before"),
    [
        ("W2026-48", "W2026-47", "W2025-48"),
        ("W2021-01", "W2020-53", "W2020-01"),
        ("W2020-53", "W2020-52", None),
        ("M2026-01", "M2025-12", "M2025-01"),
        ("Q2026-1", "Q2025-4", "Q2025-1"),
        ("D20261101-20261114", "D20261018-20261031", "D20251101-20251114"),
        ("D20240229-20240229", "D20240228-20240228", "D20230228-20230228"),
    ],
)
def test_a_period_is_compared_with_the_one_before_and_the_same_one_last_year(
    id_: str, before: str, year_before: str | None
) -> None:
    assert periods.before(period(id_)).id == before
    assert getattr(periods.year_before(period(id_)), "id", None) == year_before


@given(days, st.sampled_from(periods.KINDS))
def test_whole_periods_follow_each_other_without_a_gap(day: date, kind: PeriodKind) -> None:
    one = periods.current(kind, day)
    earlier = periods.before(one)

    assert one.first <= day <= one.last
    assert earlier.last + timedelta(days=1) == one.first
    assert periods.period_of(one.id, day) == one
    assert one.covers(day.isoformat())
    assert not one.covers(earlier.last.isoformat())


@given(days, st.integers(0, 390))
def test_the_days_before_own_days_are_as_many_and_the_last_of_them_is_the_day_before(first: date, more: int) -> None:
    one = periods.days_between(first, first + timedelta(days=more), date(2102, 12, 31))

    earlier = periods.before(one)

    assert len(earlier.days) == len(one.days) == more + 1
    assert earlier.days[-1] + timedelta(days=1) == one.days[0]
    assert periods.period_of(one.id, one.last) == one


def test_a_quarter_has_its_weeks_months_and_days() -> None:
    quarter = period("Q2026-4")

    weeks = [part.id for part in periods.parts(quarter, PeriodKind.WEEK)]
    assert (weeks[0], weeks[-1], len(weeks)) == ("W2026-40", "W2026-53", 14)
    assert [part.id for part in periods.parts(quarter, PeriodKind.MONTH)] == ["M2026-10", "M2026-11", "M2026-12"]
    assert quarter.months == ("2026-10", "2026-11", "2026-12")
    assert quarter.is_of_months
    assert not period("W2026-48").is_of_months


@pytest.mark.parametrize(
    ("id_", "fi", "sv", "en"),
    [
        ("W2026-05", "Viikko 5/2026", "Vecka 5/2026", "Week 5/2026"),
        ("M2026-11", "Marraskuu 2026", "November 2026", "November 2026"),
        ("Q2026-4", "Loka–joulu 2026", "Okt–dec 2026", "Oct–Dec 2026"),
        ("D20261101-20261114", "1.11.2026 – 14.11.2026", "1.11.2026 – 14.11.2026", "1 Nov 2026 – 14 Nov 2026"),
    ],
)
def test_a_period_has_a_name_in_every_language(id_: str, fi: str, sv: str, en: str) -> None:
    named = [periods.label(period(id_), Texts("console", language)) for language in ("fi", "sv", "en")]

    assert named == [fi, sv, en]


def test_a_whole_period_may_be_running() -> None:
    assert periods.period_of("Q2026-4", TODAY).is_running(TODAY)
    assert not periods.period_of("W2026-48", TODAY).is_running(TODAY)
