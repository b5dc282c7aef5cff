import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.core.small_groups import Hidden, is_shown, shown, told


@pytest.mark.parametrize("people", range(5))
def test_nought_to_four_people_look_alike(people: int) -> None:
    assert shown(people) is None
    assert shown(people, 107) is None
    assert shown(people, people) is None
    assert told(people) == told(people, 107) == Hidden.FEW


@pytest.mark.parametrize(("people", "of"), [(5, None), (5, 5), (107, 107), (102, 107), (5, 10)])
def test_five_and_more_are_shown_where_nobody_or_five_are_left_out(people: int, of: int | None) -> None:
    assert shown(people, of) == told(people, of) == people


@pytest.mark.parametrize(("people", "of"), [(106, 107), (103, 107), (5, 9), (5, 6)])
def test_a_count_that_tells_of_one_to_four_others_is_not_shown(people: int, of: int) -> None:
    assert shown(people, of) is None
    assert told(people, of) == Hidden.ALL_BUT_FEW


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_group_and_the_rest_of_it_are_shown_or_hidden_alike(people: int, others: int) -> None:
    if people and others:
        assert is_shown(people, people + others) == is_shown(others, people + others)


def test_more_people_than_there_are_now_leave_nobody_out() -> None:
    assert shown(7, 6) == 7
