from datetime import UTC, datetime
from typing import Any

import pytest

from consumers import clicks
from lahetti.core.configuration import Configuration
from lahetti.core.errors import Busy
from lahetti.settings.model import Settings
from tests.events import Context

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
# As `observability` does at its import; pytest makes errors of warnings anew for every test.
pytestmark = pytest.mark.filterwarnings("ignore:No application metrics to publish")


def record(pk: str, sk: str = "visitor") -> dict[str, Any]:
    """A record of a stream that holds keys only."""
    return {"eventName": "INSERT", "dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": sk}}}}


class Tallies:
    """Keeps what it was asked to tally."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[Any] = []
        self.failure: Exception | None = None
        names = {**dict.fromkeys(Configuration._fields, ""), "time_zone": "Europe/Helsinki"}
        monkeypatch.setattr(clicks, "configuration", lambda: Configuration(**names))
        monkeypatch.setattr(clicks, "current_settings", lambda: Settings(version=3))
        monkeypatch.setattr(clicks.clock, "now", lambda: NOW)
        monkeypatch.setattr(clicks.points_clicks, "tally_clicks", self.tally)

    def tally(self, touched: Any, programme: Any, now: datetime) -> int:
        self.asked.append((touched, programme.settings.version, str(programme.zone), now))
        if self.failure:
            raise self.failure
        return 2


@pytest.fixture
def tallies(monkeypatch: pytest.MonkeyPatch) -> Tallies:
    monkeypatch.setattr(clicks.metrics, "namespace", "Lahetti")
    monkeypatch.setattr(clicks.metrics, "service", "clicks")
    return Tallies(monkeypatch)


def test_each_share_and_day_of_a_batch_is_tallied_once(tallies: Tallies) -> None:
    records = [
        record("MARK#0123456789#2026-11-25", "a"),
        record("MARK#0123456789#2026-11-25", "b"),
        record("MARK#0123456789#2026-11-24", "a"),
        record("MARK#9876543210#2026-11-25", "a"),
    ]

    answer = clicks.lambda_handler({"Records": records}, Context())

    assert answer == {"batchItemFailures": []}
    touched = {("0123456789", "2026-11-25"), ("0123456789", "2026-11-24"), ("9876543210", "2026-11-25")}
    assert tallies.asked == [(touched, 3, "Europe/Helsinki", NOW)]


@pytest.mark.parametrize("pk", ["RACE#W2026-48", "RACE#ALL"])
def test_a_record_that_is_no_mark_is_passed_over(pk: str, tallies: Tallies) -> None:
    clicks.lambda_handler({"Records": [record(pk), record("MARK#0123456789#2026-11-25")]}, Context())

    assert tallies.asked[0][0] == {("0123456789", "2026-11-25")}


def test_a_batch_that_failed_is_raised_so_that_it_comes_again(tallies: Tallies) -> None:
    tallies.failure = Busy("Too much.")

    with pytest.raises(Busy):
        clicks.lambda_handler({"Records": [record("MARK#0123456789#2026-11-25")]}, Context())


def test_the_log_tells_numbers_and_no_visitor(
    tallies: Tallies, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    clicks.lambda_handler({"Records": [record("MARK#0123456789#2026-11-25", "secret visitor")]}, Context())

    text = capsys.readouterr().out + caplog.text
    assert '"ClicksCounted":[2.0]' in text.replace(" ", "")
    assert "secret visitor" not in text
