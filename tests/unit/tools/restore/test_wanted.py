"""What a restore is asked for: what is wrong is named with what is allowed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tools.cloud.report import Failure
from tools.restore.wanted import read_wanted

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
TABLES = {f"{name}Table": f"lahetti-{name}-1ABC" for name in ("Programme", "Traffic", "Transient")}
AT = "2026-11-30T09:15:00+02:00"


@pytest.mark.parametrize("table", ["", "Programme", "ProgrammeTable", "lahetti-Programme-1ABC"])
def test_the_table_may_be_called_by_any_of_its_names(table: str) -> None:
    wanted = read_wanted({"TABLE": table, "AT": AT}, TABLES, NOW)

    assert wanted.table == "lahetti-Programme-1ABC"
    assert wanted.at == datetime(2026, 11, 30, 7, 15, tzinfo=UTC)
    assert wanted.copy == "lahetti-Programme-1ABC-restored-20261130T071500Z"
    assert wanted.keeps is None


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"AT": ""}, "to the second, as in"),
        ({"AT": "yesterday"}, "AT=yesterday"),
        ({"AT": "2026-11-30T09:15:00"}, "the zone is missing"),
        ({"AT": "2026-12-01T10:00:01+02:00"}, "is not over yet"),
        ({"AT": AT, "TABLE": "Traffic"}, "Traffic has no backup, it is made anew"),
        ({"AT": AT, "TABLE": "lahetti-Transient-1ABC"}, "Transient has no backup"),
        ({"AT": AT, "TABLE": "Program"}, "no such table"),
        ({"AT": AT, "KEEP": "not/there.jsonl"}, "No such file"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, str], refusal: str) -> None:
    with pytest.raises(Failure, match=refusal):
        read_wanted(given, TABLES, NOW)


def test_what_is_kept_is_all_or_nothing_or_a_list(tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    file.write_text('{"kind": "person", "pk": "PERSON#1", "sk": "PROFILE"}\n\n', encoding="utf-8")
    kept, lost = ("PERSON#1", "PROFILE"), ("PERSON#2", "PROFILE")

    answers = {
        keep: [read_wanted({"AT": AT, "KEEP": keep}, TABLES, NOW).keeps(key) for key in (kept, lost)]  # type: ignore[misc]
        for keep in ("all", "none", str(file))
    }

    assert answers == {"all": [True, True], "none": [False, False], str(file): [True, False]}


@pytest.mark.parametrize("line", ["PERSON#1", '{"pk": "PERSON#1"}', "[1]"])
def test_a_list_that_is_none_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "kept.jsonl"
    file.write_text(line, encoding="utf-8")

    with pytest.raises(Failure, match="take lines away, change none"):
        read_wanted({"AT": AT, "KEEP": str(file)}, TABLES, NOW)
