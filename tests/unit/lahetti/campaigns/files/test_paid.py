from datetime import date
from decimal import Decimal

import pytest

from lahetti.campaigns.files.model import PaidFile, PaidRow, Source
from lahetti.campaigns.files.paid import read_paid
from lahetti.core.error_texts import sentence
from lahetti.core.errors import Invalid
from lahetti.core.texts import LANGUAGES, Texts
from tests.hostile_sizes import ADMINS_FILE, at_most, megabyte
from tests.workbooks import workbook

# ruff: noqa: E501 (lines of exports are as long as they are)

LINKEDIN = """Campaign Performance Report (in UTC)
Report Start: 11/23/2026, Report End: 11/24/2026
Date Generated: 11/30/2026, 8:01 AM

Start Date (in UTC),Account Name,Campaign Group Name,Campaign Name,Campaign ID,Currency,Total Spent,Impressions,Clicks,Conversions
11/23/2026,Verovirasto,Syksy,"Tilinumero, asiantuntijat",412,EUR,"1,033.50","12,345",120,3
11/24/2026,Verovirasto,Syksy,"Tilinumero, asiantuntijat",412,EUR,96.00,800,12,0
11/24/2026,Verovirasto,Syksy,Brändi,413,EUR,4.00,100,0,0
"""
LINKEDIN_GERMAN = """Bericht zur Performance
Startdatum (in UTC)\tName der Kampagne\tName der Anzeigengruppe\tGesamtausgaben\tImpressions\tKlicks\tConversions
23.11.2026\tTilinumero\tEhdokkaat\t330,51\t4197\t17\t9
23.11.2026\tTilinumero\tMuut\t1.000,00\t1.000\t3\t1
"""
META = """Campaign name,Campaign delivery,Day,Amount spent (EUR),Impressions,Reach,Link clicks,Clicks (all),Results,Result indicator,Reporting starts,Reporting ends
,,,215.50,35500,20100,340,410,11,,2026-11-23,2026-11-24
Tilinumero,active,2026-11-23,115.50,20000,12000,200,240,8,actions:offsite_conversion.fb_pixel_lead,2026-11-23,2026-11-23
Tilinumero,active,2026-11-24,100.00,15500,9000,140,170,3,actions:offsite_conversion.fb_pixel_lead,2026-11-24,2026-11-24
"""
META_FINNISH = """Kampanjan nimi;Käytetty summa (EUR);Näyttökerrat;Linkin klikkaukset;Tulokset;Tuloksen osoitin;Raportointi alkaa;Raportointi päättyy
Tilinumero;1 115,50;20 000;200;200;actions:link_click;2026-11-23;2026-11-29
"""
GOOGLE = """Campaign report
"November 23, 2026 - November 24, 2026"
Day\tCampaign status\tCampaign\tCurrency code\tCost\tImpr.\tClicks\tConversions
2026-11-23\tEnabled\tTilinumero\tEUR\t1,033.33\t12,345\t321\t12.50
2026-11-24\tEnabled\tTilinumero\tEUR\t0.67\t1\t--\t0.00
Total: Campaigns\t\t\tEUR\t1,034.00\t12,346\t321\t12.50
Total: Account\t\t\tEUR\t1,034.00\t12,346\t321\t12.50
"""
GOOGLE_FINNISH = """Kampanjaraportti
23. marraskuuta 2026 – 29. marraskuuta 2026
Viikko;Kampanja;Valuuttakoodi;Hinta;Impr.;Klikkaukset;Konversiot
2026-11-23;Tilinumero;EUR;1 033,33;12 345;321;12,00
Yhteensä: tili;;EUR;1 033,33;12 345;321;12,00
"""
X = """Time period,Campaign name,Campaign ID,Currency,Spend,Impressions,Clicks,Link clicks
2026-11-23,Tilinumero,abc,EUR,80.25,9000,150,61
2026-11-24,Tilinumero,abc,EUR,79.75,8800,140,59
"""
PLAIN = """Päivä;Palvelu;Kampanja;Hinta;Valuutta;Näyttökerrat;Klikkaukset;Konversiot
23.11.2026;LinkedIn;Tilinumero;1 033,50;EUR;12 345;120;3
23.11.2026;Twitter;Tilinumero;10,00;EUR;;;
Yhteensä;;;1 043,50;EUR;12 345;120;3
"""


def read(text: str, encoding: str = "utf-8", currency: str = "EUR") -> PaidFile:
    return read_paid(text.encode(encoding), currency)


def brief(row: PaidRow) -> tuple[object, ...]:
    days = (row.first.day, row.last.day)
    return (row.network, row.campaign, days, row.spend_cents, row.impressions, row.clicks, row.conversions)


