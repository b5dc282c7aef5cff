"""A week of one's own long ago, whose deeds are dated into it, and the killing of whoever closes its race."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lahetti.core.days import day_of, end_of
from lahetti.dynamodb import connection
from lahetti.people.model import Person
from lahetti.periods import calendar
from lahetti.periods.model import RaceHead
from lahetti.points.model import Programme
from lahetti.races.closing import steps
from lahetti.suggestions import suggesting
from tests.integration.functions import invoke
from tests.integration.people_fixtures import content_draft, current

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
            suggesting.accept(made, self.editor, self.programme, self.noon)

    def close(self) -> RaceHead:
        """Close the week's race, as the job does."""
        return steps.freeze_and_reveal(self.race, self.after, ZONE, 50)


@pytest.fixture
def week(admin_person: Person) -> Week:
    """A week of one's own long ago."""
    return Week(admin_person, datetime(2012, 1, 2, 9, tzinfo=UTC))


@pytest.fixture
def first_week(admin_person: Person) -> Week:
    """A week of one's own before the others': the job, which closes whatever is over, finds little but it."""
    return Week(admin_person, datetime(2000, 1, 3, 9, tzinfo=UTC))


def job(moment: datetime) -> dict[str, Any]:
    """Run the deployed job for a moment."""
    said: dict[str, Any] = invoke("CloseRacesFunction", {"time": moment.isoformat()})
    return said
