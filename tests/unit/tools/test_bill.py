"""The bill of a month keeps to what was promised, and says how each of its lines was counted."""

import re
from datetime import date

import pytest

from tools import templates
from tools.bill import __main__ as printed
from tools.bill import month
from tools.bill.month import Line


@pytest.mark.parametrize(("people", "most"), [(110, 5), (5_000, 25)])
def test_a_month_keeps_to_its_budget(people: int, most: float) -> None:
    assert 0.5 < month.total(month.bill(people)) <= most


@pytest.mark.parametrize("people", [110, 5_000, 50_000])
def test_every_line_has_a_price_with_its_source_and_says_how_it_was_counted(people: int) -> None:
    for line in (*month.bill(people), *month.bill(people, work_accounts=True)):
        assert line.how, line.what
        assert month.prices()[line.price]["source"].startswith("https://aws.amazon.com/"), line.what
    date.fromisoformat(month.prices()["date"])


def test_no_price_is_left_out_of_the_bill() -> None:
    named = {line.price for line in (*month.bill(110), *month.bill(110, work_accounts=True))}

    assert named == set(month.prices()) - {"date", "region"}


def test_work_accounts_are_billed_beyond_fifty_people_and_codes_beyond_ten_thousand() -> None:
    def extra(people: int) -> float:
        return month.total(month.bill(people, work_accounts=True)) - month.total(month.bill(people))

    assert [round(extra(people), 2) for people in (50, 110, 5_000, 10_000)] == [0, 0.9, 74.25, 149.25]
    assert round(extra(50_000), 2) == 149.25, "beyond ten thousand each costs the same"


def test_where_others_have_used_up_the_allowances_everything_is_billed() -> None:
    line = Line("Alarms", "alarm", 12, "")

    assert (line.dollars(), line.dollars(with_allowance=False)) == (pytest.approx(0.2), pytest.approx(1.2))
    assert Line("Alarms", "alarm", 3, "").dollars() == 0


def test_what_stands_in_the_template_is_counted_there() -> None:
    lines = {line.what: line.number for line in month.bill(110)}

    assert lines["Alarms"] == len(templates.application("AWS::CloudWatch::Alarm")) >= 6
    assert lines["Metrics"] >= 7
    assert lines["Scheduler"] > 2 * 730 * 60, "two jobs run every minute"


@pytest.mark.parametrize(
    ("expression", "runs"),
    [("rate(1 minute)", 43_800), ("rate(15 minutes)", 2_920), ("rate(1 hour)", 730), ("cron(45 4 * * ? *)", 30.4),
     ("cron(0/20 5-6 * * ? *)", 182.5)],
)  # fmt: skip
def test_runs_of_a_schedule_are_counted(expression: str, runs: float) -> None:
    assert month._a_month(expression) == pytest.approx(runs, rel=0.01)


def test_a_schedule_that_nobody_can_count_is_named() -> None:
    with pytest.raises(ValueError, match="at"):
        month._a_month("at(2026-12-01T00:00:00)")


def test_units_are_those_that_the_page_of_figures_has() -> None:
    used = {"share.write_units", "share.read_units", "click.counted.write_units", "click.counted.read_units",
            "digest.write_units", "digest.read_units", "analytics.count.read_units",
            "scale.reconcile.seconds_5000"}  # fmt: skip

    assert used <= set(month.measured())
    assert month.measured()["analytics.count.read_units"] > 1_000


def test_the_bill_is_printed_with_its_sums(capsys: pytest.CaptureFixture[str]) -> None:
    printed.main(5_000)

    shown = capsys.readouterr().out
    assert "A month with 5,000 people." in shown
    sums = {what: float(dollars) for what, dollars in re.findall(r"^(\w[\w ]+?) +\$ +([\d.]+)$", shown, re.MULTILINE)}
    assert list(sums) == [
        "In all", "with the free allowances used up by others", "with work accounts for everybody", "with both",
    ]  # fmt: skip
    assert sums["In all"] < sums["with work accounts for everybody"]
