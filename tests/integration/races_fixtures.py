"""A week of one's own long ago, whose deeds are dated into it, and the killing of whoever closes its race."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lahetti.core import clock
from lahetti.core.days import day_of, end_of
from lahetti.dynamodb import connection, keys
from lahetti.networks.networks import Network
from lahetti.people.model import Person
from lahetti.periods import calendar
from lahetti.periods.model import RaceHead
from lahetti.points import confirming
from lahetti.points.model import Programme
from lahetti.races import items as races_items
from lahetti.races import rosters
from lahetti.races.closing import steps
from lahetti.races.model import Ranks
from lahetti.sharing import opening
from lahetti.suggestions import suggesting
from tests.integration.functions import invoke
from tests.integration.people_fixtures import (
    SMALL_TEAM,
    TEAM,
    TINY_TEAM,
    Cast,
    accepted,
    content_draft,
    current,
    published,
)
from tests.races import freeze_and_reveal

ZONE = ZoneInfo("Europe/Helsinki")

_numbers = itertools.count()


class Killed(Exception):
    """The function was killed."""


@contextmanager
def killed_at(call: int) -> Iterator[None]:
    """Kill whoever talks to the database at their call of this number, from 1 on."""
    events = connection.connection().client.meta.events
    calls = itertools.count(1)

    def kill(**_: Any) -> None:
        if next(calls) == call:
            raise Killed

    events.register("before-call.dynamodb.*", kill, unique_id="kill")
    try:
        yield
    finally:
        events.unregister("before-call.dynamodb.*", unique_id="kill")


def unused(monday: datetime) -> datetime:
    """Return a Monday from this one on whose races, and those beside them, no other test has."""
    return monday + timedelta(weeks=4 * next(_numbers))


class Week:
    """A week of one's own from some Monday on, with what happens in it."""

    def __init__(self, editor: Person, since: datetime) -> None:
        monday = unused(since)
        self.editor, self.noon = editor, monday + timedelta(hours=3)
        self.before = self.noon - timedelta(days=2)
        self.race = calendar.standing_races(day_of(self.noon, ZONE))[0]
        self.after = end_of(day_of(self.noon + timedelta(days=6), ZONE), ZONE) + timedelta(minutes=16)
        self.programme = Programme(current(), ZONE)
        steps.open_ahead(self.noon - timedelta(days=7), ZONE)

    def earn(self, person: Person, points: int) -> None:
        """Let somebody earn points in the week, fifteen at a time."""
        for _ in range(points // 15):
            wanted = content_draft(title="Silloin")
            made = suggesting.suggest(wanted, person, current(), self.noon).row.content
            suggesting.accept(made, self.editor, self.programme, self.noon, publish=True)

    def close(self) -> RaceHead:
        """Close the week's race, as the job does."""
        return freeze_and_reveal(self.race, self.after, ZONE, 50)


@pytest.fixture
def week(admin_person: Person) -> Week:
    """A week of one's own long ago."""
    return Week(admin_person, datetime(2012, 1, 2, 9, tzinfo=UTC))


@pytest.fixture
def first_week(admin_person: Person) -> Week:
    """A week of one's own before the others': the job, which closes whatever is over, finds little but it."""
    return Week(admin_person, datetime(2000, 1, 3, 9, tzinfo=UTC))


def earn_now(editor: Person, person: Person, points: int) -> None:
    """Let somebody share a content that is worth so many points."""
    made = published(editor, f"Arvokas {points}", {("x", "fi"): ("Katso.", "Luepa.")}, points=points)
    now = clock.now()
    share, _ = opening.open_share(person, made, Network.X, current(), now)
    confirming.confirm_share(person.id, share.code, Programme(current(), ZONE), now)


def fill_teams(cast: Cast, editor: Person, members: int) -> None:
    """Give TEAM so many members, five of them with points, and others as many with points as let it be shown.

    Of the two small teams neither is shown, and as five people are in them, nothing follows of either. The smallest
    stays so where several files of tests fill the teams of one cloud.
    """
    sizes = [(TEAM, 5, 30), (SMALL_TEAM, 4, 3), (TINY_TEAM, 1, 3)]
    for team, number, points in sizes:
        for one in range(number):
            earn_now(editor, accepted(cast.invite(f"{team} {one}", teams=(team,))), points + one)
    for one in range(members - 5):
        cast.invite(f"Hiljainen {one}", teams=(TEAM,))


def count_anew(*races: str) -> None:
    """Count who could stand in races that run, and let the next reader rebuild their ranks."""
    for race in races:
        races_items.RosterItem(keys.race(race), keys.ROSTER).delete()
    rosters.count_missing(clock.now(), ZONE)
    for race in races:
        races_items.save_ranks(race, Ranks())


def job(moment: datetime) -> dict[str, Any]:
    """Run the deployed job for a moment."""
    said: dict[str, Any] = invoke("CloseRacesFunction", {"time": moment.isoformat()})
    return said
