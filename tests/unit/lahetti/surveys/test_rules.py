"""How many answers move at a time, and which teams are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.core.small_groups import FEWEST
from lahetti.surveys import rules
from lahetti.surveys.model import STATEMENTS, SurveyAnswer, TeamAnswers


def of(answers: int) -> TeamAnswers:
    return TeamAnswers(answers, dict.fromkeys(STATEMENTS, 3 * answers))


@pytest.mark.parametrize(("waiting", "moved"), [(0, 0), (4, 0), (5, 5), (9, 9)])
def test_five_answers_at_least_are_moved_or_none(waiting: int, moved: int) -> None:
    assert rules.number_moved(waiting) == moved


@given(st.integers(0, 5000))
def test_transactions_are_neither_too_large_nor_too_small(number: int) -> None:
    parts = rules.parts(number)

    assert sum(parts) == number
    assert all(min(FEWEST, number) <= part <= rules.MOST_AT_ONCE for part in parts)


def test_a_hidden_team_does_not_follow_from_the_total() -> None:
    answered = {"a": of(9), "b": of(6), "c": of(3)}

    assert set(rules.shown_teams(answered, {"a": 20, "b": 10, "c": 10}, frozenset("abc"))) == {"a"}


def test_teams_are_shown_where_nobody_or_five_are_hidden() -> None:
    assert set(rules.shown_teams({"a": of(9), "b": of(5)}, {"a": 9, "b": 9}, frozenset("ab"))) == {"a", "b"}
    assert set(rules.shown_teams({"a": of(9), "b": of(4), "c": of(1)}, {"a": 9, "b": 9, "c": 9}, frozenset("abc"))) == {
        "a"
    }


def test_a_team_of_fewer_than_five_and_one_without_a_name_stay_hidden() -> None:
    assert rules.shown_teams({"a": of(5)}, {"a": 4}, frozenset("a")) == {}
    assert rules.shown_teams({"-": of(8), "a": of(5)}, {"a": 9, "-": 9}, frozenset("a")) == {"a": of(5)}


@given(st.dictionaries(st.sampled_from("abcdef-"), st.integers(0, 12)), st.integers(0, 20))
def test_what_is_hidden_is_nobody_or_at_least_five(answers: dict[str, int], invited: int) -> None:
    answered = {team: of(number) for team, number in answers.items()}

    shown = rules.shown_teams(answered, dict.fromkeys(answers, invited), frozenset("abcdef"))

    hidden = sum(answers.values()) - sum(answers[team] for team in shown)
    assert all(answers[team] >= FEWEST for team in shown)
    assert not shown or hidden == 0 or hidden >= FEWEST


def test_means_come_with_the_fifth_answer() -> None:
    answer = SurveyAnswer(dict.fromkeys(STATEMENTS, 4))
    four = TeamAnswers(4, dict.fromkeys(STATEMENTS, 8))

    assert rules.means(four) is None
    assert rules.means(rules.added(four, answer)) == dict.fromkeys(STATEMENTS, 12 / 5)
