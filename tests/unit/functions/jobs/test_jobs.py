from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from jobs import collect_metrics, delete_visitor_keys, reconcile, refresh_clicks, turn_contents
from jobs.logical_time import logical_time
from lahetti.core import clock
from lahetti.core.configuration import Configuration
from lahetti.core.errors import LahettiError
from lahetti.dynamodb import keys
from lahetti.people.walks.model import Overtaken, Unfinished
from lahetti.races.reconciliation import Difference
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing.reactions.collecting import CollectorRun, ServerOutcome
from tests.events import Context
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 25, 12, 0, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {**dict.fromkeys(Configuration._fields, ""), "time_zone": "Europe/Helsinki"}
    for job in (delete_visitor_keys, reconcile, refresh_clicks):
        monkeypatch.setattr(job, "configuration", lambda: Configuration(**names))
    for job in (refresh_clicks, turn_contents):
        monkeypatch.setattr(job, "current_settings", lambda: Settings(version=3))
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.mark.parametrize(
    ("event", "moment"),
    [
        ({"time": "2026-11-25T10:05:00Z"}, datetime(2026, 11, 25, 10, 5, tzinfo=UTC)),
        ({"time": "2026-11-25T10:05:00+02:00"}, datetime(2026, 11, 25, 8, 5, tzinfo=UTC)),
        ({"time": "<aws.scheduler.scheduled-time>"}, NOW),
        ({"time": ""}, NOW),
        ({}, NOW),
    ],
)
def test_a_job_works_for_the_time_of_its_event_or_for_now(event: dict[str, Any], moment: datetime) -> None:
    assert logical_time(event) == moment
    assert logical_time(event).tzinfo is UTC


@pytest.mark.parametrize(
    ("time", "deleted"),
    [
        ("2026-11-25T21:59:00Z", ["2026-11-24", "2026-11-23", "2026-11-22"]),
        ("2026-11-25T22:00:00Z", ["2026-11-25", "2026-11-24", "2026-11-23"]),
        ("2026-03-29T21:15:00Z", ["2026-03-29", "2026-03-28", "2026-03-27"]),
        ("2026-10-25T21:59:00Z", ["2026-10-24", "2026-10-23", "2026-10-22"]),
        ("2026-10-25T22:00:00Z", ["2026-10-25", "2026-10-24", "2026-10-23"]),
    ],
)
def test_the_keys_of_ended_days_are_deleted_and_todays_never(
    time: str, deleted: list[str], database: MemoryDynamoDb
) -> None:
    days = {f"2026-{month}-{day:02d}" for month in ("03", "10", "11") for day in range(20, 31)}
    for day in days:
        sharing_items.visitor_key(day, b"key", NOW)

    delete_visitor_keys.lambda_handler({"time": time}, Context())

    kept = {day for day in days if database.transient.find((keys.visitor_key(day), ""))}
    assert days - kept == set(deleted)


def test_the_refresh_covers_an_hour_but_not_the_minute_that_consumers_may_still_be_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Any] = []

    def refresh(minutes: list[str], programme: Any, now: Callable[[], datetime]) -> int:
        asked.append((minutes, programme.settings.version, now()))
        return 7

    monkeypatch.setattr(refresh_clicks.points_clicks, "refresh_clicks", refresh)

    answer = refresh_clicks.lambda_handler({"time": "2026-11-25T10:05:00Z"}, Context())

    ((minutes, version, now),) = asked
    assert (minutes[0], minutes[-1], len(set(minutes))) == ("2026-11-25T10:03", "2026-11-25T09:04", 60)
    assert (version, now) == (3, NOW), "entered now, whatever the minutes are of"
    assert answer == {"clicks": 7}


def test_two_runs_of_the_refresh_in_a_row_leave_no_minute_out(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    monkeypatch.setattr(refresh_clicks.points_clicks, "refresh_clicks", lambda minutes, *_: asked.update(minutes) or 0)

    for hour in (10, 11):
        refresh_clicks.lambda_handler({"time": f"2026-11-25T{hour}:00:00Z"}, Context())

    begin = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    assert {f"{begin + timedelta(minutes=minute):%Y-%m-%dT%H:%M}" for minute in range(119)} <= asked


def test_contents_are_turned_for_the_events_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(turn_contents, "publish_and_archive_due", lambda *arguments: asked.append(arguments) or (2, 1))
    monkeypatch.setattr(turn_contents.membership, "settle_due", lambda *_: 3)

    answer = turn_contents.lambda_handler({"time": "2026-11-25T10:05:00Z"}, Context())

    assert asked == [(Settings(version=3), datetime(2026, 11, 25, 10, 5, tzinfo=UTC))]
    assert answer == {"published": 2, "archived": 1, "joined": 3}


def test_each_difference_is_named_by_id(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    asked: list[Any] = []
    found = [Difference("aino", "card", "stored card", "right card"), Difference("berit", "standing ALL", "3", "4")]
    monkeypatch.setattr(reconcile, "PeopleCounting", lambda *arguments, **named: (arguments, named))
    monkeypatch.setattr(
        reconcile,
        "reconcile",
        lambda now, zone, counts, run: asked.extend([now, str(zone), counts(now), run.seconds_left()]) or found,
    )
    monkeypatch.setattr(reconcile.seats, "repair", lambda _: (3, 4))

    answer = reconcile.lambda_handler({}, Context())

    assert asked == [NOW, "Europe/Helsinki", ((NOW,), {"zone": ZoneInfo("Europe/Helsinki")}), 300]
    assert answer == {"differences": [{"person": "aino", "what": "card"}, {"person": "berit", "what": "standing ALL"}]}
    assert caplog.text.count("seats repaired") == 1


@pytest.mark.parametrize("error", [Overtaken, Unfinished])
def test_a_walk_that_takes_longer_than_a_run_is_gone_on_with_by_the_next(
    error: type[LahettiError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise error("RECONCILE")

    monkeypatch.setattr(reconcile, "reconcile", interrupted)
    monkeypatch.setattr(reconcile, "is_under_way", lambda _: False)

    assert reconcile.lambda_handler({}, Context()) == {"unfinished": True}
    assert reconcile.lambda_handler({"unfinished": True}, Context()) == {"differences": []}

    monkeypatch.setattr(reconcile, "is_under_way", lambda _: True)

    assert reconcile.lambda_handler({"unfinished": True}, Context()) == {"unfinished": True}


def test_reactions_are_collected_for_the_events_time_and_a_failing_network_is_told_without_its_server(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[CollectorRun] = []
    outcomes = [
        ServerOutcome("mastodon", "aino.example", asked=2, gone=1),
        ServerOutcome("mastodon", "berit.example", asked=1, reason="refused"),
    ]
    monkeypatch.setattr(collect_metrics, "collect_reactions", lambda run: asked.append(run) or outcomes)

    answer = collect_metrics.lambda_handler({"time": "2026-11-25T10:15:00Z"}, Context())

    assert [(run.now, run.is_over()) for run in asked] == [(datetime(2026, 11, 25, 10, 15, tzinfo=UTC), False)]
    assert [found["reason"] for found in answer["servers"]] == [None, "refused"]
    assert (caplog.text.count("reactions collected"), caplog.text.count("network failing")) == (1, 1)
    assert "example" not in caplog.text


def test_a_run_that_has_little_time_left_comes_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[CollectorRun] = []
    monkeypatch.setattr(collect_metrics, "collect_reactions", lambda run: asked.append(run) or [])
    monkeypatch.setattr(Context, "get_remaining_time_in_millis", lambda _: 59_999)

    collect_metrics.lambda_handler({}, Context())

    assert asked[0].is_over()
