"""A week of one's own long ago, whose deeds are dated into it, and the killing of whoever closes its race."""

import itertools
import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import boto3
import pytest

from lahetti import closing, content, periods, store, suggestions
from lahetti.people import Person
from lahetti.points.deeds import Programme
from tests.integration.people_fixtures import current, draft

ZONE = ZoneInfo("Europe/Helsinki")


class Killed(Exception):
    """The function was killed."""


@contextmanager
def killed_at(call: int) -> Iterator[None]:
    """Kill whoever talks to the database at their call of this number, from 1 on."""
    events = store.connection().client.meta.events
    calls = itertools.count(1)

    def kill(**_: Any) -> None:
        if next(calls) == call:
            raise Killed

    events.register("before-call.dynamodb.*", kill, unique_id="kill")
    try:
        yield
    finally:
        events.unregister("before-call.dynamodb.*", unique_id="kill")


class Week:
    """A week, long ago unless said otherwise, with what happens in it."""

    def __init__(self, editor: Person, monday: datetime | None = None) -> None:
        monday = monday or datetime(1990, 1, 1, 9, tzinfo=UTC) + timedelta(weeks=random.randrange(1500))
        self.editor, self.noon = editor, monday + timedelta(hours=3)
        self.race = periods.standing_races(periods.day_of(self.noon, ZONE))[0]
        self.after = periods.end_of(periods.day_of(self.noon + timedelta(days=6), ZONE), ZONE) + timedelta(minutes=16)
        self.programme = Programme(current(), ZONE)
        closing.open_ahead(self.noon - timedelta(days=7), ZONE)

    def earn(self, person: Person, points: int) -> None:
        """Let somebody earn points in the week, fifteen at a time."""
        for _ in range(points // 15):
            wanted = content.Draft(**draft(title="Silloin"))
            made = suggestions.suggest(wanted, person, current(), self.noon).row.content
            suggestions.accept(made, self.editor, self.programme, self.noon)

    def close(self) -> store.races.RaceHead:
        """Close the week's race, as the job does."""
        return closing.freeze_and_reveal(self.race, self.after, ZONE, 50)


@pytest.fixture
def week(admin_person: Person) -> Week:
    """A week of one's own."""
    return Week(admin_person)


def job(moment: datetime) -> dict[str, Any]:
    """Run the deployed job for a moment."""
    answer = boto3.client("lambda").invoke(
        FunctionName=os.environ["LAHETTI_CLOSE_RACES_FUNCTION"], Payload=json.dumps({"time": moment.isoformat()})
    )
    body: dict[str, Any] = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, body
    return body
