from datetime import UTC, datetime, timedelta

import pytest

from lahetti.content.feeds.due_times import is_due, next_fetch

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (None, True),
        (NOW - timedelta(days=1), True),
        (NOW, True),
        (NOW + timedelta(seconds=30), True),
        (NOW + timedelta(minutes=2), False),
    ],
)
def test_a_feed_is_due_when_its_time_has_come_give_or_take_a_minute(due: datetime | None, expected: bool) -> None:
    assert is_due(due, NOW) is expected


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, 30), (1, 30), (2, 60), (3, 120), (4, 240), (5, 480), (6, 720), (7, 720), (10_000, 720)],
)
def test_a_broken_feed_is_tried_ever_more_seldom_up_to_twice_a_day(failures: int, minutes: int) -> None:
    assert next_fetch(NOW, 30, failures) == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("asked", "pause"),
    [
        (None, timedelta(minutes=30)),
        (60, timedelta(minutes=30)),
        (7200, timedelta(hours=2)),
        (10**9, timedelta(days=1)),
    ],
)
def test_a_server_that_says_when_to_come_back_is_obeyed_within_a_day(asked: int | None, pause: timedelta) -> None:
    assert next_fetch(NOW, 30, 1, asked) == NOW + pause


def test_a_pause_that_is_set_longer_than_half_a_day_is_kept() -> None:
    assert next_fetch(NOW, 1440, 5) == NOW + timedelta(days=1)
