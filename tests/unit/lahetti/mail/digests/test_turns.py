from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.core.quiet_hours import QuietHours
from lahetti.mail.digests.turns import is_to_be_looked_at, latest_turn
from lahetti.people.model import DigestMode, Notifications
from lahetti.settings.model import Settings

HELSINKI = ZoneInfo("Europe/Helsinki")
SETTINGS = Settings()
STEP = timedelta(minutes=5)
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
WISHES = st.builds(
    Notifications,
    digest=st.sampled_from(DigestMode),
    days=st.sets(st.integers(1, 7)).map(tuple),
    quiet=st.none() | st.builds(QuietHours, CLOCKS, CLOCKS, st.booleans()),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


@pytest.mark.parametrize(
    ("wished", "now", "turn"),
    [
        (Notifications(), "2026-11-24T08:29", "2026-11-19T08:30"),
        (Notifications(), "2026-11-24T08:30", "2026-11-24T08:30"),
        (Notifications(), "2026-11-25T12:00", "2026-11-24T08:30"),
        (Notifications(), "2026-11-24T18:00", None),
        (Notifications(days=(1, 7)), "2026-11-30T07:30", "2026-11-30T07:30"),  # Sunday's waits for Monday morning
        (Notifications(DigestMode.DAILY), "2026-11-30T08:45", "2026-11-30T08:30"),
        (Notifications(DigestMode.INSTANT), "2026-11-25T12:00", "2026-11-25T12:00"),
        (Notifications(DigestMode.INSTANT), "2026-11-28T12:00", None),
        (Notifications(DigestMode.OFF), "2026-11-24T08:30", None),
        (Notifications(quiet=QuietHours(time(17), time(9))), "2026-11-24T09:00", "2026-11-24T09:00"),
        (Notifications(quiet=QuietHours(time(17), time(9))), "2026-11-24T08:59", None),
        # Half past eight is half past eight on both sides of the days on which clocks change.
        (Notifications(days=(7,), quiet=QuietHours(weekends=False)), "2026-03-29T08:30", "2026-03-29T08:30"),
        (Notifications(days=(7,), quiet=QuietHours(weekends=False)), "2026-10-25T08:30", "2026-10-25T08:30"),
    ],
)
def test_a_turn_is_the_programmes_hour_or_the_first_moment_after_the_quiet(
    wished: Notifications, now: str, turn: str | None
) -> None:
    found = latest_turn(wished, SETTINGS, HELSINKI, at(now))

    assert found == (at(turn) if turn else None)


@given(WISHES, MOMENTS)
def test_a_turn_is_never_quiet_never_in_the_future_and_on_a_wished_day_or_after_it(
    wished: Notifications, now: datetime
) -> None:
    turn = latest_turn(wished, SETTINGS, HELSINKI, now)

    if turn is not None:
        quiet = wished.quiet_hours(SETTINGS)
        assert turn <= now
        assert not quiet.covers(turn, HELSINKI)
        assert not quiet.covers(now, HELSINKI)
        days = wished.digest_days(SETTINGS)
        local = turn.astimezone(HELSINKI)
        if days and (local.hour, local.minute) == (8, 30):
            assert local.isoweekday() in days or quiet.covers(turn - timedelta(minutes=1), HELSINKI)


@given(WISHES, MOMENTS, st.integers(0, 60))
def test_runs_every_five_minutes_look_at_everybody_once_their_turn_has_come(
    wished: Notifications, begin: datetime, outage: int
) -> None:
    """However many runs are left out in between: the next one that may send looks at them."""
    runs = [begin + STEP * n for n in (*range(12), *range(12 + outage, 24 + outage))]
    done = begin - STEP
    served = done
    for now in runs:
        turn = latest_turn(wished, SETTINGS, HELSINKI, now)
        newest = now - timedelta(seconds=90)  # there is always something new
        looked = is_to_be_looked_at(wished, SETTINGS, HELSINKI, done, newest, now)
        if turn is not None and turn > served and wished.digest is not DigestMode.INSTANT:
            assert looked
        if looked:
            served = now
            assert turn is not None
        done = now


def test_those_to_be_told_at_once_are_left_alone_until_there_is_something_newer() -> None:
    instant, now = Notifications(DigestMode.INSTANT), at("2026-11-25T12:00")
    done = now - STEP

    looked = [
        is_to_be_looked_at(instant, SETTINGS, HELSINKI, done, newest, now)
        for newest in (None, done - timedelta(minutes=2), done - timedelta(seconds=59), now)
    ]

    assert looked == [False, False, True, True]
