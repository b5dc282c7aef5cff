"""The one connection to DynamoDB that all tables of a process share."""

from functools import cache
from threading import Lock

from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException

StoreError = PynamoDBException
"""DynamoDB did not do as it was asked: throttled, out of reach, or the request was wrong."""


_MAKING = Lock()
"""A client is made in one thread alone; made, it serves all."""


def connection() -> Connection:
    """Return this process's connection. A call gives up well before a function's time is over."""
    with _MAKING:
        return _made()


@cache
def _made() -> Connection:
    return Connection(connect_timeout_seconds=2, read_timeout_seconds=5, max_retry_attempts=2)
