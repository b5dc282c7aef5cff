from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.content.calendar import rules
from lahetti.content.calendar.model import CalendarAddress, CalendarEntry
from lahetti.content.model import ContentState, Row
from lahetti.people.model import PersonState, Role
from lahetti.settings.model import Settings
from tests.unit.lahetti.people.test_members import AINO

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 12, 2, 10, tzinfo=UTC)
"""A Wednesday."""
DAYS = st.dates(date(1901, 1, 1), date(2998, 12, 1))


def entry(
    at: datetime, content: str = "c", state: ContentState = ContentState.SCHEDULED, **row: object
) -> CalendarEntry:
    return CalendarEntry(at, state, Row(content, "blogi", "Otsikko", "fi", **row))  # type: ignore[arg-type]


def weeks(name: str, *entries: CalendarEntry, now: datetime = NOW) -> dict[int, dict[str, tuple[str, ...]]]:
    period = rules.month_named(name) or rules.week_named(name)
    assert period is not None
    found = rules.weeks_of(period, entries, Settings(), HELSINKI, now)
    return {
        week.number: {day.day.isoformat(): tuple(e.row.content for e in day.entries) for day in week.days}
        for week in found
    }


@given(DAYS)
def test_months_and_weeks_follow_one_another_and_are_found_by_their_names(day: date) -> None:
    month, week = rules.month_of(day), rules.week_of(day)

    for period, named in ((month, rules.month_named), (week, rules.week_named)):
        assert period.first <= day <= period.last
        assert named(period.name) == period
        following = rules.after(period)
        assert following is not None
        assert following.first == period.last + timedelta(days=1)
        assert rules.before(following) == period
    assert (week.first, week.last) == (week.monday, week.sunday)
    assert week.name.endswith(f"-W{day.isocalendar().week:02d}")


@pytest.mark.parametrize(
    "name", ["", "2026-13", "2026-00", "2026-W54", "2025-W53", "2026-W00", "0001-01", "9999-12", "2026-W49x", "٢٠٢٦-١٢"]
)
def test_what_names_no_month_and_no_week_is_none(name: str) -> None:
    assert rules.month_named(name) is None
    assert rules.week_named(name) is None


def test_before_the_first_and_after_the_last_there_is_nothing() -> None:
    first, last = rules.month_named("1900-02"), rules.week_named("2999-W52")
    assert first is not None
    assert last is not None

    assert rules.before(first) is None
    assert rules.after(last) is None


def test_a_month_is_shown_in_whole_iso_weeks() -> None:
    shown = weeks("2026-12")

    assert list(shown) == [49, 50, 51, 52, 53]
    assert next(iter(shown[49])) == "2026-11-30"
    assert list(shown[53])[-1] == "2027-01-03"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2027, 3, 27, 21, 59, tzinfo=UTC), "2027-03-27"),
        (datetime(2027, 3, 27, 22, 0, tzinfo=UTC), "2027-03-28"),  # the day of 23 hours begins
        (datetime(2027, 3, 28, 20, 59, tzinfo=UTC), "2027-03-28"),
        (datetime(2027, 3, 28, 21, 0, tzinfo=UTC), "2027-03-29"),
        (datetime(2027, 10, 30, 21, 0, tzinfo=UTC), "2027-10-31"),  # the day of 25 hours begins
        (datetime(2027, 10, 31, 21, 59, tzinfo=UTC), "2027-10-31"),
        (datetime(2027, 10, 31, 22, 0, tzinfo=UTC), "2027-11-01"),
    ],
)
def test_a_content_stands_on_its_day_of_the_programme_also_where_clocks_change(moment: datetime, day: str) -> None:
    (shown,) = weeks(rules.week_of(date.fromisoformat(day)).name, entry(moment)).values()

    assert [one for one, contents in shown.items() if contents] == [day]


def test_contents_of_a_day_stand_by_time() -> None:
    late, early = datetime(2026, 12, 3, 12, tzinfo=UTC), datetime(2026, 12, 3, 6, tzinfo=UTC)

    assert weeks("2026-W49", entry(late, "late"), entry(early, "early"))[49]["2026-12-03"] == ("early", "late")


def test_gaps_are_workdays_from_today_on_and_weeks_in_which_nothing_goes_out() -> None:
    period = rules.month_named("2026-12")
    assert period is not None
    planned = (entry(datetime(2026, 12, 3, 7, tzinfo=UTC)), entry(datetime(2026, 12, 19, 7, tzinfo=UTC)))

    shown = rules.weeks_of(period, planned, Settings(), HELSINKI, NOW)

    assert [day.day.day for day in shown[0].days if day.is_gap] == [2, 4]  # Monday and Tuesday are over, 3 has one
    assert [week.number for week in shown if week.is_gap] == [50, 52, 53]
    assert rules.gaps_in(shown) == ([50, 52, 53], 2 + 5)
    over = rules.weeks_of(period, planned, Settings(), HELSINKI, NOW + timedelta(days=60))
    assert rules.gaps_in(over) == ([], 0)


def test_digest_days_follow_the_settings() -> None:
    period = rules.week_named("2026-W49")
    assert period is not None

    (week,) = rules.weeks_of(period, (), Settings(digest_days=(1, 5)), HELSINKI, NOW)

    assert [day.day.isoweekday() for day in week.days if day.digest] == [1, 5]


def test_a_wish_stands_in_every_week_from_its_contents_day_until_its_own() -> None:
    period = rules.month_named("2026-12")
    assert period is not None
    at = datetime(2026, 12, 9, 7, tzinfo=UTC)
    wished = entry(at, wished_until=date(2026, 12, 21))

    shown = rules.weeks_of(period, (wished, entry(at, "x")), Settings(), HELSINKI, NOW)
    archived = rules.weeks_of(period, (replace(wished, state=ContentState.ARCHIVED),), Settings(), HELSINKI, NOW)

    assert [week.number for week in shown if week.wished] == [50, 51, 52]
    assert not any(week.wished for week in archived)


EDITOR = replace(AINO, role=Role.EDITOR)
MADE = NOW + timedelta(milliseconds=300)


@pytest.mark.parametrize(
    ("person", "over"),
    [
        (EDITOR, False),
        (replace(EDITOR, role=Role.ADMIN), False),
        (replace(EDITOR, role=Role.AMBASSADOR), True),
        (replace(EDITOR, state=PersonState.PAUSED), True),
        (replace(EDITOR, sessions_end_before=NOW), False),
        (replace(EDITOR, sessions_end_before=NOW + timedelta(seconds=1)), True),
    ],
)
def test_an_address_lives_as_long_as_its_editor_is_one(person: object, over: bool) -> None:
    assert rules.is_over(CalendarAddress("p", MADE), person) is over  # type: ignore[arg-type]
