"""Two programmes that differ in one person's activity alone are told apart by nobody else, admins included."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from lahetti.networks.networks import Network
from tests.whole_programme import WholeProgramme, everything_read, reachable, some_weeks

TODAY, TOMORROW = "2026-11-24", "2026-11-25"
READERS = ("anni", "eeva", "pohjoinen0", "ita0")


common = cache(some_weeks)
"""What both programmes have in common."""


def begin(programme: WholeProgramme) -> None:
    programme.begin("sulo")


def share(programme: WholeProgramme) -> None:
    programme.begin("sulo")
    programme.open("sulo", "hiljainen 16", network=Network.X)
    programme.share("sulo", "hiljainen 23")
    programme.visit("sulo", "hiljainen 23", 1)
    programme.see("sulo", "hiljainen 23")


def pause(programme: WholeProgramme) -> None:
    programme.change("sulo", state="paused")


@cache
def read(activity: Callable[[WholeProgramme], None] | None) -> dict[str, dict[str, Any]]:
    """Return what everybody reads on the day after somebody did something, by reader."""
    programme = common().copied()
    with programme.lived():
        programme.at(TODAY, "14:00")
        if activity is not None:
            activity(programme)
        programme.deliver()
        programme.night(TOMORROW)
        programme.at(TOMORROW, "12:00")
        return {reader: everything_read(programme, programme.people[reader].id) for reader in READERS}


@pytest.mark.parametrize("activity", [begin, share, pause])
@pytest.mark.parametrize("reader", READERS)
def test_what_others_read_is_the_same_whatever_somebody_does(
    reader: str, activity: Callable[[WholeProgramme], None]
) -> None:
    without, with_it = read(None)[reader], read(activity)[reader]

    differing = sorted(name for name in {*without, *with_it} if without.get(name) != with_it.get(name))
    assert differing == []


def test_every_route_and_page_is_read_with_success_by_somebody() -> None:
    found = read(share)

    statuses = {(name, answer["statusCode"]) for reader in found.values() for name, answer in reader.items()}
    assert {status for _, status in statuses} <= {200, 403, 404, 409}
    read_at_all = {route for route, name in reachable(common()) if (name, 200) in statuses}
    assert {route for route, _ in reachable(common())} - read_at_all == set()
