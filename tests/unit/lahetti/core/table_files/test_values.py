from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.core.table_files.values import (
    DayOrder,
    day_order,
    decimal_sign,
    is_blank,
    read_amount,
    read_count,
    read_day,
    read_week,
)


@pytest.mark.parametrize(
    ("text", "number", "currency"),
    [
        ("0", "0", None),
        ("1,5", "1.5", None),
        ("1.50", "1.50", None),
        ("1 234,50", "1234.50", None),
        ("1\u00a0234,50 €", "1234.50", "EUR"),
        ("1\u202f234\u202f567,5", "1234567.5", None),
        ("1.234,50", "1234.50", None),
        ("1,234.50", "1234.50", None),
        ("1'234.50", "1234.50", None),
        ("1.234.567", "1234567", None),
        ("1,234,567.89", "1234567.89", None),
        ("0.125", "0.125", None),
        ("€12.00", "12.00", "EUR"),
        ("EUR 12,00", "12.00", "EUR"),
        ("$1,200.00", "1200.00", "USD"),
        ("12,00 SEK", "12.00", "SEK"),
        ("-12,5", "-12.5", None),
        ("−12,5", "-12.5", None),
        ("(12.50)", "-12.50", None),
        ("12,5-", "-12.5", None),
        ("-€12.50", "-12.50", "EUR"),
        ("€-12.50", "-12.50", "EUR"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, number: str, currency: str | None) -> None:
    assert read_amount(text) == (Decimal(number), currency)


@pytest.mark.parametrize(
    "text", ["", "abc", "1.2.3", "1,2,3", "12.34,5,6", "1 234 a", "5 %", "--", "1e5", "१२", "1..2"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        read_amount(text)


@pytest.mark.parametrize("text", ["1.234", "1,234", "123,456"])
def test_a_number_that_could_be_two_is_refused_unless_the_file_shows_its_sign(text: str) -> None:
    with pytest.raises(ValueError, match="ambiguous"):
        read_amount(text)

    assert read_amount(text, ".")[0] == Decimal(text if "." in text else text.replace(",", ""))
    assert read_amount(text, ",")[0] == Decimal(text.replace(",", ".") if "," in text else text.replace(".", ""))


def test_a_number_against_the_sign_of_its_file_is_refused() -> None:
    with pytest.raises(ValueError, match="number"):
        read_amount("1,5", ".")


@pytest.mark.parametrize(
    ("texts", "sign"),
    [(["1,5", "1.234"], ","), (["1.50", "1,234"], "."), (["1,5", "1.5"], None), (["12", "1.234"], None), ([], None)],
)
def test_a_file_shows_its_decimal_sign(texts: list[str], sign: str | None) -> None:
    assert decimal_sign(texts) == sign


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_every_way_of_writing_an_amount_is_the_same_amount(value: Decimal) -> None:
    english = f"{value:,.2f}"
    nordic = english.replace(",", "\u00a0").replace(".", ",").replace("-", "−")
    german = english.replace(",", "_").replace(".", ",").replace("_", ".")

    assert {read_amount(text)[0] for text in (english, nordic, german)} == {value}


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("1 234", 1234), ("1.234", 1234), ("12,345", 12345), ("3.0", 3), ("4,00", 4)]
)
def test_a_count_has_thousands_and_no_decimals(text: str, number: int) -> None:
    assert read_count(text) == number


@pytest.mark.parametrize("text", ["1,5", "x", "", "2.25"])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        read_count(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-30",
        "2026-11-30 00:00:00",
        "2026-11-30T08:00:00Z",
        "20261130",
        "30.11.2026",
        "30. 11. 2026",
        "30.11.2026 0:00",
        "30-11-2026",
        "46356",
        "46356.0",
        "30 Nov 2026",
        "30 November 2026",
        "Nov 30, 2026",
        "November 30, 2026",
        "30. marraskuuta 2026",
        "30 november 2026",
    ],
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert read_day(text) == date(2026, 11, 30)


def test_a_day_with_slashes_is_read_by_its_order_and_never_without() -> None:
    assert read_day("11/30/2026", DayOrder.MONTH) == date(2026, 11, 30)
    assert read_day("3/4/2026", DayOrder.MONTH) == date(2026, 3, 4)
    assert read_day("3/4/2026", DayOrder.DAY) == date(2026, 4, 3)
    with pytest.raises(ValueError, match="day_order"):
        read_day("11/30/2026")


@pytest.mark.parametrize(
    "text", ["", "31.2.2026", "2026-13-01", "30.11.26", "tomorrow", "1.1", "12", "99999", "32.1.2026"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="day"):
        read_day(text)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["3/4/2026", "30/4/2026"], DayOrder.DAY),
        (["3/4/2026", "4/30/2026"], DayOrder.MONTH),
        (["30/4/2026", "4/30/2026"], None),
        (["3/4/2026"], None),
    ],
)
def test_a_file_shows_the_order_of_its_days(texts: list[str], order: DayOrder | None) -> None:
    assert day_order(texts) == order


@pytest.mark.parametrize(
    "text", ["2026-W49", "2026W49", "vk 49/2026", "49/2026", "Viikko 49 2026", "W49 2026", "v. 49/2026"]
)
def test_a_week_is_its_monday(text: str) -> None:
    assert read_week(text) == date(2026, 11, 30)


@pytest.mark.parametrize("text", ["2026-W54", "0/2026", "2026-11-30", "", "W49"])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="week"):
        read_week(text)


@pytest.mark.parametrize("text", ["", " ", "--", "–", "N/A", "-"])
def test_what_exports_write_for_nothing_is_nothing(text: str) -> None:
    assert is_blank(text)
    assert not is_blank("0")
