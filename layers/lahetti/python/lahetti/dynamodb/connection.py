"""The one connection to DynamoDB that all tables of a process share; where DynamoDB does not keep up, it says Busy."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from threading import Lock
from typing import Any

from botocore import exceptions
from botocore.exceptions import ClientError
from botocore.session import Session
from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException

from lahetti.core.aws import is_overload, overloaded
from lahetti.dynamodb.answers import AnswerParsers
from lahetti.dynamodb.data_version import GUARD

StoreError = PynamoDBException
"""DynamoDB refused a request as wrong; where it throttles or does not answer, Busy is raised instead."""

_CONNECTIONS = 32
"""Kept at most: as many as threads speak to DynamoDB at a time (`people.walks` has 16)."""
_MAKING = Lock()
"""A client is made in one thread alone; made, it serves all."""


class SharedConnection(Connection):
    """PynamoDB's connection, whose every request goes through `_make_api_call`."""

    @property
    def session(self) -> Session:
        """Return the thread's session, which reads answers as they come."""
        session = super().session
        session.register_component("response_parser_factory", AnswerParsers())
        return session

    def _make_api_call(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        with busy_where_overloaded():
            GUARD.require_known(operation_kwargs, partial(super()._make_api_call, "GetItem"))
            answer: dict[str, Any] = super()._make_api_call(operation_name, operation_kwargs)
            return answer


def connection() -> SharedConnection:
    """Return this process's connection. A call gives up well before a function's time is over."""
    with _MAKING:
        return _made()


@cache
def _made() -> SharedConnection:
    # botocore tries again with growing pauses before it gives up.
    return SharedConnection(
        connect_timeout_seconds=2, read_timeout_seconds=5, max_retry_attempts=2, max_pool_connections=_CONNECTIONS
    )


@contextmanager
def busy_where_overloaded() -> Iterator[None]:
    """Raise Busy where a call of AWS within was throttled, failed on their side, or was not answered in time."""
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        # PynamoDB's own error keeps the code alone, and botocore's as its cause.
        cause = error.__cause__
        if isinstance(cause, ClientError):
            status = cause.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if is_overload(error.response["Error"].get("Code"), status):
            raise overloaded() from error
        raise
    except (exceptions.ConnectionError, exceptions.HTTPClientError) as error:
        raise overloaded() from error
