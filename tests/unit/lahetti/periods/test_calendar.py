import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.core.days import FIRST_DAY, LAST_DAY, activity_day, day_of, end_of, open_days
from lahetti.core.texts import LANGUAGES, Part, Texts
from lahetti.periods import calendar
from lahetti.periods.calendar import Period, PeriodKind

HELSINKI = ZoneInfo("Europe/Helsinki")
DAYS = st.dates(date(2000, 1, 1), date(2199, 12, 31))
MOMENTS = st.integers(1_600_000_000, 2_200_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


def helsinki(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-25T21:59:59.999999+00:00", "2026-11-25"),
        ("2026-11-25T22:00:00+00:00", "2026-11-26"),
        ("2026-07-01T20:59:59+00:00", "2026-07-01"),
        ("2026-07-01T21:00:00+00:00", "2026-07-02"),
        ("2026-07-02T00:00:00+03:00", "2026-07-02"),
    ],
)
def test_a_day_begins_at_midnight_in_the_programmes_zone(moment: str, day: str) -> None:
    assert day_of(datetime.fromisoformat(moment), HELSINKI) == day


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2026-11-25", "2026-11-25T22:00:00+00:00"),
        ("2026-12-31", "2026-12-31T22:00:00+00:00"),
        ("2028-02-28", "2028-02-28T22:00:00+00:00"),
        ("2028-02-29", "2028-02-29T22:00:00+00:00"),
        ("2026-06-30", "2026-06-30T21:00:00+00:00"),
    ],
)
def test_a_day_ends_at_the_next_midnight(day: str, end: str) -> None:
    assert end_of(day, HELSINKI) == datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("day", "before", "hours"), [("2026-03-29", "2026-03-28", 23), ("2026-10-25", "2026-10-24", 25)]
)
def test_a_day_on_which_clocks_change_is_a_day_like_others(day: str, before: str, hours: int) -> None:
    begin, end = end_of(before, HELSINKI), end_of(day, HELSINKI)

    assert end - begin == timedelta(hours=hours)
    assert {day_of(begin + timedelta(minutes=minute), HELSINKI) for minute in range(60 * hours)} == {day}


@pytest.mark.parametrize(
    ("entered", "day"),
    [
        ("2026-11-25T12:00:00", "2026-11-25"),
        ("2026-11-25T23:59:59", "2026-11-25"),
        ("2026-11-26T00:00:00", "2026-11-25"),
        ("2026-11-26T00:15:00", "2026-11-25"),
        ("2026-11-26T00:15:00.000001", "2026-11-26"),
        ("2026-11-26T09:00:00", "2026-11-26"),
        ("2026-11-28T00:01:00", "2026-11-28"),
    ],
)
def test_a_deed_entered_over_15_minutes_after_its_day_counts_for_the_day_of_entry(entered: str, day: str) -> None:
    assert activity_day("2026-11-25", helsinki(entered), HELSINKI) == day


@pytest.mark.parametrize(
    ("day", "races"),
    [
        ("2026-11-25", ("W2026-48", "M2026-11", "Q2026-4", "ALL")),
        ("2026-01-01", ("W2026-01", "M2026-01", "Q2026-1", "ALL")),
        ("2025-12-29", ("W2026-01", "M2025-12", "Q2025-4", "ALL")),
        ("2025-12-28", ("W2025-52", "M2025-12", "Q2025-4", "ALL")),
        ("2027-01-03", ("W2026-53", "M2027-01", "Q2027-1", "ALL")),
        ("2027-01-04", ("W2027-01", "M2027-01", "Q2027-1", "ALL")),
        ("2026-03-31", ("W2026-14", "M2026-03", "Q2026-1", "ALL")),
        ("2026-04-01", ("W2026-14", "M2026-04", "Q2026-2", "ALL")),
        ("2026-06-30", ("W2026-27", "M2026-06", "Q2026-2", "ALL")),
        ("2026-07-01", ("W2026-27", "M2026-07", "Q2026-3", "ALL")),
        ("2026-09-30", ("W2026-40", "M2026-09", "Q2026-3", "ALL")),
        ("2026-10-01", ("W2026-40", "M2026-10", "Q2026-4", "ALL")),
    ],
)
def test_the_standing_races_of_a_day_follow_from_it(day: str, races: tuple[str, ...]) -> None:
    assert tuple(race for race in calendar.standing_races(day) if race[0] in "WMQA") == races


