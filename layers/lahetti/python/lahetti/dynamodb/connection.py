"""The one connection to DynamoDB that all tables of a process share."""

from functools import cache

from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException

StoreError = PynamoDBException
"""DynamoDB did not do as it was asked: throttled, out of reach, or the request was wrong."""


@cache
def connection() -> Connection:
    """Return this process's connection. A call gives up well before a function's time is over."""
    return Connection(connect_timeout_seconds=2, read_timeout_seconds=5, max_retry_attempts=2)
