"""Rules of closing: when, in which order, in which chunks."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lahetti.people.model import RaceScore
from lahetti.periods.model import FrozenTeam, RaceState
from lahetti.races.closing.rules import (
    CHUNK,
    Phase,
    fingerprint_of,
    frozen_lines,
    is_over,
    phase_of,
    read_line,
    shown_lines,
    team_lines,
    team_tables,
    written_lines,
)
from lahetti.races.rules import place_key
from tests.names import named

HELSINKI = ZoneInfo("Europe/Helsinki")
SCORES = st.dictionaries(
    st.text("abcdef0123456789-", min_size=1, max_size=8),
    st.builds(
        RaceScore,
        points=st.integers(-20, 60),
        shares=st.integers(0, 3),
        clicks=st.integers(0, 9),
        last=st.integers(0, 3),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("race", "moment", "over"),
    [
        ("W2026-48", datetime(2026, 11, 29, 22, 15, 59, tzinfo=UTC), False),
        ("W2026-48", datetime(2026, 11, 29, 22, 16, tzinfo=UTC), True),
        ("M2026-03", datetime(2026, 3, 31, 21, 15, 59, tzinfo=UTC), False),
        ("M2026-03", datetime(2026, 3, 31, 21, 16, tzinfo=UTC), True),
        ("W2026-43", datetime(2026, 10, 25, 22, 15, 59, tzinfo=UTC), False),
        ("W2026-43", datetime(2026, 10, 25, 22, 16, tzinfo=UTC), True),
        ("ALL", datetime(9999, 12, 1, tzinfo=UTC), False),
        ("no race", datetime(9999, 12, 1, tzinfo=UTC), False),
    ],
)
def test_a_race_is_over_sixteen_minutes_after_its_last_midnight(race: str, moment: datetime, over: bool) -> None:
    assert is_over(race, moment, HELSINKI) is over


def test_ties_go_to_fewer_shares_then_to_the_earlier_last_point_then_to_the_ids() -> None:
    scores = {
        "late": RaceScore(10, 2, 0, 200),
        "early": RaceScore(10, 2, 0, 100),
        "few": RaceScore(10, 1, 0, 300),
        "most": RaceScore(11, 5, 0, 400),
        "b": RaceScore(9, 1, 0, 100),
        "a": RaceScore(9, 1, 0, 100),
        "nothing": RaceScore(0, 1, 0, 100),
        "below": RaceScore(-5, 0, 0, 0),
    }

    lines = frozen_lines(scores, lambda person: person)

    assert [line.ticket for line in lines] == ["most", "few", "early", "late", "b", "a"]
    assert [line.place for line in lines] == [1, 2, 3, 4, 5, 6]


@given(SCORES)
def test_a_frozen_list_is_in_the_order_of_the_live_standings(scores: dict[str, RaceScore]) -> None:
    lines = frozen_lines(scores, lambda person: person)

    keys = [place_key(line.ticket, scores[line.ticket]) for line in lines]
    assert keys == sorted(keys, reverse=True)
    assert {line.ticket for line in lines} == {person for person, score in scores.items() if score.points > 0}


@given(SCORES)
def test_a_frozen_list_reads_as_it_was_written_whatever_order_the_people_came_in(scores: dict[str, RaceScore]) -> None:
    lines = frozen_lines(scores, lambda person: person)
    chunks = written_lines(lines)

    assert [read_line(text) for chunk in chunks for text in chunk.split("\n")] == lines
    backwards = frozen_lines(dict(reversed(scores.items())), lambda person: person)
    assert fingerprint_of(written_lines(backwards)) == fingerprint_of(chunks)


@settings(max_examples=20)
@given(st.integers(0, 3 * CHUNK + 1))
def test_every_chunk_but_the_last_is_full(people: int) -> None:
    scores = {f"{number:032x}": RaceScore(points=number + 1) for number in range(people)}

    chunks = written_lines(frozen_lines(scores, lambda person: person * 2))

    assert [len(chunk.split("\n")) for chunk in chunks[:-1]] == [CHUNK] * (len(chunks) - 1)
    assert sum(len(chunk.split("\n")) for chunk in chunks) == people
    assert all(len(chunk) < 390_000 for chunk in chunks)


def test_a_teams_line_has_its_points_those_who_have_any_and_those_who_could() -> None:
    scores = {"a": RaceScore(10), "b": RaceScore(5), "c": RaceScore(0), "d": RaceScore(-3)}
    homes = {"a": "viestinta", "b": "viestinta", "c": "viestinta", "d": "ohjaus", "left out": "ohjaus"}

    lines = team_lines(
        scores, homes, {"viestinta": 3, "ohjaus": 1, "uusi": 0}, {"viestinta": named("Viestintä", "Kommunikation")}
    )

    assert lines == (
        FrozenTeam("ohjaus", named("ohjaus"), 0, 0, 1),
        FrozenTeam("uusi", named("uusi"), 0, 0, 0),
        FrozenTeam("viestinta", named("Viestintä", "Kommunikation"), 15, 2, 3),
    )


@pytest.mark.parametrize(
    ("state", "today", "phase"),
    [
        (RaceState.OPEN, "2026-11-30", Phase.PLANNED),
        (RaceState.OPEN, "2026-12-01", Phase.RUNNING),
        (RaceState.OPEN, "2026-12-14", Phase.RUNNING),
        (RaceState.OPEN, "2026-12-15", Phase.CLOSING),
        (RaceState.CLOSING, "2026-12-15", Phase.CLOSING),
        (RaceState.FROZEN, "2026-12-15", Phase.CLOSING),
        (RaceState.REVEALED, "2027-12-15", Phase.CLOSING),
        (RaceState.CLOSED, "2026-12-15", Phase.CLOSED),
    ],
)
def test_a_race_is_closing_until_its_prizes_are_given(state: RaceState, today: str, phase: Phase) -> None:
    assert phase_of("2026-12-01", "2026-12-14", state, today) is phase


@pytest.mark.parametrize(
    ("could", "with_points", "lines"),
    [(4, 4, None), (8, 4, None), (5, 5, 2), (9, 5, 4), (12, 8, 6), (40, 30, 10), (40, 5, 5)],
)
def test_a_teams_table_has_ten_lines_at_most_and_no_more_than_half_of_who_could_stand_in_it(
    could: int, with_points: int, lines: int | None
) -> None:
    people = [f"p{number:02d}" for number in range(with_points)]
    scores = {person: RaceScore(points) for points, person in enumerate(people, 1)}
    homes = dict.fromkeys(people, "itä")

    shown = shown_lines(team_lines(scores, homes, {"itä": could}, {}))
    tables = team_tables(scores, homes, lambda person: f"t{person}", shown)

    assert (None if "itä" not in tables else len(tables["itä"])) == lines
    if lines:
        assert tables["itä"][0].ticket == f"tp{with_points - 1:02d}"