@pytest.mark.parametrize(
    ("day", "week", "month", "quarter"),
    [
        (
            "2027-01-01",
            (date(2026, 12, 28), date(2027, 1, 3)),
            (date(2027, 1, 1), date(2027, 1, 31)),
            (date(2027, 1, 1), date(2027, 3, 31)),
        ),
        (
            "2028-02-29",
            (date(2028, 2, 28), date(2028, 3, 5)),
            (date(2028, 2, 1), date(2028, 2, 29)),
            (date(2028, 1, 1), date(2028, 3, 31)),
        ),
        (
            "2026-12-31",
            (date(2026, 12, 28), date(2027, 1, 3)),
            (date(2026, 12, 1), date(2026, 12, 31)),
            (date(2026, 10, 1), date(2026, 12, 31)),
        ),
    ],
)
def test_a_period_covers_whole_days_its_last_one_included(
    day: str, week: tuple[date, date], month: tuple[date, date], quarter: tuple[date, date]
) -> None:
    *bounded, all_time = calendar.standing_periods(day)

    kinds = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER)
    assert [(period.first, period.last) for period in bounded if period.kind in kinds] == [week, month, quarter]
    assert all_time == Period("ALL", None, None)


@given(DAYS)
def test_a_day_lies_in_all_its_periods_and_their_neighbours_do_not_overlap(day: date) -> None:
    for period in calendar.standing_periods(day.isoformat())[:-1]:
        assert period.first is not None
        assert period.last is not None
        assert period.first <= day <= period.last
        for inside in (period.first, period.last):
            assert period in calendar.standing_periods(inside.isoformat())
        for outside in (period.first - timedelta(days=1), period.last + timedelta(days=1)):
            assert period.race not in calendar.standing_races(outside.isoformat())


@given(DAYS)
def test_an_id_of_a_race_names_its_period(day: date) -> None:
    for period in calendar.standing_periods(day.isoformat()):
        assert calendar.period_of(period.race) == period


@pytest.mark.parametrize(
    "race",
    [
        "",
        "W",
        "all",
        "ALL ",
        "W2026",
        "W2026-",
        "W2026-1",
        "W2026-00",
        "W2026-54",
        "W2025-53",
        "w2026-48",
        "M2026-0",
        "M2026-13",
        "M2026-011",
        "M2026-11-1",
        "Q2026-0",
        "Q2026-5",
        "Q2026-04",
        "Q-2026-4",
        "Q+2026-4",
        "X2026-1",
        "W２０２６-48",
        "W9999-52",
        "M9999-12",
        "Q9999-4",
        "Q0-1",
        "W0-01",
        "M99999999999-1",
        "Q2026-4\n",
    ],
)
def test_any_other_text_names_no_period(race: str) -> None:
    assert calendar.period_of(race) is None


@given(
    st.dates(FIRST_DAY, LAST_DAY),
    st.integers(0, 400),
    st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=6, max_size=6),
)
def test_an_id_of_a_challenge_names_its_days(first: date, more: int, mark: str) -> None:
    last = min(first + timedelta(days=more), LAST_DAY)

    race = calendar.challenge_id(first, last, mark)

    assert calendar.is_challenge(race)
    assert calendar.period_of(race) == Period(race, first, last)
    assert len(race) <= 40


