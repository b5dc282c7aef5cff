import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.sharing.reactions.due_times import FOLLOWED_FOR, next_due, next_try

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGES = st.timedeltas(timedelta(), timedelta(days=400))


@pytest.mark.parametrize(
    ("since_followed", "since_changed", "pause"),
    [
        (timedelta(), timedelta(), HOUR),
        (DAY - timedelta(seconds=1), DAY - timedelta(seconds=1), HOUR),
        (DAY, DAY, DAY),
        (DAY, timedelta(), DAY),
        (timedelta(days=13), timedelta(days=13), DAY),
        (timedelta(days=100), timedelta(days=13), DAY),
        (timedelta(days=13, seconds=1), timedelta(days=13, seconds=1), None),
        (timedelta(days=100), timedelta(days=14), None),
    ],
)
def test_hourly_for_a_day_then_daily_until_a_fortnight_after_the_last_change(
    since_followed: timedelta, since_changed: timedelta, pause: timedelta | None
) -> None:
    due = next_due(NOW, NOW - since_followed, NOW - since_changed)

    assert due == (None if pause is None else NOW + pause)


@given(AGES, AGES)
def test_what_is_due_is_ahead_and_within_the_fortnight(since_followed: timedelta, since_changed: timedelta) -> None:
    changed = NOW - min(since_changed, since_followed)

    due = next_due(NOW, NOW - since_followed, changed)

    assert due is None or NOW + HOUR <= due <= min(NOW + DAY, changed + FOLLOWED_FOR)


@given(st.integers(), st.floats(0, 1))
def test_a_post_is_followed_to_an_end_that_only_changes_put_off(seed: int, change: float) -> None:
    chance = random.Random(seed)
    runs = [(chance.random() < change, timedelta(minutes=59) * chance.random()) for _ in range(450)]
    followed = changed = now = NOW
    due: datetime | None = now
    asked = changes = 0
    for has_changed, late in runs:
        if due is None:
            break
        now, asked = due + late, asked + 1
        if has_changed:
            changed, changes = now, changes + 1
        due = next_due(now, followed, changed)

    assert asked <= 25 + 14 * (changes + 1)
    if due is None:
        assert now + DAY > changed + FOLLOWED_FOR


@pytest.mark.parametrize(
    ("failures", "asked", "pause"),
    [
        (1, None, timedelta(minutes=15)),
        (2, None, timedelta(minutes=30)),
        (6, None, timedelta(hours=8)),
        (7, None, timedelta(hours=12)),
        (10_000, None, timedelta(hours=12)),
        (1, 60, timedelta(minutes=15)),
        (1, 3600, HOUR),
        (1, 10**8, DAY),
    ],
)
def test_a_server_that_fails_is_left_alone_ever_longer_and_as_long_as_it_says(
    failures: int, asked: int | None, pause: timedelta
) -> None:
    assert next_try(NOW, failures, asked) == NOW + pause
