from datetime import date

import pytest

from lahetti.campaigns.files.baseline import read_baseline
from lahetti.core.errors import Invalid


def test_days_are_read_and_gaps_are_named() -> None:
    found = read_baseline("Päivä;Määrä\n3.11.2025;12\n1.11.2025;10\n7.11.2025;9\n".encode("cp1252"))

    assert [(row.first.day, row.days, row.number) for row in found.rows] == [(1, 1, 10), (3, 1, 12), (7, 1, 9)]
    assert found.gaps == (
        (date(2025, 11, 2), date(2025, 11, 2)),
        (date(2025, 11, 4), date(2025, 11, 6)),
    )


@pytest.mark.parametrize("weeks", [("2025-W44", "2025-W46"), ("44/2025", "46/2025"), ("27.10.2025", "10.11.2025")])
def test_weeks_are_read_and_gaps_are_named(weeks: tuple[str, str]) -> None:
    found = read_baseline(f"viikko;kpl\n{weeks[0]};1 500\n{weeks[1]};900\n".encode())

    assert [(row.first, row.days, row.number) for row in found.rows] == [
        (date(2025, 10, 27), 7, 1500),
        (date(2025, 11, 10), 7, 900),
    ]
    assert found.gaps == ((date(2025, 11, 3), date(2025, 11, 9)),)


def test_a_day_that_is_counted_already_is_refused() -> None:
    found = read_baseline(b"week;day;count\n2025-W44;;70\n;28.10.2025;5\n;3.11.2025;4\n;3.11.2025;5\n")

    assert [row.line for row in found.rows] == [2, 4]
    assert [(problem.line, problem.error.reason, problem.error.limit) for problem in found.problems] == [
        (3, "cell_overlap", 2),
        (5, "cell_overlap", 4),
    ]


@pytest.mark.parametrize("text", ["", "count\n5\n", "day\n1.1.2025\n"])
def test_a_file_without_days_or_counts_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as error:
        read_baseline(text.encode())

    assert error.value.reason == "column_missing"