@pytest.mark.parametrize(
    ("text", "encoding", "source", "rows"),
    [
        (
            LINKEDIN,
            "utf-8",
            Source.LINKEDIN,
            [
                ("linkedin", "Tilinumero, asiantuntijat", (23, 23), 103350, 12345, 120, 3),
                ("linkedin", "Tilinumero, asiantuntijat", (24, 24), 9600, 800, 12, 0),
                ("linkedin", "Brändi", (24, 24), 400, 100, 0, 0),
            ],
        ),
        (LINKEDIN_GERMAN, "utf-16", Source.LINKEDIN, [("linkedin", "Tilinumero", (23, 23), 133051, 5197, 20, 10)]),
        (
            META,
            "utf-8-sig",
            Source.META,
            [
                ("facebook", "Tilinumero", (23, 23), 11550, 20000, 200, 8),
                ("facebook", "Tilinumero", (24, 24), 10000, 15500, 140, 3),
            ],
        ),
        (META_FINNISH, "cp1252", Source.META, [("facebook", "Tilinumero", (23, 29), 111550, 20000, 200, None)]),
        (
            GOOGLE,
            "utf-16",
            Source.GOOGLE,
            [
                ("google", "Tilinumero", (23, 23), 103333, 12345, 321, 13),
                ("google", "Tilinumero", (24, 24), 67, 1, None, 0),
            ],
        ),
        (GOOGLE_FINNISH, "utf-8", Source.GOOGLE, [("google", "Tilinumero", (23, 29), 103333, 12345, 321, 12)]),
        (
            X,
            "utf-8",
            Source.X,
            [
                ("x", "Tilinumero", (23, 23), 8025, 9000, 61, None),
                ("x", "Tilinumero", (24, 24), 7975, 8800, 59, None),
            ],
        ),
        (
            PLAIN,
            "cp1252",
            Source.PLAIN,
            [
                ("linkedin", "Tilinumero", (23, 23), 103350, 12345, 120, 3),
                ("x", "Tilinumero", (23, 23), 1000, None, None, None),
            ],
        ),
    ],
)
def test_each_export_is_read_by_its_own_headings(
    text: str, encoding: str, source: Source, rows: list[tuple[object, ...]]
) -> None:
    found = read(text, encoding)

    assert (found.source, [brief(row) for row in found.rows], found.problems) == (source, rows, ())


def test_the_preview_says_what_was_taken_ignored_and_passed_over() -> None:
    found = read(META)

    assert found.taken["clicks"] == "Link clicks"
    assert found.taken["spend"] == "Amount spent (EUR)"
    assert found.ignored == ("Campaign delivery", "Reach")
    assert found.totals == (2,)
    assert found.days == (date(2026, 11, 23), date(2026, 11, 24))
    assert found.spend == {"facebook": Decimal("215.50")}
    assert found.states_currency


def test_totals_below_are_no_rows() -> None:
    assert read(GOOGLE).totals == (6, 7)
    assert read(PLAIN).totals == (4,)


def test_the_same_file_has_the_same_keys_and_other_rows_have_others() -> None:
    first, again = read(LINKEDIN), read(LINKEDIN.replace("96.00", "97.00"), "utf-16")

    assert [row.key for row in first.rows] == [row.key for row in again.rows]
    assert len({row.key for text in (LINKEDIN, META, GOOGLE, X) for row in read(text).rows}) == 9


def test_a_workbook_is_read_as_a_file_of_text_is() -> None:
    rows = [
        ["Campaign", "Day", "Currency code", "Cost", "Impr.", "Clicks"],
        ["Tilinumero", date(2026, 11, 23), "EUR", 1033.333, 12345, 321],
    ]

    assert [brief(row) for row in read_paid(workbook(rows), "EUR").rows] == [
        ("google", "Tilinumero", (23, 23), 103333, 12345, 321, None)
    ]


def test_rows_of_several_ads_of_a_day_are_one_row() -> None:
    text = X + "2026-11-24,Tilinumero,abd,EUR,0.25,200,4,1\n"

    assert brief(read(text).rows[1]) == ("x", "Tilinumero", (24, 24), 8000, 9000, 60, None)


def test_metas_platforms_are_networks() -> None:
    text = (
        META.replace("Campaign delivery", "Platform").replace("active", "Instagram", 1).replace("active", "messenger")
    )

    assert [row.network for row in read(text).rows] == ["instagram", "facebook"]


HEAD = "Day;Network;Campaign;Spend;Currency;Impressions;Clicks\n"


