"""Jobs that somebody asks for between their schedules: Lambda runs them behind the answer."""

import json
from functools import cache
from typing import TYPE_CHECKING

from lahetti.core.configuration import configuration

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


@cache
def _lambda() -> "LambdaClient":
    import boto3  # late: only a click on "fetch now" or "close now" needs it
    from botocore.config import Config

    patience = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 2})
    return boto3.client("lambda", config=patience)


def import_feeds() -> None:
    """Have the feeds that are due imported now; the job is idempotent, so once more does no harm."""
    _run(configuration().import_feeds_function, {})


def close_race(race: str) -> None:
    """Have a race that is over closed now; the job is idempotent as well."""
    _run(configuration().close_races_function, {"race": race})


def _run(function: str, event: dict[str, str]) -> None:
    _lambda().invoke(FunctionName=function, InvocationType="Event", Payload=json.dumps(event).encode())
