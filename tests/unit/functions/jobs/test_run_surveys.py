"""The job of the night's surveys: at its logical time, with the programme's teams, and without a name in its log."""

from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from jobs import run_surveys
from lahetti.surveys.collecting import NightsWork
from tests.events import Context
from tests.names import named


def test_a_night_is_run_for_its_logical_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[tuple[datetime, list[str]]] = []

    def run(now: datetime, teams: Sequence[str]) -> NightsWork:
        asked.append((now, list(teams)))
        return NightsWork(closed=1, moved=7)

    monkeypatch.setattr(run_surveys.collecting, "run_surveys", run)
    monkeypatch.setattr(run_surveys, "read_settings", lambda: SimpleNamespace(teams=(("ita", named("Itä")),)))

    answer = run_surveys.lambda_handler({"time": "2026-12-01T02:30:00Z"}, Context())

    assert asked == [(datetime(2026, 12, 1, 2, 30, tzinfo=UTC), ["ita"])]
    assert answer == {"closed": 1, "reminded": 0, "moved": 7, "finished": 0}
    assert (capsys.readouterr().out + caplog.text).count("surveys run") >= 1