@pytest.mark.parametrize(
    ("line", "field", "reason", "value", "limit"),
    [
        ("23.11.2026;x;A;-5,00;EUR;1;1", "spend", "cell_negative", "-5.00", 0),
        ("23.11.2026;x;A;5,00;EUR;1;-1", "clicks", "cell_negative", "-1", 0),
        ("23.11.2026;x;A;5,00;USD;1;1", "currency", "cell_other_currency", "USD", "EUR"),
        ("23.11.2026;x;A;$5,00;;1;1", "currency", "cell_other_currency", "USD", "EUR"),
        ("11/23/2026;x;A;5,00;EUR;1;1", "day", None, None, None),
        ("3/4/2026;x;A;5,00;EUR;1;1", "day", "cell_day_order", "3/4/2026", None),
        ("23.13.2026;x;A;5,00;EUR;1;1", "day", "cell_day", "23.13.2026", None),
        ("23.11.2026;x;A;viisi;EUR;1;1", "spend", "cell_number", "viisi", None),
        ("23.11.2026;x;A;1.234;EUR;1;1", "spend", "cell_ambiguous", "1.234", None),
        ("23.11.2026;x;A;5,00;EUR;1,5;1", "impressions", "cell_number", "1,5", None),
        ("23.11.2026;snapchat;A;5,00;EUR;1;1", "network", "cell_unknown_network", "snapchat", None),
        ("23.11.2026;x;A;99999999999;EUR;1;1", "spend", "cell_too_much", "99999999999", 10**9),
    ],
)
def test_a_line_that_is_wrong_names_field_value_and_limit_and_leaves_the_others_be(
    line: str, field: str, reason: str | None, value: object, limit: object
) -> None:
    found = read(f"{HEAD}{line}\n24.11.2026;x;A;7;EUR;1;1\n")

    if reason is None:
        assert len(found.rows) == 2
        return
    (problem,) = found.problems
    assert (problem.line, problem.error.field, problem.error.reason) == (2, field, reason)
    assert problem.error.value == value
    assert limit is None or problem.error.limit == limit
    assert [row.line for row in found.rows] == [3]
    for language in LANGUAGES:
        assert str(value) in (sentence(problem.error, Texts("console", language)) or "")


def test_days_that_overlap_are_refused_with_the_line_that_has_them() -> None:
    text = (
        "Week;From;To;Network;Campaign;Spend\n2026-W48;;;x;A;70\n;25.11.2026;25.11.2026;x;a;10\n"
        ";25.11.2026;25.11.2026;x;B;10\n;25.11.2026;25.11.2026;linkedin;A;10\n"
    )

    found = read(text)

    assert [row.line for row in found.rows] == [2, 4, 5]
    assert [(problem.line, problem.error.reason, problem.error.limit) for problem in found.problems] == [
        (3, "cell_overlap", 2)
    ]


def test_a_line_that_stands_twice_counts_once() -> None:
    text = X + X.splitlines()[1] + "\n"

    found = read(text)

    assert [row.spend_cents for row in found.rows] == [8025, 7975]
    assert [(problem.line, problem.error.reason, problem.error.limit) for problem in found.problems] == [
        (4, "cell_twice", 2)
    ]


def test_a_time_longer_than_a_week_is_refused() -> None:
    (problem,) = read(META_FINNISH.replace("2026-11-29", "2026-11-30")).problems

    assert (problem.error.reason, problem.error.value, problem.error.limit) == ("cell_too_many_days", 8, 7)


def test_an_end_before_its_start_is_refused() -> None:
    (problem,) = read(META_FINNISH.replace("2026-11-29", "2026-11-22")).problems

    assert problem.error.reason == "cell_ends_before"


def test_empty_columns_are_no_trouble() -> None:
    wide = "\n".join(f"{line};;;" for line in PLAIN.splitlines())

    assert [brief(row) for row in read(wide).rows] == [brief(row) for row in read(PLAIN).rows]


def test_a_currency_that_no_line_names_is_supposed_and_said_so() -> None:
    found = read("Day;Network;Spend\n23.11.2026;x;5\n")

    assert (found.states_currency, found.rows[0].currency) == (False, None)


def test_another_currency_in_the_heading_refuses_every_line() -> None:
    found = read(META.replace("(EUR)", "(SEK)"))

    assert found.rows == ()
    assert {problem.error.value for problem in found.problems} == {"SEK"}


@pytest.mark.parametrize(
    ("text", "reason", "value"),
    [
        ("", "empty", None),
        ("a;b\n1;2\n", "unknown_export", None),
        ("Campaign name,Amount spent (EUR)\nA,1\n", "unknown_export", "Reporting starts"),
        ("Campaign\tCost\nA\t1\n", "no_days", "google"),
        (
            LINKEDIN.replace("11/24/2026,V", "11/23/2026,V").replace(
                "Report End: 11/24/2026", "Report End: 11/30/2026"
            ),
            "no_days",
            "2026-11-30",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str, reason: str, value: object) -> None:
    with pytest.raises(Invalid) as error:
        read(text)

    assert (error.value.field, error.value.reason) == ("file", reason)
    assert value is None or error.value.value == value
    for language in LANGUAGES:
        assert sentence(error.value, Texts("console", language)) not in (
            None,
            Texts("console", language)("error.invalid"),
        )


@pytest.mark.parametrize(
    "unit", ["a;", "\n", "1.1.2026;x;A;1;EUR;1;1\n", "Yhteensä\n", "3/4/2026;x;A;x;EUR;1;1\n", ";;;\n"]
)
def test_a_hostile_megabyte_is_read_or_refused_at_once(unit: str) -> None:
    content = (HEAD + megabyte(unit).decode(errors="ignore"))[: 2**20].encode()[: 2**20]

    with at_most(ADMINS_FILE):
        try:
            found = read_paid(content, "EUR")
        except Invalid:
            return
    assert found.rows == () or len(found.rows) == 1