@pytest.mark.parametrize(
    "race",
    [
        "C20261201-20261130-abc123",
        "C20261301-20261214-abc123",
        "C20261201-20261232-abc123",
        "C20261201-20261214-ABC123",
        "C20261201-20261214-abc12",
        "C20261201-20261214-abc123\n",
        "C٢٠٢٦1201-20261214-abc123",
        "D20261201-20261214-abc123",
        "C00000101-20261214-abc123",
        "C00010101-00010102-abc123",
        "C99991230-99991231-abc123",
    ],
)
def test_any_other_text_names_no_challenge(race: str) -> None:
    assert not calendar.is_challenge(race)
    assert calendar.period_of(race) is None


@given(st.text(st.sampled_from("WMQALX0123456789-. ٣"), max_size=12))
def test_whatever_a_text_is_it_names_a_period_or_none(race: str) -> None:
    period = calendar.period_of(race)

    assert period is None or period.race == race


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2026-11-30T00:00:00", ("2026-11-29", "2026-11-30")),
        ("2026-11-30T00:14:59.999999", ("2026-11-29", "2026-11-30")),
        ("2026-11-30T00:15:00", ("2026-11-29", "2026-11-30")),
        ("2026-11-30T00:15:00.000001", ("2026-11-30",)),
        ("2026-11-30T12:00:00", ("2026-11-30",)),
        ("2026-11-30T23:59:59.999999", ("2026-11-30",)),
        ("2026-03-30T00:10:00", ("2026-03-29", "2026-03-30")),
    ],
)
def test_yesterday_is_open_for_15_minutes_after_midnight(now: str, days: tuple[str, ...]) -> None:
    assert open_days(helsinki(now), HELSINKI) == days


@pytest.mark.parametrize(
    ("race", "day", "over"),
    [
        ("W2026-48", "2026-11-29", False),
        ("W2026-48", "2026-11-30", True),
        ("W2026-49", "2026-11-29", False),
        ("W2026-53", "2027-01-03", False),
        ("W2026-53", "2027-01-04", True),
        ("M2026-11", "2026-11-30", False),
        ("M2026-11", "2026-12-01", True),
        ("Q2026-4", "2026-12-31", False),
        ("Q2026-4", "2027-01-01", True),
        ("ALL", "9999-12-31", False),
        ("C20261201-20261214-abc123", "2026-12-14", False),
        ("C20261201-20261214-abc123", "2026-12-15", True),
        ("no race", "9999-12-31", False),
    ],
)
def test_a_race_is_over_on_the_day_after_its_last(race: str, day: str, over: bool) -> None:
    assert calendar.is_over(race, day) is over


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_whatever_a_deed_counts_for_is_open_when_it_is_entered(done: datetime, later: timedelta) -> None:
    entered = done + later

    day = activity_day(day_of(done, HELSINKI), entered, HELSINKI)

    assert day in open_days(entered, HELSINKI)


def _term(day: date) -> calendar._Numbered | None:
    """Return the school term that contains a day: spring and autumn, with no race in between."""
    for number, first, last in (
        (1, date(day.year, 1, 8), date(day.year, 5, 31)),
        (2, date(day.year, 8, 10), date(day.year, 12, 20)),
    ):
        if first <= day <= last:
            return calendar._Numbered(day.year, number, first, last)
    return None


