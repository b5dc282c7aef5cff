from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.core.quiet_hours import QuietHours, quiet_hours

HELSINKI = ZoneInfo("Europe/Helsinki")
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
HOURS = st.builds(QuietHours, CLOCKS, CLOCKS, st.booleans())
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("moment", "free"),
    [
        ("2026-11-24T08:30", "2026-11-24T08:30"),
        ("2026-11-24T07:29", "2026-11-24T07:30"),
        ("2026-11-24T18:00", "2026-11-25T07:30"),
        ("2026-11-27T17:59", "2026-11-27T17:59"),
        ("2026-11-27T18:00", "2026-11-30T07:30"),  # a Friday: the weekend is quiet
        ("2026-03-27T20:00", "2026-03-30T07:30"),  # clocks go forward in that weekend
        ("2026-10-23T20:00", "2026-10-26T07:30"),  # and back in that
    ],
)
def test_the_programmes_quiet_hours_end_when_work_begins(moment: str, free: str) -> None:
    at, expected = (datetime.fromisoformat(text).replace(tzinfo=HELSINKI) for text in (moment, free))

    assert QuietHours().first_free(at, HELSINKI) == expected


@given(HOURS, MOMENTS)
def test_the_first_free_moment_is_free_and_never_early(hours: QuietHours, moment: datetime) -> None:
    free = hours.first_free(moment, HELSINKI)

    assert free >= moment
    assert not hours.covers(free, HELSINKI)
    assert (free == moment) == (not hours.covers(moment, HELSINKI))


@given(HOURS, MOMENTS, st.floats(0, 1))
def test_all_before_the_first_free_moment_is_quiet(hours: QuietHours, moment: datetime, part: float) -> None:
    free = hours.first_free(moment, HELSINKI)
    between = moment + (free - moment) * part

    # An hour that the clocks leave out may end the quiet a little before its time on the clock.
    offsets = {
        (at - timedelta(hours=2)).astimezone(HELSINKI).utcoffset() for at in (between, free + timedelta(hours=4))
    }
    if between < free and len(offsets) == 1:
        assert hours.covers(between, HELSINKI)


@given(HOURS)
def test_quiet_hours_are_read_as_they_were_written(hours: QuietHours) -> None:
    assert quiet_hours(str(hours)) == hours


@pytest.mark.parametrize("text", ["", "18:00", "18:00-25:00", "18:00-07:30 sundays", "now-then"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (the message is strptime's)
        quiet_hours(text)


def test_equal_times_are_never_quiet_but_for_weekends() -> None:
    never = QuietHours(time(), time(), weekends=False)

    assert not never.covers(datetime(2026, 11, 28, 2, tzinfo=UTC), HELSINKI)
    assert QuietHours(time(), time()).covers(datetime(2026, 11, 28, 2, tzinfo=UTC), HELSINKI)
