from datetime import date, datetime
from typing import Any

import pytest

from console.framework.context import PageContext
from console.pages.rewards import awards
from lahetti.people import members
from lahetti.rewards import register as rewards_register
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.test_handler import person


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[tuple[datetime, datetime]]:
    """The periods that were read of the register."""
    periods: list[tuple[datetime, datetime]] = []

    def register(first: datetime, last: datetime, now: datetime) -> list[Any]:
        periods.append((first, last))
        return []

    monkeypatch.setattr(rewards_register, "register", register)
    monkeypatch.setattr(members, "names_of", lambda _: {})
    return periods


def shown(**query: str) -> Any:
    return awards.awards.view(PageContext(person(), "/console/rewards/awards", "/console/rewards/awards", query, NOW))


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ({}, date(2026, 1, 1), date(2026, 11, 25)),
        ({"first": "2026-10-01", "last": "2026-10-31"}, date(2026, 10, 1), date(2026, 10, 31)),
        ({"first": "x"}, date(2026, 1, 1), date(2026, 11, 25)),
        ({"first": "0001-01-01", "last": "9999-12-31"}, date(1900, 1, 1), date(2999, 12, 31)),
    ],
)
def test_a_period_is_read_as_asked_and_any_two_days_are_a_period(
    read: list[tuple[datetime, datetime]], query: dict[str, str], first: date, last: date
) -> None:
    values = shown(**query)

    assert (values["first"], values["last"]) == (first, last)
    assert len(read) == 1