@pytest.fixture
def _terms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let quarters give way to school terms, which pause."""
    terms = calendar.StandingKind(
        PeriodKind.QUARTER, "Z", 1, _term, lambda year, number: date(year, 1, 8) if number == 1 else date(year, 8, 10)
    )
    kinds = (*calendar.STANDING[:2], terms)
    monkeypatch.setattr(calendar, "STANDING", kinds)
    monkeypatch.setattr(calendar, "_BY_LETTER", {kind.letter: kind for kind in kinds})


@pytest.mark.usefixtures("_terms")
def test_there_may_be_days_without_a_race_of_some_kind() -> None:
    assert calendar.standing_races("2026-05-31") == ("W2026-22", "M2026-05", "Z2026-1", "ALL")
    assert calendar.standing_races("2026-06-01") == ("W2026-23", "M2026-06", "ALL")
    assert (calendar.prize_race("2026-05-31"), calendar.prize_race("2026-06-01")) == ("Z2026-1", None)


@pytest.mark.usefixtures("_terms")
def test_the_next_period_of_a_kind_begins_after_its_pause() -> None:
    spring = calendar.period_of("Z2026-1")
    assert spring is not None

    assert calendar.following(spring) == Period("Z2026-2", date(2026, 8, 10), date(2026, 12, 20))
    assert calendar.next_of(PeriodKind.QUARTER, date(2026, 7, 1)) == calendar.period_of("Z2026-2")


@pytest.mark.parametrize("race", ["W2026-48", "M2026-12", "Q2026-4"])
def test_a_period_is_followed_by_that_which_begins_the_day_after(race: str) -> None:
    period = calendar.period_of(race)
    assert period is not None
    assert period.last is not None
    following = calendar.following(period)

    assert following is not None
    assert (following.kind, following.first) == (period.kind, period.last + timedelta(days=1))


def test_all_time_is_followed_by_nothing() -> None:
    assert calendar.following(Period("ALL", None, None)) is None


@pytest.mark.parametrize("race", ["W2026-48", "M2026-11", "Q2026-4"])
def test_a_period_says_which_of_its_year_it_is(race: str) -> None:
    period = calendar.period_of(race)

    assert period is not None
    assert f"{race[0]}{period.year}-{period.number}" == race


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["client", "console", "mails"])
@pytest.mark.parametrize("kind", [*(kind.kind for kind in calendar.STANDING), PeriodKind.ALL_TIME])
def test_every_kind_of_period_has_its_words(kind: PeriodKind, part: Part, language: str) -> None:
    assert f"race.name.{kind}" in Texts(part, language), f"name it in core/translations/{part}.{language}.json"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*(kind.kind for kind in calendar.STANDING), PeriodKind.ALL_TIME])
def test_every_kind_of_period_has_a_name_for_the_tabs_of_the_client(kind: PeriodKind, language: str) -> None:
    texts = Texts("client", language)

    assert f"race.tab.{kind}" in texts or f"race.word.{kind}.1" in texts, f"name it in client.{language}.json"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", calendar.STANDING, ids=lambda kind: kind.kind.value)
def test_every_period_that_is_called_by_a_word_has_one(kind: calendar.StandingKind, language: str) -> None:
    days = [date(2027, 1, 1) + timedelta(days=ahead) for ahead in range(2 * 366)]  # a plain year and a leap year
    numbers = {found.number for day in days if (found := kind.containing(day)) is not None}
    for part in ("console", "mails"):
        texts = Texts(part, language)
        if not any("{word}" in form for form in texts.forms(f"race.name.{kind.kind}")):
            continue
        keys = {f"race.word.{kind.kind}.{number}": f"period.{kind.kind}.{number}" for number in sorted(numbers)}
        lacking = [key for key, of_analytics in keys.items() if key not in texts and of_analytics not in texts]
        assert not lacking, f"add {', '.join(lacking)} to core/translations/formats.{language}.json"


def test_every_kind_of_period_has_a_letter_of_its_own() -> None:
    letters = [kind.letter for kind in calendar.STANDING]

    assert all(re.fullmatch("[A-Z]", letter) for letter in letters), "letters of STANDING in periods/calendar.py"
    assert len({*letters, "C"}) == len(letters) + 1, "a letter of STANDING in periods/calendar.py is taken"


@pytest.mark.parametrize("kind", calendar.STANDING, ids=lambda kind: kind.kind.value)
def test_periods_of_a_kind_do_not_overlap(kind: calendar.StandingKind) -> None:
    for ahead in range(4 * 366):
        period = kind.on(date(2026, 1, 1) + timedelta(days=ahead))
        if period is not None:
            assert period.first is not None
            assert period.last is not None
            ends = (kind.on(period.first), kind.on(period.last))
            assert ends == (period, period), f"periods of {kind.kind} overlap in periods/calendar.py: {period.race}"
