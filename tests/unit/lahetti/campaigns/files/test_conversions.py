from datetime import date

import pytest

from lahetti.campaigns.files.conversions import read_conversions
from lahetti.core.errors import Invalid

GA4 = """# ----------------------------------------
# Traffic acquisition: Session source
# Start date: 20261123
# End date: 20261124
# ----------------------------------------
Date,Session source,Session campaign,Key events,Sessions
,,,15,400
20261123,linkedin,tilinumero,7,200
20261123,(direct),(not set),5,100
20261124,linkedin,tilinumero,3,100
"""


def test_an_export_of_web_analytics_is_read() -> None:
    found = read_conversions(GA4.encode())

    assert [(row.line, row.day, row.source, row.campaign, row.number) for row in found.rows] == [
        (8, date(2026, 11, 23), "linkedin", "tilinumero", 7),
        (9, date(2026, 11, 23), "", "", 5),
        (10, date(2026, 11, 24), "linkedin", "tilinumero", 3),
    ]
    assert (found.problems, found.totals, found.ignored, found.unattributed) == ((), (7,), ("Sessions",), 5)


def test_a_file_without_sources_is_unattributed() -> None:
    found = read_conversions("Päivä;Määrä\n23.11.2026;1 234\n24.11.2026;0\nYhteensä;1 234\n".encode("cp1252"))

    assert [(row.day.day, row.source, row.number) for row in found.rows] == [(23, "", 1234), (24, "", 0)]
    assert (found.unattributed, found.totals) == (1234, (4,))


def test_rows_of_one_day_source_and_campaign_are_summed_and_the_same_file_has_the_same_keys() -> None:
    text = "day,utm_source,utm_campaign,medium,count\n2026-11-23,X,A,cpc,1\n2026-11-23,x,a,social,2\n"

    first, again = read_conversions(text.encode()), read_conversions(text.encode("utf-16"))

    assert [(row.number, row.line) for row in first.rows] == [(3, 2)]
    assert [row.key for row in first.rows] == [row.key for row in again.rows]


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        ("2026-11-31,x,1", "day", "cell_day"),
        ("2026-11-23,x,-1", "number", "cell_negative"),
        ("2026-11-23,x,1.5", "number", "cell_number"),
        ("2026-11-23,x,", "number", "cell_number"),
        ("2026-11-24,x,2", "line", "cell_twice"),
    ],
)
def test_a_line_that_is_wrong_leaves_the_others_be(line: str, field: str, reason: str) -> None:
    found = read_conversions(f"day,source,count\n2026-11-24,x,2\n{line}\n".encode())

    assert [(row.line, row.number) for row in found.rows] == [(2, 2)]
    assert [(problem.line, problem.error.field, problem.error.reason) for problem in found.problems] == [
        (3, field, reason)
    ]


@pytest.mark.parametrize("text", ["", "day;source\n2026-11-23;x\n", "count\n5\n"])
def test_a_file_without_days_or_counts_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as error:
        read_conversions(text.encode())

    assert error.value.reason == "column_missing"
