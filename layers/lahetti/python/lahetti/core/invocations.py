"""Jobs that somebody asks for between their schedules: Lambda runs them behind the answer."""

import json

from lahetti.core import aws
from lahetti.core.configuration import configuration


def import_feeds() -> None:
    """Have the feeds that are due imported now; the job is idempotent, so once more does no harm."""
    _run(configuration().import_feeds_function, {})


def close_race(race: str) -> None:
    """Have a race that is over closed now; the job is idempotent as well."""
    _run(configuration().close_races_function, {"race": race})


def _run(function: str, event: dict[str, str]) -> None:
    aws.client("lambda").invoke(FunctionName=function, InvocationType="Event", Payload=json.dumps(event).encode())
