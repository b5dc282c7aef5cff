from datetime import UTC, datetime
from typing import Any

import pytest

from jobs import close_races
from lahetti.core.alarms import Ring
from lahetti.core.configuration import Configuration
from lahetti.core.errors import LahettiError
from lahetti.people.walks.model import Overtaken, Run, Unfinished
from lahetti.races import rosters
from lahetti.races.closing import steps
from lahetti.rewards import awards, following, terms
from lahetti.rewards.model import VouchersMissing
from tests.events import Context

AFTER = {"time": "2026-12-01T00:20:00Z"}
MOMENT = datetime(2026, 12, 1, 0, 20, tzinfo=UTC)


class Races:
    """Races that are due; those in `lacking` have more winners than codes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.due = ["M2026-11", "W2026-48"]
        self.lacking: set[str] = set()
        self.asked: list[Any] = []
        self.interrupted: LahettiError | None = None
        names = {**dict.fromkeys(Configuration._fields, ""), "time_zone": "Europe/Helsinki"}
        monkeypatch.setattr(close_races.metrics.provider, "namespace", "Lahetti")
        monkeypatch.setattr(close_races, "configuration", lambda: Configuration(**names))
        monkeypatch.setattr(following, "follow_all", lambda now: self.asked.append(("offers followed", now)))
        monkeypatch.setattr(steps, "open_ahead", lambda *_: ["M2027-01"])
        monkeypatch.setattr(terms, "fix_due", lambda *_: ["W2026-49"])
        self.missed: list[str] = []
        self.rung: list[tuple[str, datetime, str]] = []
        monkeypatch.setattr(steps, "due", lambda now, _: self.due if now >= MOMENT else self.missed)
        monkeypatch.setattr(close_races, "ring_hourly", lambda why, now, race: self.rung.append((why, now, race)))
        monkeypatch.setattr(rosters, "count_missing", lambda *_: [])
        monkeypatch.setattr(awards, "freeze_races", self.freeze)
        monkeypatch.setattr(awards, "close_race", self.close)

    def freeze(self, races: list[str], _: datetime, __: object, run: Run) -> None:
        self.asked.append(("frozen", *races, run.seconds_left()))
        if self.interrupted is not None:
            raise self.interrupted

    def close(self, race: str, now: datetime, _: object) -> int:
        self.asked.append((race, now))
        if race in self.lacking:
            raise VouchersMissing("More codes are needed.", field="reward", value="reward")
        return 3


@pytest.fixture
def races(monkeypatch: pytest.MonkeyPatch) -> Races:
    return Races(monkeypatch)


def test_all_that_is_due_is_closed_for_the_time_of_the_event(races: Races) -> None:
    answer = close_races.lambda_handler(AFTER, Context())

    moment = datetime(2026, 12, 1, 0, 20, tzinfo=UTC)
    assert answer == {"opened": ["M2027-01"], "fixed": ["W2026-49"], "closed": ["M2026-11", "W2026-48"]}
    assert races.asked == [
        ("offers followed", moment),
        ("frozen", "M2026-11", "W2026-48", 300),
        ("M2026-11", moment),
        ("W2026-48", moment),
    ]


def test_a_race_that_has_been_over_for_two_hours_rings(races: Races) -> None:
    close_races.lambda_handler(AFTER, Context())
    assert races.rung == []
    races.missed = ["M2026-11"]
    close_races.lambda_handler(AFTER, Context())

    assert races.rung == [(Ring.CLOSING_MISSED, MOMENT, "M2026-11")]


@pytest.mark.filterwarnings("ignore:No application metrics")
@pytest.mark.parametrize("error", [Overtaken("CLOSING"), Unfinished("CLOSING")], ids=type)
def test_where_the_walk_takes_longer_than_a_run_the_next_one_closes(error: LahettiError, races: Races) -> None:
    races.interrupted = error

    answer = close_races.lambda_handler(AFTER, Context())

    assert answer == {"opened": ["M2027-01"], "fixed": ["W2026-49"], "closed": []}
    assert [one[0] for one in races.asked] == ["offers followed", "frozen"]


def test_a_race_that_lacks_codes_is_told_after_the_others_are_closed(races: Races) -> None:
    races.lacking = {"M2026-11"}

    with pytest.raises(VouchersMissing):
        close_races.lambda_handler(AFTER, Context())

    assert [one[0] for one in races.asked] == ["offers followed", "frozen", "M2026-11", "W2026-48"]
