"""Jobs that somebody asks for between their schedules: Lambda runs them behind the answer."""

from functools import cache
from typing import TYPE_CHECKING

from lahetti.configuration import configuration

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


@cache
def _lambda() -> "LambdaClient":
    import boto3  # late: only a click on "fetch now" needs it
    from botocore.config import Config

    patience = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 2})
    return boto3.client("lambda", config=patience)


def import_feeds() -> None:
    """Have the feeds that are due imported now; the job is idempotent, so once more does no harm."""
    _lambda().invoke(FunctionName=configuration().import_feeds_function, InvocationType="Event", Payload=b"{}")
